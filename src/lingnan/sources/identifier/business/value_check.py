"""One plain function per item that judges the text of a value; made once per template.

Not for what else a row needs (see compiled).
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from urllib.parse import urlsplit

from lingnan.kernel import Text
from lingnan.sources.identifier.business.template import DataType, Item

#: Answers why a value cannot be taken, None when it can.
Check = Callable[[object], Text | None]

_NO_TEXT: Final = Text("不是文本", "it is no text")
_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS: Final = frozenset({"true", "false", "0", "1", "是", "否"})


def _is_date(text: str) -> bool:
    # The general reader takes 20261231 and week dates too; a template means one form.
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_instant(text: str) -> bool:
    if not _DATE.fullmatch(text[:10]) or text[10:11] not in ("T", " "):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()


_FORMS: Final[dict[DataType, tuple[Callable[[str], object], Text]]] = {
    DataType.NUMBER: (_NUMBER.fullmatch, Text("不是数值", "it is no number")),
    DataType.INTEGER: (_INTEGER.fullmatch, Text("不是整数", "it is no whole number")),
    DataType.DATE: (_is_date, Text("不是 2026-12-31 形式的日期", "it is no date like 2026-12-31")),
    DataType.DATETIME: (
        _is_instant,
        Text("不是 2026-12-31T08:00:00 形式的时间", "it is no time like 2026-12-31T08:00:00"),
    ),
    DataType.BOOLEAN: (_BOOLEANS.__contains__, Text("应为 true 或 false", "it is true or false")),
    DataType.URL: (_is_url, Text("不是网址", "it is no web address")),
}


def make_check(item: Item) -> Check:
    """Make the judge of one item. Units: lengths in characters."""
    least, most = item.least, item.most
    length = Text(f"长度应为 {least}–{most}", f"it has {least} to {most} characters")
    form = _FORMS.get(item.data_type)

    def check_length(value: object) -> Text | None:
        if type(value) is not str:
            return _NO_TEXT
        return None if least <= len(value) <= most else length

    if form is None:
        return check_length
    fits, reason = form

    def check_form(value: object) -> Text | None:
        if type(value) is not str:
            return _NO_TEXT
        if not least <= len(value) <= most:
            return length
        return None if fits(value) else reason

    return check_form
