"""Keys as the node holds them: which kinds there are, making them, and the sizes accepted.

RSA and DSA are those of `cryptography`, SM2 and Diffie–Hellman are ours. Not for how keys are
written down (see key_record, key_text, key_file).
"""

from typing import Final, Literal, TypeAlias

from cryptography.hazmat.primitives.asymmetric import dsa, rsa

from lingnan.sources.identifier.proof.diffie_hellman import DhPublicKey
from lingnan.sources.identifier.proof.errors import BadKey
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey, Sm2PublicKey

PublicKey: TypeAlias = rsa.RSAPublicKey | dsa.DSAPublicKey | DhPublicKey | Sm2PublicKey
#: What a node may hold for long: Diffie–Hellman keys live for one session only.
PrivateKey: TypeAlias = rsa.RSAPrivateKey | dsa.DSAPrivateKey | Sm2PrivateKey
KeyKind = Literal["RSA", "SM2"]

#: A key of many bits costs its checker; one of few bits can be broken.
MIN_BITS: Final = 1024
MAX_BITS: Final = 8192
MAX_GROUP_BITS: Final = 4096
_MAX_EXPONENT_BITS: Final = 64
_DEFAULT_BITS: Final = 2048


def make_private_key(kind: KeyKind, bits: int = _DEFAULT_BITS) -> PrivateKey:
    """Make a key for signing: RSA with exponent 65537, or SM2.

    Units: bits of the RSA modulus, 2,048 to 8,192; SM2 has no choice of size.
    Raises:
        BadKey: an RSA size outside.
    """
    if kind == "SM2":
        return Sm2PrivateKey.generate()
    if not _DEFAULT_BITS <= bits <= MAX_BITS:
        raise BadKey(reason=f"RSA {bits}")
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def public_key_of(key: PrivateKey) -> PublicKey:
    """Answer the public half."""
    if isinstance(key, Sm2PrivateKey):
        return key.public
    return key.public_key()


def check_size(key: PublicKey) -> None:
    """Refuse a public key whose use would cost too much or prove nothing.

    Raises:
        BadKey: RSA or DSA outside the sizes above; SM2 and Diffie–Hellman keys check themselves.
    """
    if isinstance(key, rsa.RSAPublicKey):
        exponent = key.public_numbers().e
        if not MIN_BITS <= key.key_size <= MAX_BITS or exponent.bit_length() > _MAX_EXPONENT_BITS:
            raise BadKey(reason=f"RSA {key.key_size}")
    elif isinstance(key, dsa.DSAPublicKey) and not MIN_BITS <= key.key_size <= MAX_GROUP_BITS:
        raise BadKey(reason=f"DSA {key.key_size}")


def name_of(key: PublicKey | PrivateKey) -> str:
    """Answer the kind of a key in one word: RSA, DSA, DH or SM2."""
    if isinstance(key, rsa.RSAPublicKey | rsa.RSAPrivateKey):
        return "RSA"
    if isinstance(key, dsa.DSAPublicKey | dsa.DSAPrivateKey):
        return "DSA"
    return "SM2" if isinstance(key, Sm2PublicKey | Sm2PrivateKey) else "DH"
