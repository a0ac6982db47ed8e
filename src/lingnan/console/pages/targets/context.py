"""What the page of a target is told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.views import AssumptionLine, Explanation
from lingnan.console.web.answer import Context
from lingnan.console.web.gap_table import GapTable
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.target_card import TargetCard


@dataclass(frozen=True, slots=True)
class CityPart:
    """One of the reader's own cities: its card and its course."""

    code: str
    name: str
    card: TargetCard | None
    course: Section | None


@dataclass(frozen=True, slots=True)
class TargetContext(Context):
    """One target.

    Attributes:
        own: the reader's cities, where he does not see the whole region; shown in front.
        course: over the whole region; null while there is too little to draw.
        definitions: what every competing way of counting gives.
    """

    template = "targets/target.html"
    target_id: str
    name: str
    card: TargetCard
    finding: str
    own: tuple[CityPart, ...]
    course: Section | None
    definitions: LinkedTable
    cities: GapTable | None
    clusters: GapTable | None
    explanation: Explanation
    assumptions: tuple[AssumptionLine, ...]
