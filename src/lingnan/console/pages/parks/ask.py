"""What is asked of a park, read from the address, and shown again in the form."""

from typing import Final, Literal

from lingnan.console.document.words import money_words
from lingnan.console.group.question import MOST_CNY, is_told, money, words
from lingnan.console.group.wanted import Wanted
from lingnan.console.pages.parks.context import FacilityChoice, ParkForm
from lingnan.console.web.call import Call
from lingnan.pipeline.group_answers import ParkAsked
from lingnan.pipeline.planning import counted_level

FIELDS: Final = ("budget", "question", "stage", "in_place", "must", "never", "exact", "deep")


def wanted_of(call: Call) -> Wanted:
    """Answer the question; the park comes from the path. Raises: AskedUnfit."""
    known = [each.id for each in call.pack.facilities]
    counted = counted_level(call.pack)
    question = call.choice("question", ("value", "level"), "value")
    stage: Literal["new_park", "existing_park"] = (
        "new_park" if call.asked("stage") == "new_park" else "existing_park"
    )
    must = words(call, "must", known)
    asked = ParkAsked(
        park=call.parameters["park"],
        level=counted[1] if question == "level" and counted else None,
        budget_cny=money(call, "budget", call.tr.gettext("Budget of the park")),
        stage=stage,
        in_place=words(call, "in_place", known),
        must=must,
        never=tuple(each for each in words(call, "never", known) if each not in must),
    )
    return Wanted(asked, is_exact=call.asked("exact") == "1")


def is_asked(call: Call) -> bool:
    """Answer whether anything is asked beyond what a page shows first."""
    return is_told(call, FIELDS)


def form_of(call: Call, wanted: Wanted, error: str) -> ParkForm:
    """Answer the form with what was asked; `error` is what is wrong with the budget."""
    asked = wanted.asked
    assert isinstance(asked, ParkAsked)  # noqa: S101  a park was asked about
    return ParkForm(
        budget=call.asked("budget"),
        budget_error=error,
        most=money_words(call.tr, MOST_CNY),
        question="value" if asked.level is None else "level",
        stage=asked.stage,
        facilities=tuple(
            FacilityChoice(
                each.id,
                each.name.in_(call.lang),
                each.id in asked.in_place,
                each.id in asked.must,
                each.id in asked.never,
            )
            for each in call.pack.facilities
        ),
    )
