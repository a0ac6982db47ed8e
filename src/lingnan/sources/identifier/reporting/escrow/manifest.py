"""The manifest of a sealed deposit: head, volumes with their digests, wrapped key; it is signed.

Not for sealing (see seal).
"""

import base64
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256

from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.key_text import write_info
from lingnan.sources.identifier.proof.signature import (
    default_hash,
    read_hash_name,
    sign,
    verify,
)
from lingnan.sources.identifier.reporting.errors import DepositBroken
from lingnan.sources.identifier.reporting.escrow.model import Head
from lingnan.sources.identifier.reporting.report import encode

_FORMAT = 1
_VERSION = (2, 11)


@dataclass(frozen=True, slots=True)
class Volume:
    """One encrypted file: its name, octets, and SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in the files and how to open them.

    Attributes:
        recipient: digest of the public key that the content's key is wrapped for.
        cipher: AES-256-GCM or SM4-GCM. wrap: RSA-OAEP-SHA256 or SM2. xml_size, xml_sha256: of the
            deposit before compression.
    """

    head: Head
    recipient: str
    cipher: str
    wrap: str
    wrapped_key: bytes
    volumes: tuple[Volume, ...]
    xml_size: int
    xml_sha256: str
    identifiers_count: int
    gone_count: int
    rows_count: int


def key_name(key: PublicKey) -> str:
    """Answer the digest by which a public key is named."""
    return sha256(write_info(key)).hexdigest()


def write_manifest(manifest: Manifest, signer: PrivateKey) -> bytes:
    """Write and sign a manifest."""
    told = asdict(manifest) | {
        "format": _FORMAT,
        "head": asdict(manifest.head) | {"watermark": manifest.head.watermark.isoformat()},
        "wrapped_key": base64.b64encode(manifest.wrapped_key).decode(),
    }
    name = default_hash(signer, _VERSION)
    signature = base64.b64encode(sign(signer, encode(told), name)).decode()
    return encode({"manifest": told, "algorithm": name.value, "signature": signature})


def read_manifest(octets: bytes, signer: PublicKey, place: str) -> Manifest:
    """Check the signature of a manifest and read it.

    Raises:
        DepositBroken: unreadable, of another format, or not signed by this key.
    """
    try:
        content = json.loads(octets)
        told = content["manifest"]
        signature = base64.b64decode(content["signature"], validate=True)
        if not verify(signer, encode(told), signature, read_hash_name(content["algorithm"])):
            raise DepositBroken(place=place, reason="signature")
        if told.pop("format") != _FORMAT:
            raise DepositBroken(place=place, reason="format")
        head = told.pop("head")
        watermark = datetime.fromisoformat(head.pop("watermark"))
        volumes = tuple(Volume(**each) for each in told.pop("volumes"))
        wrapped = base64.b64decode(told.pop("wrapped_key"), validate=True)
        return Manifest(
            head=Head(watermark=watermark, **head), volumes=volumes, wrapped_key=wrapped, **told
        )
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DepositBroken(place=place, reason=type(problem).__name__) from problem
