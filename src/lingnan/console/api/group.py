"""Routes of the run's roadmaps of industries, parks and chains: rows of its tables.

A member whom the reader may not know stands without its code, as on pages. Not for planning anew.
"""

from collections.abc import Iterable
from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target, may
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.api.shape import group as shape
from lingnan.console.group.member import named, sight_of
from lingnan.console.group.note import note_members
from lingnan.console.group.table import run_rows
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row
from lingnan.console.web.target import entity_targets
from lingnan.registry import Entity, EntityKind
from lingnan.roadmap.chain import CHAIN_TABLE, MEMBER_TABLE
from lingnan.roadmap.industry import OUT_INDUSTRY, OUT_INDUSTRY_PACKAGE, OUT_INDUSTRY_WAVE
from lingnan.roadmap.park.store import FACILITY_TABLE, PARK_TABLE, SHARE_TABLE

_READ: Final = Permission.ROADMAP_READ
Rows = list[dict[str, Any]]


def _industries(ask: Ask[None, None]) -> Reply:
    rows = _of_areas(ask.call, run_rows(ask.call, OUT_INDUSTRY))
    return Reply({"items": _in_order(rows, "cluster_id", "area")})


def _industry(ask: Ask[None, None]) -> Reply:
    call, cluster = ask.call, ask.call.parameters["cluster_id"]
    if cluster not in {each.id for each in call.pack.clusters}:
        raise NothingThere

    def rows(table: str, *keys: str) -> Rows:
        found = _of_areas(call, run_rows(call, table, "cluster_id", cluster))
        return _in_order(found, "area", *keys)

    return Reply(
        {
            "roadmaps": rows(OUT_INDUSTRY),
            "packages": rows(OUT_INDUSTRY_PACKAGE, "place"),
            "waves": rows(OUT_INDUSTRY_WAVE, "wave"),
        }
    )


def _parks(ask: Ask[None, None]) -> Reply:
    return Reply({"items": _reached(ask.call, ScopeKind.PARK, PARK_TABLE, "park_id")})


def _park(ask: Ask[None, None]) -> Reply:
    call, park = ask.call, ask.call.parameters["park"]
    rows = run_rows(call, PARK_TABLE, "park_id", park)
    shares = _in_order(run_rows(call, SHARE_TABLE, "park_id", park), "uscc")
    facilities = run_rows(call, FACILITY_TABLE, "park_id", park)
    note_members(call, ScopeKind.PARK, park)
    return Reply(
        {
            "park": park,
            "name": _name(call, EntityKind.PARK, park),
            "roadmap": rows[0] if rows else None,
            "facilities": _in_order(facilities, "facility_id"),
            "shares": _veiled(call, ScopeKind.PARK, park, shares),
        }
    )


def _chains(ask: Ask[None, None]) -> Reply:
    return Reply({"items": _reached(ask.call, ScopeKind.CHAIN, CHAIN_TABLE, "chain_id")})


def _chain(ask: Ask[None, None]) -> Reply:
    call, chain = ask.call, ask.call.parameters["chain"]
    members = _in_order(run_rows(call, MEMBER_TABLE, "chain_id", chain), "side", "uscc")
    rows = _in_order(run_rows(call, CHAIN_TABLE, "chain_id", chain), "side")
    note_members(call, ScopeKind.CHAIN, chain)
    return Reply(
        {
            "chain": chain,
            "name": _name(call, EntityKind.CHAIN, chain),
            "roadmaps": _veiled(call, ScopeKind.CHAIN, chain, rows, "leader_uscc"),
            "members": _veiled(call, ScopeKind.CHAIN, chain, members),
        }
    )


def _of_areas(call: Call, rows: Rows) -> Rows:
    """Rows of the whole region, and those of areas within the reader's scope."""
    found = call.reach(Permission.PROGRAMME_READ)
    return [row for row in rows if row["area"] is None or found.covers(Target.region(row["area"]))]


def _reached(call: Call, kind: ScopeKind, table: str, key: str) -> Rows:
    """The rows of groups within the reader's scope, in order; leaders whom he may know."""
    rows = _in_order(run_rows(call, table), key, "side")
    targets = entity_targets(call.desk.registry, kind)
    seen = {group for group, target in targets.items() if may(call.who, _READ, target)}
    mine = [row for row in rows if row[key] in seen]
    if kind is ScopeKind.PARK:
        return mine
    return [
        told
        for group in dict.fromkeys(row[key] for row in mine)
        for told in _veiled(
            call, kind, group, [row for row in mine if row[key] == group], "leader_uscc"
        )
    ]


def _veiled(call: Call, kind: ScopeKind, key: str, rows: Rows, column: str = "uscc") -> Rows:
    """Rows without the codes of enterprises whom the reader may not know."""
    sight = sight_of(call, _READ, kind, key)
    if sight.is_whole:
        return rows
    names = named(call, [row[column] for row in rows if row[column]], sight)
    known = {code for code, each in names.items() if each.uscc is not None}
    return [{**row, column: row[column] if row[column] in known else None} for row in rows]


def _in_order(rows: Iterable[dict[str, Any]], *keys: str) -> Rows:
    def place(row: dict[str, Any]) -> list[tuple[bool, Any]]:
        return [(row[key] is not None, row[key]) for key in keys if key in row]

    return sorted(rows, key=place)


def _name(call: Call, kind: EntityKind, code: str) -> dict[str, str]:
    found: Entity | None = next(
        (each for each in call.desk.registry.entities(kind) if each.entity_code == code), None
    )
    zh = code if found is None else found.name_zh
    en = None if found is None else found.name_en
    return {"zh": zh, "en": en or zh}


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/roadmaps/industries",
        Permission.PROGRAMME_READ,
        _industries,
        N_("The last run's roadmaps of industries"),
        shape.IndustryList,
    ),
    ApiRoute(
        "GET",
        "/roadmaps/industries/{cluster_id}",
        Permission.PROGRAMME_READ,
        _industry,
        N_("One industry's roadmap: packages and waves"),
        shape.IndustryKept,
        rows={"cluster_id": Row.CONTENT},
    ),
    ApiRoute(
        "GET",
        "/roadmaps/parks",
        _READ,
        _parks,
        N_("The last run's roadmaps of parks within the reader's scope"),
        shape.ParkList,
    ),
    ApiRoute(
        "GET",
        "/roadmaps/parks/{park}",
        _READ,
        _park,
        N_("One park's roadmap: facilities and members' shares"),
        shape.ParkKept,
        rows={"park": ScopeKind.PARK},
    ),
    ApiRoute(
        "GET",
        "/roadmaps/chains",
        _READ,
        _chains,
        N_("The last run's roadmaps of chains within the reader's scope"),
        shape.ChainList,
    ),
    ApiRoute(
        "GET",
        "/roadmaps/chains/{chain}",
        _READ,
        _chain,
        N_("One chain's roadmap: waves and members"),
        shape.ChainKept,
        rows={"chain": ScopeKind.CHAIN},
    ),
)
