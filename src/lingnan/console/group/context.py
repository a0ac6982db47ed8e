"""What the piece of a page with a group's roadmap is told."""

from dataclasses import dataclass

from lingnan.console.screen import ScreenSection
from lingnan.console.web.answer import Context


@dataclass(frozen=True, slots=True)
class PlanContext(Context):
    """The roadmap of a group.

    Attributes:
        is_deep: whether it was planned in depth; else it is what the run keeps.
        depth: the address of the plan in depth, empty where it is ordered; `loads` whether it is
            fetched by itself.
        order: where the plan in depth is ordered as a job, where it takes long; else empty.
        csv: the address of a block's rows, with a place for the block.
        word, workbook: the addresses of the files; empty before there is anything to write.
    """

    template = "group/plan.html"
    sections: tuple[ScreenSection, ...]
    is_deep: bool
    depth: str
    order: str
    loads: bool
    csv: str
    word: str
    workbook: str
