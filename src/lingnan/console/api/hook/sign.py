"""How what is sent is signed, so that who gets it knows from whom it is and that it is fresh.

Source: the Standard Webhooks specification (headers webhook-id, webhook-timestamp and
webhook-signature; HMAC-SHA256 over id, timestamp and body); RFC 2104.
"""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Final

from lingnan.access.secret import Entropy, Secret

PREFIX: Final = "whsec_"
_KEY_OCTETS: Final = 32


def fresh_key(entropy: Entropy) -> bytes:
    """Make a key of 256 random bits."""
    return entropy(_KEY_OCTETS)


def shown_key(key: bytes) -> Secret:
    """Answer a key as it is told to its owner, once."""
    return Secret(PREFIX + base64.b64encode(key).decode())


def headers_of(key: bytes, delivery_id: str, body: bytes, *, at: datetime) -> dict[str, str]:
    """Answer the headers that sign a body."""
    seconds = str(int(at.timestamp()))
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{signature_of(key, delivery_id, seconds, body)}",
    }


def signature_of(key: bytes, delivery_id: str, seconds: str, body: bytes) -> str:
    """Answer the signature in base64."""
    signed = b".".join([delivery_id.encode(), seconds.encode(), body])
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
