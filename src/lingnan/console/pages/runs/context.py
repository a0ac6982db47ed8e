"""What the pages of runs are told."""

from dataclasses import dataclass
from datetime import date, datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView
from lingnan.console.web.pages import Pages


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in the list.

    Attributes: label: as it stands in a choice.
    """

    id: str
    as_of: date
    finished_at: datetime
    pack_version: str
    code_version: str
    has_roadmaps: bool
    is_last: bool
    label: str


@dataclass(frozen=True, slots=True)
class RunsContext(Context):
    """The list of runs.

    Attributes: jobs: those that wait or run, and the last if it failed. today: proposed as the day.
    """

    template = "runs/list.html"
    lines: tuple[RunLine, ...]
    choices: tuple[tuple[str, str], ...]
    pages: Pages
    jobs: tuple[JobView, ...]
    may_start: bool
    today: str


@dataclass(frozen=True, slots=True)
class TargetLine:
    """One target in one run, or in two.

    Attributes: texts of counts; the changes are empty for one run.
    """

    id: str
    name: str
    unit: str
    claimed: str
    proven: str
    other_claimed: str = ""
    other_proven: str = ""
    claimed_change: str = ""
    proven_change: str = ""


@dataclass(frozen=True, slots=True)
class RunContext(Context):
    """One run.

    Attributes: pins, tables: pairs of name and version. earlier: the run before it; empty at first.
    """

    template = "runs/run.html"
    run: RunLine
    targets: tuple[TargetLine, ...]
    area: str
    pins: tuple[tuple[str, str], ...]
    tables: tuple[tuple[str, str], ...]
    earlier: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class CompareContext(Context):
    """Two runs side by side.

    Attributes: differing: pins that differ, as name, first and second.
    """

    template = "runs/compare.html"
    first: RunLine
    second: RunLine
    sentence: str
    area: str
    targets: tuple[TargetLine, ...]
    differing: tuple[tuple[str, str, str], ...]
    csv: str
