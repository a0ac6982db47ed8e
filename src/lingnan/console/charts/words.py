"""Words that several charts share: the three sides, in the reader's language.

Not for sentences of finding (report/sentence.py).
"""

from lingnan.console.i18n import Translator
from lingnan.console.views import Status


def side_name(tr: Translator, side: str) -> str:
    """Name a side as it stands in legends and table heads."""
    _ = tr.gettext
    return {
        "claimed": _("Claimed"),
        "proven": _("Proven"),
        "published": _("Published"),
    }[side]


def status_name(tr: Translator, status: Status) -> str:
    """Name a status of a target."""
    _ = tr.gettext
    return {
        "on_track": _("on track"),
        "at_risk": _("at risk"),
        "off_track": _("off track"),
        "unknown": _("not assessed"),
    }[status]


def goal_text(tr: Translator, goal: float | None, comparator: str, unit: str) -> str:
    """Write a goal as the plan words it: over, about, at least, or plainly."""
    _ = tr.gettext
    if goal is None:
        return _("no value")
    pattern = {
        "over": _("over {goal} {unit}"),
        "at_least": _("at least {goal} {unit}"),
        "about": _("about {goal} {unit}"),
    }.get(comparator, _("{goal} {unit}"))
    return pattern.format(goal=tr.number(goal), unit=unit)
