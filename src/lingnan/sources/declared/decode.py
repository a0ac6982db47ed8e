"""The distinct words of an evidence file, decoded once and joined back to its rows.

A file of forty million rows has few distinct indicators, units, days, grades and options; each is
read by plain Python here. Subjects, numbers and free shares are judged row by row (see judge).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyarrow as pa

from lingnan.evidence import Grade
from lingnan.kernel import half_width
from lingnan.packs import Pack
from lingnan.packs.content import Indicator
from lingnan.sources.declared.answer import parse_answer
from lingnan.sources.declared.value import SHARE_UNITS, model_items
from lingnan.sources.word import FIRST_DAY, is_null, parse_day, parse_period, unit_factor, unit_kind

_TEXT: Final = pa.string()
_FACTOR: Final = pa.decimal128(38, 12)
_GRADE_WORDS: Final = {
    word: grade
    for grade in Grade
    for word in (grade.word.zh, grade.word.en, grade.name.lower(), str(int(grade)))
} | {
    "申报": Grade.DECLARED,
    "自报": Grade.DECLARED,
    "佐证": Grade.ATTESTED,
    "证明": Grade.ATTESTED,
    "实测": Grade.OBSERVED,
    "采集": Grade.OBSERVED,
}


def decode_words(
    connection: Any, pack: Pack, *, header_unit: str | None, fact_date: date | None, today: date
) -> None:
    """Make the tables of words from the view `given`.

    Shapes:
        indicator_word(raw, code, value_kind, unit, is_share, grade_1, grade_2, grade_3): grade_n is
            the highest grade allowed at or below n, null when none is.
        unit_word(raw_indicator, raw_unit, factor, kind): factor null when units do not fit; kind
            share or pct for shares.
        choice_word(raw_indicator, raw, code, problem, doubt) for indicators with options.
        day_word(raw, day); period_word(raw, start_text, end_text, first,
            after); grade_word(raw, grade).
    """
    by_name = _indicators_by_name(pack)
    found = {
        raw: by_name.get(half_width(raw).casefold()) for raw in _distinct(connection, "indicator")
    }
    known = {raw: each for raw, each in found.items() if each is not None}
    _keep(
        connection,
        "indicator_word",
        _INDICATOR_WORD,
        [_indicator(raw, each) for raw, each in known.items()],
    )
    _keep(connection, "unit_word", _UNIT_WORD, _units(connection, known, header_unit))
    _keep(connection, "choice_word", _CHOICE_WORD, _choices(connection, pack, known, header_unit))
    _keep(connection, "day_word", _DAY_WORD, _days(connection, fact_date, today))
    _keep(connection, "period_word", _PERIOD_WORD, _periods(connection))
    grades = [
        {"raw": raw, "grade": grade}
        for raw in _distinct(connection, "grade")
        if (grade := _GRADE_WORDS.get(half_width(raw).casefold())) is not None
    ]
    _keep(connection, "grade_word", _GRADE_WORD, grades)


_INDICATOR_WORD: Final = pa.schema(
    [
        ("raw", _TEXT),
        ("code", _TEXT),
        ("value_kind", _TEXT),
        ("unit", _TEXT),
        ("is_share", pa.bool_()),
        *((f"grade_{number}", pa.int8()) for number in (1, 2, 3)),
    ]
)
_UNIT_WORD: Final = pa.schema(
    [("raw_indicator", _TEXT), ("raw_unit", _TEXT), ("factor", _FACTOR), ("kind", _TEXT)]
)
_CHOICE_WORD: Final = pa.schema(
    [(name, _TEXT) for name in ("raw_indicator", "raw", "code", "problem", "doubt")]
)
_DAY_WORD: Final = pa.schema([("raw", _TEXT), ("day", pa.date32())])
_PERIOD_WORD: Final = pa.schema(
    [
        *((name, _TEXT) for name in ("raw", "start_text", "end_text")),
        ("first", pa.date32()),
        ("after", pa.date32()),
    ]
)
_GRADE_WORD: Final = pa.schema([("raw", _TEXT), ("grade", pa.int8())])


def _keep(connection: Any, name: str, schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> None:
    connection.register(f"{name}_rows", pa.Table.from_pylist(list(rows), schema))
    connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM {name}_rows")


def _distinct(connection: Any, column: str) -> list[str]:
    query = f"SELECT DISTINCT CAST({column} AS VARCHAR) FROM given WHERE {column} IS NOT NULL"
    return sorted(raw for (raw,) in connection.sql(query).fetchall())


def _indicators_by_name(pack: Pack) -> dict[str, Indicator]:
    names: dict[str, Indicator] = {}
    for indicator in pack.indicators:
        names.setdefault(indicator.name.zh.casefold(), indicator)
    return names | {indicator.code.casefold(): indicator for indicator in pack.indicators}


def _indicator(raw: str, indicator: Indicator) -> dict[str, Any]:
    possible = [Grade[name.upper()] for name in indicator.grades_possible]
    highest = {
        f"grade_{number}": max((g for g in possible if g <= number), default=None)
        for number in (1, 2, 3)
    }
    return {
        "raw": raw,
        "code": indicator.code,
        "value_kind": indicator.value_kind,
        "unit": indicator.unit,
        "is_share": indicator.unit in SHARE_UNITS,
        **highest,
    }


def _units(
    connection: Any, known: Mapping[str, Indicator], header_unit: str | None
) -> list[dict[str, Any]]:
    query = (
        "SELECT DISTINCT CAST(indicator AS VARCHAR), CAST(unit AS VARCHAR) FROM given"
        " WHERE indicator IS NOT NULL"
    )
    rows = []
    for raw, raw_unit in connection.sql(query).fetchall():
        indicator = known.get(raw)
        if indicator is None:
            continue
        unit = header_unit if is_null(raw_unit) else raw_unit
        if indicator.unit in SHARE_UNITS:
            kind = unit_kind(unit)
            factor = Decimal(1) if kind is not None or is_null(unit) else None
        else:
            kind, factor = None, unit_factor(unit, indicator.unit)
        rows.append({"raw_indicator": raw, "raw_unit": raw_unit, "factor": factor, "kind": kind})
    return rows


def _choices(
    connection: Any, pack: Pack, known: Mapping[str, Indicator], header_unit: str | None
) -> list[dict[str, Any]]:
    asked = {raw: each for raw, each in known.items() if each.value_kind == "option"}
    if not asked:
        return []
    items = model_items(pack)
    connection.register("asked_rows", pa.table({"raw": pa.array(list(asked), _TEXT)}))
    query = """
        SELECT DISTINCT CAST(indicator AS VARCHAR),
            coalesce(CAST(value_code AS VARCHAR), CAST(value AS VARCHAR)), CAST(unit AS VARCHAR)
        FROM given WHERE CAST(indicator AS VARCHAR) IN (SELECT raw FROM asked_rows)
    """
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for raw_indicator, raw, raw_unit in connection.sql(query).fetchall():
        if is_null(raw):
            continue
        code, problem, doubt = raw.strip(), None, None
        if asked[raw_indicator].code in items:
            model, item = items[asked[raw_indicator].code]
            answer = parse_answer(model, item, raw, raw_unit or header_unit)
            code, problem, doubt = answer.code, answer.problem, answer.doubt
        rows[raw_indicator, raw] = {
            "raw_indicator": raw_indicator,
            "raw": raw,
            "code": code,
            "problem": problem,
            "doubt": doubt,
        }
    return list(rows.values())


def _days(connection: Any, fact_date: date | None, today: date) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for raw in _distinct(connection, "fact_date"):
        day = parse_day(raw)
        if day is not None and FIRST_DAY <= day <= today:
            rows.append({"raw": raw, "day": day})
    if fact_date is not None:
        rows.append({"raw": None, "day": fact_date})
    return rows


def _periods(connection: Any) -> list[dict[str, Any]]:
    query = """
        SELECT DISTINCT CAST(period AS VARCHAR), CAST(period_start AS VARCHAR),
            CAST(period_end AS VARCHAR)
        FROM given
        WHERE period IS NOT NULL OR period_start IS NOT NULL OR period_end IS NOT NULL
    """
    rows = []
    for raw, start, end in connection.sql(query).fetchall():
        first = after = None
        if start is not None or end is not None:
            first, after = parse_day(start or ""), parse_day(end or "")
        elif (period := parse_period(raw)) is not None:
            first, after = period.start, period.end
        if first is not None and after is not None and first < after:
            names = {"raw": raw, "start_text": start, "end_text": end}
            rows.append({**names, "first": first, "after": after})
    return rows
