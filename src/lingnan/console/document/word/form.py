"""Boxed forms: key figures two to a line, and the sheet on which the parties sign.

Not for tables of many rows (table).
"""

from lingnan.console.charts.palette import STRIP
from lingnan.console.document.model import Fact, Facts, SignOff
from lingnan.console.document.value import fact_words
from lingnan.console.document.word.element import Element, paragraph, run
from lingnan.console.document.word.table import Box, grid, row, split_width
from lingnan.console.i18n import Translator

_FACT_WEIGHTS = (20, 30, 20, 30)
_SIGN_WEIGHTS = (16, 84)
_WIDE = "\u3000"


def fact_lines(rows: tuple[Fact, ...]) -> list[tuple[Fact, ...]]:
    """Put facts two to a line; a wide one, and one left over, alone."""
    lines: list[tuple[Fact, ...]] = []
    waiting: list[Fact] = []
    for fact in rows:
        if fact.is_wide:
            if waiting:
                lines.append(tuple(waiting))
                waiting = []
            lines.append((fact,))
            continue
        waiting.append(fact)
        if len(waiting) == 2:
            lines.append(tuple(waiting))
            waiting = []
    if waiting:
        lines.append(tuple(waiting))
    return lines


def facts_table(tr: Translator, block: Facts, width: int) -> Element:
    """Build the form of key figures."""
    widths = split_width(width, _FACT_WEIGHTS)
    rows = []
    for line in fact_lines(block.rows):
        boxes = []
        for place, fact in enumerate(line):
            alone = len(line) == 1
            boxes.append(Box(fact.label, widths[2 * place], "TableHead", fill=STRIP))
            room = sum(widths[1:]) if alone else widths[2 * place + 1]
            boxes.append(Box(fact_words(tr, fact), room, span=3 if alone else 1))
        rows.append(row(boxes))
    return grid(widths, rows, title=tr.gettext("Key figures"), is_boxed=True)


def sign_table(tr: Translator, block: SignOff, width: int) -> Element:
    """Build one box a party: opinion above; signature, seal and day below."""
    _ = tr.gettext
    widths = split_width(width, _SIGN_WEIGHTS)
    signing = _("Signature (seal):") + _WIDE * 12 + _("Date:                 ")
    rows = []
    for number, party in enumerate(block.parties):
        keep = number < len(block.parties) - 1
        name = Box(party.party, widths[0], "TableHead", fill=STRIP, align="center", keep_next=keep)
        line = row([name, Box("", widths[1], valign="top")])
        space = line[-1]
        space.remove(space[-1])
        words = _("Opinion:") + ("" if tr.lang == "zh" else " ") + party.statement
        space.append(paragraph("Opinion", run(words), keep_next=keep))
        space.append(paragraph("TableText", run(signing), keep_next=keep, align="right"))
        rows.append(line)
    return grid(widths, rows, title=_("Review and signatures"), is_boxed=True)
