"""Interface language: translated sentences, and numbers and dates as the reader writes them.

Not for names that content packs hold in both languages (those are `kernel.Text`).
"""

import gettext as catalogue
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_percent

from lingnan.kernel import Lang

LOCALE_FOLDER = Path(__file__).parent / "locale"
DOMAIN = "lingnan"
#: Shown where a value is unknown.
NOTHING = "–"

_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
#: The whole country has one clock.
_CHINA = timezone(timedelta(hours=8))
_TAGS = {"zh": "zh-CN", "en": "en"}


@dataclass(frozen=True, slots=True)
class Translator:
    """One reader's language; null values are shown as a dash, never as zero."""

    lang: Lang
    messages: catalogue.NullTranslations
    locale: Locale

    @property
    def tag(self) -> str:
        """Answer the BCP 47 tag of the page."""
        return _TAGS[self.lang]

    def gettext(self, message: str) -> str:
        """Translate one sentence or label."""
        return self.messages.gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        """Translate a sentence that depends on a count."""
        return self.messages.ngettext(one, many, count)

    def number(self, value: float | None, places: int = 0) -> str:
        """Write a number with thousands separators and `places` decimals."""
        if value is None:
            return NOTHING
        rounded = round(value, places) + 0.0  # turns -0.0 into 0.0
        # Both languages group by commas with a point; Python's own format is ten times as fast.
        return f"{rounded:,.{places}f}"

    def signed(self, value: float | None, places: int = 0) -> str:
        """Write a difference with its sign."""
        if value is None:
            return NOTHING
        text = self.number(value, places)
        return f"+{text}" if round(value, places) > 0 else text.replace("-", "−")

    def percent(self, share: float | None, places: int = 0) -> str:
        """Write a share (0–1) as a percentage."""
        if share is None:
            return NOTHING
        pattern = "#,##0" + ("." + "0" * places if places else "") + "%"
        return str(
            format_percent(round(share, places + 2) + 0.0, format=pattern, locale=self.locale)
        )

    def points(self, millipoints: int | None, places: int = 1) -> str:
        """Write a score held in thousandths of a point; cuts off: no rounding lifts a score."""
        if millipoints is None:
            return NOTHING
        unit = 10 ** (3 - places)
        return self.number(int(millipoints / unit) * unit / 1000, places)

    def points_missing(self, millipoints: int, places: int = 1) -> str:
        """Write a lack of points; rounds up, so that nobody is told less than it takes."""
        unit = 10 ** (3 - places)
        return self.points(-(-millipoints // unit) * unit, places)

    def day(self, day: date | None) -> str:
        """Write a day: 2023年9月30日, 30 September 2023."""
        if day is None:
            return NOTHING
        return str(format_date(day, format="long", locale=self.locale))

    def short_day(self, day: date | None) -> str:
        """Write a day for a table: 2023年9月30日, 30 Sept 2023."""
        if day is None:
            return NOTHING
        return str(format_date(day, format="medium", locale=self.locale))

    def month(self, day: date | None) -> str:
        """Write a month: 2023年9月, Sept 2023."""
        if day is None:
            return NOTHING
        return str(format_skeleton("yMMM", day, locale=self.locale))

    def instant(self, at: datetime | None) -> str:
        """Write an instant by the clock of China, to the minute: 2023-09-30 17:05."""
        return NOTHING if at is None else f"{at.astimezone(_CHINA):%Y-%m-%d %H:%M}"

    def listing(self, parts: list[str]) -> str:
        """Join names for a sentence."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def sentence(self, clauses: list[str]) -> str:
        """Join clauses to one sentence with its full stop."""
        body = ("；" if self.lang == "zh" else "; ").join(clause for clause in clauses if clause)
        if not body:
            return ""
        if self.lang == "zh":
            return body + "。"
        return body[0].upper() + body[1:] + "."


def N_(message: str) -> str:  # noqa: N802  # the name that gettext's extractors know
    """Mark a message of a table for the catalogues; it is translated where it is shown."""
    return message


@cache
def translator(lang: Lang) -> Translator:
    """Open the catalogue of one language."""
    messages = catalogue.translation(DOMAIN, LOCALE_FOLDER, languages=[lang])
    return Translator(lang, messages, Locale.parse(_LOCALES[lang]))
