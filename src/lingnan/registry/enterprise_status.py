"""Check whether enterprises exist, and if not since when and into which other they merged.

Whether the other enterprise is registered can only be asked of the register (see merger).
"""

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.registry import rules, uscc_array
from lingnan.registry.cell import decode_distinct, text_column, true_rows
from lingnan.registry.day_check import check_day, check_order
from lingnan.registry.draft import Draft
from lingnan.registry.model import Status
from lingnan.registry.vocabulary import STATUS, allowed, read_word


def check_status(draft: Draft, *, today: date) -> None:
    """Decode status, closing date and the enterprise merged into, and make them agree.

    A closing date without status closes; an enterprise merged into makes a closed one merged.
    """
    status = _status(draft)
    check_day(draft, "closed_date", today=today)
    check_order(draft, "founded_date", "closed_date", may_be_equal=True)
    closed = draft.columns["closed_date"]
    target = uscc_array.normalise(text_column(draft.cells("merged_into_uscc")))
    has_target = np.asarray(pc.is_valid(target))
    is_wrong = has_target & (uscc_array.problems(target) != None)  # noqa: E711  elementwise
    draft.report(rules.MERGER_TARGET, is_wrong, "merged_into_uscc")

    is_open = _is(status, Status.ACTIVE)
    is_gone = np.asarray(pc.is_null(status)) | _is(status, Status.CLOSED)
    status = _put(status, is_gone & has_target, Status.MERGED)
    has_closed = np.asarray(pc.is_valid(closed))
    status = _put(status, np.asarray(pc.is_null(status)) & has_closed, Status.CLOSED)
    draft.report(rules.CLOSING_IGNORED, is_open & has_closed, "closed_date")
    draft.report(rules.CLOSING_IGNORED, is_open & has_target, "merged_into_uscc")
    is_merged = _is(status, Status.MERGED)
    draft.report(rules.MERGER_TARGET, is_merged & ~has_target, "merged_into_uscc")
    draft.columns["status"] = status
    draft.columns["closed_date"] = _drop(closed, is_open)
    draft.columns["merged_into_uscc"] = _drop(target, ~is_merged)


def _status(draft: Draft) -> pa.Array:
    decoded = decode_distinct(draft.cells("status"), partial(read_word, words=STATUS), pa.string())
    told = {"allowed": allowed(STATUS)}
    draft.report(rules.WORD_UNKNOWN, decoded.is_bad, "status", more=lambda _: told)
    return decoded.values


def _is(status: pa.Array, wanted: Status) -> NDArray[np.bool_]:
    return true_rows(pc.equal(status, str(wanted)))


def _put(status: pa.Array, where: NDArray[np.bool_], value: Status) -> pa.Array:
    return pc.if_else(pa.array(where), str(value), status) if where.any() else status


def _drop(values: pa.Array, where: NDArray[np.bool_]) -> pa.Array:
    return pc.if_else(pa.array(where), pa.scalar(None, values.type), values)
