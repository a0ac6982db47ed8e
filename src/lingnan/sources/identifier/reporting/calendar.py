"""What is due at an instant: pure, from the cadences of the tables and from what was already made.

Cadences: T1, T2, T11 and incidents when something changes; T6, T7 every hour; T3, T4, T8, T9 and
monitoring every day; T5, T10 and the monthly report every month, the report within ten working
days; escrow every day after 08:00. Not for building or sending.

Source: Handle protocol facts §4.4.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

from lingnan.sources.identifier.counting.day import CHINA, day_of, next_month, start_of
from lingnan.sources.identifier.reporting.specification import all_tables

ESCROW: Final = "ESCROW"
ESCROW_HOUR: Final = 8
#: Days and months told afterwards when nothing could be made for a while.
CATCH_UP_DAYS: Final = 31
CATCH_UP_MONTHS: Final = 6
REPORT_WORKING_DAYS: Final = 10
#: Tables that tell how things stand, not what happened: only the newest period is worth sending.
_SNAPSHOTS: Final = frozenset({"T4", "T5", "T6", "T7", "T10"})
#: Incidents are sent when they happen, not by the calendar.
_BY_EVENT: Final = frozenset({"INCIDENT"})


@dataclass(frozen=True, slots=True)
class Due:
    """One report to make.

    Attributes:
        code: of the table, or ESCROW. period: `2026-11-26`, `2026-11-26T15` (hour in China),
            `2026-11`; empty for tables sent on change. since: when it became due. deadline: when
            it counts as late; None without a fixed one.
    """

    code: str
    period: str
    since: datetime
    deadline: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Answer whether its deadline has passed."""
        return self.deadline is not None and now >= self.deadline


def due(
    now: datetime,
    done: Mapping[str, str],
    *,
    holidays: Collection[date] = (),
    began: date | None = None,
) -> list[Due]:
    """Answer what is to be made at `now`, the longest due first.

    Args:
        done: code → newest period that was made; a code without one is new, and begins with the
            newest period. holidays: working days that are none (the caller's calendar). began:
            first day of service; nothing is due for a period that ended before it.
    Limits: tables sent on change are due at every call; whoever makes them compares the content.
    """
    found: list[Due] = []
    for code, table in all_tables().items():
        if code in _BY_EVENT:
            continue
        if table.cadence == "realtime":
            found.append(Due(code, "", now))
        elif table.cadence == "hourly":
            found += _hourly(code, now, done.get(code))
        elif table.cadence == "daily":
            found += _daily(code, now, done.get(code), hour=0)
        else:
            found += _monthly(code, now, done.get(code), holidays)
    found += _daily(ESCROW, now, done.get(ESCROW), hour=ESCROW_HOUR)[-1:]
    served = [each for each in found if began is None or _reaches(each.period, began)]
    return sorted(served, key=lambda each: (each.since, each.code))


def _reaches(period: str, began: date) -> bool:
    """Whether a period ends on a day or after it; what is sent on change has no period."""
    # Of day, hour and month alike: as much of the day as the period tells.
    return not period or period[:10] >= began.isoformat()[: len(period[:10])]


def hour_period(at: datetime) -> str:
    """Answer the period of the hour that an instant lies in, by the clock of China."""
    return f"{at.astimezone(CHINA):%Y-%m-%dT%H}"


def working_day(month: date, number: int, holidays: Collection[date] = ()) -> date:
    """Answer the n-th working day of a month: Monday to Friday without the given holidays.

    Limits: working Saturdays and Sundays that make up for holidays are not counted, so the answer
        is never too late by them.
    """
    day, left = month.replace(day=1), number
    while True:
        if day.weekday() < 5 and day not in holidays:
            left -= 1
            if not left:
                return day
        day += timedelta(days=1)


def _hourly(code: str, now: datetime, last: str | None) -> Iterable[Due]:
    ended = now.astimezone(CHINA).replace(minute=0, second=0, microsecond=0)
    period = hour_period(ended - timedelta(hours=1))
    if last is None or period > last:
        since = ended.astimezone(UTC)
        return [Due(code, period, since, since + timedelta(hours=1))]
    return []


def _daily(code: str, now: datetime, last: str | None, *, hour: int) -> list[Due]:
    # What is sent after midnight speaks of the day before; escrow speaks of its own day.
    back = 0 if hour else 1
    newest = day_of(now - timedelta(hours=hour)) - timedelta(days=back)
    first = newest
    if last is not None:
        first = date.fromisoformat(last) + timedelta(days=1)
        first = max(first, newest - timedelta(days=CATCH_UP_DAYS - 1))
        if code in _SNAPSHOTS:
            first = max(first, newest)
    found = []
    day = first
    while day <= newest:
        since = start_of(day + timedelta(days=back)) + timedelta(hours=hour)
        found.append(Due(code, day.isoformat(), since, since + timedelta(days=1)))
        day += timedelta(days=1)
    return found


def _monthly(code: str, now: datetime, last: str | None, holidays: Collection[date]) -> list[Due]:
    this = day_of(now).replace(day=1)
    newest = (this - timedelta(days=1)).replace(day=1)
    first = newest
    if last is not None:
        first = next_month(date.fromisoformat(f"{last}-01"))
        earliest = newest
        for _ in range(0 if code in _SNAPSHOTS else CATCH_UP_MONTHS - 1):
            earliest = (earliest - timedelta(days=1)).replace(day=1)
        first = max(first, earliest)
    found = []
    while first <= newest:
        after = next_month(first)
        last_day = working_day(after, REPORT_WORKING_DAYS, holidays)
        found.append(
            Due(code, f"{first:%Y-%m}", start_of(after), start_of(last_day + timedelta(days=1)))
        )
        first = after
    return found
