"""Private keys in PKCS #8, open or encrypted with a passphrase.

What is inside goes through `cryptography` for RSA and DSA and is written here for SM2; the
encryption is one for all, so that its rounds can be chosen, and OpenSSL reads what is written. Not
for files and their modes (see key_file).

Source: RFC 5958 (PKCS #8), RFC 8018 §6.2 (PBES2), RFC 5915 (the key of a curve).
"""

import hashlib
import secrets
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm as Unsupported
from cryptography.hazmat.primitives.asymmetric import dsa, rsa
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from lingnan.sources.identifier.proof.der import (
    BIT_STRING,
    INTEGER,
    NULL,
    OBJECT,
    OCTET_STRING,
    SEQUENCE,
    DerReader,
    pack,
    pack_integer,
)
from lingnan.sources.identifier.proof.errors import (
    BadKey,
    DecryptionFailed,
    MalformedProof,
    UnsupportedAlgorithm,
)
from lingnan.sources.identifier.proof.key import PrivateKey, check_size
from lingnan.sources.identifier.proof.key_text import SM2_ALGORITHM, SM2_CURVE
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey

#: Rounds of PBKDF2-HMAC-SHA256 for a file that is opened once at the start of a node.
ROUNDS: Final = 210_000
_MAX_ROUNDS: Final = 2_000_000
_PART: Final = "PKCS #8"
_SALT: Final = 16
_PBES2: Final = bytes.fromhex("2a864886f70d01050d")
_PBKDF2: Final = bytes.fromhex("2a864886f70d01050c")
_HMAC_SHA1: Final = bytes.fromhex("2a864886f70d0207")
_HMAC_SHA256: Final = bytes.fromhex("2a864886f70d0209")
_AES_128: Final = bytes.fromhex("608648016503040102")
_AES_256: Final = bytes.fromhex("60864801650304012a")
_DIGESTS: Final = {_HMAC_SHA1: "sha1", _HMAC_SHA256: "sha256"}
_LENGTHS: Final = {_AES_128: 16, _AES_256: 32}
_CONTEXT_0: Final = 0xA0
_CONTEXT_1: Final = 0xA1


def write_private(key: PrivateKey, passphrase: bytes | None, *, rounds: int = ROUNDS) -> bytes:
    """Write a key as PKCS #8 in DER: encrypted under a passphrase with AES-256, or open."""
    if isinstance(key, Sm2PrivateKey):
        inner = _write_sm2(key)
    else:
        inner = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return inner if passphrase is None else _seal(inner, passphrase, rounds)


def read_private(octets: bytes, passphrase: bytes | None) -> PrivateKey:
    """Read a key from PKCS #8 in DER.

    Args:
        passphrase: None when the key is not encrypted.
    Raises:
        DecryptionFailed: encrypted, and the passphrase does not open it or is missing.
        BadKey: not PKCS #8, or a key of another kind or size.
    """
    try:
        inner = _open(octets, passphrase)
        return _read_sm2(inner) if SM2_CURVE in inner[:64] else _read_other(inner)
    except (MalformedProof, UnsupportedAlgorithm):
        raise BadKey(reason=_PART) from None


def _read_other(octets: bytes) -> PrivateKey:
    try:
        key = load_der_private_key(octets, password=None)
    except (ValueError, TypeError, Unsupported):
        raise BadKey(reason=_PART) from None
    if not isinstance(key, rsa.RSAPrivateKey | dsa.DSAPrivateKey):
        raise BadKey(reason=type(key).__name__)
    check_size(key.public_key())
    return key


def _write_sm2(key: Sm2PrivateKey) -> bytes:
    point = pack(_CONTEXT_1, pack(BIT_STRING, b"\0", key.public.encode()))
    scalar = pack(OCTET_STRING, key.scalar.to_bytes(32, "big"))
    inner = pack(SEQUENCE, pack_integer(1), scalar, point)
    return pack(SEQUENCE, pack_integer(0), SM2_ALGORITHM, pack(OCTET_STRING, inner))


def _read_sm2(octets: bytes) -> Sm2PrivateKey:
    """Read PrivateKeyInfo of SM2; the public point inside, where there is one, must fit."""
    outer = DerReader(octets, _PART).enter()
    version, algorithm = outer.integer(), outer.take(SEQUENCE)
    if version > 1 or pack(SEQUENCE, algorithm) != SM2_ALGORITHM:
        raise MalformedProof(part=_PART)
    inner = DerReader(outer.take(OCTET_STRING), _PART).enter()
    if inner.integer() != 1:
        raise MalformedProof(part=_PART)
    key = Sm2PrivateKey(int.from_bytes(inner.take(OCTET_STRING), "big"))
    if inner.tag == _CONTEXT_0:
        inner.take(_CONTEXT_0)
    if inner.tag == _CONTEXT_1:
        point = inner.enter(_CONTEXT_1).take(BIT_STRING)
        if point[1:] != key.public.encode():
            raise BadKey(reason="SM2 d, (x, y)")
    return key


def _cipher(key: bytes, iv: bytes) -> Cipher[CBC]:
    return Cipher(AES(key), CBC(iv))


def _seal(inner: bytes, passphrase: bytes, rounds: int) -> bytes:
    salt, iv = secrets.token_bytes(_SALT), secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, rounds, 32)
    padder = PKCS7(128).padder()
    encryptor = _cipher(key, iv).encryptor()
    hidden = encryptor.update(padder.update(inner) + padder.finalize()) + encryptor.finalize()
    digest = pack(SEQUENCE, pack(OBJECT, _HMAC_SHA256), pack(NULL))
    derivation = pack(SEQUENCE, pack(OCTET_STRING, salt), pack_integer(rounds), digest)
    scheme = pack(
        SEQUENCE,
        pack(SEQUENCE, pack(OBJECT, _PBKDF2), derivation),
        pack(SEQUENCE, pack(OBJECT, _AES_256), pack(OCTET_STRING, iv)),
    )
    return pack(SEQUENCE, pack(SEQUENCE, pack(OBJECT, _PBES2), scheme), pack(OCTET_STRING, hidden))


def _open(octets: bytes, passphrase: bytes | None) -> bytes:
    """Answer PrivateKeyInfo, decrypted where it is encrypted with PBES2."""
    outer = DerReader(octets, _PART).enter()
    if outer.tag == INTEGER:
        return octets
    algorithm = outer.enter()
    if algorithm.take(OBJECT) != _PBES2:
        raise UnsupportedAlgorithm(algorithm=_PART)
    hidden = outer.take(OCTET_STRING)
    scheme = algorithm.enter()
    derivation, encryption = scheme.enter(), scheme.enter()
    if derivation.take(OBJECT) != _PBKDF2:
        raise UnsupportedAlgorithm(algorithm=_PART)
    parameters = derivation.enter()
    salt, rounds = parameters.take(OCTET_STRING), parameters.integer()
    if parameters.tag == INTEGER:
        parameters.integer()
    digest = parameters.enter().take(OBJECT) if parameters.tag == SEQUENCE else _HMAC_SHA1
    length, iv = _LENGTHS.get(encryption.take(OBJECT)), encryption.take(OCTET_STRING)
    if digest not in _DIGESTS or length is None or len(iv) != 16 or not hidden:
        raise UnsupportedAlgorithm(algorithm=_PART)
    if not 1 <= rounds <= _MAX_ROUNDS or len(hidden) % 16:
        raise MalformedProof(part=_PART)
    if passphrase is None:
        raise DecryptionFailed
    key = hashlib.pbkdf2_hmac(_DIGESTS[digest], passphrase, salt, rounds, length)
    decryptor, unpadder = _cipher(key, iv).decryptor(), PKCS7(128).unpadder()
    try:
        padded = decryptor.update(hidden) + decryptor.finalize()
        inner = unpadder.update(padded) + unpadder.finalize()
        # One wrong passphrase in some 250 leaves a padding that fits; its content is no key.
        DerReader(inner, _PART).enter().integer()
    except (ValueError, MalformedProof):
        raise DecryptionFailed from None
    return inner
