"""Judge evidence rows in bulk: which become proposals, and what is wrong with the others.

One SQL statement per piece of the file; the words it joins with come from decode.
"""

from typing import Any, Final

import numpy as np
import pyarrow as pa

from lingnan.evidence import PROPOSAL_SCHEMA, Grade
from lingnan.sources.declared.rows_file import COLUMNS
from lingnan.sources.subject import subject_sql

#: What tells two statements apart; the same fact stated twice agrees in all of these.
_KEY: Final = (
    "subject, indicator, period, period_start, period_end, fact_date, grade, source, document"
)
_VALUE: Final = (
    "concat_ws('|', CAST(value AS VARCHAR), CAST(value_code AS VARCHAR),"
    " CAST(value_number AS VARCHAR), CAST(unit AS VARCHAR))"
)


def find_twins(connection: Any) -> None:
    """Make the table `twin`(row, verdict) from the view `given`.

    The verdict is `duplicate` for a repetition of an earlier row and `contradiction` for rows that
    give different values for one fact. Only hashes of the keys are held for the whole file.
    """
    connection.execute(
        f"CREATE TEMP TABLE repeated AS SELECT hash({_KEY}) AS key FROM given"
        " GROUP BY key HAVING count(*) > 1"
    )
    connection.execute(
        f"""
        CREATE TEMP TABLE twin AS
        SELECT row, CASE WHEN is_contradicted THEN 'contradiction' ELSE 'duplicate' END AS verdict
        FROM (
            SELECT row,
                row_number() OVER (PARTITION BY {_KEY} ORDER BY row) AS place,
                min({_VALUE}) OVER same <> max({_VALUE}) OVER same AS is_contradicted
            FROM given WHERE hash({_KEY}) IN (SELECT key FROM repeated)
            WINDOW same AS (PARTITION BY {_KEY})
        ) WHERE is_contradicted OR place > 1
        """
    )


def judge_piece(connection: Any, piece: pa.Table, *, max_grade: Grade) -> pa.Table:
    """Judge one piece of the file.

    Shapes:
        returns: one row per row of the piece, in its order: PROPOSAL_SCHEMA, then row,
            problem (null when good), doubt, is_capped, is_undocumented; and, where there is a
            problem or doubt, raw_indicator, raw_value, raw_unit, raw_day, raw_period, raw_grade and
            expected_unit.
    """
    connection.register("piece", piece)
    missing = [f"NULL AS {c.name}" for c in COLUMNS if c.name not in piece.column_names]
    columns = ", ".join(
        ["row", *(c.name for c in COLUMNS if c.name in piece.column_names), *missing]
    )
    # A caller that may not state observed facts must name the paper behind an attested one.
    needs_document = "TRUE" if max_grade < Grade.OBSERVED else "FALSE"
    query = _JUDGE.format(
        columns=columns,
        subject=subject_sql("CAST(subject AS VARCHAR)"),
        max_grade=int(max_grade),
        needs_document=needs_document,
    )
    table = connection.sql(query).to_arrow_table()
    connection.unregister("piece")
    # A resumed batch must bring the same rows in the same order; joins need not keep it.
    places = table["row"].to_numpy()
    return table if np.all(places[:-1] < places[1:]) else table.sort_by("row")


def proposals_of(judged: pa.Table) -> pa.Table:
    """The good rows of a judged piece as proposals."""
    good = judged.filter(judged["problem"].is_null())
    return good.select(PROPOSAL_SCHEMA.names).cast(PROPOSAL_SCHEMA)


_JUDGE: Final = """
WITH piece_rows AS (SELECT {columns} FROM piece),
typed AS (
    SELECT row, {subject} AS subject_code,
        CAST(indicator AS VARCHAR) AS raw_indicator,
        CAST(value AS VARCHAR) AS text_value,
        CAST(value_code AS VARCHAR) AS text_code,
        CAST(value_number AS VARCHAR) AS text_number,
        CAST(unit AS VARCHAR) AS raw_unit,
        CAST(fact_date AS VARCHAR) AS raw_day,
        CAST(period AS VARCHAR) AS raw_period,
        CAST(period_start AS VARCHAR) AS start_text,
        CAST(period_end AS VARCHAR) AS end_text,
        CAST(grade AS VARCHAR) AS raw_grade,
        coalesce(CAST(source AS VARCHAR), 'declared') AS source,
        CAST(document AS VARCHAR) AS document
    FROM piece_rows
),
joined AS (
    SELECT t.*, i.code AS indicator_code, i.value_kind, i.unit AS expected_unit, i.is_share,
        s.subject_code IS NOT NULL AS is_known, u.factor, u.kind, d.day, p.first, p.after,
        i.code IS NOT NULL AND i.value_kind = 'option' AS is_option,
        CASE WHEN i.value_kind = 'option' THEN coalesce(t.text_code, t.text_value)
             ELSE coalesce(t.text_number, t.text_value) END AS raw_value,
        coalesce(g.grade, CASE WHEN t.raw_grade IS NULL THEN 1 END) AS stated,
        i.grade_1, i.grade_2, i.grade_3, w.verdict
    FROM typed AS t
    LEFT JOIN known_subject AS s ON s.subject_code = t.subject_code
    LEFT JOIN indicator_word AS i ON i.raw = t.raw_indicator
    LEFT JOIN unit_word AS u
        ON u.raw_indicator = t.raw_indicator AND u.raw_unit IS NOT DISTINCT FROM t.raw_unit
    LEFT JOIN day_word AS d ON d.raw IS NOT DISTINCT FROM t.raw_day
    LEFT JOIN period_word AS p ON p.raw IS NOT DISTINCT FROM t.raw_period
        AND p.start_text IS NOT DISTINCT FROM t.start_text
        AND p.end_text IS NOT DISTINCT FROM t.end_text
    LEFT JOIN grade_word AS g ON g.raw = t.raw_grade
    LEFT JOIN twin AS w ON w.row = t.row
),
chosen AS (
    SELECT j.*, c.code AS option_code, c.problem AS option_problem, c.doubt AS option_doubt,
        least(j.stated, {max_grade}) AS capped,
        contains(j.raw_value, '%') OR contains(j.raw_value, '％') AS has_sign,
        CASE WHEN NOT j.is_option THEN coalesce(
            TRY_CAST(j.raw_value AS DECIMAL(38, 12)),
            TRY_CAST(regexp_replace(j.raw_value, '[,，\\s]|[%％]\\s*$', '', 'g')
                AS DECIMAL(38, 12))) END AS number
    FROM joined AS j
    LEFT JOIN choice_word AS c
        ON j.is_option AND c.raw_indicator = j.raw_indicator AND c.raw = j.raw_value
),
measured AS (
    SELECT *,
        capped = 2 AND document IS NULL AND {needs_document} AS is_undocumented,
        CASE WHEN has_sign THEN 'pct' ELSE kind END AS share_kind
    FROM chosen
),
valued AS (
    SELECT *,
        CASE WHEN is_undocumented THEN 1 ELSE capped END AS proven,
        CASE
            WHEN NOT is_share THEN round(number * factor, 6)
            WHEN share_kind = 'share' THEN number
            ELSE number / 100
        END AS amount,
        CASE
            WHEN is_option THEN option_problem
            WHEN number IS NULL THEN 'number'
            WHEN NOT is_share AND has_sign THEN 'number'
            WHEN NOT is_share AND factor IS NULL THEN 'unit'
            WHEN NOT is_share AND abs(number * factor) >= 1000000000000 THEN 'number'
            WHEN NOT is_share THEN NULL
            WHEN factor IS NULL THEN 'unit'
            WHEN share_kind = 'share' AND number NOT BETWEEN 0 AND 1 THEN 'range'
            WHEN number NOT BETWEEN 0 AND 100 THEN 'range'
            WHEN share_kind IS NULL AND number > 0 AND number <= 1 THEN 'ambiguous'
        END AS value_problem,
        CASE
            WHEN is_option THEN option_doubt
            WHEN NOT is_share THEN NULL
            WHEN share_kind IS NULL AND number > 1 THEN 'percent_assumed'
            WHEN share_kind = 'pct' AND NOT has_sign AND number > 0 AND number < 1
                THEN 'below_one_percent'
        END AS doubt
    FROM measured
),
allowed AS (
    SELECT *, CASE proven WHEN 1 THEN grade_1 WHEN 2 THEN grade_2 WHEN 3 THEN grade_3 END AS grade
    FROM valued
),
finished AS (
    SELECT subject_code, indicator_code,
        CASE WHEN is_option THEN option_code END AS value_code,
        CASE WHEN NOT is_option THEN
            TRY_CAST(round(
                amount * CASE WHEN is_share AND expected_unit = 'pct' THEN 100 ELSE 1 END, 6)
                AS DECIMAL(18, 6)) END AS value_number,
        CASE WHEN NOT is_option THEN expected_unit END AS unit,
        coalesce(first, day) AS period_start,
        coalesce(after, CAST(day + 1 AS DATE)) AS period_end,
        day AS fact_date, CAST(grade AS TINYINT) AS grade, source, document,
        row,
        CASE
            WHEN verdict IS NOT NULL THEN verdict
            WHEN subject_code IS NULL THEN 'no_subject'
            WHEN NOT is_known THEN 'subject'
            WHEN indicator_code IS NULL THEN 'item'
            WHEN raw_value IS NULL THEN 'no_value'
            WHEN text_code IS NOT NULL AND text_number IS NOT NULL THEN 'no_value'
            WHEN value_problem IS NOT NULL THEN value_problem
            WHEN day IS NULL THEN 'date'
            WHEN first IS NULL AND (raw_period IS NOT NULL OR start_text IS NOT NULL
                OR end_text IS NOT NULL) THEN 'period'
            WHEN stated IS NULL OR grade IS NULL THEN 'grade'
            WHEN length(source) > 80 THEN 'source'
        END AS problem,
        doubt, coalesce(stated > capped OR grade < proven, FALSE) AS is_capped,
        coalesce(is_undocumented, FALSE) AS is_undocumented,
        raw_indicator, raw_value, raw_unit, raw_day, raw_period, start_text, end_text, raw_grade,
        expected_unit
    FROM allowed
)
SELECT * REPLACE (
        CASE WHEN is_told THEN raw_indicator END AS raw_indicator,
        CASE WHEN is_told THEN raw_value END AS raw_value,
        CASE WHEN is_told THEN raw_unit END AS raw_unit,
        CASE WHEN is_told THEN raw_day END AS raw_day,
        CASE WHEN is_told THEN coalesce(raw_period, concat_ws('–', start_text, end_text)) END
            AS raw_period,
        CASE WHEN is_told THEN raw_grade END AS raw_grade,
        CASE WHEN is_told THEN expected_unit END AS expected_unit)
FROM (SELECT *, problem IS NOT NULL OR doubt IS NOT NULL AS is_told FROM finished)
"""
