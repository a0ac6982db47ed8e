"""What the page of an industry's roadmap is told."""

from dataclasses import dataclass

from lingnan.console.group.context import PlanContext
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class IndustryForm:
    """The question as it was asked; `areas` are codes and names, the first the whole region."""

    areas: tuple[tuple[str, str], ...]
    area: str
    packages: str
    budget: str
    capacity: str
    side: str


@dataclass(frozen=True, slots=True)
class IndustryContext(Context):
    """An industry, all of it or in one city."""

    template = "industries/industry.html"
    cluster_path: str
    form: IndustryForm
    counted_note: str
    plan: PlanContext | None
    lack: str
    problem: str
