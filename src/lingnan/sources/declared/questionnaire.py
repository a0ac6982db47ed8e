"""Answers to the questionnaire of an assessment model become declared evidence.

Two layouts. Wide: one row per enterprise, a column per item (`Q01`, `S01`, …). Long: one row per
answer with the columns item and answer. Both carry uscc (统一社会信用代码) and, unless the caller
names one day for all, fact_date (填报日期). An empty cell is unknown, never zero.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa

from lingnan.evidence import PROPOSAL_SCHEMA
from lingnan.kernel import ImportCounts, Rule
from lingnan.packs import Pack
from lingnan.packs.content.model import ItemContent, ModelContent
from lingnan.sources.declared import rule
from lingnan.sources.declared.answer import Answer, parse_answer
from lingnan.sources.declared.errors import NoAnswerColumns, NoFactDate
from lingnan.sources.declared.place import subject_problem
from lingnan.sources.intake import Advance, Intake, Outcome, china_day, quiet, told, with_said
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects, uscc_sql
from lingnan.sources.word import FIRST_DAY, is_null, parse_day
from lingnan.store import Store
from lingnan.store.tabular import NO_HEADINGS, Column, Headings, Sheet, read_table

Layout = Literal["auto", "wide", "long"]
SOURCE: Final = "declared"
BATCH_ROWS: Final = 1_000_000
USCC: Final = Column(
    "uscc", ("统一社会信用代码", "信用代码", "社会信用代码", "credit_code", "subject_code")
)
FACT_DATE: Final = Column("fact_date", ("填报日期", "填表日期", "日期", "date", "filled_on"))
ITEM: Final = Column("item", ("题号", "题目", "指标", "问题", "question", "item_id", "indicator"))
ANSWER: Final = Column("answer", ("答案", "选项", "回答", "值", "value", "option", "value_code"))

_PROBLEMS: Final[dict[str, Rule]] = {
    "option": rule.UNKNOWN_OPTION,
    "exclusive": rule.EXCLUSIVE_OPTION,
    "several": rule.SEVERAL_OPTIONS,
    "ambiguous": rule.AMBIGUOUS_SHARE,
    "range": rule.SHARE_RANGE,
    "item": rule.UNKNOWN_ITEM,
    "no_subject": rule.NO_SUBJECT,
    "subject": rule.UNKNOWN_SUBJECT,
    "date": rule.BAD_DATE,
    "duplicate": rule.DUPLICATE,
    "contradiction": rule.CONTRADICTION,
}
_DOUBTS: Final[dict[str, Rule]] = {
    "percent_assumed": rule.PERCENT_ASSUMED,
    "below_one_percent": rule.BELOW_ONE_PERCENT,
}


def import_answers(
    store: Store,
    pack: Pack,
    path: Path | str,
    *,
    model_id: str,
    at: datetime,
    actor: str,
    fact_date: date | None = None,
    layout: Layout = "auto",
    headings: Headings = NO_HEADINGS,
    advance: Advance = quiet,
    is_trial: bool = False,
) -> Outcome:
    """Import a questionnaire; counts are answers (cells), not rows of the file.

    Several options of one item are separated by `,` `;` `、` `|` or nothing (`BC`). `headings` says
    what headers mean. A trial writes nothing and counts what the ledger may hold as added.
    Raises:
        NoFactDate, NoAnswerColumns: nothing is imported; TableFileError: the file is unreadable.
    """
    model = pack.model(model_id)
    sheet = read_table(path, columns=answer_columns(model), headings=headings)
    advance(0.1)
    is_long = _is_long(sheet, model, layout)
    if "fact_date" not in sheet.table.column_names and fact_date is None:
        raise NoFactDate(file=sheet.file)
    intake = Intake(
        store=store,
        pack=pack,
        kind="answers",
        file=sheet.file,
        parameters=with_said(
            {
                "file": sheet.sha256,
                "model": model.id,
                "fact_date": fact_date,
                "layout": layout,
            },
            headings,
        ),
        actor=actor,
        at=at,
        is_trial=is_trial,
    )
    journal = Journal(sheet.file)
    journal.take(sheet.findings)
    with store.engine() as engine:
        connection = keep_known_subjects(engine, store, pack)
        _spread(connection, sheet, model, is_long=is_long)
        _decode_answers(connection, sheet, model)
        _decode_days(connection, fact_date, china_day(at))
        connection.execute(_JUDGED)
        advance(0.3)
        _tell(connection, model, journal)
        _tell_partial(connection, model, journal)
        rejected = _count(connection, "problem <> 'duplicate'")
        repeated = _count(connection, "problem = 'duplicate'")
        receipt = intake.land(told(_proposals(connection, model), advance, 0.3))
    counts = ImportCounts(
        added=receipt.added, unchanged=receipt.unchanged + repeated, rejected=rejected
    )
    return intake.close(counts, journal)


def answer_columns(model: ModelContent) -> list[Column]:
    """The columns that a questionnaire of this model may have, in either layout."""
    items = [
        Column(item.id, (model.indicator_code(item.id), item.text.zh, item.text.en))
        for item in model.items
    ]
    return [USCC, FACT_DATE, *items, ITEM, ANSWER]


def _is_long(sheet: Sheet, model: ModelContent, layout: Layout) -> bool:
    names = set(sheet.table.column_names)
    has_items = any(item.id in names for item in model.items)
    has_pairs = {"item", "answer"} <= names
    if layout == "long" or (layout == "auto" and not has_items):
        if has_pairs:
            return True
    elif has_items:
        return False
    raise NoAnswerColumns(file=sheet.file, model=model.id, example=model.items[0].id)


def _spread(connection: Any, sheet: Sheet, model: ModelContent, *, is_long: bool) -> None:
    """Make the table `cell`(row, uscc, day_text, item, raw): one row per answer given."""
    names = sheet.table.column_names
    day = "CAST(fact_date AS VARCHAR)" if "fact_date" in names else "NULL::VARCHAR"
    uscc = "CAST(uscc AS VARCHAR)" if "uscc" in names else "NULL::VARCHAR"
    connection.register("sheet", sheet.table)
    if is_long:
        body = (
            f"SELECT row, {uscc} AS uscc, {day} AS day_text, trim(CAST(item AS VARCHAR)) AS item,"
            " CAST(answer AS VARCHAR) AS raw FROM sheet"
        )
    else:
        items = [item.id for item in model.items if item.id in names]
        cast = ", ".join(f'CAST("{item}" AS VARCHAR) AS "{item}"' for item in items)
        columns = ", ".join(f'"{item}"' for item in items)
        body = (
            f"UNPIVOT (SELECT row, {uscc} AS uscc, {day} AS day_text, {cast} FROM sheet)"
            f" ON {columns} INTO NAME item VALUE raw"
        )
    connection.execute(
        f"CREATE TEMP TABLE cell AS SELECT row, {uscc_sql('uscc')} AS uscc, day_text, item,"
        f" raw FROM ({body}) WHERE raw IS NOT NULL"
    )


def _decode_answers(connection: Any, sheet: Sheet, model: ModelContent) -> None:
    """Make `decoded`(item, raw, item_id, value_code, problem, doubt): the distinct answers."""
    by_name: dict[str, ItemContent] = {}
    for each in model.items:
        for name in (each.id, model.indicator_code(each.id), each.text.zh):
            by_name[name.casefold()] = each
    pairs = connection.sql("SELECT DISTINCT item, raw FROM cell").fetchall()
    rows: list[tuple[str | None, ...]] = []
    for name, raw in pairs:
        if is_null(raw):
            continue
        item = by_name.get((name or "").casefold())
        if item is None:
            rows.append((name, raw, None, None, "item", None))
            continue
        unit = sheet.units.get(item.id) or sheet.units.get("answer")
        answer: Answer = parse_answer(model, item, raw, unit)
        rows.append((name, raw, item.id, answer.code, answer.problem, answer.doubt))
    names = ("item", "raw", "item_id", "value_code", "problem", "doubt")
    schema = pa.schema([(name, pa.string()) for name in names])
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows], schema)
    connection.register("decoded", table)


def _decode_days(connection: Any, fact_date: date | None, today: date) -> None:
    """Make the table `known_day`(day_text, day): a null day is unreadable or out of bounds."""
    texts = connection.sql("SELECT DISTINCT day_text FROM cell").fetchall()
    rows = []
    for (text,) in texts:
        day = fact_date if is_null(text) else parse_day(text)
        is_usable = day is not None and FIRST_DAY <= day <= today
        rows.append({"day_text": text, "day": day if is_usable else None})
    schema = pa.schema([("day_text", pa.string()), ("day", pa.date32())])
    connection.register("known_day", pa.Table.from_pylist(rows, schema))


_JUDGED: Final = """
CREATE TEMP TABLE judged AS
WITH joined AS (
    SELECT c.row, c.uscc, c.day_text, c.item, c.raw, d.item_id, d.value_code, d.doubt, k.day,
        CASE WHEN c.uscc IS NULL THEN 'no_subject'
             WHEN s.subject_code IS NULL THEN 'subject'
             WHEN k.day IS NULL THEN 'date'
             ELSE d.problem END AS problem
    FROM cell AS c
    JOIN decoded AS d ON d.item IS NOT DISTINCT FROM c.item AND d.raw = c.raw
    LEFT JOIN known_day AS k ON k.day_text IS NOT DISTINCT FROM c.day_text
    LEFT JOIN known_subject AS s ON s.subject_code = c.uscc
), ranked AS (
    SELECT *,
        row_number() OVER same AS place,
        min(value_code) OVER whole <> max(value_code) OVER whole AS is_contradicted
    FROM joined WHERE problem IS NULL
    WINDOW same AS (PARTITION BY uscc, item_id, day ORDER BY row),
        whole AS (PARTITION BY uscc, item_id, day)
)
SELECT row, uscc, day_text, item, raw, item_id, value_code, doubt, day, problem FROM joined
WHERE problem IS NOT NULL
UNION ALL
SELECT row, uscc, day_text, item, raw, item_id, value_code, doubt, day,
    CASE WHEN is_contradicted THEN 'contradiction' WHEN place > 1 THEN 'duplicate' END
FROM ranked
"""


def _tell(connection: Any, model: ModelContent, journal: Journal) -> None:
    """Write a finding for every rejected or doubtful answer; one per row where it is the row's."""
    of_row = "problem IN ('no_subject', 'subject', 'date')"
    query = f"""
        WITH told AS (
            SELECT problem, doubt, row, uscc, day_text,
                CASE WHEN {of_row} THEN NULL ELSE item END AS item,
                CASE WHEN {of_row} THEN NULL ELSE item_id END AS item_id,
                CASE WHEN {of_row} THEN NULL ELSE raw END AS raw
            FROM judged WHERE problem IS NOT NULL OR doubt IS NOT NULL)
        SELECT problem, doubt, row, any_value(uscc), any_value(day_text), item, item_id, raw
        FROM told GROUP BY problem, doubt, row, item, item_id, raw ORDER BY row, item
    """
    for problem, doubt, row, uscc, day, item, item_id, raw in connection.sql(query).fetchall():
        place = {"row": row, "field": item, "value": raw, "subject": uscc}
        if problem is None:
            journal.add(_DOUBTS[doubt], **place)
        elif problem == "subject":
            found, reason = subject_problem(uscc)
            journal.add(found, row=row, field="uscc", value=uscc, subject=uscc, reason=reason)
        elif problem == "no_subject":
            journal.add(rule.NO_SUBJECT, row=row, field="uscc")
        elif problem == "date":
            journal.add(rule.BAD_DATE, row=row, field="fact_date", value=day, subject=uscc)
        elif problem == "item":
            journal.add(rule.UNKNOWN_ITEM, row=row, field="item", value=item, subject=uscc)
        else:
            journal.add(_PROBLEMS[problem], allowed=_allowed(model, item_id), **place)


def _tell_partial(connection: Any, model: ModelContent, journal: Journal) -> None:
    expected = len(model.items)
    query = f"""
        SELECT min(row) AS first_row, uscc, count(*) AS found FROM judged
        WHERE problem IS NULL GROUP BY uscc, day HAVING count(*) < {expected} ORDER BY first_row
    """
    for row, uscc, found in connection.sql(query).fetchall():
        journal.add(rule.PARTIAL, row=row, subject=uscc, expected=expected, found=found)


def _allowed(model: ModelContent, item_id: str | None) -> str:
    if item_id is None:
        return ""
    return ", ".join(option.code for option in model.options_of(model.item(item_id)))


def _proposals(connection: Any, model: ModelContent) -> Iterator[pa.Table]:
    relation = connection.sql(
        f"""
        SELECT uscc AS subject_code, '{model.id}:' || item_id AS indicator_code, value_code,
            NULL::DECIMAL(18, 6) AS value_number, NULL::VARCHAR AS unit, day AS period_start,
            CAST(day + 1 AS DATE) AS period_end, day AS fact_date, 1::TINYINT AS grade,
            '{SOURCE}' AS source, NULL::VARCHAR AS document
        FROM judged WHERE problem IS NULL ORDER BY row, item_id
        """
    )
    for batch in relation.to_arrow_reader(BATCH_ROWS):
        yield pa.Table.from_batches([batch]).cast(PROPOSAL_SCHEMA)


def _count(connection: Any, condition: str) -> int:
    found = connection.sql(f"SELECT count(*) FROM judged WHERE {condition}").fetchall()
    return int(found[0][0])


def known_models(pack: Pack, names: Sequence[str]) -> list[ModelContent]:
    """Answer the models of which a header names at least one item."""
    return [model for model in pack.models if {item.id for item in model.items}.intersection(names)]
