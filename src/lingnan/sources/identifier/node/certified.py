"""Certified answers (CERT): signed with the key of the server, remembered for repeated requests.

From 2.7 on a signature covers numbers of the envelope, so only the same answer to the same request
— one sent again over UDP — finds it; before, every equal answer does. Not for the MACs of sessions
(see service). Source: RFC 3652 §2.2.4, Handle protocol facts §1.11, §1.14.
"""

from collections import OrderedDict
from hashlib import sha256

from lingnan.sources.identifier.proof.credential import covered_octets, sign_message
from lingnan.sources.identifier.proof.errors import VersionNotOffered
from lingnan.sources.identifier.proof.key import PrivateKey
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.version import Version, certifies_with_sha256, is_at_least


class Certifier:
    """Signs answers; remembers the last signatures, not more than `limit`."""

    def __init__(self, key: PrivateKey | None, limit: int) -> None:
        self._key = key
        self._limit = limit
        self._credentials: OrderedDict[tuple[bytes, tuple[bool, bool]], bytes] = OrderedDict()

    def credential(self, envelope: Envelope, signed_part: bytes, counter: int = 0) -> bytes:
        """Answer the HS_SIGNED credential of an answer; empty when the server cannot sign it.

        Args: envelope: of the answer. signed_part: its header and body. counter: of the session.
        """
        if self._key is None:
            return b""
        try:
            covered = covered_octets(envelope, signed_part, counter)
            key = sha256(covered).digest(), _rule(envelope.version)
            known = self._credentials.get(key)
            if known is not None:
                self._credentials.move_to_end(key)
                return known
            credential = sign_message(envelope, signed_part, self._key, counter)
        except VersionNotOffered:
            return b""
        self._credentials[key] = credential
        if len(self._credentials) > self._limit:
            self._credentials.popitem(last=False)
        return credential


def _rule(version: Version) -> tuple[bool, bool]:
    """Answer what else of a version decides how is signed."""
    return is_at_least(version, 7), certifies_with_sha256(version)
