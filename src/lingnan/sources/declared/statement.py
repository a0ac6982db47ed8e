"""Evidence rows from any file: who, which indicator, what value, when, how well proven, by what.

Parquet files are read piece by piece, so that tens of millions of rows pass in flat memory.
A questionnaire that comes this way is recognised by its header and handed to `questionnaire`.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence import Grade
from lingnan.kernel import ImportCounts, Rule
from lingnan.packs import Pack
from lingnan.sources.declared import rule
from lingnan.sources.declared.decode import decode_words
from lingnan.sources.declared.errors import ModelNotNamed
from lingnan.sources.declared.judge import find_twins, judge_piece, proposals_of
from lingnan.sources.declared.place import subject_problem
from lingnan.sources.declared.questionnaire import import_answers, known_models
from lingnan.sources.declared.rows_file import RowsFile, headers_of, open_rows
from lingnan.sources.declared.value import option_codes
from lingnan.sources.intake import Advance, Intake, Outcome, china_day, quiet, told, with_said
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects
from lingnan.store import Store
from lingnan.store.tabular import NO_HEADINGS, Headings

MEMORY_LIMIT: Final = "2GB"
_LONG_HEADERS: Final = frozenset({"item", "题号", "题目", "问题", "question", "item_id"})
_FIELDS: Final[dict[str, tuple[Rule, str, str]]] = {
    "no_subject": (rule.NO_SUBJECT, "subject", "subject_code"),
    "item": (rule.UNKNOWN_ITEM, "indicator", "raw_indicator"),
    "option": (rule.UNKNOWN_OPTION, "", "raw_value"),
    "exclusive": (rule.EXCLUSIVE_OPTION, "", "raw_value"),
    "several": (rule.SEVERAL_OPTIONS, "", "raw_value"),
    "ambiguous": (rule.AMBIGUOUS_SHARE, "", "raw_value"),
    "range": (rule.SHARE_RANGE, "", "raw_value"),
    "number": (rule.BAD_NUMBER, "", "raw_value"),
    "no_value": (rule.NO_VALUE, "", "raw_value"),
    "unit": (rule.UNIT_MISMATCH, "", "raw_unit"),
    "date": (rule.BAD_DATE, "fact_date", "raw_day"),
    "period": (rule.BAD_PERIOD, "period", "raw_period"),
    "grade": (rule.BAD_GRADE, "grade", "raw_grade"),
    "source": (rule.NO_SOURCE_NAME, "source", "source"),
    "duplicate": (rule.DUPLICATE, "", "raw_value"),
    "contradiction": (rule.CONTRADICTION, "", "raw_value"),
    "percent_assumed": (rule.PERCENT_ASSUMED, "", "raw_value"),
    "below_one_percent": (rule.BELOW_ONE_PERCENT, "", "raw_value"),
}


def import_evidence(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    at: datetime,
    actor: str,
    model_id: str | None = None,
    fact_date: date | None = None,
    max_grade: Grade = Grade.ATTESTED,
    headings: Headings = NO_HEADINGS,
    advance: Advance = quiet,
    is_trial: bool = False,
) -> Outcome:
    """Import a file of evidence rows, or a questionnaire; counts are rows (answers).

    `max_grade` is the highest grade the caller may state; higher ones are lowered with a finding.
    Unless the caller may state observed facts, an attested row must name its document. `fact_date`
    serves rows without a date; `headings` says what headers mean. A trial writes nothing and counts
    what the ledger may hold already as added.
    Raises:
        NotEvidence, ModelNotNamed, NoFactDate, NoAnswerColumns, TableFileError: nothing is in.
    Limits: judges rows by themselves; what a value is worth is for the decision rooms.
    """
    path = Path(path)
    model = model_id or _questionnaire_model(pack, path, headings)
    if model is not None:
        return import_answers(
            store,
            pack,
            path,
            model_id=model,
            at=at,
            actor=actor,
            fact_date=fact_date,
            headings=headings,
            advance=advance,
            is_trial=is_trial,
        )
    rows = open_rows(path, headings)
    advance(0.1)
    return import_rows(
        store,
        pack,
        rows,
        at=at,
        actor=actor,
        fact_date=fact_date,
        max_grade=max_grade,
        headings=headings,
        advance=advance,
        is_trial=is_trial,
    )


def import_rows(
    store: Store,
    pack: Pack,
    rows: RowsFile,
    *,
    at: datetime,
    actor: str,
    fact_date: date | None = None,
    max_grade: Grade = Grade.ATTESTED,
    headings: Headings = NO_HEADINGS,
    advance: Advance = quiet,
    is_trial: bool = False,
) -> Outcome:
    """Import rows that were read already, with what was wrong with their reading; see above."""
    stated = {"file": rows.sha256, "fact_date": fact_date, "max_grade": int(max_grade)}
    intake = Intake(
        store=store,
        pack=pack,
        kind="evidence",
        file=rows.file,
        parameters=with_said(stated, headings),
        actor=actor,
        at=at,
        is_trial=is_trial,
    )
    journal = Journal(rows.file)
    journal.take(rows.findings)
    with store.engine(memory_limit=MEMORY_LIMIT) as engine:
        connection = keep_known_subjects(engine, store, pack)
        connection.execute("SET preserve_insertion_order = true")
        rows.expose(connection)
        unit = rows.units.get("value") or rows.units.get("value_number")
        decode_words(connection, pack, header_unit=unit, fact_date=fact_date, today=china_day(at))
        find_twins(connection)
        advance(0.3)
        reading = Reading(connection, pack, rows, journal, max_grade)
        receipt = intake.land(told(reading.proposals(), advance, 0.3))
        reading.finish()
    counts = ImportCounts(
        added=receipt.added,
        unchanged=receipt.unchanged + reading.repeated,
        rejected=reading.rejected + rows.rejected_count,
    )
    return intake.close(counts, journal)


def _questionnaire_model(pack: Pack, path: Path, headings: Headings) -> str | None:
    """The model if the header is that of a questionnaire. Raises: ModelNotNamed."""
    headers = [header.strip() for header in headers_of(path, headings)]
    models = known_models(pack, headers)
    is_long = bool(_LONG_HEADERS.intersection(header.casefold() for header in headers))
    if not models and not is_long:
        return None
    if len(models) == 1:
        return models[0].id
    names = ", ".join(model.id for model in models or pack.models)
    raise ModelNotNamed(file=path.name, models=names)


class Reading:
    """One pass over a file: gives proposals, writes findings, counts what stays out."""

    def __init__(
        self, connection: Any, pack: Pack, rows: RowsFile, journal: Journal, max_grade: Grade
    ) -> None:
        self.rejected = 0
        self.repeated = 0
        self._connection = connection
        self._pack = pack
        self._rows = rows
        self._journal = journal
        self._max_grade = max_grade
        self._capped = Tally()
        self._undocumented = Tally()

    def proposals(self) -> Iterator[pa.Table]:
        """The good rows, piece by piece in the order of the file."""
        for piece in self._rows.batches():
            judged = judge_piece(self._connection, piece, max_grade=self._max_grade)
            self._note(judged)
            yield proposals_of(judged)

    def finish(self) -> None:
        """Write what is said once for the whole file."""
        word = self._max_grade.word
        if self._capped.count:
            self._journal.add(
                rule.GRADE_CAPPED, row=self._capped.row, count=self._capped.count, cap=word
            )
        if self._undocumented.count:
            self._journal.add(
                rule.NO_DOCUMENT, row=self._undocumented.row, count=self._undocumented.count
            )

    def _note(self, judged: pa.Table) -> None:
        good = judged["problem"].is_null()
        self._capped.see(judged.filter(pc.and_(good, judged["is_capped"])))
        self._undocumented.see(judged.filter(pc.and_(good, judged["is_undocumented"])))
        remarkable = pc.or_(pc.invert(good), judged["doubt"].is_valid())
        remarked = judged.filter(remarkable)
        problems = remarked["problem"]
        duplicates = pc.sum(pc.equal(problems, "duplicate")).as_py() or 0
        self.repeated += duplicates
        self.rejected += problems.length() - problems.null_count - duplicates
        for cells in _rows_of(remarked):
            self._tell(cells)

    def _tell(self, cells: dict[str, Any]) -> None:
        problem = cells["problem"] or cells["doubt"]
        subject = cells["subject_code"]
        if problem == "subject":
            found, reason = subject_problem(subject)
            self._journal.add(
                found,
                row=cells["row"],
                field="subject",
                value=subject,
                subject=subject,
                reason=reason,
            )
            return
        found, field, value = _FIELDS[problem]
        self._journal.add(
            found,
            row=cells["row"],
            field=field or cells["raw_indicator"],
            value=cells[value],
            subject=subject,
            expected=cells["expected_unit"],
            allowed=option_codes(self._pack, cells["indicator_code"] or ""),
        )


class Tally:
    """How many rows something happened to, and which was the first."""

    def __init__(self) -> None:
        self.count = 0
        self.row: int | None = None

    def see(self, rows: pa.Table) -> None:
        """Count some rows."""
        if rows.num_rows and self.row is None:
            self.row = rows["row"][0].as_py()
        self.count += rows.num_rows


def _rows_of(table: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from batch.to_pylist()
