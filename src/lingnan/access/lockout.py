"""How long an account rests after wrong passwords or codes. Pure.

The wait doubles with every failure beyond the threshold and has a limit, so that guessing is
hopeless and nobody can lock out somebody else for long.
Source: OWASP ASVS 4.0.3 V2.2.1 (at most 100 failures an hour on one account);
GB/T 22239-2019 8.1.4.1 b (失败处理: limit the number of wrong sign-ins).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Failures:
    """What an account remembers of failures in a row."""

    count: int = 0
    last_at: datetime | None = None
    locked_until: datetime | None = None

    def is_locked(self, at: datetime) -> bool:
        """Answer whether the account rests at an instant (half-open: not at its end)."""
        return self.locked_until is not None and at < self.locked_until


@dataclass(frozen=True, slots=True)
class Lockout:
    """The rule.

    Attributes:
        threshold: the failure that locks first.
        first_wait, longest_wait: how long, at first and at most.
        forget_after: so long after the last failure the count begins anew.
    """

    threshold: int = 5
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=15)
    forget_after: timedelta = timedelta(hours=24)

    def after_failure(self, before: Failures, at: datetime) -> Failures:
        """Answer what is remembered after one more failure.

        While the account rests no attempt is looked at, and none is counted.
        """
        if before.is_locked(at):
            return before
        is_old = before.last_at is not None and at - before.last_at >= self.forget_after
        count = 1 if is_old else before.count + 1
        beyond = count - self.threshold
        if beyond < 0:
            return Failures(count, at)
        # A limit before the power: the count may be large.
        wait = self.first_wait * 2 ** min(beyond, 30)
        return Failures(count, at, at + min(wait, self.longest_wait))
