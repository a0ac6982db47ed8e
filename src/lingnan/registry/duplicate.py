"""Rows of one file that speak of the same enterprise: the first valid one wins.

Not for enterprises that the register already holds (see merge).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.registry import rules, uscc_array
from lingnan.registry.cell import true_rows
from lingnan.registry.draft import Draft, Places

#: Follows from the region code; a difference is reported there.
_DERIVED = frozenset({"uscc", "city_code"})


@dataclass(frozen=True, slots=True)
class Kept:
    """Places of the rows to import, in the order of their codes, and how many repeated another."""

    places: Places
    repeats_count: int


def keep_first(draft: Draft) -> Kept:
    """Keep the first valid row of each code; report the others.

    A row equal to the first in every column is a remark and counts as unchanged, any other is an
    error that names the first row.
    """
    good = np.flatnonzero(~draft.is_rejected)
    first, second = uscc_array.sort_keys(draft.columns["uscc"].take(pa.array(good)))
    order = np.lexsort((second, first))
    first, second, good = first[order], second[order], good[order]
    is_repeat = np.zeros(len(good), dtype=bool)
    is_repeat[1:] = (first[1:] == first[:-1]) & (second[1:] == second[:-1])
    if not is_repeat.any():
        return Kept(good, 0)
    heads = np.maximum.accumulate(np.where(is_repeat, 0, np.arange(len(good))))
    repeats, firsts = good[is_repeat], good[heads[is_repeat]]
    return Kept(good[~is_repeat], _report(draft, repeats, firsts))


def _report(draft: Draft, repeats: Places, firsts: Places) -> int:
    """Report repeated rows by the first column in which they differ; count those that do not."""
    rows = draft.sheet.table["row"]
    first_rows = dict(zip(repeats.tolist(), rows.take(pa.array(firsts)).to_pylist(), strict=True))
    is_told = np.zeros(len(repeats), dtype=bool)

    def tell(place: int) -> dict[str, object]:
        return {"first_row": first_rows[place]}

    for name, values in draft.columns.items():
        if name in _DERIVED:
            continue
        differs = _differs(values, repeats, firsts) & ~is_told
        is_told |= differs
        draft.report(rules.DUPLICATE_OTHER, repeats[differs], name, more=tell)
    same = repeats[~is_told]
    draft.report(rules.DUPLICATE_SAME, same, "uscc", more=tell)
    return len(same)


def _differs(values: pa.Array, left: Places, right: Places) -> NDArray[np.bool_]:
    first: Any = values.take(pa.array(left))
    second: Any = values.take(pa.array(right))
    one_null = true_rows(pc.xor(pc.is_null(first), pc.is_null(second)))
    return true_rows(pc.not_equal(first, second)) | one_null
