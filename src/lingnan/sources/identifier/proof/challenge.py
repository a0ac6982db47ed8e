"""Answers to a challenge with a private key (HS_PUBKEY), made by a client and checked by a node.

Signed is nonce ‖ digest. Two forms of SM2 are met: the plain one by GB/T 32918.2, and that of the
Chinese kits, which sign SM3(nonce ‖ digest) under the user's handle as the SM2 identifier. A node
takes both. Not for shared secrets (see seckey).

Source: RFC 3652 §3.5.1, Handle protocol facts §1.10 and §1.13.
"""

from enum import Enum

from lingnan.sources.identifier.proof.errors import MalformedProof, UnsupportedAlgorithm
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.signature import (
    HashName,
    default_hash,
    read_hash_name,
    sign,
    verify,
)
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey, Sm2PublicKey, sm3
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.octets import Reader, pack_octets, pack_text

_MAX_NAME = 64
_MAX_SIGNATURE = 2_048


class Sm2Form(Enum):
    """What an SM2 key signs in answer to a challenge."""

    #: SM3 of the data, under the user's handle, as the kits of Chinese nodes do.
    KIT = "kit"
    #: The data themselves, under the default identifier of GB/T 35276.
    PLAIN = "plain"


def answer_key(
    key: PrivateKey,
    nonce: bytes,
    digest: bytes,
    *,
    user: str,
    version: tuple[int, int] = (2, 11),
    form: Sm2Form = Sm2Form.KIT,
) -> bytes:
    """Make the signedResponse of an answer to a challenge: hash name, then signature.

    Args:
        digest: raw octets of the request digest, without its algorithm code.
        user: handle of the user as written in the answer; matters to SM2 only, as does `form`.
    """
    name = default_hash(key, version)
    data = nonce + digest
    if isinstance(key, Sm2PrivateKey) and form is Sm2Form.KIT:
        signature = sign(key, sm3(data), name, identity=user.encode())
    else:
        signature = sign(key, data, name)
    return pack_text(name.value) + pack_octets(signature)


def check_key(answer: bytes, key: PublicKey, nonce: bytes, digest: bytes, *, user: str) -> bool:
    """Answer whether an answer proves possession of the private key.

    Args:
        user: handle of the user as the answer wrote it.
    Raises:
        MalformedProof: the answer cannot be taken apart.
    """
    try:
        reader = Reader(answer)
        written = reader.text(_MAX_NAME)
        signature = reader.octets(_MAX_SIGNATURE)
        reader.finish()
    except WireError:
        raise MalformedProof(part="signedResponse") from None
    try:
        name = read_hash_name(written)
    except UnsupportedAlgorithm:
        return False
    data = nonce + digest
    if verify(key, data, signature, name):
        return True
    if not isinstance(key, Sm2PublicKey) or name is not HashName.SM3:
        return False
    return verify(key, sm3(data), signature, name, identity=user.encode())
