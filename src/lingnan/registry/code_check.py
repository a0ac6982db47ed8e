"""Check a column of credit codes. Not for what a valid code refers to."""

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.registry import rules, uscc_array
from lingnan.registry.cell import text_column
from lingnan.registry.draft import Draft

_RULES: Final = {
    "length": rules.USCC_LENGTH,
    "alphabet": rules.USCC_ALPHABET,
    "check": rules.USCC_CHECK,
    "department": rules.USCC_DEPARTMENT,
}


def check_uscc(draft: Draft, name: str, *, is_required: bool = True) -> pa.Array:
    """Answer the codes of a column in written form; report those that are none."""
    typed = text_column(draft.cells(name))
    codes = uscc_array.normalise(typed)
    found = uscc_array.problems(codes)
    if is_required:
        draft.report(rules.VALUE_MISSING, np.asarray(pc.is_null(codes)), name, values=typed)
    for problem, rule in _RULES.items():
        draft.report(rule, found == problem, name, values=typed)
    return codes
