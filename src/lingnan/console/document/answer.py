"""Reading a roadmap's plain JSON: typed, in the reader's language, null where nothing is known.

Not for what a document says about it (enterprise, …).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.console.document.errors import AnswerUnfit
from lingnan.console.document.model import Band
from lingnan.console.i18n import Translator
from lingnan.kernel import Text


@dataclass(frozen=True, slots=True)
class Answer:
    """One object of an answer; a missing key and null are the same.

    Every method raises `AnswerUnfit` for a value of another kind.
    """

    tr: Translator
    values: Mapping[str, Any]
    place: str = ""

    def text(self, key: str) -> str:
        """Read a name or sentence, given in both languages or as one string; "" for null."""
        return self._words(key, self.values.get(key))

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of names or sentences."""
        found = (self._words(key, value) for value in self._list(key))
        return tuple(text for text in found if text)

    def whole(self, key: str) -> int | None:
        """Read an exact number: yuan, millipoints, periods, a level."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise self._unfit(key, value, Text("整数", "a whole number"))
        return int(value)

    def number(self, key: str) -> float | None:
        """Read a number that need not be exact: a share, a load; a decimal may come as text."""
        value = self.values.get(key)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(value)
        except (TypeError, ValueError):
            number = math.nan
        if not math.isfinite(number):
            raise self._unfit(key, value, Text("数值", "a number"))
        return number

    def day(self, key: str) -> date | None:
        """Read an ISO day."""
        value = self.values.get(key)
        if value is None or isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value)[:10])
        except ValueError:
            raise self._unfit(key, value, Text("日期", "a day such as 2024-01-31")) from None

    def flag(self, key: str) -> bool:
        """Read a yes or no; null is no."""
        return bool(self.values.get(key))

    def band(self, key: str) -> Band:
        """Read an amount low/expected/high; one number is all three."""
        value = self.values.get(key)
        if isinstance(value, Mapping):
            part = self.part(key)
            low, expected, high = (part._either(name) for name in ("low", "expected", "high"))
            return Band(low, expected, high)
        amount = self.whole(key)
        return Band(amount, amount, amount)

    def part(self, key: str) -> "Answer":
        """Read the object under a key; an empty one for null."""
        value = self.values.get(key)
        if value is not None and not isinstance(value, Mapping):
            raise self._unfit(key, value, Text("对象", "an object"))
        return Answer(self.tr, value or {}, self._at(key))

    def rows(self, key: str) -> tuple["Answer", ...]:
        """Read a list of objects; empty for null."""
        found = []
        for index, value in enumerate(self._list(key)):
            if not isinstance(value, Mapping):
                raise self._unfit(key, value, Text("对象列表", "a list of objects"))
            found.append(Answer(self.tr, value, self._at(f"{key}[{index}]")))
        return tuple(found)

    def _either(self, name: str) -> int | None:
        return self.whole(name if name in self.values else f"{name}_cny")

    def _list(self, key: str) -> list[Any]:
        value = self.values.get(key)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            raise self._unfit(key, value, Text("列表", "a list"))
        return list(value)

    def _words(self, key: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, Text):
            return value.in_(self.tr.lang)
        if isinstance(value, Mapping):
            other = "en" if self.tr.lang == "zh" else "zh"
            return str(value.get(self.tr.lang) or value.get(other) or "")
        if isinstance(value, list | tuple):
            raise self._unfit(key, value, Text("文字", "words"))
        return str(value)

    def name_of(self, code: str) -> str:
        """Answer the name of a code if the answer's `names` know it, else the code."""
        return self.part("names").text(code) or code

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _unfit(self, key: str, value: object, wanted: Text) -> AnswerUnfit:
        return AnswerUnfit(field=self._at(key), value=repr(value)[:80], wanted=wanted)
