"""Random numbers of the protocol: nonces, session and challenge numbers, request numbers.

All from the system's source through `secrets`; a reference server counts its sessions 1, 2, 3, and
so lets anybody name the next one (Handle protocol facts §1.11). Not for keys.
"""

import secrets
from collections.abc import Container
from typing import Final

from lingnan.sources.identifier.wire.limit import NONCE_LENGTH

#: Clients written in Java read the number as signed and take one that is not positive for none.
MAX_NUMBER: Final = 0x7FFFFFFF


def make_nonce() -> bytes:
    """Make the 16 random octets of a challenge (Handle protocol facts §1.1)."""
    return secrets.token_bytes(NONCE_LENGTH)


def make_number(taken: Container[int] = ()) -> int:
    """Make a session, challenge or request number in 1…2³¹−1 that is not taken yet.

    Limits: `taken` must hold far fewer than 2³¹ numbers; sessions and challenges are capped.
    """
    while True:
        number = 1 + secrets.randbelow(MAX_NUMBER)
        if number not in taken:
            return number
