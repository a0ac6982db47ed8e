"""What the overview is told."""

from dataclasses import dataclass

from lingnan.console.report.section import Section
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class OverviewContext(Context):
    """The sections of the overview, the first the comparison of all targets."""

    template = "overview/overview.html"
    sections: tuple[Section, ...]
