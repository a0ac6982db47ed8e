"""Routes of progress: the targets as the last run left them, counts and fans behind them.

A reader of a city sees the counts of the whole region and of its own cities, as on pages.
"""

from typing import Any, Final

import pyarrow as pa

from lingnan.access import Permission
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import progress as shape
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.route import Row
from lingnan.packs.content import Target
from lingnan.pipeline.answers import progress_of
from lingnan.programme import OUT_FORECAST, OUT_PROGRESS, read_forecast, read_progress

_READ: Final = Permission.PROGRAMME_READ


def _all(ask: Ask[None, None]) -> Reply:
    return Reply(_progress(ask.call))


def _one(ask: Ask[None, None]) -> Reply:
    target = _target(ask.call)
    for each in _progress(ask.call)["targets"]:
        if each["id"] == target.id:
            return Reply(each)
    raise NothingThere


def _counts(ask: Ask[shape.CountQuery, None]) -> Reply:
    call, query = ask.call, ask.query
    target = _target(call)
    own = {each.id for each in target.definitions}
    definition = query.definition or target.headline_definition
    if definition not in own:
        raise NothingThere
    found = read_progress(
        call.store,
        version=call.run.outputs[OUT_PROGRESS],
        definition_ids=[definition],
        side=query.side,
        slices=[query.slice],
        month=query.month,
    )
    extent = extent_of(call)
    rows = [
        row
        for row in found.sort_by([(name, "ascending") for name in _ORDER]).to_pylist()
        if extent.is_whole or row["city_code"] is None or row["city_code"] in extent.codes
    ]
    counts = target.definition(definition).counts
    expansion = call.store.manifest.expansion if counts == "enterprise" else 1
    return Reply({**_of_run(call), "expansion": expansion, "items": rows})


def _forecast(ask: Ask[shape.ForecastQuery, None]) -> Reply:
    call, target = ask.call, _target(ask.call)
    version = call.run.outputs[OUT_FORECAST]
    found: pa.Table = read_forecast(call.store, version=version, target_id=target.id)
    rows = found.sort_by([("basis", "ascending"), ("month", "ascending")]).to_pylist()
    basis = ask.query.basis
    return Reply({**_of_run(call), "items": [row for row in rows if basis in (None, row["basis"])]})


_ORDER: Final = ("month", "side", "city_code", "cluster_id", "size_class")


def _progress(call: Call) -> dict[str, Any]:
    found = progress_of(call.store)
    extent = extent_of(call)
    if not extent.is_whole:
        for target in found["targets"]:
            target["cities"] = [row for row in target["cities"] if row["key"] in extent.codes]
    return found


def _target(call: Call) -> Target:
    wanted = call.parameters["target_id"]
    for target in call.pack.targets:
        if target.id == wanted:
            return target
    raise NothingThere


def _of_run(call: Call) -> dict[str, Any]:
    return {"run_id": call.run.run_id, "as_of": call.run.as_of}


ROUTES: Final = (
    ApiRoute("GET", "/targets", _READ, _all, N_("All targets as of the last run"), shape.Progress),
    ApiRoute(
        "GET",
        "/targets/{target_id}",
        _READ,
        _one,
        N_("One target"),
        shape.Target,
        rows={"target_id": Row.CONTENT},
    ),
    ApiRoute(
        "GET",
        "/targets/{target_id}/counts",
        _READ,
        _counts,
        N_("A target's counts by month, city and cluster"),
        shape.Counts,
        rows={"target_id": Row.CONTENT},
        query=shape.CountQuery,
    ),
    ApiRoute(
        "GET",
        "/targets/{target_id}/forecast",
        _READ,
        _forecast,
        N_("A target's fans by month"),
        shape.Forecast,
        rows={"target_id": Row.CONTENT},
        query=shape.ForecastQuery,
    ),
)
