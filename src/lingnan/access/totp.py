"""One-time codes by time, as every authenticator shows them. Pure.

Not for: which codes of an account were used before (second_factor).
Source: RFC 4226 section 5 (HOTP, truncation), RFC 6238 section 4 (TOTP).
"""

import base64
import hashlib
import hmac
import struct
from datetime import UTC, datetime
from typing import Final, Literal
from urllib.parse import quote, urlencode

from lingnan.access.secret import same
from lingnan.kernel.text import half_width

Algorithm = Literal["sha1", "sha256", "sha512"]
SECONDS: Final = 30
DIGITS: Final = 6
SECRET_BYTES: Final = 20
#: Steps before and after now that are accepted. Source: RFC 6238 section 5.2, one step of delay.
DRIFT_STEPS: Final = 1


def step_of(at: datetime) -> int:
    """Answer the number of the time step: T = floor(unix time / 30)."""
    return int(at.astimezone(UTC).timestamp()) // SECONDS


def code_of(
    secret: bytes, step: int, *, digits: int = DIGITS, algorithm: Algorithm = "sha1"
) -> str:
    """Answer the code of one step.

    Source: RFC 4226 section 5.3: 31 bits at the offset that the last four bits of the MAC name.
    """
    mac = hmac.new(secret, struct.pack(">Q", step), getattr(hashlib, algorithm)).digest()
    offset = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFF_FFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, said: str, *, at: datetime, after: int | None) -> int | None:
    """Answer the step whose code was said, or None.

    A step up to `after`, the last one used, never matches: a code is good once (RFC 6238 section
    5.2). All steps are compared, so that the time tells nothing.
    """
    typed = "".join(half_width(said).split())
    now = step_of(at)
    found: int | None = None
    for step in range(max(0, now - DRIFT_STEPS), now + DRIFT_STEPS + 1):
        is_same = same(code_of(secret, step), typed)
        if is_same and found is None and (after is None or step > after):
            found = step
    return found


def enrolment_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Answer the otpauth URI that an authenticator reads from a QR code; it is a secret itself."""
    key = base64.b32encode(secret).decode().rstrip("=")
    label = quote(f"{issuer}:{account}", safe="")
    query = urlencode({"secret": key, "issuer": issuer, "digits": DIGITS, "period": SECONDS})
    return f"otpauth://totp/{label}?{query}"
