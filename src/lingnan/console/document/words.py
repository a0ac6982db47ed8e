"""Words that all documents share: amounts in prose, levels, periods, units, marks.

Not for sentences about one path (sentence, …), nor for values in tables (each writer's own).
"""

import math
import unicodedata

from lingnan.console.document.answer import Answer
from lingnan.console.document.model import Band
from lingnan.console.i18n import NOTHING, Translator

_WAN, _YI = 10_000, 100_000_000
_NUMERALS = "〇一二三四五六七八九"


def money_words(tr: Translator, yuan: int | None) -> str:
    """Write an amount in a sentence: 12.35万元, CNY 123,456."""
    if yuan is None:
        return NOTHING
    if tr.lang == "en":
        return f"CNY {tr.number(yuan)}"
    for unit, word in ((_YI, "亿元"), (_WAN, "万元")):
        if abs(yuan) >= unit:
            places = next((n for n in (0, 1) if yuan * 10**n % unit == 0), 2)
            return tr.number(yuan / unit, places) + word
    return tr.number(yuan) + "元"


def span_words(tr: Translator, band: Band) -> str:
    """Write what an amount may be at least and at most; "" when it is one number."""
    if band.low is None or band.high is None or band.low == band.high:
        return ""
    _ = tr.gettext
    return _("{low} to {high}").format(
        low=money_words(tr, band.low), high=money_words(tr, band.high)
    )


def level_words(tr: Translator, level: int | None) -> str:
    """Name a level: 三级, level 3; 0 is below the first."""
    _ = tr.gettext
    if level is None:
        return NOTHING
    if level <= 0:
        return _("below level 1")
    numeral = _NUMERALS[level] if tr.lang == "zh" and level < len(_NUMERALS) else str(level)
    return _("level {numeral}").format(numeral=numeral)


def period_words(tr: Translator, period: str) -> str:
    """Name a period written 2024H1 or `now`; any other name stays as it is."""
    _ = tr.gettext
    if period == "now":
        return _("now")
    year, sign, half = period.partition("H")
    if not sign or not year.isdigit() or half not in ("1", "2"):
        return period
    pattern = _("H1 {year}") if half == "1" else _("H2 {year}")
    return pattern.format(year=year)


def two_lines(period: str) -> str:
    """Break a Chinese half-year after its year, for narrow places."""
    return period.replace("年", "年\n", 1)


def gap_words(tr: Translator, gap: float | None) -> str:
    """Write a certified gap, rounded up: nobody is told a better certificate than there is."""
    if gap is None:
        return NOTHING
    return tr.percent(math.ceil(max(gap, 0.0) * 1000 - 1e-9) / 1000, 1)


def breadth(words: str) -> int:
    """Count half-width columns; a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def shortened(words: str, room: int) -> str:
    """Cut words that are broader than the room, and show that they were cut."""
    if breadth(words) <= room:
        return words
    kept = words
    while breadth(kept) >= room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def with_unit(tr: Translator, title: str) -> str:
    """Put the unit of money behind the title of a column."""
    return f"{title}（元）" if tr.lang == "zh" else f"{title} (CNY)"


def synthetic_mark(tr: Translator) -> str:
    """Say that a document is about invented enterprises, as it stands on every page."""
    _ = tr.gettext
    return _("Synthetic data, no real enterprise")


def size_words(tr: Translator, size: str) -> str:
    """Name a size class; one that is not known stays as it is."""
    _ = tr.gettext
    names = {"large": _("large"), "medium": _("medium"), "small": _("small"), "micro": _("micro")}
    return names.get(size, size)


def origin_words(answer: Answer) -> str:
    """Say which run a document shows: its day and the first signs of its id."""
    tr = answer.tr
    _ = tr.gettext
    day, run = answer.day("as_of"), answer.text("run_id")
    parts = [_("As of") + " " + tr.day(day)] if day else []
    if run:
        parts.append(_("Run") + " " + run[:12])
    return " · ".join(parts)
