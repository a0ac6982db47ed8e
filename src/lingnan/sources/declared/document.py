"""Attachments as attested evidence: a list of files, each with the fact it proves and its issuer.

The list is CSV or XLSX beside the attachments. The evidence names the SHA-256 of the file; the file
itself stays where it is. Source of the evidence is `document:<issuer>`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from lingnan.evidence import Fact, Grade, Ledger, proposals
from lingnan.kernel import ImportCounts, Period, Rule, half_width, uscc
from lingnan.packs import Pack
from lingnan.packs.content import Indicator
from lingnan.sources.declared import rule
from lingnan.sources.declared.place import subject_problem
from lingnan.sources.declared.value import Value, option_codes, read_value
from lingnan.sources.intake import Intake, Outcome, china_day, file_sha256
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects
from lingnan.sources.word import (
    FIRST_DAY,
    parse_day,
    parse_period,
)
from lingnan.store import Engine, Store
from lingnan.store.tabular import Column, read_table

SOURCE_LENGTH: Final = 80
COLUMNS: Final = (
    Column(
        "subject", ("uscc", "统一社会信用代码", "信用代码", "主体", "subject_code"), required=True
    ),
    Column("indicator", ("指标", "指标代码", "题号", "item", "indicator_code"), required=True),
    Column("value", ("值", "答案", "数值", "answer"), required=True),
    Column("path", ("附件", "文件", "文件路径", "附件路径", "file"), required=True),
    Column("issuer", ("出具方", "出具单位", "开具方", "issued_by"), required=True),
    Column("date", ("日期", "出具日期", "fact_date", "issued_on"), required=True),
    Column("unit", ("单位", "计量单位")),
    Column("period", ("期间", "所属期")),
    Column("sha256", ("sha-256", "校验和", "摘要")),
)
_PROBLEMS: Final[dict[str, Rule]] = {
    "option": rule.UNKNOWN_OPTION,
    "exclusive": rule.EXCLUSIVE_OPTION,
    "several": rule.SEVERAL_OPTIONS,
    "ambiguous": rule.AMBIGUOUS_SHARE,
    "range": rule.SHARE_RANGE,
    "number": rule.BAD_NUMBER,
    "unit": rule.UNIT_MISMATCH,
    "percent_assumed": rule.PERCENT_ASSUMED,
    "below_one_percent": rule.BELOW_ONE_PERCENT,
}


@dataclass(frozen=True, slots=True)
class Attached:
    """A row of the list that stands, with its place."""

    row: int
    fact: Fact


def import_documents(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    at: datetime,
    actor: str,
    model_id: str | None = None,
) -> Outcome:
    """Import a list of attachments; counts are rows of the list.

    `model_id` says to which model item ids such as `Q01` belong; full codes need none.
    Raises: TableFileError when the list is unreadable or lacks a column.
    Limits: does not read what the documents say; a person vouches for the value in the list.
    """
    path = Path(path)
    sheet = read_table(path, columns=COLUMNS)
    journal = Journal(sheet.file)
    journal.take(sheet.findings)
    rows = [
        {c.name: cells.get(c.name) for c in COLUMNS} | {"row": cells["row"]}
        for cells in sheet.table.to_pylist()
    ]
    with store.engine() as engine:
        connection = keep_known_subjects(engine, store, pack)
        names = _names(connection, [_subject(cells["subject"]) for cells in rows])
        reader = _Reader(pack, path.parent, names, journal, china_day(at), model_id)
        attached = [each for cells in rows if (each := reader.read(cells)) is not None]
        kept, repeated = _settle(attached, journal)
        _tell_shared(store, engine, kept, journal)
    digests = sorted({each.fact.document or "" for each in attached})
    intake = Intake(
        store=store,
        pack=pack,
        kind="documents",
        file=sheet.file,
        parameters={"file": sheet.sha256, "model": model_id, "attachments": digests},
        actor=actor,
        at=at,
    )
    receipt = intake.land([proposals(each.fact for each in kept)])
    counts = ImportCounts(
        added=receipt.added,
        unchanged=receipt.unchanged + repeated,
        rejected=len(rows) - len(kept) - repeated + sheet.rejected_count,
    )
    return intake.close(counts, journal)


class _Reader:
    """Reads the rows of one list against the files beside it."""

    def __init__(
        self,
        pack: Pack,
        folder: Path,
        names: dict[str, str | None],
        journal: Journal,
        today: date,
        model_id: str | None,
    ) -> None:
        self._pack = pack
        self._folder = folder.resolve()
        self._names = names
        self._journal = journal
        self._today = today
        self._indicators = {each.code.casefold(): each for each in pack.indicators}
        if model_id is not None:
            model = pack.model(model_id)
            for item in model.items:
                indicator = pack.indicator(model.indicator_code(item.id))
                self._indicators.setdefault(item.id.casefold(), indicator)
        self._digests: dict[Path, str] = {}

    def read(self, cells: dict[str, Any]) -> Attached | None:
        """One row as a fact; None when it cannot stand, which is then in the journal."""
        try:
            return Attached(cells["row"], self._fact(cells))
        except _RefusedError as refused:
            self._journal.add(
                refused.rule,
                row=cells["row"],
                field=refused.field,
                value=refused.value,
                subject=_subject(cells["subject"]),
                **refused.more,
            )
            return None

    def _fact(self, cells: dict[str, Any]) -> Fact:
        subject = self._known(_subject(cells["subject"]))
        indicator = self._indicators.get(half_width(cells["indicator"] or "").casefold())
        if indicator is None:
            raise _RefusedError(rule.UNKNOWN_ITEM, "indicator", cells["indicator"])
        value = self._value(indicator, cells, subject)
        day = parse_day(cells["date"] or "")
        if day is None or not FIRST_DAY <= day <= self._today:
            raise _RefusedError(rule.BAD_DATE, "date", cells["date"])
        period = Period.day(day) if cells["period"] is None else parse_period(cells["period"])
        if period is None:
            raise _RefusedError(rule.BAD_PERIOD, "period", cells["period"])
        if not cells["issuer"]:
            raise _RefusedError(rule.NO_ISSUER, "issuer", None)
        digest = self._digest(cells["path"])
        if digest is None:
            raise _RefusedError(rule.FILE_NOT_FOUND, "path", cells["path"])
        if cells["sha256"] and half_width(cells["sha256"]).lower() != digest:
            raise _RefusedError(rule.DIGEST_DIFFERS, "path", cells["path"])
        return Fact(
            subject_code=subject,
            indicator_code=indicator.code,
            value_code=value.code,
            value_number=value.number,
            unit=None if value.number is None else indicator.unit,
            period=period,
            fact_date=day,
            grade=self._grade(cells["row"], subject, cells["issuer"]),
            source=f"document:{cells['issuer']}"[:SOURCE_LENGTH],
            document=digest,
        )

    def _known(self, subject: str | None) -> str:
        if subject is None:
            raise _RefusedError(rule.NO_SUBJECT, "subject", None)
        if subject not in self._names:
            found, reason = subject_problem(subject)
            raise _RefusedError(found, "subject", subject, reason=reason)
        return subject

    def _value(self, indicator: Indicator, cells: dict[str, Any], subject: str) -> Value:
        if cells["value"] is None:
            raise _RefusedError(rule.NO_VALUE, indicator.code, None)
        value = read_value(self._pack, indicator, cells["value"], cells["unit"])
        if value.problem is not None:
            shown = cells["unit"] if value.problem == "unit" else cells["value"]
            raise _RefusedError(
                _PROBLEMS[value.problem],
                indicator.code,
                shown,
                expected=indicator.unit,
                allowed=option_codes(self._pack, indicator.code),
            )
        if value.doubt is not None:
            self._journal.add(
                _PROBLEMS[value.doubt],
                row=cells["row"],
                field=indicator.code,
                value=cells["value"],
                subject=subject,
            )
        return value

    def _grade(self, row: int, subject: str, issuer: str) -> Grade:
        own = {subject, self._names[subject]}
        if issuer.strip() in own or uscc.normalise(issuer) == subject:
            self._journal.add(
                rule.OWN_ISSUER, row=row, field="issuer", value=issuer, subject=subject
            )
            return Grade.DECLARED
        return Grade.ATTESTED

    def _digest(self, written: str | None) -> str | None:
        if not written:
            return None
        place = (self._folder / written.replace("\\", "/")).resolve()
        if not place.is_relative_to(self._folder) or not place.is_file():
            return None
        if place not in self._digests:
            if place.stat().st_size == 0:
                return None
            self._digests[place] = file_sha256(place)
        return self._digests[place]


class _RefusedError(Exception):
    """Why a row cannot stand; never leaves the reader."""

    def __init__(self, rule: Rule, field: str, value: object, **more: object) -> None:
        super().__init__(rule.code)
        self.rule, self.field, self.value, self.more = rule, field, value, more


def _settle(attached: Sequence[Attached], journal: Journal) -> tuple[list[Attached], int]:
    """Drop repetitions and contradictions; answers what stands and how many rows repeat."""
    same: dict[tuple[object, ...], list[Attached]] = defaultdict(list)
    for each in attached:
        fact = each.fact
        same[
            fact.subject_code, fact.indicator_code, fact.fact_date, fact.period, fact.document
        ].append(each)
    kept, repeated = [], 0
    for group in same.values():
        first, *rest = group
        place = {"field": first.fact.indicator_code, "subject": first.fact.subject_code}
        if all(replace(each.fact, source="") == replace(first.fact, source="") for each in rest):
            kept.append(first)
            repeated += len(rest)
            for each in rest:
                journal.add(rule.DUPLICATE, row=each.row, **place)
            continue
        for each in group:
            value = each.fact.value_code or each.fact.value_number
            journal.add(rule.CONTRADICTION, row=each.row, value=value, **place)
    return kept, repeated


def _tell_shared(store: Store, engine: Engine, kept: Sequence[Attached], journal: Journal) -> None:
    """Warn where one document serves two subjects, in this list or in the ledger."""
    holders: dict[str, set[str]] = defaultdict(set)
    digests = sorted({each.fact.document or "" for each in kept})
    if digests:
        rows = Ledger(store).rows(engine)
        found = (
            rows.filter(rows.document.isin(digests)).select("document", "subject_code").distinct()
        )
        for cells in engine.arrow(found).to_pylist():
            holders[cells["document"]].add(cells["subject_code"])
    for each in kept:
        holders[each.fact.document or ""].add(each.fact.subject_code)
    for each in kept:
        others = holders[each.fact.document or ""] - {each.fact.subject_code}
        if others:
            journal.add(
                rule.DOCUMENT_SHARED,
                row=each.row,
                field="path",
                value=each.fact.document,
                subject=each.fact.subject_code,
                other=", ".join(sorted(others)),
            )


def _names(connection: Any, codes: Sequence[str | None]) -> dict[str, str | None]:
    """Known subjects among the codes with their names."""
    wanted = [code for code in codes if code is not None]
    query = (
        "SELECT subject_code, name_zh FROM known_subject WHERE subject_code IN (SELECT unnest(?))"
    )
    return dict(connection.execute(query, [wanted]).fetchall())


def _subject(text: str | None) -> str | None:
    if text is None:
        return None
    return text.strip() if ":" in text else uscc.normalise(text)
