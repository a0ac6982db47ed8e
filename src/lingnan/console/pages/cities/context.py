"""What the page of a city is told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.web.answer import Context
from lingnan.console.web.city_block import CityBlock


@dataclass(frozen=True, slots=True)
class CityContext(Context):
    """One city.

    Attributes:
        courses: a section a target with its course over time.
        standings: levels, and missing proof.
        has_overview: whether the reader also sees the whole region.
    """

    template = "cities/city.html"
    block: CityBlock
    courses: tuple[Section, ...]
    standings: tuple[Section, ...]
    has_overview: bool
