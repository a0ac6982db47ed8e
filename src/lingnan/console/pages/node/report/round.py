"""Rounds of making and sending that were ordered as jobs: those to come, what came of the last.

Not for doing them (work.task.node_report).
"""

from typing import Final

from lingnan.console.pages.node.place import NodePlace
from lingnan.console.web.call import Call
from lingnan.console.web.job_view import JobView, job_view
from lingnan.console.work.job import Job, JobState, list_jobs
from lingnan.console.work.store import job
from lingnan.console.work.task.node_report import MAKE, SEND

_KINDS: Final = (MAKE, SEND)


def thing_of(place: NodePlace) -> str:
    """Answer what a round of a node is about."""
    return f"prefix:{place.prefixes[0]}"[:80]


def last_rounds(call: Call, place: NodePlace, *kinds: str) -> list[Job]:
    """Answer the last round of each kind, the latest first."""
    where, found = job.c.thing == thing_of(place), list[Job]()
    for kind in kinds or _KINDS:
        found += list_jobs(call.store.database, kind, where=where, limit=1)
    return sorted(found, key=lambda each: each.created_at, reverse=True)


def shown_rounds(call: Call, place: NodePlace) -> tuple[JobView, ...]:
    """Answer the rounds that are to come, and the last one if it failed."""
    found = last_rounds(call, place)
    views = [(number, job_view(call, each)) for number, each in enumerate(found)]
    return tuple(view for number, view in views if view.is_open or (not number and view.problem))


def notice_of(call: Call, place: NodePlace) -> str:
    """Tell what came of the last round; "" when there was none or it is not done."""
    found = last_rounds(call, place)
    if not found or found[0].state is not JobState.DONE:
        return ""
    _, tr, last = call.tr.gettext, call.tr, found[0]
    counts = {name: tr.number(int(count)) for name, count in (last.outcome or {}).items()}
    if last.kind == MAKE:
        told = _("{made} reports were made; {left} rows were left out.")
    else:
        told = _("{sent} delivered, {refused} refused, {waits} wait.")
    return f"{tr.instant(last.ended_at)} {told.format(**counts)}"
