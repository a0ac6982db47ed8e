"""What the page of a city is told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.web.answer import Context
from lingnan.console.web.city_block import CityBlock
from lingnan.console.web.linked import LinkedTable


@dataclass(frozen=True, slots=True)
class CityContext(Context):
    """One city.

    Attributes:
        courses: a section a target with its course over time.
        levels, level_rows: enterprises by level, as a section and as rows that lead on.
        proof: what is missing.
        has_overview: whether the reader also sees the whole region.
    """

    template = "cities/city.html"
    block: CityBlock
    courses: tuple[Section, ...]
    levels: Section | None
    level_rows: LinkedTable | None
    proof: Section | None
    has_overview: bool
