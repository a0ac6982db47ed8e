"""A page's roadmap: planned as asked, else kept, else the run's rows; a problem is told, not lost.

Not for what is asked (pages) nor for planning (depth).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lingnan.access import Permission
from lingnan.console.document import Document
from lingnan.console.group.context import PlanContext
from lingnan.console.group.depth import Wanted, kept_answer, planned_answer
from lingnan.console.group.paging import query_of
from lingnan.console.screen import sections_of
from lingnan.console.web.call import Call
from lingnan.console.web.failure import status_of
from lingnan.kernel import LingnanError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of it.

    Attributes:
        answer: in depth or as the run keeps it; null when there is neither.
        wanted: what was asked, or what a page asks first where the question was unfit.
        problem: what was wrong with the question, "" if nothing; its `code`, and the page's status.
    """

    answer: Json | None
    is_deep: bool
    wanted: Wanted
    problem: str = ""
    code: str = ""
    status: int = 200


def attempt(
    call: Call,
    first: Wanted,
    read: Callable[[Call], Wanted],
    rows: Callable[[], Json | None],
    *,
    is_asked: bool,
) -> Attempt:
    """Answer a page's roadmap. `read` reads the question from the address; `rows` the run's.

    Raises: Refused when a question other than the first is asked without the permission to plan.
    """
    wanted, problem, code, status = first, "", "", 200
    if is_asked:
        try:
            wanted = read(call)
            return Attempt(planned(call, wanted), is_deep=True, wanted=wanted)
        except LingnanError as failure:
            if failure.code.startswith("ACC"):
                raise
            problem = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
            code, status = failure.code, status_of(failure)
    kept = kept_answer(call, first)
    if kept is not None:
        return Attempt(kept, True, wanted, problem, code, status)
    return Attempt(rows(), False, wanted, problem, code, status)


def planned(call: Call, wanted: Wanted) -> Json:
    """Plan what is wanted; anything but the first question needs the permission to plan.

    Raises: Refused; as planned_answer.
    """
    if not wanted.is_first:
        call.ensure(Permission.ROADMAP_PLAN)
    return planned_answer(call, wanted)


def is_piece(call: Call) -> bool:
    """Answer whether only the roadmap is asked for, to be put into a page that is shown."""
    return call.is_piece and call.asked("piece") == "1"


def plan_context(
    call: Call,
    document: Document,
    path: str,
    *,
    is_deep: bool,
    loads: bool = False,
    without: tuple[str, ...] = (),
) -> PlanContext:
    """Answer a document as the piece of a page at `path`."""
    query = query_of(call)
    return PlanContext(
        sections=sections_of(document, without=without),
        is_deep=is_deep,
        depth=f"{path}?deep=1",
        loads=loads and not is_deep,
        csv=f"{path}/csv/{{}}{query}",
        word=f"{path}/roadmap/docx{query}",
        workbook=f"{path}/roadmap/xlsx{query}",
    )
