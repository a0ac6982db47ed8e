"""One check of the page of health, in the reader's words. Not for looking (read, node)."""

from typing import Final

from lingnan.console.i18n import N_
from lingnan.console.pages.health.context import Check
from lingnan.console.web.call import Call

_STATE: Final = {"good": N_("good"), "bad": N_("needs attention"), "none": N_("nothing yet")}


def check_of(call: Call, name: str, state: str, detail: str) -> Check:
    """Answer what was seen; `state` is good, bad or none."""
    return Check(name, state, call.tr.gettext(_STATE[state]), detail)
