"""Assumed values with the units that packs give them, in the reader's language.

Not for money and periods in prose (words), nor for values in tables (value).
"""

from typing import Final

from lingnan.console.document.words import money_words
from lingnan.console.i18n import Translator
from lingnan.console.unit_name import with_unit

#: Numbers that stand alone.
_BARE: Final = frozenset({"", "ratio", "count", "log"})


def value_words(tr: Translator, value: float | None, unit: str) -> str | None:
    """Write an assumed value with its unit as packs name it; null when there is none."""
    _ = tr.gettext
    if value is None:
        return None
    quantity, _per, period = unit.partition("/")
    if quantity == "flag":
        return _("yes") if value else _("no")
    if quantity not in {"share", "CNY"} or period not in {"", "year"}:
        return _number(tr, value, unit)
    if quantity == "share":
        text = tr.percent(value, 0 if round(value * 100, 6) % 1 == 0 else 1)
    else:
        text = money_words(tr, round(value))
    return _("{amount} a year").format(amount=text) if period else text


def _number(tr: Translator, value: float, unit: str) -> str:
    number = tr.number(value, 0 if value % 1 == 0 else 2)
    if unit in _BARE:
        return number
    return with_unit(tr, number, unit)
