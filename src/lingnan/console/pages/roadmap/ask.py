"""What is asked of a roadmap: read from the address, with what holds where nothing is said.

Not for planning (known) nor for words (view).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from lingnan.console.pages.roadmap.choice import Choices
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.kernel import Text
from lingnan.kernel.money import parse_cny
from lingnan.pipeline.roadmaps import Known
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.case import MOST_PERIODS
from lingnan.roadmap.model import Request

_STEP_CNY: Final = 10_000
_LEAST_SPAN_CNY: Final = 500_000


@dataclass(frozen=True, slots=True)
class Wish:
    """One question about one enterprise.

    Attributes:
        budget_cny: null for the share of revenue that the pack assumes.
        is_deep: whether to say what binds, what more money buys and what would do instead.
    """

    model_id: str
    question: Literal["value", "level"]
    side: Literal["claimed", "proven"]
    budget_cny: int | None
    level: int
    by: date
    is_deep: bool

    def request(self, choices: Choices) -> Request:
        """The question as the planner takes it."""
        is_level = self.question == "level"
        return Request(
            model_id=self.model_id,
            question=self.question,
            side=self.side,
            level=self.level if is_level else None,
            by=self.by if is_level else None,
            budget_cny=self.budget_cny,
            must=choices.named("must"),
            never=choices.named("never"),
            running=choices.running,
            with_analysis=self.is_deep,
        )

    def pairs(self) -> dict[str, str]:
        """The question as parameters of an address."""
        found = {"model": self.model_id, "question": self.question, "side": self.side}
        if self.budget_cny is not None:
            found["budget"] = str(self.budget_cny)
        if self.question == "level":
            found |= {"level": str(self.level), "by": self.by.isoformat()}
        return found


def read_wish(
    call: Call, known: Known, model_id: str, levels: tuple[int, ...], level_now: int
) -> Wish:
    """Read the question from the address; a level and day that are not offered are the default.

    Raises: FormUnreadable for a budget that is none.
    """
    days = deadlines(known)
    told = call.asked("level")
    higher = next((level for level in levels if level > level_now), levels[-1])
    level = int(told) if told.isascii() and told.isdecimal() and len(told) < 3 else higher
    return Wish(
        model_id=model_id,
        question="level" if call.asked("question") == "level" else "value",
        side="proven" if call.asked("side") == "proven" else "claimed",
        budget_cny=_budget(call),
        level=level if level in levels else higher,
        by=_by(call, days, default_periods(known)),
        is_deep=call.asked("deep") == "1",
    )


def chosen_model(call: Call, known: Known) -> str:
    """The model of the address if the pack has it, else the one the enterprise answered most of."""
    wanted = call.asked("model")
    if any(model.id == wanted for model in call.pack.models):
        return wanted
    return known.default_model()


def deadlines(known: Known) -> tuple[date, ...]:
    """The last days of the half-years that a plan may end with."""
    calendar = Calendar.after(known.as_of, MOST_PERIODS)
    return tuple(calendar.begin(n) - timedelta(days=1) for n in range(1, MOST_PERIODS + 1))


def default_periods(known: Known) -> int:
    """So many half-years a plan has where nothing is said."""
    return min(Assumed(known.planner.pack).whole("horizon_half_years"), MOST_PERIODS)


def budget_span(default_cny: int | None, now_cny: int) -> tuple[int, int]:
    """How far the slider of the budget reaches, and its step; both in yuan."""
    wanted = max(_LEAST_SPAN_CNY, 3 * (default_cny or 0), now_cny)
    step = _STEP_CNY
    while wanted / step > 400:
        step *= 5 if str(step).startswith("1") else 2
    return -(-wanted // step) * step, step


def _by(call: Call, days: tuple[date, ...], periods: int) -> date:
    told = call.asked("by")
    for day in days:
        if day.isoformat() == told:
            return day
    return days[periods - 1]


def _budget(call: Call) -> int | None:
    told = call.asked("budget").strip()
    if not told:
        return None
    try:
        amount = parse_cny(told)
    except ValueError:
        amount = None
    if amount is None or amount < 0 or amount != int(amount):
        reason = Text("预算应为整数元，如 500000 或 50万", "the budget is whole yuan: 500000, 50万")
        raise FormUnreadable(reason=reason)
    return int(amount)
