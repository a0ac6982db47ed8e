"""Boxed forms in cells: key figures two to a line, and the place where the parties sign.

Not for tables (sheet).
"""

from typing import Any

from lingnan.console.charts.palette import STRIP
from lingnan.console.document.model import Fact, Facts, SignOff
from lingnan.console.document.value import fact_words
from lingnan.console.document.word.form import fact_lines
from lingnan.console.document.words import breadth
from lingnan.console.document.workbook.sheet import Sheet, clean

FACT_WIDTHS = (24.0, 30.0, 24.0, 30.0)
_LINE = 15.0
_OPINION_HEIGHT = 80.0


def write_facts(sheet: Sheet, block: Facts) -> None:
    """Write labels and values; single amounts stay numbers, so that they can be reckoned with."""
    for line in fact_lines(block.rows):
        height = 1
        for place, fact in enumerate(line):
            alone = len(line) == 1
            sheet.text(sheet.row, 2 * place, fact.label, bold=True, bg_color=STRIP)
            column, last = 2 * place + 1, sheet.last if alone else 2 * place + 1
            _value(sheet, fact, column, last)
            room = sum(sheet.widths[column : last + 1])
            words = fact_words(sheet.tr, fact)
            height = max(height, -(-breadth(words) // int(room - 3)))
            height = max(height, -(-breadth(fact.label) // int(sheet.widths[2 * place] - 2)))
        sheet.sheet.set_row(sheet.row, _LINE * height + 5)
        sheet.row += 1


def write_sign_off(sheet: Sheet, block: SignOff) -> None:
    """Write one box a party."""
    _ = sheet.tr.gettext
    gap = "\u3000" * 8
    signing = _("Signature (seal):") + gap + _("Date:                 ")
    for party in block.parties:
        words = clean(f"{_('Opinion:')} {party.statement}\n\n\n\n{gap}{signing}")
        look = sheet.looks.cell("text", valign="top")
        sheet.sheet.set_row(sheet.row, _OPINION_HEIGHT)
        sheet.text(sheet.row, 0, party.party, bold=True, bg_color=STRIP, align="center", indent=0)
        sheet.sheet.merge_range(sheet.row, 1, sheet.row, sheet.last, "", look)
        sheet.sheet.write_string(sheet.row, 1, words, look)
        sheet.row += 1


def _value(sheet: Sheet, fact: Fact, column: int, last: int) -> None:
    look: dict[str, Any] = {"align": "left", "indent": 1}
    is_number = isinstance(fact.value, int | float) and fact.kind in ("money", "count", "decimal")
    if fact.kind == "money":
        look["num_format"] = '#,##0"元"' if sheet.tr.lang == "zh" else '"CNY "#,##0'
    if last > column:
        sheet.sheet.merge_range(sheet.row, column, sheet.row, last, "", sheet.looks.cell("text"))
    if is_number:
        sheet.value(sheet.row, column, fact.kind, fact.value, **look)
    else:
        sheet.text(sheet.row, column, fact_words(sheet.tr, fact), **look)
