"""Agreeing on the key of a session: by Diffie–Hellman, or under somebody's public key.

Modes (wire.codes.KeyExchange): 1 under the client's key, 2 under the server's, 3 under a key found
in a handle (with SM2 and SM4 in China), 4 Diffie–Hellman. Not for the messages of session setup
(see wire) nor for keeping sessions (see node).

Source: RFC 3652 §3.6, Handle protocol facts §1.9, §1.11 and §1.13.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15

from lingnan.sources.identifier.proof.diffie_hellman import DhPrivateKey, DhPublicKey
from lingnan.sources.identifier.proof.errors import (
    DecryptionFailed,
    MalformedProof,
    UnsupportedAlgorithm,
    VersionNotOffered,
)
from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, name_of
from lingnan.sources.identifier.proof.key_record import decode_key, encode_key
from lingnan.sources.identifier.proof.session_key import KeyAlgorithm, SessionKey
from lingnan.sources.identifier.proof.sm2 import (
    Sm2PrivateKey,
    Sm2PublicKey,
    decrypt_sm2,
    encrypt_sm2,
)
from lingnan.sources.identifier.wire.octets import pack_int4

_FIRST_WITH_ALGORITHM: Final = (2, 4)
_HEAD: Final = 4
_LENGTH: Final = {KeyAlgorithm.TRIPLE_DES: 24, KeyAlgorithm.AES: 32, KeyAlgorithm.SM4: 16}


def wrap_key(session_key: SessionKey, key: PublicKey) -> bytes:
    """Encrypt a key blob under a public key: modes 1 and 3 by the server, 2 by the client.

    Shapes: RSAES-PKCS1-v1_5, or SM2 C1 ‖ C3 ‖ C2.
    Raises:
        UnsupportedAlgorithm: a key that cannot encrypt.
    """
    if isinstance(key, rsa.RSAPublicKey):
        return key.encrypt(session_key.encode(), PKCS1v15())
    if isinstance(key, Sm2PublicKey):
        return encrypt_sm2(key, session_key.encode())
    raise UnsupportedAlgorithm(algorithm=name_of(key))


def unwrap_key(ciphertext: bytes, key: PrivateKey) -> SessionKey:
    """Open an encrypted key blob.

    Raises:
        DecryptionFailed: not for this key, altered, or no key blob; the same for all, because the
            padding of RSA must not be probed.
        UnsupportedAlgorithm: a key that cannot decrypt.
    """
    try:
        if isinstance(key, rsa.RSAPrivateKey):
            return SessionKey.decode(key.decrypt(ciphertext, PKCS1v15()))
        if isinstance(key, Sm2PrivateKey):
            return SessionKey.decode(decrypt_sm2(key, ciphertext))
    except (ValueError, MalformedProof, UnsupportedAlgorithm):
        raise DecryptionFailed from None
    raise UnsupportedAlgorithm(algorithm=name_of(key))


def _with_parity(octets: bytes) -> bytes:
    """Set the odd parity of DES keys (FIPS 46-3): the MAC covers the octets as they stand."""
    return bytes(octet & 0xFE | (octet >> 1).bit_count() & 1 ^ 1 for octet in octets)


def derive_key(shared: bytes, algorithm: KeyAlgorithm) -> SessionKey:
    """Cut a session key from a shared secret.

    Leading zeros are dropped as long as enough octets are left; AES keeps 32 octets, 3DES 24 with
    odd parity from the front of the secret as it is.
    Raises:
        UnsupportedAlgorithm: single DES.
    """
    length = _LENGTH.get(algorithm)
    if length is None:
        raise UnsupportedAlgorithm(algorithm=algorithm.name)
    if algorithm is KeyAlgorithm.TRIPLE_DES:
        return SessionKey(algorithm, _with_parity(shared[:length]))
    start = 0
    while start + length < len(shared) and not shared[start]:
        start += 1
    return SessionKey(algorithm, shared[start : start + length])


def start_exchange() -> tuple[DhPrivateKey, bytes]:
    """Begin mode 4 as a client: the secret to keep, and the public key for the setup request."""
    own = DhPrivateKey.generate()
    return own, encode_key(own.public)


def answer_exchange(
    client_key: bytes,
    algorithm: KeyAlgorithm = KeyAlgorithm.AES,
    version: tuple[int, int] = (2, 11),
) -> tuple[SessionKey, bytes]:
    """Answer mode 4 as a server: the session key, and the data of the setup response.

    Args:
        client_key: public-key record from the setup request.
    Shapes: data is the algorithm as int4, then our public-key record in the client's group.
    Raises:
        BadKey: the client's group or value is refused. VersionNotOffered: below 2.4, DES only.
    """
    _check_version(version)
    client = decode_key(client_key)
    if not isinstance(client, DhPublicKey):
        raise UnsupportedAlgorithm(algorithm=name_of(client))
    own = DhPrivateKey.generate(client.p, client.g)
    session_key = derive_key(own.agree(client), algorithm)
    return session_key, pack_int4(algorithm) + encode_key(own.public)


def finish_exchange(
    own: DhPrivateKey, data: bytes, version: tuple[int, int] = (2, 11)
) -> SessionKey:
    """Finish mode 4 as a client, with the data of the setup response.

    Raises:
        MalformedProof: the data cannot be read. BadKey: the server's value is refused.
        UnsupportedAlgorithm: the server chose single DES. VersionNotOffered: below 2.4.
    """
    _check_version(version)
    code = int.from_bytes(data[:_HEAD], "big")
    if code not in set(KeyAlgorithm):
        raise MalformedProof(part="session setup")
    server = decode_key(data[_HEAD:])
    if not isinstance(server, DhPublicKey):
        raise UnsupportedAlgorithm(algorithm=name_of(server))
    return derive_key(own.agree(server), KeyAlgorithm(code))


def _check_version(version: tuple[int, int]) -> None:
    if version < _FIRST_WITH_ALGORITHM:
        raise VersionNotOffered(version=f"{version[0]}.{version[1]}", part="DES")
