"""Rate limits that survive a restart and hold between processes: one row and one statement each.

The generic cell rate algorithm: a row keeps the instant at which the allowance is full again; an
attempt moves it on by one interval and is refused when that lies further ahead than the window.
Source: ITU-T I.371 annex A (virtual scheduling).
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from sqlalchemy import Connection, select, text

from lingnan.access.errors import TooMany
from lingnan.access.secret import fingerprint
from lingnan.access.store import rate_limit

_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# An instant beyond the window was written before the clock was set back, and says nothing.
_TAKE = text(
    """
    INSERT INTO rate_limit (key_sha256, full_us) VALUES (:key, :now + :step)
    ON CONFLICT (key_sha256) DO UPDATE SET full_us = :step
        + CASE WHEN rate_limit.full_us > :now AND rate_limit.full_us <= :now + :window
          THEN rate_limit.full_us ELSE :now END
    WHERE rate_limit.full_us + :step - :now <= :window OR rate_limit.full_us > :now + :window
    RETURNING full_us
    """
)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many attempts at once, and as many again within each window."""

    count: int
    window: timedelta


def take(connection: Connection, key: str, rate: Rate, *, at: datetime) -> None:
    """Count one attempt in the caller's transaction; a refused one is not counted.

    Raises: TooMany, which says after how many seconds the next is allowed.
    """
    now = _microseconds(at)
    step = rate.window // _MICROSECOND // rate.count
    known = fingerprint(key)
    window = rate.window // _MICROSECOND
    values = {"key": known, "now": now, "step": step, "window": window}
    if connection.execute(_TAKE, values).first() is not None:
        return
    full = connection.scalar(select(rate_limit.c.full_us).where(rate_limit.c.key_sha256 == known))
    wait_us = max(0, (full or now) + step - now - window)
    raise TooMany(seconds=-(-wait_us // 1_000_000))


def forget(connection: Connection, *, at: datetime) -> None:
    """Remove the rows whose allowance is full again: they say nothing any more."""
    full = (
        select(rate_limit.c.key_sha256)
        .where(rate_limit.c.full_us <= _microseconds(at))
        .with_for_update(skip_locked=True)
    )
    connection.execute(rate_limit.delete().where(rate_limit.c.key_sha256.in_(full)))


def address_key(origin: str | None) -> str:
    """Answer the network an address is counted under: IPv4 as it is, IPv6 by its /64.

    An IPv4 address written as IPv6 (::ffff:a.b.c.d) counts as IPv4; what is no address as it is.
    """
    try:
        address = ip_address((origin or "").partition("%")[0])
    except ValueError:
        return origin or "-"
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return str(mapped)
    return str(address) if address.version == 4 else f"{int(address) >> 64:016x}::/64"


def _microseconds(at: datetime) -> int:
    return (at.astimezone(UTC) - _EPOCH) // _MICROSECOND
