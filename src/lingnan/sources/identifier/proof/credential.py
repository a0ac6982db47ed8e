"""The credential at the end of a message: a MAC of the session (HS_MAC) or a signature (HS_SIGNED).

Which octets it covers depends on the protocol version. Versions 2.5 and 2.6 wrote every field of
the envelope over the one before, so that nothing was covered; they are not offered. Not for the
counters themselves (see replay).

Source: RFC 3652 §2.2.4, Handle protocol facts §1.11 and §1.14.
"""

import hmac
from dataclasses import dataclass
from typing import Final

from lingnan.sources.identifier.proof.errors import (
    MalformedProof,
    UnsupportedAlgorithm,
    VersionNotOffered,
)
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.seckey import MacCode, compute_mac
from lingnan.sources.identifier.proof.signature import default_hash, read_hash_name, sign, verify
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.octets import (
    Reader,
    pack_handle,
    pack_int1,
    pack_int2,
    pack_int4,
    pack_octets,
)

HS_MAC: Final = "HS_MAC"
HS_SIGNED: Final = "HS_SIGNED"
#: What old servers write for HS_SIGNED; read, never written.
_OLD_SIGNED: Final = "HS_DSAPUBKEY"
_MAX_NAME: Final = 64
_MAX_SIGNATURE: Final = 2_048
_FIRST_COVERED: Final = (2, 7)
_FIRST_SUGGESTED: Final = (2, 8)
_UNSOUND: Final = ((2, 5), (2, 6))
#: Names under which a MAC may be written, punctuation and case aside.
_MACS: Final = {
    b"\x02": MacCode.SHA1,
    b"\x03": MacCode.SHA256,
    b"SHA1": MacCode.SHA1,
    b"SHA256": MacCode.SHA256,
    b"\x12": MacCode.HMAC_SHA1,
    b"\x13": MacCode.HMAC_SHA256,
    b"HMACSHA1": MacCode.HMAC_SHA1,
    b"HMACSHA256": MacCode.HMAC_SHA256,
}
_HMACS: Final = (MacCode.HMAC_SHA1, MacCode.HMAC_SHA256)


@dataclass(frozen=True, slots=True)
class Credential:
    """The fields of a credential.

    Attributes:
        type: HS_MAC or HS_SIGNED. algorithm: as written, one octet or a name.
        counter: of the session, from 1; 0 outside a session.
    """

    type: str
    algorithm: bytes
    signature: bytes
    counter: int = 0
    signer: str = ""
    options: int = 0

    def encode(self) -> bytes:
        """Write the octets that stand after the length of the credential."""
        section = pack_octets(self.algorithm) + pack_octets(self.signature)
        return b"".join(
            (
                pack_int1(0),
                pack_int1(0),
                pack_int2(self.options),
                pack_handle(self.signer),
                pack_int4(self.counter, "sessionCounter"),
                pack_handle(self.type),
                pack_octets(section),
            )
        )

    @classmethod
    def decode(cls, octets: bytes) -> "Credential":
        """Read a credential.

        Raises:
            MalformedProof: the octets are none; surplus octets are refused as well.
        """
        try:
            reader = Reader(octets)
            version, reserved, options = reader.int1(), reader.int1(), reader.int2()
            signer, counter, kind = reader.handle(), reader.int4(), reader.text(_MAX_NAME)
            section = Reader(reader.octets())
            reader.finish()
            algorithm, signature = section.octets(_MAX_NAME), section.octets(_MAX_SIGNATURE)
            section.finish()
        except WireError:
            raise MalformedProof(part="credential") from None
        if version or reserved:
            raise MalformedProof(part="credential")
        return cls(kind, algorithm, signature, counter, signer, options)


def covered_octets(envelope: Envelope, signed_part: bytes, counter: int) -> bytes:
    """Answer what a MAC or signature is computed over.

    Args:
        signed_part: header and body of the message.
    Raises:
        VersionNotOffered: 2.5 or 2.6.
    """
    version = envelope.version
    if version in _UNSOUND:
        raise VersionNotOffered(version=f"{version[0]}.{version[1]}", part="credential")
    if version < _FIRST_COVERED:
        return signed_part
    suggested = (
        bytes((envelope.suggested_major, envelope.suggested_minor))
        if version >= _FIRST_SUGGESTED
        else b""
    )
    return b"".join(
        (
            bytes(version),
            suggested,
            pack_int4(envelope.session_id),
            pack_int4(envelope.request_id),
            pack_int4(counter),
            signed_part,
        )
    )


def seal(envelope: Envelope, signed_part: bytes, key: bytes, counter: int) -> bytes:
    """Make the HS_MAC credential of a message in a session.

    Args:
        key: the octets of the session key, without algorithm code.
    Raises:
        VersionNotOffered: 2.5 or 2.6.
    """
    covered = covered_octets(envelope, signed_part, counter)
    if envelope.version < _FIRST_COVERED:
        code, name = MacCode.SHA1, bytes((MacCode.SHA1,))
    else:
        code, name = MacCode.HMAC_SHA256, b"HMAC-SHA256"
    return Credential(HS_MAC, name, compute_mac(code, key, covered), counter).encode()


def is_sealed(envelope: Envelope, signed_part: bytes, credential: Credential, key: bytes) -> bool:
    """Answer whether an HS_MAC credential holds for a message, in constant time.

    From 2.7 on only HMACs are taken: a bare digest sandwich would let the sender choose a weaker
    proof than the version asks for.
    Raises:
        VersionNotOffered: 2.5 or 2.6.
    """
    plain = credential.algorithm
    if len(plain) > 1:
        plain = bytes(octet for octet in plain.upper() if chr(octet).isalnum())
    code = _MACS.get(plain)
    if credential.type != HS_MAC or code is None or not key:
        return False
    if envelope.version >= _FIRST_COVERED and code not in _HMACS:
        return False
    covered = covered_octets(envelope, signed_part, credential.counter)
    return hmac.compare_digest(compute_mac(code, key, covered), credential.signature)


def sign_message(
    envelope: Envelope, signed_part: bytes, key: PrivateKey, counter: int = 0
) -> bytes:
    """Make the HS_SIGNED credential of a certified response.

    Raises:
        VersionNotOffered: 2.5 or 2.6.
    """
    name = default_hash(key, envelope.version)
    signature = sign(key, covered_octets(envelope, signed_part, counter), name)
    return Credential(HS_SIGNED, name.value.encode(), signature, counter).encode()


def is_signed(
    envelope: Envelope, signed_part: bytes, credential: Credential, key: PublicKey
) -> bool:
    """Answer whether an HS_SIGNED credential holds for a message under a server's key.

    Raises:
        VersionNotOffered: 2.5 or 2.6.
    """
    if credential.type not in (HS_SIGNED, _OLD_SIGNED):
        return False
    try:
        name = read_hash_name(credential.algorithm.decode("ascii", "replace"))
    except UnsupportedAlgorithm:
        return False
    covered = covered_octets(envelope, signed_part, credential.counter)
    return verify(key, covered, credential.signature, name)
