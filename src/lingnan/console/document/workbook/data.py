"""The sheet for machines: whose schedule it is, under which model, question, budget and limits.

Not for people, though they may read it; the checker takes these facts as they stand.
"""

from typing import Any

from lingnan.console.document.model import Plan
from lingnan.console.document.workbook.look import Looks
from lingnan.console.document.workbook.sheet import write_text

NAME = "lingnan"
FORMAT = 1
KEY, VALUE = "key", "value"


def write_data(sheet: Any, looks: Looks, plan: Plan) -> None:
    """Write one row a fact; text stays text, numbers stay numbers."""
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 72)
    rows = ((KEY, VALUE), ("format", FORMAT), *plan.facts)
    for row, (key, value) in enumerate(rows):
        write_text(sheet, row, 0, key, looks.cell)
        if isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, 1, value, looks.cell("text"))
        elif value is not None:
            write_text(sheet, row, 1, str(value), looks.cell)
