"""Which day an instant belongs to: days, months and reports follow the clock of China.

Source: Handle protocol facts §4.4 (cadences).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final

CHINA: Final = timezone(timedelta(hours=8))


def day_of(at: datetime) -> date:
    """Answer the day of an instant in China."""
    return at.astimezone(CHINA).date()


def start_of(day: date) -> datetime:
    """Answer the first instant of a day, in UTC; it ends where the next one begins."""
    return datetime.combine(day, time.min, CHINA).astimezone(UTC)


def month_of(day: date) -> date:
    """Answer the first day of the month of a day."""
    return day.replace(day=1)


def next_month(month: date) -> date:
    """Answer the first day of the month after the one a day lies in."""
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)
