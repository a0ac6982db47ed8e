"""Signed heartbeats of carriers: each with a counter that only rises, so that none counts twice.

The signed octets are five lines: ``LINGNAN-HEARTBEAT-1``, the handle as registered, the counter,
the time as the carrier wrote it, and the SHA-256 (hexadecimal) of the telemetry's octets. Not for
what telemetry means. This form is the project's own: the published documents give none
(Handle protocol facts §4.6).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.business.carrier import find_carrier
from lingnan.sources.identifier.business.errors import HeartbeatRefused
from lingnan.sources.identifier.business.table import carrier as _table
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.store import Database

#: How far a carrier's clock may be off.
TOLERANCE: Final = timedelta(minutes=10)
_MOST: Final = (1 << 63) - 1
_HEAD: Final = "LINGNAN-HEARTBEAT-1"
_COUNTER: Final = Text("计数器未增大", "the counter has not risen")
_TIME: Final = Text("时间偏差超过十分钟", "its time is off by more than ten minutes")
_SIGNATURE: Final = Text("签名不成立", "the signature does not hold")
_STATE: Final = Text("载体不在激活状态", "the carrier is not activated")


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """One heartbeat as it came; `told_at` is the text that was signed, ISO 8601 with its zone."""

    handle: str
    counter: int
    told_at: str
    telemetry: bytes
    signature: bytes


def signed_octets(handle: str, counter: int, told_at: str, telemetry: bytes) -> bytes:
    """Answer what a carrier signs."""
    digest = hashlib.sha256(telemetry).hexdigest()
    return "\n".join((_HEAD, handle, str(counter), told_at, digest)).encode()


def take_heartbeat(database: Database, beat: Heartbeat, *, at: datetime) -> None:
    """Take a heartbeat: note when the carrier was seen and how far it has counted.

    Raises: NoCarrier, HeartbeatRefused.
    """
    found = find_carrier(database, beat.handle)
    data = signed_octets(found.handle, beat.counter, beat.told_at, beat.telemetry)
    if not found.key.verifies(data, beat.signature):
        raise HeartbeatRefused(handle=found.handle, reason=_SIGNATURE)
    if found.state != "activated":
        raise HeartbeatRefused(handle=found.handle, reason=_STATE)
    if not _is_near(beat.told_at, at):
        raise HeartbeatRefused(handle=found.handle, reason=_TIME)
    if not 0 < beat.counter <= _MOST:
        raise HeartbeatRefused(handle=found.handle, reason=_COUNTER)
    # One statement decides, so that of two at once with the same counter one is refused.
    newer = _table.update().where(
        _table.c.handle_key == fold_text(beat.handle),
        _table.c.counter < beat.counter,
        _table.c.state == "activated",
    )
    digest = hashlib.sha256(beat.telemetry).hexdigest()
    with database.begin() as connection:
        told = newer.values(counter=beat.counter, seen_at=at, telemetry_sha256=digest)
        is_taken = connection.execute(told).rowcount == 1
    if not is_taken:
        raise HeartbeatRefused(handle=found.handle, reason=_COUNTER)


def _is_near(told_at: str, at: datetime) -> bool:
    try:
        said = datetime.fromisoformat(told_at)
        return said.tzinfo is not None and abs(said - at) <= TOLERANCE
    except (ValueError, OverflowError):
        return False
