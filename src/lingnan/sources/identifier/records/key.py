"""Under which octets a handle lies in LMDB, and which keys lie under a prefix.

The key is the folded handle itself, so that the order of keys lists what is under a prefix. LMDB
takes keys of at most 511 octets, a handle may have 2,048 (RFC 3651 §2): a long one keeps its head
and ends in a digest of the whole. Not for the rules of names in one node (see business).
"""

import re
from hashlib import sha256
from typing import Final

from lingnan.sources.identifier.wire.limit import MAX_HANDLE

#: Longest key that is the folded handle itself; a digested one is longer, so none are confused.
LONGEST_PLAIN: Final = 480
_HEAD: Final = 479
_match: Final = re.compile(rb"[^/\x00-\x1f\x7f]+/[^\x00-\x1f\x7f]+").fullmatch


def record_key(folded: bytes) -> bytes:
    """Answer the LMDB key of a folded handle."""
    if len(folded) <= LONGEST_PLAIN:
        return folded
    return folded[:_HEAD] + sha256(folded).digest()


def is_name(folded: bytes) -> bool:
    """Answer whether octets can be a handle: prefix/suffix, no control characters, not too long.

    Source: RFC 3651 §2, Handle protocol facts §1.1.
    """
    return _match(folded) is not None and len(folded) <= MAX_HANDLE


def prefix_of(key: bytes) -> bytes:
    """Answer the folded prefix in a key: the octets before the first slash."""
    return key[: key.find(b"/")]


def start_under_prefix(prefix: bytes) -> bytes:
    """Answer how every key of the handles under a folded prefix begins: ``88.900.1/``."""
    return prefix + b"/"


def start_of_derived(prefix: bytes) -> bytes:
    """Answer how the key of every prefix derived from a folded prefix begins: ``0.NA/88.900.``."""
    return b"0.NA/" + prefix + b"."


def end_of(start: bytes) -> bytes:
    """Answer the first key after all that begin with `start`.

    Limits: `start` does not end in 0xFF; UTF-8 never does.
    """
    return start[:-1] + bytes((start[-1] + 1,))
