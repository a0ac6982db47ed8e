"""What the run itself keeps of a park, chain or industry, in the words of their answers.

The same keys as the answers in depth, and only those that the tables hold: documents show what is
there. Read by Parquet's own index in milliseconds, without an engine. Not for planning (depth).
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow.dataset as ds

from lingnan.console.web.call import Call
from lingnan.kernel import Text
from lingnan.packs.content import Facility
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.calendar import Calendar
from lingnan.roadmap.chain import CHAIN_TABLE, MEMBER_TABLE
from lingnan.roadmap.industry import OUT_INDUSTRY, OUT_INDUSTRY_PACKAGE, OUT_INDUSTRY_WAVE
from lingnan.roadmap.park.split.rule import RULES
from lingnan.roadmap.park.store import FACILITY_TABLE, PARK_TABLE, SHARE_TABLE
from lingnan.store import Lake

Json = dict[str, Any]
Row = dict[str, Any]
_SHARES: Final = tuple(RULES)


def run_rows(call: Call, table: str, key: str = "", value: str = "") -> list[Row]:
    """The rows of one of the run's tables, all or those of one key; none where it wrote none.

    Raises: NoRun.
    """
    version = call.run.outputs.get(table)
    if version is None:
        return []
    files = run_files(call.store.lake.root, table, version)
    if not files:
        return []
    test = ds.field(key) == value if key else None
    return list(ds.dataset(list(files), format="parquet").to_table(filter=test).to_pylist())


@lru_cache(maxsize=256)
def run_files(root: Path, table: str, version: int) -> tuple[str, ...]:
    """The files of one version of a table; a version never changes."""
    return tuple(Lake(root).files(table, version))


def park_rows(call: Call, park: str) -> Json | None:
    """What the run says about a park; null when it planned no roadmap for it."""
    found = run_rows(call, PARK_TABLE, "park_id", park)
    if not found or found[0]["status"] == "no_members":
        return None
    row = found[0]
    known = {each.id: each for each in call.pack.facilities}
    facilities = run_rows(call, FACILITY_TABLE, "park_id", park)
    members = run_rows(call, SHARE_TABLE, "park_id", park)
    return {
        "path": "park",
        "park": park,
        "question": "value",
        "stage": "existing_park",
        **_told(call),
        "facilities": [_facility(each, known.get(each["facility_id"])) for each in facilities],
        "checklist": [_checked(each) for each in facilities],
        "members": [_share(each) for each in members],
        "splits": [_split(rule, members) for rule in _SHARES if members],
        **{
            name: row[name]
            for name in (
                *("objective_cny", "bound_cny", "added_cny"),
                *("cost_low_cny", "cost_expected_cny", "cost_high_cny"),
            )
        },
        "gap": _gap(row["bound_cny"], row["objective_cny"]),
        "members_count": row["members_count"],
        "names": {each.id: both(each.name) for each in call.pack.measures},
    }


def chain_rows(call: Call, chain: str) -> Json | None:
    """What the run says about a chain; null when it could not be planned."""
    found = run_rows(call, CHAIN_TABLE, "chain_id", chain)
    if not found or found[0]["members_count"] is None:
        return None
    row = found[0]
    members = run_rows(call, MEMBER_TABLE, "chain_id", chain)
    members.sort(key=lambda each: (-(each["lost_ppm"] or 0), each["uscc"]))
    return {
        "path": "chain",
        "chain": chain,
        "leader": row["leader_uscc"],
        "level": row["level"],
        "side": row["side"],
        **_told(call),
        "status": row["status"],
        "budget": row["budget_cny"],
        "cost": row["cost_cny"],
        "share_before": row["share_before_ppm"],
        "objective": row["share_after_ppm"],
        "bound": row["bound_ppm"],
        "gap": row["gap"],
        "upgraded_count": row["upgraded_count"],
        "members": members,
        "bottlenecks": [each for each in members if each["is_bottleneck"]],
        "names": {},
    }


def industry_rows(call: Call, cluster_id: str) -> Json | None:
    """What the run says about a cluster of the whole region; null when it has no members."""
    found = [
        row for row in run_rows(call, OUT_INDUSTRY, "cluster_id", cluster_id) if row["area"] is None
    ]
    if not found:
        return None
    row = found[0]
    packages = run_rows(call, OUT_INDUSTRY_PACKAGE, "cluster_id", cluster_id)
    waves = run_rows(call, OUT_INDUSTRY_WAVE, "cluster_id", cluster_id)
    cluster = call.pack.cluster(cluster_id)
    price = {part: row[f"price_{key}cny"] for part, key in _BAND}
    return {
        "path": "industry",
        "scope": {"cluster_id": cluster_id, "area": None, "name": both(cluster.name)},
        "level": row["level"],
        "side": row["side"],
        **_told(call),
        "model_id": row["model_id"],
        "terms": {"packages_count": row["packages_count"]},
        "members": {
            "count": row["members_count"],
            "reached_before": row["reached_before"],
            "reached_after": row["reached_after"],
            "able_count": row["able_count"],
        },
        "packages": [_package(call, each) for each in packages],
        "waves": [_wave(each) for each in waves],
        "money": {
            "price": price,
            "subsidy_cny": row["subsidy_cny"],
            "enterprise_cny": row["price_cny"] - row["subsidy_cny"],
        },
        "gap": row["gap"],
        "names": {},
    }


def both(text: Text) -> dict[str, str]:
    """A text in both languages, as answers hold it."""
    return {"zh": text.zh, "en": text.en}


_BAND: Final = (("low_cny", "low_"), ("expected_cny", ""), ("high_cny", "high_"))


def _told(call: Call) -> Json:
    run = call.run
    calendar = Calendar.after(run.as_of, Assumed(call.pack).whole("horizon_half_years"))
    return {
        "as_of": run.as_of.isoformat(),
        "run_id": run.run_id,
        "start": calendar.start.isoformat(),
        "period_names": [calendar.name(period) for period in range(calendar.periods)],
        "is_synthetic": call.store.manifest.synthetic,
    }


def _facility(row: Row, known: Facility | None) -> Json:
    keys = (
        *("is_open", "start_period", "service_period", "members_served", "saving_cny"),
        *("cost_low_cny", "cost_expected_cny", "cost_high_cny"),
    )
    return {
        "id": row["facility_id"],
        "name": row["facility_id"] if known is None else both(known.name),
        "capacity_members": None if known is None else known.capacity_members,
        **{key: row[key] for key in keys},
    }


def _checked(row: Row) -> Json:
    share = row["having_share"]
    return {
        "facility": row["facility_id"],
        "need": row["need"],
        "standing": row["standing"],
        "members_having_share": None if share is None else str(share),
        "sequence": row["sequence"],
    }


def _share(row: Row) -> Json:
    keys = ("price_alone_cny", "price_with_cny", "saving_cny", "gain_cny", "alone_gain_cny")
    return {
        "uscc": row["uscc"],
        "is_connected": row["is_connected"],
        **{key: row[key] for key in keys},
        "shares_cny": {rule: row[f"{rule}_cny"] for rule in _SHARES},
    }


def _split(rule: str, members: list[Row]) -> Json:
    name, what = RULES[rule]
    parts = [row[f"{rule}_cny"] for row in members]
    total = None if None in parts else sum(parts)
    return {"rule": rule, "name": both(name), "what": both(what), "total_cny": total}


def _package(call: Call, row: Row) -> Json:
    measure = call.pack.measure(row["package_id"])
    prices = {size: row[f"{size}_price_cny"] for size in ("small", "medium")}
    return {
        "id": measure.id,
        "name": both(measure.name),
        "what": both(measure.what),
        "covers_count": row["covers_count"],
        "takers_count": row["takers_count"],
        "prices": {size: price for size, price in prices.items() if price is not None},
    }


def _wave(row: Row) -> Json:
    return {
        "wave": row["wave"],
        "period": row["period"],
        "enterprises_count": row["enterprises_count"],
        "ready_count": row["ready_count"],
        "price": {"expected_cny": row["price_cny"]},
        "subsidy_cny": row["subsidy_cny"],
        "enterprise_cny": row["price_cny"] - row["subsidy_cny"],
    }


def _gap(bound: int, objective: int) -> float:
    most = max(abs(bound), abs(objective))
    return abs(bound - objective) / most if most else 0.0
