"""What the page of health is told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `state` is good, bad or none where there is nothing to look at."""

    name: str
    state: str
    state_name: str
    detail: str


@dataclass(frozen=True, slots=True)
class HealthContext(Context):
    """All checks, versions, and the jobs that failed last."""

    template = "health/health.html"
    sentence: str
    is_good: bool
    checks: tuple[Check, ...]
    versions: tuple[tuple[str, str], ...]
    failed: tuple[JobView, ...]
