"""How long an answer may be kept, and how a kept one is told later. Pure.

A relative time to live counts from the fetch, and above two days as two days; an absolute one ends
at its instant; zero is not kept; an answer lives as long as the shortest-lived of its values.

Source: RFC 3651 §3.1, Handle protocol facts §1.19.
"""

from collections.abc import Iterable
from struct import Struct
from typing import Final

from lingnan.sources.identifier.wire.handle import fold
from lingnan.sources.identifier.wire.value import HandleValue, encode_value

#: Seconds that a longer relative time to live counts as.
LONGEST_RELATIVE: Final = 172_800
_TTL: Final = Struct(">I")
#: Where the ttl stands in a value: after index, timestamp and its type (RFC 3651 §3.1).
_TTL_AT: Final = 9


def lifetime(values: Iterable[HandleValue], now: float) -> float:
    """Answer for how many seconds values fetched now may be kept; 0 when not at all.

    Units: now in UNIX seconds.
    Source: Handle protocol facts §1.19.
    """
    return max(0.0, min((_left(value, now) for value in values), default=0.0))


def _left(value: HandleValue, now: float) -> float:
    if value.is_ttl_absolute:
        return value.ttl - now
    return float(min(value.ttl, LONGEST_RELATIVE))


def ttl_places(handle: str, values: Iterable[HandleValue]) -> tuple[int, ...]:
    """Answer where relative times to live stand in the body of a resolve response.

    Source: RFC 3652 §3.2.2.
    """
    at = 4 + len(handle.encode(errors="replace")) + 4
    found = []
    for value in values:
        if not value.is_ttl_absolute:
            found.append(at + _TTL_AT)
        at += len(encode_value(value))
    return tuple(found)


def aged(body: bytes, places: Iterable[int], seconds: int) -> bytes:
    """Answer the body with its relative times to live shortened by the age of the answer.

    So that who keeps it after us does not keep it longer than its authority allows.
    """
    if seconds <= 0:
        return body
    octets = bytearray(body)
    for at in places:
        (ttl,) = _TTL.unpack_from(octets, at)
        _TTL.pack_into(octets, at, max(ttl - seconds, 0))
    return bytes(octets)


def limited(body: bytes, places: Iterable[int], seconds: int) -> bytes:
    """Answer the body with no relative time to live above some seconds, as for stale answers."""
    octets = bytearray(body)
    for at in places:
        (ttl,) = _TTL.unpack_from(octets, at)
        _TTL.pack_into(octets, at, min(ttl, seconds))
    return bytes(octets)


def folded_types(types: Iterable[str]) -> tuple[bytes, ...]:
    """Answer types in the form in which they are compared, each once, in order."""
    return tuple(sorted({fold(each) for each in types}))
