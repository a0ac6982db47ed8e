"""Units as packs name them, in the reader's language, and numbers with them.

Not for shares, money and periods, which have forms of their own (document.unit, report.load.word).
"""

from lingnan.console.i18n import Translator
from lingnan.kernel import Lang
from lingnan.packs.content.unit import UNITS


def unit_name(unit: str, lang: Lang) -> str:
    """Name a unit; one that packs do not know as it is written."""
    known = UNITS.get(unit)
    return unit if known is None else known.in_(lang)


def with_unit(tr: Translator, number: str, unit: str) -> str:
    """Write a number with its unit; in Chinese a known unit follows without a space."""
    gap = "" if tr.lang == "zh" and unit in UNITS else " "
    return f"{number}{gap}{unit_name(unit, tr.lang)}"
