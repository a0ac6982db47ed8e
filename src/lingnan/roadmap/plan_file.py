"""What a roadmap file says that a checker needs: the question, money, limits, choices and starts.

Not for judging it (read_back) nor for opening files.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from lingnan.roadmap.answer import PATH
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.errors import RoadmapFileUnreadable
from lingnan.roadmap.model import Request, Running


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A plan as stated. `as_of`: the day before its first half-year; `stated`: the whole file."""

    subject: str
    request: Request
    as_of: date
    starts: tuple[tuple[str, int], ...]
    stated: Mapping[str, Any]


def read_plan(answer: Mapping[str, Any], file: str = "JSON") -> PlanFile:
    """Read what a checker needs from an answer, perhaps edited by hand.

    Raises: RoadmapFileUnreadable naming the field that is missing or of another kind.
    """
    return _Reader(answer, file).plan()


class _Reader:
    def __init__(self, answer: Mapping[str, Any], file: str) -> None:
        self.answer = answer
        self.file = file

    def plan(self) -> PlanFile:
        answer = self.answer
        if answer.get("path") != PATH:
            raise self._unfit("path", answer.get("path"))
        start = self._day(answer, "start")
        if start is None or start.day != 1 or start.month not in (1, 7):
            raise self._unfit("start", answer.get("start"))
        as_of = start - timedelta(days=1)
        return PlanFile(self._word("subject"), self._request(as_of), as_of, self._starts(), answer)

    def _request(self, as_of: date) -> Request:
        answer = self.answer
        question = self._question()
        horizon = self._whole(answer, "horizon_half_years")
        Calendar.after(as_of, horizon)
        limits, choices = self._part("limits"), self._part("choices")
        return Request(
            model_id=self._word("model"),
            question=question,
            side=self._side(),
            level=self._whole(answer, "target_level") if question == "level" else None,
            by=self._day(answer, "by") if question == "level" else None,
            horizon=None if question == "level" else horizon,
            budget_cny=self._budget(horizon),
            parallel=self._whole(limits, "parallel"),
            staff_fte=self._number(limits, "staff_fte"),
            must=self._names(choices, "must"),
            never=self._names(choices, "never"),
            running=self._running(choices),
            selected=self._names(choices, "selected"),
        )

    def _question(self) -> Literal["value", "level"]:
        said = self.answer.get("question")
        if said == "level":
            return "level"
        if said == "value":
            return "value"
        raise self._unfit("question", said)

    def _side(self) -> Literal["claimed", "proven"]:
        said = self.answer.get("side")
        if said == "proven":
            return "proven"
        if said == "claimed":
            return "claimed"
        raise self._unfit("side", said)

    def _budget(self, horizon: int) -> tuple[int, ...]:
        amounts = self._part("budget").get("per_period")
        if not isinstance(amounts, list | tuple) or len(amounts) != horizon:
            raise self._unfit("budget.per_period", amounts)
        return tuple(self._is_whole("budget.per_period", amount) for amount in amounts)

    def _starts(self) -> tuple[tuple[str, int], ...]:
        rows = self.answer.get("schedule")
        if not isinstance(rows, list | tuple):
            raise self._unfit("schedule", rows)
        found = []
        for number, row in enumerate(rows):
            if not isinstance(row, Mapping) or not isinstance(row.get("measure"), str):
                raise self._unfit(f"schedule[{number}].measure", row)
            field = f"schedule[{number}].start_period"
            found.append((row["measure"], self._is_whole(field, row.get("start_period"))))
        return tuple(found)

    def _running(self, choices: Mapping[str, Any]) -> tuple[Running, ...]:
        rows = choices.get("running") or ()
        found = []
        for row in rows:
            if not isinstance(row, Mapping) or not isinstance(row.get("measure"), str):
                raise self._unfit("choices.running", row)
            periods, price = (self._whole(row, key) for key in ("periods", "price_cny"))
            found.append(Running(row["measure"], periods, price))
        return tuple(found)

    def _names(self, choices: Mapping[str, Any], key: str) -> tuple[str, ...]:
        names = choices.get(key) or ()
        if isinstance(names, str) or not all(isinstance(name, str) for name in names):
            raise self._unfit(f"choices.{key}", names)
        return tuple(names)

    def _part(self, key: str) -> Mapping[str, Any]:
        part = self.answer.get(key)
        if part is None:
            return {}
        if not isinstance(part, Mapping):
            raise self._unfit(key, part)
        return part

    def _word(self, key: str) -> str:
        word = self.answer.get(key)
        if not isinstance(word, str) or not word:
            raise self._unfit(key, word)
        return word

    def _day(self, part: Mapping[str, Any], key: str) -> date | None:
        value = part.get(key)
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            raise self._unfit(key, value) from None

    def _number(self, part: Mapping[str, Any], key: str) -> Decimal:
        try:
            number = Decimal(str(part.get(key)))
        except InvalidOperation:
            raise self._unfit(key, part.get(key)) from None
        if not number.is_finite():
            raise self._unfit(key, part.get(key))
        return number

    def _whole(self, part: Mapping[str, Any], key: str) -> int:
        return self._is_whole(key, part.get(key))

    def _is_whole(self, field: str, value: Any) -> int:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or value != int(value):
            raise self._unfit(field, value)
        return int(value)

    def _unfit(self, field: str, value: object) -> RoadmapFileUnreadable:
        return RoadmapFileUnreadable(file=self.file, reason=f"{field} = {str(value)[:80]}")
