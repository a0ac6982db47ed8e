"""From evidence to answers, for all enterprises: which item a row answers, and with which options.

The distinct answers of a whole province are few (an item has few options), so each is read once by
the reference reader (item.py) and the rest is a join. Numbers are first sorted into bands by an
expression. Not for choosing between answers: that is evidence.resolve.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.item import points, read_codes
from lingnan.diagnosis.model import Item, Model
from lingnan.diagnosis.packing import lay_out, pack, word_names

#: Room for the number of an item below the points it would lift.
LIFT_ITEMS = 4096


def coded(rows: ir.Table, model: Model) -> ir.Table:
    """The rows that may answer an item of the model, with their value as option codes.

    Shapes:
        rows: indicator_code, value_code, value_number and whatever else.
        returns: the rows of the model's indicators with `answer_code`, null if out of every band.
    Limits: `value_number` is taken in the unit of the indicator: a share 0-1, or a level.
    """
    codes = sorted({code for item in model.items for code in item.indicators})
    mine = rows.filter(rows.indicator_code.isin(codes))
    return mine.mutate(answer_code=mine.value_code.coalesce(_number_code(mine, model)))


def distinct_answers(rows: ir.Table, model: Model) -> ir.Table:
    """The different answers that occur, for `answer_table`: indicator_code, answer_code."""
    return coded(rows, model).select("indicator_code", "answer_code").distinct()


def answer_table(distinct: pa.Table, model: Model) -> pa.Table:
    """What each different answer adds to the sums of a model.

    Shapes:
        distinct: indicator_code, answer_code (see `distinct_answers`).
        returns: one row per readable answer and item: answer_no, item_no, indicator_code,
            answer_code, lift_group, lift (null without points), word_0, word_1, ….
    Limits: unreadable answers get no row, so that evidence with them never counts.
    """
    program = compile_model(model)
    layout = lay_out(model, program)
    by_indicator: defaultdict[str, list[Item]] = defaultdict(list)
    for item in model.items:
        for indicator in item.indicators:
            by_indicator[indicator].append(item)
    found: list[dict[str, object]] = []
    pairs = zip(
        distinct["indicator_code"].to_pylist(), distinct["answer_code"].to_pylist(), strict=True
    )
    for indicator, text in sorted((i, t) for i, t in pairs if t is not None):
        for item in by_indicator.get(indicator, ()):
            code = read_codes(item, text)
            if code is None:
                continue
            lift = program.lift_of[item.number]
            units = points(item, code) * (lift[1] if lift else 0)
            words = pack(layout, program, item, code)
            found.append(
                {
                    "answer_no": len(found),
                    "item_no": item.number,
                    "indicator_code": indicator,
                    "answer_code": text,
                    "lift_group": lift[0] if lift else None,
                    "lift": units * LIFT_ITEMS + LIFT_ITEMS - 1 - item.number if lift else None,
                    **dict(zip(word_names(layout.words_count), words, strict=True)),
                }
            )
    return pa.Table.from_pylist(found, schema=answer_schema(layout.words_count))


def answer_schema(words_count: int) -> pa.Schema:
    """Columns of `answer_table`."""
    return pa.schema(
        [
            ("answer_no", pa.int32()),
            ("item_no", pa.int16()),
            ("indicator_code", pa.string()),
            ("answer_code", pa.string()),
            ("lift_group", pa.int8()),
            ("lift", pa.int64()),
            *((name, pa.int64()) for name in word_names(words_count)),
        ]
    )


def answered(rows: ir.Table, answers: ir.Table, model: Model) -> ir.Table:
    """The rows that answer an item, with `item_no` and `answer_no`.

    Shapes: returns: rows as given, for evidence.resolve with keys (subject_code, item_no) and
        carry (answer_no,); a row that answers two items appears twice.
    """
    keys = answers.select("indicator_code", "answer_code", "item_no", "answer_no")
    return coded(rows, model).join(keys, ["indicator_code", "answer_code"])


def _number_code(rows: ir.Table, model: Model) -> ir.StringValue:
    """The band of a share, the code of a level; null for any other number."""
    bands: defaultdict[tuple[tuple[str, Fraction], ...], list[str]] = defaultdict(list)
    levels: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for item in model.items:
        codes = tuple(option.code for option in item.options)
        if item.kind == "graded":
            levels[codes] += item.indicators
        bounds = tuple(o.upper_share for o in item.options if o.upper_share is not None)
        if bounds:
            bands[tuple(zip(codes, bounds, strict=True))] += item.indicators
    number = rows.value_number
    branches: list[tuple[ir.BooleanValue, str]] = []
    for scale, indicators in bands.items():
        is_mine = rows.indicator_code.isin(indicators) & (number >= 0)
        branches += [(is_mine & (number <= _decimal(bound)), code) for code, bound in scale]
    for levels_codes, indicators in levels.items():
        is_mine = rows.indicator_code.isin(indicators)
        branches += [(is_mine & (number == int(code)), code) for code in levels_codes]
    if not branches:
        return ibis.null("string")
    return ibis.cases(*branches, else_=ibis.null("string"))


def _decimal(bound: Fraction) -> ir.DecimalScalar:
    exact = Decimal(bound.numerator) / Decimal(bound.denominator)
    return ibis.literal(exact, type="decimal(18, 6)")
