"""Values as a page shows them: term, text, link.

Data come from outsiders: only http and https become links, and templates escape everything. Not for
JSON (see wire.json_form).
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from lingnan.kernel import Lang
from lingnan.sources.identifier.coding.model import Code
from lingnan.sources.identifier.node.http.word import ELEMENTS, PAGE, TYPES
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.json_form import data_to_json
from lingnan.sources.identifier.wire.typed import decode_data
from lingnan.sources.identifier.wire.value import HandleValue

_LONGEST: Final = 2_000
_SCHEMES: Final = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class ShownValue:
    """One row: `term` names it in the reader's language, `type` as it is registered."""

    index: int
    type: str
    term: str
    text: str
    href: str | None
    updated: str
    is_technical: bool


def show_values(values: tuple[HandleValue, ...], lang: Lang) -> list[ShownValue]:
    """Answer rows in the order of their indexes."""
    return [_show(value, lang) for value in sorted(values, key=lambda value: value.index)]


def show_code(code: Code, lang: Lang) -> list[tuple[str, str, str]]:
    """Answer the parts and attributes of a code: name, term, value."""
    rows = []
    for name, value in (*code.parts, *code.attributes):
        term = ELEMENTS.get(name)
        rows.append((name, name if term is None else term.in_(lang), value))
    return rows


def text_of(value: HandleValue) -> str | None:
    """Answer the data as text, None when they are none."""
    try:
        text = value.data.decode()
    except UnicodeDecodeError:
        return None
    return text if text.replace("\n", " ").replace("\t", " ").isprintable() else None


def web_address(text: str | None) -> str | None:
    """Answer a text that is a web address and may be linked to, else None."""
    if text is None or len(text) > _LONGEST or not text.isprintable() or " " in text:
        return None
    try:
        split = urlsplit(text)
        return text if split.scheme.lower() in _SCHEMES and split.hostname else None
    except ValueError:
        return None


def description_of(values: tuple[HandleValue, ...]) -> str | None:
    """Answer the first description."""
    for value in sorted(values, key=lambda value: value.index):
        if fold_text(value.type) == "DESC":
            return text_of(value)
    return None


def instant(seconds: int) -> str:
    """Answer a time as pages show it: date and time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _show(value: HandleValue, lang: Lang) -> ShownValue:
    name = fold_text(value.type)
    is_technical = name.startswith("HS_")
    term = TYPES.get(name)
    text = text_of(value)
    if is_technical:
        text = _technical(value, lang) or text
    if text is None:
        text = PAGE["binary"].format(count=len(value.data)).in_(lang)
    return ShownValue(
        value.index,
        value.type,
        value.type if term is None else term.in_(lang),
        text if len(text) <= _LONGEST else text[:_LONGEST] + "…",
        None if is_technical else web_address(text),
        instant(value.timestamp),
        is_technical,
    )


def _technical(value: HandleValue, lang: Lang) -> str | None:
    """Answer typed data as a reader may take them in; None where data are no more than text."""
    try:
        record = decode_data(value.type, value.data)
    except WireError:
        return None
    if isinstance(record, AdminRecord):
        rights = PAGE["rights"].in_(lang)
        return f"{record.index}:{record.handle}\n{rights} {record.rights:012b}"
    if isinstance(record, tuple):
        return "\n".join(f"{member.index}:{member.handle}" for member in record)
    if record is None:
        return None
    told = data_to_json(value.type, value.data)
    return json.dumps(told["value"], ensure_ascii=False, indent=1)
