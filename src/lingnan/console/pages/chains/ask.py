"""What is asked of a chain, read from the address, and shown again in the form."""

from typing import Final, Literal

from lingnan.console.document.words import money_words
from lingnan.console.group.question import MOST_CNY, money
from lingnan.console.group.wanted import Wanted
from lingnan.console.pages.chains.context import ChainForm
from lingnan.console.web.call import Call
from lingnan.pipeline.group_answers import ChainAsked

FIELDS: Final = ("budget", "side", "exact", "deep")


def wanted_of(call: Call) -> Wanted:
    """Answer the question; the chain comes from the path. Raises: MoneyUnfit."""
    side: Literal["claimed", "proven"] = "claimed" if call.asked("side") == "claimed" else "proven"
    budget = money(call, "budget", call.tr.gettext("Budget of the chain"))
    asked = ChainAsked(call.parameters["chain"], side, budget)
    return Wanted(asked, is_exact=call.asked("exact") == "1")


def form_of(call: Call, wanted: Wanted, error: str) -> ChainForm:
    """Answer the form with what was asked; `error` is what is wrong with the budget."""
    asked = wanted.asked
    assert isinstance(asked, ChainAsked)  # noqa: S101  a chain was asked about
    most = money_words(call.tr, MOST_CNY)
    return ChainForm(call.asked("budget"), error, most, asked.side)
