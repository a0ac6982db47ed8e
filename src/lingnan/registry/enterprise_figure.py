"""Check headcount, revenue and the stated size of enterprises.

Revenue is kept in yuan whatever unit the header names. Not for classifying (see classify).
"""

from functools import partial
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.kernel import Text, half_width
from lingnan.kernel.money import LEAST_REVENUE_PER_HEAD_CNY
from lingnan.kernel.size import LOWER_LIMITS, SizeClass
from lingnan.registry import rules
from lingnan.registry.cell import decode_amounts, decode_counts, decode_distinct, true_rows
from lingnan.registry.draft import Draft
from lingnan.registry.vocabulary import SIZE, allowed, read_word

#: No enterprise on earth takes 100 trillion yuan a year.
LARGEST_REVENUE_CNY: Final = 1e14
#: What a header or a title may call its unit, largest first because one contains the other.
_SCALES: Final = (
    ("亿元", 100_000_000),
    ("百万元", 1_000_000),
    ("万元", 10_000),
    ("千元", 1_000),
    ("wan", 10_000),
    ("10k", 10_000),
    ("million", 1_000_000),
)
_HEADER: Final = Text("表头", "header")
_TITLE: Final = Text("表格上方说明", "title rows")
#: Size classes by how many of the lower limits an enterprise passes.
_BY_LIMITS_PASSED: Final = (
    SizeClass.MICRO,
    *(name for name, _, _ in reversed(LOWER_LIMITS)),
)


def check_figures(draft: Draft) -> None:
    """Decode and check headcount, revenue and size."""
    counts = decode_counts(draft.cells("employees_count"))
    draft.report(rules.COUNT_UNREADABLE, counts.is_bad, "employees_count")
    draft.columns["employees_count"] = counts.values
    _check_revenue(draft)
    _check_size(draft)


def _check_revenue(draft: Draft) -> None:
    scale, unit, where = amount_unit(draft, "revenue_cny")
    amounts = decode_amounts(draft.cells("revenue_cny"), scale=scale)
    draft.report(rules.AMOUNT_UNREADABLE, amounts.is_bad, "revenue_cny")
    draft.report(rules.AMOUNT_NEGATIVE, true_rows(pc.less(amounts.values, 0.0)), "revenue_cny")
    too_large = true_rows(pc.greater_equal(amounts.values, LARGEST_REVENUE_CNY))
    draft.report(rules.AMOUNT_TOO_LARGE, too_large, "revenue_cny")
    draft.columns["revenue_cny"] = amounts.values
    if scale != 1:
        draft.remark(rules.AMOUNT_CONVERTED, field="revenue_cny", unit=unit, where=where)
        return
    heads = draft.columns["employees_count"]
    draft.report(
        rules.AMOUNT_LIKE_WAN,
        like_wan(amounts.values, heads) & ~draft.is_rejected,
        "revenue_cny",
        more=lambda place: {"employees": heads[place].as_py()},
    )


def like_wan(revenue_cny: pa.Array, employees_count: pa.Array) -> NDArray[np.bool_]:
    """Answer row by row what kernel.money.looks_like_wan answers."""
    heads = employees_count.cast(pa.float64())
    return (
        true_rows(pc.greater_equal(heads, 1.0))
        & true_rows(pc.less_equal(heads, revenue_cny))
        & true_rows(pc.less(revenue_cny, pc.multiply(heads, float(LEAST_REVENUE_PER_HEAD_CNY))))
    )


def amount_unit(draft: Draft, name: str) -> tuple[int, str, Text]:
    """Answer how many yuan one unit of a column of money is, its name, and where it says so."""
    if not draft.has(name):
        return 1, "", _HEADER
    told = [(draft.sheet.units.get(name, ""), _HEADER)]
    if not told[0][0]:
        told = [(title, _TITLE) for title in draft.sheet.preamble if "单位" in title]
    for text, where in told:
        plain = half_width(text).casefold()
        for word, scale in _SCALES:
            if word in plain:
                return scale, word, where
    return 1, "", _HEADER


def _check_size(draft: Draft) -> None:
    if not draft.has("size"):
        return

    stated = decode_distinct(draft.cells("size"), partial(read_word, words=SIZE), pa.string())
    told = {"allowed": allowed(SIZE)}
    draft.report(rules.WORD_IGNORED, stated.is_bad, "size", more=lambda _: told)
    computed = size_classes(draft.columns["employees_count"], draft.columns["revenue_cny"])
    differs = true_rows(pc.not_equal(stated.values, computed)) & ~draft.is_rejected
    draft.report(
        rules.SIZE_DIFFERS,
        differs,
        "size",
        more=lambda place: {"computed": computed[place].as_py()},
    )


def size_classes(employees_count: pa.Array, revenue_cny: pa.Array) -> pa.Array:
    """Answer row by row what kernel.size.size_class answers."""
    passed = np.zeros(len(revenue_cny), dtype=np.int8)
    for _, heads_limit, revenue_limit in LOWER_LIMITS:
        passed += true_rows(pc.greater_equal(employees_count, heads_limit)) & true_rows(
            pc.greater_equal(revenue_cny, float(revenue_limit))
        )
    known = pc.and_(pc.is_valid(employees_count), pc.is_valid(revenue_cny))
    names = pa.array([str(each) for each in _BY_LIMITS_PASSED], pa.string())
    return pc.if_else(known, names.take(pa.array(passed)), pa.scalar(None, pa.string()))
