"""Enterprises of the register as the interface tells them: chosen, paged by code, within a reach.

Every query goes through `visible`; figures and levels that a consent does not cover are held back.
Not for lists of pages, which come from the shelf in the order of size.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
from sqlalchemy import ColumnElement, false, or_, select

from lingnan.access import Permission, ScopeKind, visible
from lingnan.access.consent import RECIPIENTS, consenting
from lingnan.access.visible import Places
from lingnan.console.api.shape.enterprise import EnterpriseQuery
from lingnan.console.shelf import Choice
from lingnan.console.shelf.errors import ShelfNotReady
from lingnan.console.web.basis import models_of
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.target import enterprise_target
from lingnan.packs import Pack
from lingnan.pipeline.errors import NoRun
from lingnan.pipeline.export import levels_of
from lingnan.registry.cluster import match_clusters
from lingnan.registry.store import registry_enterprise as table
from lingnan.registry.store import registry_membership as membership

Record = dict[str, Any]
_READ: Final = Permission.REGISTRY_READ
_FIGURES: Final = ("employees_count", "revenue_cny")
_SEARCHED: Final = 1_000
_AT_ONCE: Final = 5_000
_LAST: Final = "\U0010ffff"


def enterprise_places(at: datetime) -> Places:
    """Answer where in the register each kind of scope stands, for `visible`; as web.target."""
    uscc, day = table.c.uscc, at.date()
    return {
        ScopeKind.CITY: table.c.city_code,
        ScopeKind.ENTERPRISE: uscc,
        ScopeKind.PARK: _members("park", day),
        ScopeKind.CHAIN: _members("chain", day),
        **{kind: consenting(kind, at)(uscc) for kind in RECIPIENTS},
    }


def page_of(call: Call, query: EnterpriseQuery) -> tuple[list[Record], str | None]:
    """Answer some enterprises in the order of their codes, and the cursor of the next ones."""
    conditions = _conditions(call, query)
    if query.search is not None:
        return _searched(call, query, conditions), None
    if query.cursor is not None:
        conditions.append(table.c.uscc > query.cursor)
    # Without a window, one more tells whether there is a next.
    rows = _rows(call, conditions, query.limit + 1)
    left = len(rows) > query.limit
    rows = rows[: query.limit]
    return records_of(call, rows), rows[-1]["uscc"] if left else None


def every(call: Call, query: EnterpriseQuery) -> Iterator[Record]:
    """Answer all of them from the cursor on, some in memory at a time."""
    query = query.model_copy(update={"limit": _AT_ONCE})
    while True:
        records, cursor = page_of(call, query)
        yield from records
        if cursor is None:
            return
        query = query.model_copy(update={"cursor": cursor})


def one_of(call: Call, uscc: str) -> Record | None:
    """Answer one enterprise that the path named and the frame checked; null if it is not there."""
    with call.store.database.read() as connection:
        row = connection.execute(select(table).where(table.c.uscc == uscc)).mappings().first()
    return None if row is None else records_of(call, [dict(row)])[0]


def records_of(call: Call, rows: Sequence[Mapping[str, Any]]) -> list[Record]:
    """Answer rows of the register as records, with clusters and the levels of the last run."""
    pack = call.pack
    names = {city.code: city.name.zh for city in pack.cities}
    codes = [row["uscc"] for row in rows]
    levels = _levels(call, codes)
    sights = _sights(call, codes)
    told = []
    for row in rows:
        sight = sights.get(row["uscc"], Sight())
        record = dict(row)
        if not sight.has_figures:
            record |= dict.fromkeys(_FIGURES)
        seen = {model.id for model in models_of(pack) if sight.shows_model(model)}
        record["city"] = names.get(row["city_code"])
        record["clusters"] = _clusters(pack, row)
        record["levels"] = [each for each in levels.get(row["uscc"], ()) if each["model"] in seen]
        told.append(record)
    return told


def _rows(
    call: Call, conditions: Sequence[ColumnElement[bool]], limit: int
) -> list[Mapping[str, Any]]:
    query = select(table).where(*conditions).order_by(table.c.uscc).limit(limit)
    with call.store.database.read() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _searched(
    call: Call, query: EnterpriseQuery, conditions: list[ColumnElement[bool]]
) -> list[Record]:
    text = query.search or ""
    found = [each.uscc for each in call.desk.registry.search(text, _SEARCHED)]
    if len(found) >= _SEARCHED:
        # So many match that the first of them may all lie elsewhere: the lists know the scope.
        found += _listed(call, text, query.limit)
    place = {code: number for number, code in enumerate(dict.fromkeys(found))}
    rows = _rows(call, [*conditions, table.c.uscc.in_(list(place))], len(place) or 1)
    rows.sort(key=lambda row: place[row["uscc"]])
    return records_of(call, rows[: query.limit])


def _listed(call: Call, text: str, limit: int) -> list[str]:
    """Matches within the scope by the lists of the last run; none while there are no lists."""
    try:
        shelf = call.desk.shelf
    except (NoRun, ShelfNotReady):
        return []
    page = shelf.page(Choice(text=text), call.reach(_READ), at=call.at, first=0, most=limit)
    return [row.uscc for row in page.rows]


def _conditions(call: Call, query: EnterpriseQuery) -> list[ColumnElement[bool]]:
    found = [visible(call.who, _READ, enterprise_places(call.at))]
    if query.city is not None:
        found.append(table.c.city_code == query.city)
    if query.status is not None:
        found.append(table.c.status == query.status)
    if query.industry is not None:
        found.append(_begins(table.c.industry_code, query.industry))
    if query.cluster is not None:
        codes = [each.code for each in call.pack.cluster(query.cluster).industries]
        # A cluster that no industry code stands for has no members.
        found.append(or_(false(), *[_begins(table.c.industry_code, code) for code in codes]))
    for kind, key in (("park", query.park), ("chain", query.chain)):
        if key is not None:
            found.append(_members(kind, call.at.date())([key]))
    return found


def _begins(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
    return (column >= text) & (column <= text + _LAST)


def _members(kind: str, day: date) -> Callable[[Collection[str]], ColumnElement[bool]]:
    def place(keys: Collection[str]) -> ColumnElement[bool]:
        held = membership.c
        inside = select(held.uscc).where(
            held.group_kind == kind,
            held.group_id.in_(sorted(keys)),
            held.from_date <= day,
            or_(held.until_date.is_(None), held.until_date > day),
        )
        return table.c.uscc.in_(inside)

    return place


def _levels(call: Call, codes: list[str]) -> dict[str, list[Record]]:
    may_see = Permission.DIAGNOSIS_READ in call.who.permissions
    if not codes or not may_see or call.desk.run is None:
        return {}
    with call.desk.engine() as engine:
        chosen = engine.memory(pa.table({"uscc": pa.array(codes, pa.string())}))
        return levels_of(engine, call.store, chosen)


def _clusters(pack: Pack, row: Mapping[str, Any]) -> list[str]:
    others = row["other_industry_codes"]
    codes = (row["industry_code"], *(others.split(";") if others else ()))
    return sorted({match.cluster_id for code in codes for match in match_clusters(code, pack)})


def _sights(call: Call, codes: Sequence[str]) -> dict[str, Sight]:
    """What of each may be seen; those of which all may are left out."""
    held = call.reach(_READ)
    if not any(scope.kind in RECIPIENTS for scope in held.scopes):
        return {}
    found = {}
    for code in codes:
        target = enterprise_target(call.store, code, at=call.at)
        if target is not None:
            database = call.store.database
            found[code] = sight_of(database, call.who, _READ, code, target, at=call.at)
    return found
