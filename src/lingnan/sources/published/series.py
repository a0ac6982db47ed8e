"""Reported aggregate figures as evidence about a region: kept apart from what is counted.

Columns: as_of 截至, region 地区, target 指标, value 数值; optional unit, kind (`reported`,
`reported(超)`, `plan`, `target`), comparator, source. Evidence: subject `region:<code>`, indicator
`published.<target id>`, grade declared, source `published`; the document is the place of
publication, with `#comparator=over` where the figure is qualified.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from lingnan.evidence import Fact, Grade, proposals
from lingnan.kernel import ImportCounts, Period, Rule, Text
from lingnan.packs import Pack
from lingnan.packs.content import PublishedPoint
from lingnan.sources.intake import Intake, Outcome, china_day, with_said
from lingnan.sources.journal import Journal
from lingnan.sources.published import rule
from lingnan.sources.published.name import (
    Dated,
    Named,
    find_region,
    find_target,
    fits_unit,
    read_comparator,
    read_count,
    read_date,
    read_kind,
)
from lingnan.store import Store
from lingnan.store.tabular import NO_HEADINGS, Column, Headings, read_table

SOURCE: Final = "published"
COMPARATOR_MARK: Final = "#comparator="
COLUMNS: Final = (
    Column("as_of", ("截至", "日期", "时间", "date"), required=True),
    Column("region", ("地区", "区域", "范围", "scope", "region_code"), required=True),
    Column("target", ("指标", "目标", "indicator", "target_id"), required=True),
    Column("value", ("数值", "值"), required=True),
    Column("unit", ("单位",)),
    Column("kind", ("类别", "类型")),
    Column("comparator", ("比较", "限定词")),
    Column("source", ("来源", "出处", "source_url")),
    Column("note", ("备注", "说明")),
)


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its row."""

    row: int
    fact: Fact


def import_series(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    at: datetime,
    actor: str,
    headings: Headings = NO_HEADINGS,
    is_trial: bool = False,
) -> Outcome:
    """Import a series of published figures; counts are rows; plans and goals are left out.

    `headings` says what headers mean; a trial writes nothing.

    Raises: TableFileError when the file is unreadable or lacks a column.
    Limits: cumulative counts only; increments and shares are no targets' units.
    """
    sheet = read_table(path, columns=COLUMNS, headings=headings)
    journal = Journal(sheet.file)
    journal.take(sheet.findings)
    rows = [
        {c.name: _text(cells.get(c.name)) for c in COLUMNS} | {"row": cells["row"]}
        for cells in sheet.table.to_pylist()
    ]
    placed = []
    for cells in rows:
        is_reported, _ = read_kind(cells["kind"])
        if not is_reported:
            journal.add(rule.NOT_REPORTED, row=cells["row"], field="kind", value=cells["kind"])
        elif (each := _read(pack, cells, journal, china_day(at))) is not None:
            placed.append(each)
    kept, repeated = _settle(placed, journal)
    intake = Intake(
        store=store,
        pack=pack,
        kind="published",
        file=sheet.file,
        parameters=with_said({"file": sheet.sha256}, headings),
        actor=actor,
        at=at,
        is_trial=is_trial,
    )
    receipt = intake.land([proposals(each.fact for each in kept)])
    counts = ImportCounts(
        added=receipt.added,
        unchanged=receipt.unchanged + repeated,
        rejected=len(rows) - len(placed) + sheet.rejected_count,
    )
    return intake.close(counts, journal)


def import_pack_series(store: Store, pack: Pack, *, at: datetime, actor: str = "pack") -> Outcome:
    """Write the pack's own published points into the ledger; again changes nothing."""
    journal = Journal(None)
    facts = []
    for point in pack.published:
        facts.append(_fact_of_point(point))
        if not point.is_confirmed:
            journal.add(
                rule.UNCONFIRMED_POINT,
                subject=f"region:{point.region_code}",
                field=point.target_id,
                value=point.as_of,
                note=point.note or Text("未注明原因", "no reason given"),
            )
    intake = Intake(
        store=store,
        pack=pack,
        kind="published-pack",
        file=None,
        parameters={"pack": pack.id, "content": pack.content_hash},
        actor=actor,
        at=at,
    )
    receipt = intake.land([proposals(facts)])
    return intake.close(ImportCounts(added=receipt.added, unchanged=receipt.unchanged), journal)


def _read(pack: Pack, cells: dict[str, Any], journal: Journal, today: date) -> Placed | None:
    """One reported row as a fact; None when it cannot stand, which is then in the journal."""
    row = cells["row"]
    dated = read_date(cells["as_of"] or "")
    named = find_target(pack, cells["target"] or "")
    region = find_region(pack, cells["region"] or "")
    value = read_count(cells["value"] or "")
    if dated is not None and dated.day > today:
        dated = None
    if named is None or region is None or dated is None or value is None:
        found, field = _refusal(named, region, dated)
        journal.add(found, row=row, field=field, value=cells[field])
        return None
    target = named.target
    if not fits_unit(target, cells["unit"]):
        journal.add(rule.UNIT_DIFFERS, row=row, field="unit", value=cells["unit"], unit=target.unit)
        return None
    _tell_doubts(cells, dated, named, journal)
    comparator = read_comparator(cells["comparator"]) if cells["comparator"] else None
    fact = _fact(
        region=region,
        target_id=target.id,
        unit=target.unit_id,
        day=dated.day,
        value=value,
        document=_document(cells["source"], comparator or read_kind(cells["kind"])[1]),
    )
    return Placed(row, fact)


def _refusal(named: Named | None, region: str | None, dated: Dated | None) -> tuple[Rule, str]:
    """Why a row cannot stand, and which of its columns is at fault: the first that is."""
    if named is None:
        return rule.UNKNOWN_TARGET, "target"
    if region is None:
        return rule.UNKNOWN_REGION, "region"
    return (rule.BAD_DATE, "as_of") if dated is None else (rule.BAD_VALUE, "value")


def _tell_doubts(cells: dict[str, Any], dated: Dated, named: Named, journal: Journal) -> None:
    row, written = cells["row"], cells["as_of"]
    if dated.is_first_of_two:
        journal.add(rule.TWO_DATES, row=row, field="as_of", value=written, day=dated.day)
    if dated.is_year:
        journal.add(rule.YEAR_ONLY, row=row, field="as_of", value=written, day=dated.day)
    if named.is_started:
        name = named.target.name
        journal.add(rule.STARTED_ONLY, row=row, field="target", value=cells["target"], target=name)
    if cells["source"] is None:
        journal.add(rule.NO_SOURCE, row=row, field="source")


def _settle(placed: Sequence[Placed], journal: Journal) -> tuple[list[Placed], int]:
    """Keep repetitions once, and tell figures that differ; answers what stands and the repeats."""
    seen: dict[tuple[object, ...], Placed] = {}
    kept: list[Placed] = []
    repeated = 0
    for each in placed:
        fact = each.fact
        key = (fact.subject_code, fact.indicator_code, fact.fact_date)
        if any(fact == other.fact for other in kept):
            repeated += 1
            journal.add(rule.REPEATED, row=each.row)
            continue
        earlier = seen.setdefault(key, each)
        if earlier.fact.value_number != fact.value_number:
            journal.add(
                rule.CONFLICT,
                row=each.row,
                value=fact.value_number,
                subject=fact.subject_code,
                other=earlier.fact.value_number,
            )
        kept.append(each)
    return kept, repeated


def _fact_of_point(point: PublishedPoint) -> Fact:
    return _fact(
        region=point.region_code,
        target_id=point.target_id,
        unit=point.unit,
        day=point.as_of,
        value=Decimal(point.value),
        document=_document(";".join(point.source), point.comparator),
    )


def _fact(
    *, region: str, target_id: str, unit: str, day: date, value: Decimal, document: str | None
) -> Fact:
    return Fact(
        subject_code=f"region:{region}",
        indicator_code=f"published.{target_id}",
        value_code=None,
        value_number=value,
        unit=unit,
        period=Period.day(day),
        fact_date=day,
        grade=Grade.DECLARED,
        source=SOURCE,
        document=document,
    )


def _document(source: str | None, comparator: str) -> str | None:
    if comparator == "none":
        return source
    return f"{source or ''}{COMPARATOR_MARK}{comparator}"


def _text(cell: object) -> str | None:
    return None if cell is None else str(cell)
