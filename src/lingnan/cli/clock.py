"""The one place where the command line reads the clock and the user's name."""

import getpass
from datetime import UTC, date, datetime


def now() -> datetime:
    """The instant of this command, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The day of this command."""
    return now().date()


def actor() -> str:
    """Who runs this command, for the audit trail."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return "cli"
