"""Routes of runs, and of who asks."""

from typing import Any, Final

from lingnan.access import Permission
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import run as shape
from lingnan.console.i18n import N_
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Open, Row
from lingnan.store.runs import Run, list_runs

_READ: Final = Permission.RUNS_READ


def _list(ask: Ask[None, None]) -> Reply:
    runs = list_runs(ask.call.store.database)
    return Reply({"items": [run_record(each) for each in runs]})


def _one(ask: Ask[None, None]) -> Reply:
    wanted = ask.call.parameters["run_id"]
    for run in list_runs(ask.call.store.database):
        if run.run_id == wanted:
            return Reply(run_record(run))
    raise NothingThere


def run_record(run: Run) -> dict[str, Any]:
    """Answer a run as plain data."""
    return {
        "run_id": run.run_id,
        "as_of": run.as_of,
        "finished_at": run.finished_at,
        "pins": dict(run.pins),
        "outputs": dict(run.outputs),
    }


def _me(ask: Ask[None, None]) -> Reply:
    call, who = ask.call, ask.call.who
    run, manifest = call.desk.run, call.store.manifest
    return Reply(
        {
            "account": who.name,
            "token_id": who.token_id,
            "permissions": sorted(each.value for each in who.permissions),
            "grants": [
                {"role": each.role.value, "scope": str(each.scope)} for each in sorted(who.grants)
            ],
            "narrow": None if who.narrow is None else str(who.narrow),
            "pack": call.pack.id,
            "region_code": call.pack.region_code,
            "as_of": None if run is None else run.as_of,
            "run_id": None if run is None else run.run_id,
            "is_synthetic": manifest.synthetic,
            "expansion": manifest.expansion,
        }
    )


ROUTES: Final = (
    ApiRoute("GET", "/me", Open.SIGNED_IN, _me, N_("Who asks, and what the store is"), shape.Me),
    ApiRoute("GET", "/runs", _READ, _list, N_("Runs, the latest finished first"), shape.RunList),
    ApiRoute(
        "GET",
        "/runs/{run_id}",
        _READ,
        _one,
        N_("One run with its pins"),
        shape.Run,
        rows={"run_id": Row.CONTENT},
    ),
)
