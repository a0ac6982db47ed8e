"""What the pages of scenarios are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lingnan.console.charts import Chart, Table
from lingnan.console.pages.allocation.context import FloorField
from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView


@dataclass(frozen=True, slots=True)
class ScenarioLine:
    """One scenario in the list.

    Attributes: is_heavy: it changes what enterprises plan by. changes: what differs, as clauses.
    """

    id: str
    name: str
    what: str
    is_heavy: bool
    is_confirmed: bool
    changes: tuple[str, ...]
    made_by: str
    at: datetime | None
    may_delete: bool


@dataclass(frozen=True, slots=True)
class AssumptionField:
    """One assumption of the pack as a field."""

    id: str
    name: str
    value: str
    span: str
    unit: str
    why: str


@dataclass(frozen=True, slots=True)
class ScenariosContext(Context):
    """The list of scenarios, with the form of a comparison."""

    template = "allocation/scenarios.html"
    lines: tuple[ScenarioLine, ...]
    choices: tuple[tuple[str, str], ...]
    jobs: tuple[JobView, ...]


@dataclass(frozen=True, slots=True)
class MakeContext(Context):
    """The form of a new scenario.

    Attributes:
        assumptions: of the money. others: all other assumptions of the pack.
        typed: what was entered before, where it did not hold. problem: why.
    """

    template = "allocation/make.html"
    assumptions: tuple[AssumptionField, ...]
    others: tuple[AssumptionField, ...]
    floors: tuple[FloorField, ...]
    typed: Mapping[str, str]
    problem: str


@dataclass(frozen=True, slots=True)
class CompareContext(Context):
    """Two scenarios side by side, or the job that works them out."""

    template = "allocation/compare.html"
    first: str
    second: str
    job: JobView | None
    sentence: str
    course: Chart | None
    tables: tuple[Table, ...]
    why: tuple[str, ...]
    csv: str
