"""Whether a file speaks only of an office's own cities; one that does not is not imported at all.

Offices of the whole region are not asked. Not for the rule of who may import (access).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from lingnan.console.work.errors import ForeignRows
from lingnan.console.work.importing.kind import kind_of
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.kernel import uscc
from lingnan.packs import Pack
from lingnan.registry.checking import check_register
from lingnan.registry.store import registry_enterprise, registry_entity
from lingnan.sources.cloud.binding import COLUMNS as ACCOUNTS
from lingnan.sources.cloud.form import COLUMNS as CONTRACTS
from lingnan.sources.declared.questionnaire import USCC
from lingnan.sources.declared.rows_file import COLUMNS as EVIDENCE
from lingnan.sources.published.name import find_region
from lingnan.sources.published.series import COLUMNS as PUBLISHED
from lingnan.store import Store
from lingnan.store.tabular import Column, read_table

_CODES_A_QUERY: Final = 5_000
_REGION: Final = "region:"
#: Row and what it is about: a code of an enterprise, `kind:code`, or `region:code`.
Spoken = list[tuple[int, str]]


def ensure_area(
    store: Store,
    pack: Pack,
    path: Path,
    settings: ImportSettings,
    cities: Collection[str],
    *,
    at: datetime,
) -> None:
    """Refuse a file with rows about what lies in other cities than these.

    Rows about what nobody knows pass: the import keeps them out.
    Raises: ForeignRows, TableFileError.
    """
    kind = kind_of(settings.kind)
    foreign: Spoken = []
    if kind.register is not None:
        draft = check_register(
            store, pack, path, kind=kind.register, at=at, headings=settings.headings
        )
        rows = draft.sheet.table["row"].to_pylist()
        if "city_code" in draft.columns:
            said = draft.columns["city_code"].to_pylist()
            foreign += [
                (row, city or "–")
                for row, city in zip(rows, said, strict=True)
                if city not in cities and (city is not None or kind.register != "enterprise")
            ]
        names = ("uscc", "supplier_uscc", "buyer_uscc")
        spoken = [
            pair
            for name in names
            if name in draft.columns
            for pair in zip(rows, draft.columns[name].to_pylist(), strict=True)
        ]
        if kind.register not in ("enterprise", "membership", "supply"):
            spoken = list(zip(rows, draft.columns["subject_code"].to_pylist(), strict=True))
    else:
        spoken = _spoken(pack, path, settings)
    known = _cities_of(store, [code for _, code in spoken if code])
    foreign += [(row, code) for row, code in spoken if code in known and known[code] not in cities]
    if foreign:
        row, value = min(foreign)
        raise ForeignRows(count=len({each for each, _ in foreign}), row=row, value=value)


def _spoken(pack: Pack, path: Path, settings: ImportSettings) -> Spoken:
    headings = settings.headings
    if settings.kind == "answers":
        return _codes(path, USCC, headings)
    if settings.kind == "contracts":
        return _codes(path, _column(CONTRACTS, "uscc"), headings)
    if settings.kind == "cloud-bill":
        found = [(0, uscc.normalise(settings.uscc))] if settings.uscc else []
        if settings.accounts:
            found += _codes(path.parent / settings.accounts, _column(ACCOUNTS, "uscc"), {})
        return found
    if settings.kind == "published":
        sheet = read_table(path, columns=[_column(PUBLISHED, "region")], headings=headings)
        regions = [str(cell or "") for cell in sheet.table["region"].to_pylist()]
        rows = sheet.table["row"].to_pylist()
        return [
            (row, f"{_REGION}{find_region(pack, said) or ''}")
            for row, said in zip(rows, regions, strict=True)
        ]
    return _codes(path, _column(EVIDENCE, "subject"), headings)


def _codes(path: Path, column: Column, headings: Any) -> Spoken:
    sheet = read_table(path, columns=[column], headings=headings)
    if column.name not in sheet.table.column_names:
        return []
    rows = sheet.table["row"].to_pylist()
    said = [str(cell or "") for cell in sheet.table[column.name].to_pylist()]
    return [
        (row, code if ":" in code else uscc.normalise(code))
        for row, code in zip(rows, said, strict=True)
        if code
    ]


def _column(columns: Sequence[Column], name: str) -> Column:
    return next(each for each in columns if each.name == name)


def _cities_of(store: Store, codes: Sequence[str]) -> dict[str, str | None]:
    """The city of each code that is known; regions stand for themselves."""
    found: dict[str, str | None] = {
        code: code.removeprefix(_REGION) for code in codes if code.startswith(_REGION)
    }
    plain = sorted({code for code in codes if ":" not in code})
    table, entity = registry_enterprise.c, registry_entity.c
    with store.database.read() as connection:
        for start in range(0, len(plain), _CODES_A_QUERY):
            some = plain[start : start + _CODES_A_QUERY]
            query = select(table.uscc, table.city_code).where(table.uscc.in_(some))
            found.update({row.uscc: row.city_code for row in connection.execute(query)})
        if any(":" in code for code in codes):
            query = select(entity.kind, entity.entity_code, entity.city_code)
            entities = {f"{r.kind}:{r.entity_code}": r.city_code for r in connection.execute(query)}
            found.update({code: entities[code] for code in codes if code in entities})
    return found
