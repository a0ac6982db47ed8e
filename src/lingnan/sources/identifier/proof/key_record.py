"""From public-key records of the wire to keys that can be used, and back.

Not for reading the octets of a record (see wire.public_key) nor for other forms (see key_text).

Source: Handle protocol facts §1.7.
"""

from cryptography.hazmat.primitives.asymmetric import dsa, rsa

from lingnan.sources.identifier.proof.diffie_hellman import DhPublicKey
from lingnan.sources.identifier.proof.errors import BadKey
from lingnan.sources.identifier.proof.key import PublicKey, check_size, name_of
from lingnan.sources.identifier.proof.key_text import read_info, write_info
from lingnan.sources.identifier.proof.sm2 import Sm2PublicKey
from lingnan.sources.identifier.wire import public_key as record
from lingnan.sources.identifier.wire.errors import WireError


def to_record(key: PublicKey) -> record.PublicKey:
    """Answer the record of a key, as it stands in HS_PUBKEY and HS_SITE."""
    if isinstance(key, rsa.RSAPublicKey):
        rsa_numbers = key.public_numbers()
        return record.RsaKey(rsa_numbers.e, rsa_numbers.n)
    if isinstance(key, dsa.DSAPublicKey):
        numbers = key.public_numbers()
        group = numbers.parameter_numbers
        return record.DsaKey(group.q, group.p, group.g, numbers.y)
    if isinstance(key, Sm2PublicKey):
        return record.Sm2Key(write_info(key))
    return record.DhKey(key.y, key.p, key.g)


def from_record(read: record.PublicKey) -> PublicKey:
    """Answer the key of a record.

    Raises:
        BadKey: numbers that make no key, or a size outside what is accepted.
    """
    key: PublicKey
    try:
        if isinstance(read, record.RsaKey):
            if read.modulus.bit_length() > 8192:
                raise BadKey(reason=f"RSA {read.modulus.bit_length()}")
            key = rsa.RSAPublicNumbers(read.exponent, read.modulus).public_key()
        elif isinstance(read, record.DsaKey):
            group = dsa.DSAParameterNumbers(read.p, read.q, read.g)
            key = dsa.DSAPublicNumbers(read.y, group).public_key()
        elif isinstance(read, record.DhKey):
            key = DhPublicKey(read.y, read.p, read.g)
        else:
            key = read_info(read.info)
            if not isinstance(key, Sm2PublicKey):
                raise BadKey(reason=f"SM2_PUB_KEY: {name_of(key)}")
    except ValueError:
        raise BadKey(reason=type(read).__name__) from None
    check_size(key)
    return key


def encode_key(key: PublicKey) -> bytes:
    """Write a key as the data of HS_PUBKEY."""
    return to_record(key).encode()


def decode_key(data: bytes) -> PublicKey:
    """Read a key from the data of HS_PUBKEY.

    Raises:
        BadKey: the data are no key, or none that is accepted.
    """
    try:
        return from_record(record.decode_key(data))
    except WireError as failure:
        raise BadKey(reason=failure.code) from None
