"""What goes through a sign-in: read from its forms, and where it leads in the end."""

from typing import Final

from lingnan.console.pages.sign_in.context import Carried, ResumeContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.failure import SEEN
from lingnan.console.web.way import is_ours, way_of

KEPT: Final = "kept."


def carried_of(call: Call) -> Carried:
    """Answer what a form of signing in carries."""
    kept = tuple(
        (name.removeprefix(KEPT), value)
        for name, values in call.form.items()
        if name.startswith(KEPT)
        for value in values
    )
    act = call.typed("act")
    return Carried(way_of(call.typed("next")), act if is_ours(act) else "", kept)


def go_on(call: Call, carried: Carried, cookies: dict[str, str]) -> Answer:
    """Answer the page wanted; where a form was sent in vain, it is shown to be sent again."""
    if not carried.act:
        return Moved(carried.way, cookies)
    shown = tuple(pair for pair in carried.kept if pair[0] != SEEN)
    title = call.tr.gettext("Go on where you were")
    return Shown(title, ResumeContext(carried, shown), cookies=cookies)
