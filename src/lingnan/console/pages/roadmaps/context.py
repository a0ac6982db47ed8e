"""What the page of the four paths is told."""

from dataclasses import dataclass

from lingnan.console.charts import Chart, Table
from lingnan.console.group.paging import Pages
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One enterprise of the search with its roadmap in the run."""

    name: str
    path: str
    city: str
    status: str
    measures: str
    cost: str
    subsidy: str
    claimed: str
    proven: str


@dataclass(frozen=True, slots=True)
class IndustryLine:
    """One cluster with its roadmap in the run; figures are "" for who sees only a part of it."""

    name: str
    path: str
    members: str
    before: str
    after: str
    price: str
    subsidy: str


@dataclass(frozen=True, slots=True)
class PathLine:
    """One of the other paths: its name, where it leads, a sentence of what the run planned."""

    name: str
    path: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RoadmapsContext(Context):
    """The four paths.

    Attributes:
        text: what was searched for. found: null when nothing was.
        has_figures: whether the figures of whole clusters are shown.
    """

    template = "roadmaps/roadmaps.html"
    sentence: str
    levels: Chart | None
    cities: Table | None
    text: str
    found: tuple[FoundLine, ...] | None
    pages: Pages | None
    industries_sentence: str
    industries: tuple[IndustryLine, ...]
    has_figures: bool
    paths: tuple[PathLine, ...]
    counted_note: str
    lack: str
