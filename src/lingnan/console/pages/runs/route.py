"""Runs: the list, starting one, one run, two runs side by side."""

from datetime import date
from typing import Final

from lingnan.access import Permission
from lingnan.console.group.paging import paged
from lingnan.console.i18n import N_
from lingnan.console.pages.runs.context import CompareContext, RunContext, RunsContext
from lingnan.console.pages.runs.read import (
    Counted,
    all_runs,
    area_of,
    counted,
    open_jobs,
    pin_name,
    pins_of,
    run_line,
    run_of,
    target_lines,
)
from lingnan.console.report.load.word import heading
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.extent import extent_of
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.sheet import sent_csv
from lingnan.console.work.errors import WholeRegionNeeded
from lingnan.console.work.queue import JobWish, put_job
from lingnan.evidence.resolve import FIRST_DAY
from lingnan.pipeline.errors import RunInFuture, RunTooEarly
from lingnan.registry.importing import china_day
from lingnan.store.runs import Run

_READ: Final = Permission.RUNS_READ
_START: Final = Permission.RUNS_START
_CHOICES: Final = 200


def _runs(call: Call) -> Answer:
    runs = all_runs(call)
    shown, pages = paged(call, runs)
    context = RunsContext(
        lines=tuple(run_line(call, each) for each in shown),
        choices=tuple((run.run_id, run_line(call, run).label) for run in runs[:_CHOICES]),
        pages=pages,
        jobs=open_jobs(call),
        may_start=_may_start(call),
        today=china_day(call.at).isoformat(),
    )
    return Shown(call.tr.gettext("Runs"), context)


def _start(call: Call) -> Answer:
    if not _may_start(call):
        raise WholeRegionNeeded
    as_of = call.day("as_of", call.tr.gettext("As of"))
    _ensure_day(as_of, china_day(call.at))
    wish = JobWish(
        kind="run",
        argument={"as_of": as_of.isoformat(), "with_roadmaps": call.typed("roadmaps") == "1"},
        actor=call.who.actor,
        scope_code=call.pack.region_code,
        action=_START.value,
        account_id=call.who.account_id,
        thing=as_of.isoformat(),
    )
    put_job(call.store.database, wish, at=call.at)
    return Moved("/runs")


def _run(call: Call) -> Answer:
    run = run_of(call, call.parameters["run_id"])
    runs = all_runs(call)
    place = next(n for n, each in enumerate(runs) if each.run_id == run.run_id)
    content = call.pack.content_hash
    context = RunContext(
        run=run_line(call, run),
        targets=target_lines(call, counted(call, run)),
        area=area_of(call),
        pins=pins_of(call, run),
        tables=tuple((name, str(version)) for name, version in sorted(run.outputs.items())),
        earlier=runs[place + 1].run_id if place + 1 < len(runs) else "",
        is_stale=run.pins.get("pack_sha256", content) != content,
    )
    title = call.tr.gettext("Run as of {day}").format(day=call.tr.day(run.as_of))
    return Shown(title, context)


def _compare(call: Call) -> Answer:
    first, second = (run_of(call, call.asked(name)) for name in ("first", "second"))
    one, two = counted(call, first), counted(call, second)
    if call.asked("form") == "csv":
        return _compared_csv(call, one, two)
    lines = target_lines(call, one, two)
    differing = tuple(
        (pin_name(call, name), first.pins.get(name, "–"), second.pins.get(name, "–"))
        for name in dict.fromkeys((*first.pins, *second.pins))
        if first.pins.get(name) != second.pins.get(name)
    )
    csv = f"/runs/compare?first={first.run_id}&second={second.run_id}&form=csv"
    context = CompareContext(
        run_line(call, first),
        run_line(call, second),
        _finding(call, one, two, first, second),
        area_of(call),
        lines,
        differing,
        csv,
    )
    return Shown(call.tr.gettext("Two runs compared"), context)


def _finding(
    call: Call, one: tuple[Counted, ...], two: tuple[Counted, ...], first: Run, second: Run
) -> str:
    """Say for the first target that both counted how its proven count moved."""
    tr = call.tr
    others = {each.target.id: each for each in two}
    for each in one:
        other = others.get(each.target.id)
        if other is None:
            continue
        text = tr.gettext(
            "{target}: {first} proven as of {first_day}, {second} as of {second_day} ({change})"
        )
        clause = text.format(
            target=heading(each.target.name.in_(call.lang)),
            first=tr.number(each.proven),
            first_day=tr.short_day(first.as_of),
            second=tr.number(other.proven),
            second_day=tr.short_day(second.as_of),
            change=tr.signed(other.proven - each.proven),
        )
        return tr.sentence([clause])
    return ""


def _compared_csv(call: Call, one: tuple[Counted, ...], two: tuple[Counted, ...]) -> Sent:
    _ = call.tr.gettext
    others = {each.target.id: each for each in two}
    headings = (
        _("Target"), _("Unit"), _("Claimed, first run"), _("Claimed, second run"),
        _("Proven, first run"), _("Proven, second run"),
    )  # fmt: skip
    rows = [
        (
            each.target.name.in_(call.lang),
            each.target.unit.in_(call.lang),
            each.claimed,
            other.claimed if other else None,
            each.proven,
            other.proven if other else None,
        )
        for each in one
        for other in [others.get(each.target.id)]
    ]
    return sent_csv("runs.csv", headings, rows, call.lang)


def _may_start(call: Call) -> bool:
    return call.may(_START) and extent_of(call, _START).is_whole


def _ensure_day(as_of: date, today: date) -> None:
    if as_of < FIRST_DAY:
        raise RunTooEarly(as_of=as_of, first=FIRST_DAY)
    if as_of > today:
        raise RunInFuture(as_of=as_of)


ROUTES: Final = (
    get("/runs", _READ, _runs),
    get("/runs/compare", _READ, _compare),
    post("/runs", _START, _start),
    get("/runs/{run_id}", _READ, _run, run_id=Row.OWN),
)
MENU: Final = (Entry("/runs", N_("Runs"), 72, _READ),)
