"""A certificate that a new node makes for itself: ECDSA P-256, one year, for the names given.

It keeps passwords and tokens from being overheard; that it is the right node's, clients know only
when they are given the file. A certificate of an authority takes its place in node.yaml. Not for
serving with it (http.tls) nor for keys of the Handle protocol (proof).

Source: RFC 5280 §4 (fields), RFC 6125 §6.4 (names), CA/Browser Forum baseline §7.1 (serial number).
"""

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from lingnan.kernel import Text
from lingnan.sources.identifier.node.failure import BadCertificate

CERTIFICATE_NAME: Final = "tls.pem"
CERTIFICATE_KEY_NAME: Final = "tls-key.pem"
LIFE: Final = timedelta(days=365)
#: Clocks of clients may be a little behind.
_LEEWAY: Final = timedelta(minutes=5)
_LONGEST_NAME: Final = 253


def make_certificate(folder: Path, names: Sequence[str], *, at: datetime) -> None:
    """Put a certificate and its key into a node's folder; the key is for the owner alone.

    Args:
        names: host names and addresses under which the node is reached; the first is its subject.
    Raises: BadCertificate.
    """
    if not names:
        raise BadCertificate(reason=Text("没有名称", "it has no name"))
    key = ec.generate_private_key(ec.SECP256R1())
    # A name of more than 64 characters does not fit the subject; what counts stands below.
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _LEEWAY)
        .not_valid_after(at + LIFE)
        .add_extension(x509.SubjectAlternativeName([_name(each) for each in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _keep(folder, made.public_bytes(Encoding.PEM), secret)


def take_certificate(folder: Path, certificate: Path, key: Path) -> None:
    """Copy a certificate (PEM, its chain behind it) and its key into a node's folder.

    Raises: BadCertificate: a file cannot be read, or the two do not belong together.
    """
    try:
        octets, secret = certificate.read_bytes(), key.read_bytes()
        first = x509.load_pem_x509_certificates(octets)[0]
        private = load_pem_private_key(secret, None)
    except (OSError, ValueError, TypeError, IndexError) as problem:
        raise BadCertificate(reason=type(problem).__name__) from problem
    if private.public_key() != first.public_key():
        reason = Text("证书与私钥不匹配", "certificate and key do not belong together")
        raise BadCertificate(reason=reason)
    _keep(folder, octets, secret)


def _name(told: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(told))
    except ValueError:
        pass
    try:
        if not told or len(told) > _LONGEST_NAME or not told.isascii() or not told.isprintable():
            raise ValueError(told)
        return x509.DNSName(told)
    except ValueError as problem:
        reason = Text(f"名称“{told[:40]}”有误", f"the name “{told[:40]}” is wrong")
        raise BadCertificate(reason=reason) from problem


def _keep(folder: Path, certificate: bytes, key: bytes) -> None:
    (folder / CERTIFICATE_NAME).write_bytes(certificate)
    descriptor = os.open(
        folder / CERTIFICATE_KEY_NAME, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600
    )
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
