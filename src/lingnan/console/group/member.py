"""Members of a park or chain: what each is called for this reader, and its levels in the run.

A reader whose scope is the group itself, or the whole province, sees all names; a city sees those
of its own enterprises, the others as an enterprise of their city. Not for evidence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
from sqlalchemy import select

from lingnan.access import Permission, ScopeKind, Target
from lingnan.console.group.table import both, run_files
from lingnan.console.web.call import Call
from lingnan.console.web.extent import extent_of
from lingnan.kernel import Text
from lingnan.registry.store import registry_enterprise, registry_membership
from lingnan.roadmap.store import ROADMAP_TABLE

_AT_ONCE: Final = 500
_LEVELS: Final = ("subject_code", "is_assessed", "claimed_level_now", "proven_level_now")


@dataclass(frozen=True, slots=True)
class NameSight:
    """Whose names a reader sees: of all, or of some cities."""

    is_whole: bool
    cities: frozenset[str] = frozenset()

    def covers(self, city_code: str) -> bool:
        """Answer whether the names of a city's enterprises are shown."""
        return self.is_whole or city_code in self.cities


@dataclass(frozen=True, slots=True)
class Named:
    """An enterprise as it is shown; the code is null for a reader who may not know it."""

    uscc: str | None
    name: Text
    city_code: str


@dataclass(frozen=True, slots=True)
class Levels:
    """What a run found of one enterprise; levels are null when nobody assessed it."""

    claimed: int | None
    proven: int | None


def sight_of(call: Call, permission: Permission, kind: ScopeKind, key: str) -> NameSight:
    """Answer whose names a reader sees in a group."""
    extent = extent_of(call, permission)
    if extent.is_whole or call.reach(permission).covers(Target.of(kind, key)):
        return NameSight(is_whole=True)
    return NameSight(is_whole=False, cities=extent.codes)


def named(call: Call, codes: Collection[str], sight: NameSight) -> dict[str, Named]:
    """Answer what enterprises are called for a reader, by code; unregistered ones are absent."""
    table = registry_enterprise.c
    columns = (table.uscc, table.name_zh, table.name_en, table.city_code)
    wanted = sorted(set(codes))
    places = {city.code: city.name for city in call.pack.cities}
    found: dict[str, Named] = {}
    with call.store.database.read() as connection:
        for start in range(0, len(wanted), _AT_ONCE):
            part = wanted[start : start + _AT_ONCE]
            for row in connection.execute(select(*columns).where(table.uscc.in_(part))):
                name = Text(row.name_zh, row.name_en or row.name_zh)
                if sight.covers(row.city_code):
                    found[row.uscc] = Named(row.uscc, name, row.city_code)
                else:
                    veiled = _veiled(places.get(row.city_code))
                    found[row.uscc] = Named(None, veiled, row.city_code)
    return found


def with_names(answer: Mapping[str, Any], names: Mapping[str, Named]) -> dict[str, Any]:
    """Answer the same with these names, and no name of an enterprise that is not among them."""
    kept = {
        code: name for code, name in answer.get("names", {}).items() if not _is_enterprise(code)
    }
    hidden = {code: both(UNNAMED) for code in answer.get("names", {}) if _is_enterprise(code)}
    return {
        **answer,
        "names": {**hidden, **kept, **{code: both(each.name) for code, each in names.items()}},
    }


#: An enterprise that left the register, or of which the reader may know nothing.
UNNAMED: Final = Text("某企业", "an enterprise")


def members_on(call: Call, kind: ScopeKind, key: str) -> list[str]:
    """Answer the codes of a group's members on the day of the run, in order. Raises: NoRun."""
    table, day = registry_membership.c, call.run.as_of
    query = select(table.uscc).where(
        table.group_id == key,
        table.group_kind == kind.value,
        table.from_date <= day,
        table.until_date.is_(None) | (table.until_date > day),
    )
    with call.store.database.read() as connection:
        return sorted(set(connection.scalars(query)))


def levels_of(call: Call, codes: Collection[str]) -> dict[str, Levels]:
    """Answer the levels of enterprises in the run, by code. Raises: NoRun."""
    version = call.run.outputs.get(ROADMAP_TABLE)
    if version is None or not codes:
        return {}
    wanted = tuple(sorted(set(codes)))
    return dict(_levels(call.store.lake.root, version, wanted))


@lru_cache(maxsize=160)
def _levels(root: Path, version: int, codes: tuple[str, ...]) -> dict[str, Levels]:
    files = run_files(root, ROADMAP_TABLE, version)
    if not files:
        return {}
    # The table is in the order of codes: its own index leaves out what lies before and after.
    code = ds.field("subject_code")
    test = (code >= codes[0]) & (code <= codes[-1]) & pc.is_in(code, value_set=pa.array(codes))
    rows = ds.dataset(list(files), format="parquet").to_table(columns=list(_LEVELS), filter=test)
    return {
        row["subject_code"]: Levels(row["claimed_level_now"], row["proven_level_now"])
        if row["is_assessed"]
        else Levels(None, None)
        for row in rows.to_pylist()
    }


def _veiled(city: Text | None) -> Text:
    if city is None:
        return UNNAMED
    return Text(f"{city.zh}某企业", f"an enterprise in {city.en}")


def _is_enterprise(code: str) -> bool:
    return len(code) == 18 and code.isascii() and code.isalnum() and code.upper() == code
