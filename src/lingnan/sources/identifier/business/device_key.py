"""Keys of carriers and applications: public key or certificate request, and proofs by them.

SM2 (with SM3), ECC P-256 and RSA (with SHA-256). The private key never comes here. Not for the keys
of the node itself (proof.key_file).

Source: RFC 2986 §4 (certificate request), RFC 5480 (P-256), GB/T 32918.2-2016 and GB/T 35276-2017
(SM2).
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.exceptions import UnsupportedAlgorithm as Unsupported
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)
from cryptography.x509 import load_der_x509_csr

from lingnan.kernel import Text
from lingnan.sources.identifier.business.errors import CarrierKeyRefused
from lingnan.sources.identifier.proof.der import BIT_STRING, SEQUENCE, DerReader, pack
from lingnan.sources.identifier.proof.errors import ProofError
from lingnan.sources.identifier.proof.key_text import SM2_CURVE, read_info, write_info
from lingnan.sources.identifier.proof.signature import HashName, verify
from lingnan.sources.identifier.proof.sm2 import Sm2PublicKey, verify_sm2

P256, SM2, RSA = "P-256", "SM2", "RSA"
_MAX_OCTETS: Final = 16_384
_LABELS: Final = ("PUBLIC KEY", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST")
_FORM: Final = Text("不是公钥或证书请求（PEM）", "it is no PEM key or certificate request")
_KIND: Final = Text("只接受 SM2、ECC P-256 和 RSA", "only SM2, ECC P-256 and RSA are taken")
_SIGNATURE: Final = Text("证书请求的签名不成立", "the request is not signed by its own key")
_RAW_LENGTH: Final = 64


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """One public key.

    Attributes: kind: SM2, P-256 or RSA. info: SubjectPublicKeyInfo in DER.
    """

    kind: str
    info: bytes

    def verifies(self, data: bytes, signature: bytes) -> bool:
        """Answer whether a signature over data holds; whatever is wrong with it, it does not.

        Shapes: DER, or r ‖ s in 64 octets as smart cards give it, for the two curves.
        """
        try:
            if self.kind == P256:
                key = load_der_public_key(self.info)
                if not isinstance(key, ec.EllipticCurvePublicKey):
                    return False
                key.verify(_in_der(signature), data, ec.ECDSA(hashes.SHA256()))
                return True
            name = HashName.SM3 if self.kind == SM2 else HashName.SHA256
            return verify(read_info(self.info), data, signature, name)
        except (InvalidSignature, Unsupported, ValueError, ProofError):
            return False


def read_device_key(text: str) -> DeviceKey:
    """Read a PEM block: a public key, or a certificate request signed by its own key.

    Raises: CarrierKeyRefused.
    """
    label, octets = _read_pem(text)
    if label == "PUBLIC KEY":
        return _read_key(octets)
    if SM2_CURVE in octets:
        return _read_sm2_request(octets)
    try:
        request = load_der_x509_csr(octets)
        is_signed = request.is_signature_valid
        info = request.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    except (ValueError, TypeError, Unsupported) as problem:
        raise CarrierKeyRefused(reason=_FORM) from problem
    if not is_signed:
        raise CarrierKeyRefused(reason=_SIGNATURE)
    return _read_key(info)


def _read_key(octets: bytes) -> DeviceKey:
    try:
        if SM2_CURVE in octets[:32]:
            return DeviceKey(SM2, write_info(read_info(octets)))
        key = load_der_public_key(octets)
    except (ValueError, Unsupported, ProofError) as problem:
        raise CarrierKeyRefused(reason=_FORM) from problem
    info = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return DeviceKey(P256, info)
    if isinstance(key, rsa.RSAPublicKey):
        if not 2048 <= key.key_size <= 8192:
            reason = Text("RSA 应为 2048–8192 位", "RSA has 2,048 to 8,192 bits")
            raise CarrierKeyRefused(reason=reason)
        return DeviceKey(RSA, info)
    raise CarrierKeyRefused(reason=_KIND)


def _read_sm2_request(octets: bytes) -> DeviceKey:
    """Read a certificate request of SM2, which `cryptography` does not know (RFC 2986 §4)."""
    part = "CertificationRequest"
    try:
        whole = DerReader(octets, part)
        outer = whole.enter()
        whole.finish()
        inside = outer.take(SEQUENCE)
        outer.take(SEQUENCE)
        signature = outer.take(BIT_STRING)
        outer.finish()
        request = DerReader(inside, part)
        request.integer()
        request.take(SEQUENCE)
        key = read_info(pack(SEQUENCE, request.take(SEQUENCE)))
    except ProofError as problem:
        raise CarrierKeyRefused(reason=_FORM) from problem
    if not isinstance(key, Sm2PublicKey):
        raise CarrierKeyRefused(reason=_KIND)
    if signature[:1] != b"\0" or not verify_sm2(key, pack(SEQUENCE, inside), signature[1:]):
        raise CarrierKeyRefused(reason=_SIGNATURE)
    return DeviceKey(SM2, write_info(key))


def _read_pem(text: str) -> tuple[str, bytes]:
    for label in _LABELS:
        _, head, rest = text.partition(f"-----BEGIN {label}-----")
        body, foot, _ = rest.partition(f"-----END {label}-----")
        if not head or not foot:
            continue
        try:
            octets = base64.b64decode("".join(body.split()), validate=True)
        except (binascii.Error, ValueError):
            break
        if 0 < len(octets) <= _MAX_OCTETS:
            return label, octets
    raise CarrierKeyRefused(reason=_FORM)


def _in_der(signature: bytes) -> bytes:
    if len(signature) != _RAW_LENGTH:
        return signature
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    half = _RAW_LENGTH // 2
    r, s = signature[:half], signature[half:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
