"""Scenarios: the list, making and deleting one, two side by side."""

from typing import Final
from urllib.parse import quote

from lingnan.access import Permission
from lingnan.console.pages.allocation import compared
from lingnan.console.pages.allocation.divided import ensure_whole
from lingnan.console.pages.allocation.made import (
    delete_scenario,
    list_made,
    make_scenario,
    scenarios_of,
)
from lingnan.console.pages.allocation.scenario_context import (
    CompareContext,
    MakeContext,
    ScenariosContext,
)
from lingnan.console.pages.allocation.scenario_read import (
    assumption_fields,
    floor_fields,
    scenario_lines,
    typed_changes,
    typed_floors,
    typed_money,
)
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.job_view import JobView, job_of_reader, job_view
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.sheet import sent_csv
from lingnan.console.work.errors import ScenarioUnfit
from lingnan.console.work.job import JobState, list_jobs
from lingnan.console.work.queue import JobWish, put_job
from lingnan.packs.content.scenario import AS_IT_IS

_ALLOCATE: Final = Permission.PROGRAMME_ALLOCATE
_NAME_SIGNS: Final = 80


def _scenarios(call: Call) -> Answer:
    ensure_whole(call)
    base = (AS_IT_IS, call.tr.gettext("The pack as it is"))
    choices = (base, *((each.id, each.name.in_(call.lang)) for each in scenarios_of(call)))
    context = ScenariosContext(scenario_lines(call), choices, _open_jobs(call))
    return Shown(call.tr.gettext("Money scenarios"), context)


def _form(call: Call) -> Answer:
    ensure_whole(call)
    return _shown_form(call, {}, "")


def _make(call: Call) -> Answer:
    ensure_whole(call)
    typed = {name: values[-1] for name, values in call.form.items()}
    try:
        name = call.text("name", call.tr.gettext("Name"), most=_NAME_SIGNS)
        make_scenario(
            call,
            name,
            call.typed("what") or name,
            changes=typed_changes(call),
            money_cny_by_year=typed_money(call),
            floors=typed_floors(call),
        )
    except ScenarioUnfit as failure:
        return _shown_form(call, typed, failure.message.in_(call.lang))
    return Moved("/scenarios")


def _shown_form(call: Call, typed: dict[str, str], problem: str) -> Answer:
    context = MakeContext(
        assumption_fields(call, typed, of_money=True),
        assumption_fields(call, typed, of_money=False),
        floor_fields(call, typed),
        typed,
        problem,
    )
    return Shown(call.tr.gettext("New scenario"), context, 400 if problem else 200)


def _delete(call: Call) -> Answer:
    ensure_whole(call)
    if not delete_scenario(call, call.parameters["scenario_id"]):
        raise NothingThere
    return Moved("/scenarios")


def _compare(call: Call) -> Answer:
    """Order the comparison: it is worked out by the worker, and kept."""
    ensure_whole(call)
    first, second = call.typed("first"), call.typed("second")
    known = {AS_IT_IS, *(each.id for each in scenarios_of(call))}
    if not {first, second} <= known:
        raise NothingThere
    made = {each.scenario.id: each.scenario for each in list_made(call.store.database)}
    wish = JobWish(
        kind="compare",
        argument={
            "first": first,
            "second": second,
            # What is compared is what was ordered, though a scenario be deleted meanwhile.
            "made": [
                made[each].model_dump(mode="json") for each in (first, second) if each in made
            ],
        },
        actor=call.who.actor,
        scope_code=call.pack.region_code,
        action=_ALLOCATE.value,
        account_id=call.who.account_id,
        thing=f"{first}:{second}"[:80],
    )
    return Moved(f"/scenarios/compare/{put_job(call.store.database, wish, at=call.at)}")


def _compared(call: Call) -> Answer:
    ensure_whole(call)
    job = job_of_reader(call, call.parameters["job_id"])
    if job.kind != "compare":
        raise NothingThere
    title = call.tr.gettext("Two scenarios compared")
    names = {each.id: each.name.in_(call.lang) for each in scenarios_of(call)}
    names[AS_IT_IS] = call.tr.gettext("The pack as it is")
    first, second = (str(job.argument[name]) for name in ("first", "second"))
    first, second = names.get(first, first), names.get(second, second)
    if job.state is not JobState.DONE or job.outcome is None:
        context = CompareContext(first, second, job_view(call, job), "", None, (), (), "")
        return Shown(title, context)
    answer = job.outcome["comparison"]
    if call.asked("form") == "csv":
        return _file(call, answer)
    first, second = compared.names_of(call, answer)
    context = CompareContext(
        first,
        second,
        None,
        compared.finding(call, answer),
        compared.course(call, answer),
        compared.tables(call, answer),
        compared.reasons(call, answer),
        f"/scenarios/compare/{quote(job.job_id)}?form=csv",
    )
    return Shown(title, context)


def _file(call: Call, answer: compared.Answer) -> Answer:
    _ = call.tr.gettext
    first, second = compared.names_of(call, answer)
    headings = (_("What"), _("Key"), first, second)
    rows = [(_("Proven"), row["date"], row["first"], row["second"]) for row in answer["by_year"]]
    rows += [
        (_("Money (yuan)"), row["city_code"], row["first_cny"], row["second_cny"])
        for row in answer["money_by_city"]
    ]
    return sent_csv("scenarios.csv", headings, rows, call.lang)


def _open_jobs(call: Call) -> tuple[JobView, ...]:
    found = [job_view(call, each) for each in list_jobs(call.store.database, "compare", limit=10)]
    return tuple(found)


ROUTES: Final = (
    get("/scenarios", _ALLOCATE, _scenarios),
    get("/scenarios/new", _ALLOCATE, _form),
    post("/scenarios", _ALLOCATE, _make),
    post("/scenarios/compare", _ALLOCATE, _compare),
    get("/scenarios/compare/{job_id}", _ALLOCATE, _compared, job_id=Row.OWN),
    post("/scenarios/{scenario_id}/delete", _ALLOCATE, _delete, scenario_id=Row.OWN),
)
