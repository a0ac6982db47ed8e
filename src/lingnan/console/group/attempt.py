"""A page's roadmap: planned as asked, else kept, else the run's rows; a problem is told, not lost.

What takes long is not planned here but ordered (order). Not for what is asked (pages) nor for
planning (depth).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lingnan.access import Permission
from lingnan.console.document import Document
from lingnan.console.group.context import PlanContext
from lingnan.console.group.depth import kept_answer, planned_answer
from lingnan.console.group.errors import NotOrdered
from lingnan.console.group.paging import query_of
from lingnan.console.group.wanted import Wanted
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
        problem: what was wrong with the question, "" if nothing; its `code`, the page's status, and
            the `field` that it is about.
        waits: what was asked takes long and is not there: the answer is of the first question.
    """

    answer: Json | None
    is_deep: bool
    wanted: Wanted
    problem: str = ""
    code: str = ""
    status: int = 200
    field: str = ""
    waits: bool = False

    def error_of(self, field: str) -> str:
        """Answer what is wrong with a field, to stand beside it; empty when nothing is."""
        return self.problem if field == self.field else ""

    @property
    def rest(self) -> str:
        """What is wrong with the question beside its fields."""
        return "" if self.field else self.problem


@dataclass(frozen=True, slots=True)
class LongPlan:
    """What takes long about a group's roadmap.

    Attributes:
        is_large: whether every plan of the group does. place: where plans are ordered, empty for a
            reader who may not.
        waits: whether what was asked is not there yet, so that the first question's is shown.
        is_unfit: whether it was no question, so that the first one's is shown.
    """

    is_large: bool = False
    place: str = ""
    waits: bool = False
    is_unfit: bool = False


def attempt(
    call: Call,
    first: Wanted,
    read: Callable[[Call], Wanted],
    rows: Callable[[], Json | None],
    *,
    is_asked: bool,
    is_long: Callable[[Wanted], bool] = lambda _wanted: False,
) -> Attempt:
    """Answer a page's roadmap. `read` reads the question from the address; `rows` the run's.

    `is_long`: whether planning it takes too long for a page.
    Raises: Refused when a question other than the first is asked without the permission to plan.
    """
    wanted, problem, code, status, field, waits = first, "", "", 200, "", False
    if is_asked:
        try:
            wanted = read(call)
            return Attempt(planned(call, wanted, is_long=is_long), is_deep=True, wanted=wanted)
        except NotOrdered:
            waits = True
        except LingnanError as failure:
            if failure.code.startswith("ACC"):
                raise
            problem = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
            code, status = failure.code, status_of(failure)
            field = str(failure.values.get("name", ""))
    kept = kept_answer(call, first)
    answer = rows() if kept is None else kept
    return Attempt(answer, kept is not None, wanted, problem, code, status, field, waits)


def planned(
    call: Call, wanted: Wanted, *, is_long: Callable[[Wanted], bool] = lambda _wanted: False
) -> Json:
    """Plan what is wanted; anything but the first question needs the permission to plan.

    Raises: Refused; NotOrdered when it takes long and no job has planned it; as planned_answer.
    """
    if not wanted.is_first:
        call.ensure(Permission.ROADMAP_PLAN)
    if not is_long(wanted):
        return planned_answer(call, wanted)
    found = kept_answer(call, wanted)
    if found is None:
        raise NotOrdered
    return found


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
    long: LongPlan | None = None,
    without: tuple[str, ...] = (),
) -> PlanContext:
    """Answer a document as the piece of a page at `path`; `long` where planning takes long."""
    told = long or LongPlan()
    query = "" if told.waits or told.is_unfit else query_of(call)
    has_files = is_deep or not told.is_large
    return PlanContext(
        sections=sections_of(document, without=without),
        is_deep=is_deep,
        # Of a large group nothing is planned on the way: it is ordered.
        depth="" if told.is_large else f"{path}?deep=1",
        order="" if is_deep or told.waits or not told.is_large else told.place,
        loads=loads and not is_deep and not told.is_large and not told.waits,
        csv=f"{path}/csv/{{}}{query}",
        word=f"{path}/roadmap/docx{query}" if has_files else "",
        workbook=f"{path}/roadmap/xlsx{query}" if has_files else "",
    )
