"""Receipts: what the top-level node says it has taken, under its signature.

Not for keeping them (see delivery). Form and signature are ours: the published documents do not
tell how the top-level node proves receipt.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey
from lingnan.sources.identifier.proof.signature import (
    default_hash,
    read_hash_name,
    sign,
    verify,
)
from lingnan.sources.identifier.reporting.errors import ReceiptWrong
from lingnan.sources.identifier.reporting.report import encode, instant

_VERSION = (2, 11)


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt.

    Attributes:
        delivery_id: the idempotency key it answers. octets: as it came, signature included.
    """

    receipt_no: str
    delivery_id: str
    content_sha256: str
    received_at: datetime
    octets: bytes

    @property
    def sha256(self) -> str:
        """Answer the digest of the receipt itself."""
        return sha256(self.octets).hexdigest()


def write_receipt(
    key: PrivateKey, receipt_no: str, delivery_id: str, content_sha256: str, at: datetime
) -> bytes:
    """Write and sign a receipt: JSON of what is told, the algorithm, and the signature."""
    told = {
        "receipt_no": receipt_no,
        "delivery_id": delivery_id,
        "content_sha256": content_sha256,
        "received_at": instant(at),
    }
    name = default_hash(key, _VERSION)
    signature = base64.b64encode(sign(key, encode(told), name)).decode()
    return encode({"receipt": told, "algorithm": name.value, "signature": signature})


def read_receipt(
    octets: bytes,
    *,
    place: str,
    delivery_id: str,
    content_sha256: str,
    key: PublicKey | None,
) -> Receipt:
    """Read a receipt and hold it against what was sent.

    Args:
        key: of the top-level node; None when none is configured, then no signature is asked for.
    Raises:
        ReceiptWrong: unreadable, of another content, or its signature does not hold.
    """
    try:
        content = json.loads(octets)
        told = content["receipt"]
        receipt = Receipt(
            str(told["receipt_no"]),
            str(told["delivery_id"]),
            str(told["content_sha256"]),
            datetime.fromisoformat(told["received_at"]),
            octets,
        )
        signature = base64.b64decode(content["signature"], validate=True)
        algorithm = str(content["algorithm"])
    except (ValueError, KeyError, TypeError, binascii.Error) as problem:
        raise ReceiptWrong(place=place, reason=type(problem).__name__) from problem
    if receipt.delivery_id != delivery_id or receipt.content_sha256 != content_sha256:
        raise ReceiptWrong(place=place, reason=f"SHA-256 {receipt.content_sha256[:16]}…")
    if key is not None and not verify(key, encode(told), signature, read_hash_name(algorithm)):
        raise ReceiptWrong(place=place, reason="signature")
    return receipt
