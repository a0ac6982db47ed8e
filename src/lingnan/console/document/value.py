"""How typed values are written on paper: in a table, under a heading that has the unit, or alone.

Not for workbooks, whose cells hold the values themselves.
"""

from datetime import date

from lingnan.console.document.model import Band, Cell, Fact, Kind
from lingnan.console.document.words import level_words
from lingnan.console.i18n import NOTHING, Translator

#: Kinds that stand at the right edge of their column.
NUMERIC: frozenset[Kind] = frozenset({"money", "band", "percent", "count", "points", "decimal"})


def cell_words(tr: Translator, kind: Kind, value: Cell) -> str:
    """Write a value in a table; a band on two lines."""
    if value is None:
        return NOTHING
    if isinstance(value, Band):
        middle, span = _middle(tr, value), _span(tr, value)
        return f"{middle}\n({span})" if span else middle
    if isinstance(value, date):
        return tr.short_day(value)
    if isinstance(value, str):
        return capital(tr, value) or NOTHING
    if kind == "level":
        return capital(tr, level_words(tr, int(value)))
    if kind == "points":
        return tr.points(int(value))
    if kind == "percent":
        return tr.percent(value, 1)
    return tr.number(value, 1 if kind == "decimal" else 0)


def fact_words(tr: Translator, fact: Fact) -> str:
    """Write a value that stands alone, with its unit."""
    if isinstance(fact.value, Band):
        middle, span = yuan_words(tr, _middle(tr, fact.value)), _span(tr, fact.value)
        if not span:
            return middle
        return f"{middle}（{span}元）" if tr.lang == "zh" else f"{middle} ({span})"
    words = cell_words(tr, fact.kind, fact.value)
    if fact.kind == "money" and fact.value is not None:
        return yuan_words(tr, words)
    return words


def capital(tr: Translator, words: str) -> str:
    """Begin an English cell with a capital; names of packs are written for the midst of a line."""
    return words[:1].upper() + words[1:] if tr.lang == "en" else words


def yuan_words(tr: Translator, number: str) -> str:
    """Put the unit of money to a number that is already written."""
    return f"{number}元" if tr.lang == "zh" else f"CNY {number}"


def _middle(tr: Translator, band: Band) -> str:
    return tr.number(band.expected)


def _span(tr: Translator, band: Band) -> str:
    if band.low is None or band.high is None or band.low == band.high:
        return ""
    return f"{tr.number(band.low)}–{tr.number(band.high)}"
