"""Templates as they are written in JSON, read and written; errors name the field.

Shapes: prefix, version, name, industryCategory, industrySpecific, industryTrade, industrySubclass
(or industryCode), type, description, codingKind, items[name, idType, idIndex, required, state,
readerScope, metadata{type, minLength, maxLength}]. Source: Handle protocol facts §4.5.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lingnan.kernel import Text, industry
from lingnan.sources.identifier.business.errors import TemplateInvalid
from lingnan.sources.identifier.business.template import (
    FIRST_INDEX,
    LAST_INDEX,
    MAX_CHARACTERS,
    MAX_ITEMS,
    OBJECT_KIND,
    OTHER,
    PUBLIC,
    RESTRICTED,
    SUFFIX,
    DataType,
    Item,
    Template,
)
from lingnan.sources.identifier.coding import ObjectKind

_VERSION: Final = re.compile(r"[\w.-]{1,128}")
#: A type of a handle value; those that the protocol itself reads are no items.
_TYPE: Final = re.compile(r"[^\s/\x00-\x1f\x7f]{1,128}")
_MISSING: Final = Text("未填写", "it is missing")
_TWICE: Final = Text("重复", "it stands twice")


@dataclass(frozen=True, slots=True)
class TemplateForm:
    """What is asked for; see template.Template."""

    prefix: str
    version: str
    name_zh: str
    description: str | None
    industry_code: str
    object_kind: int
    coding_kind: str | None
    items: tuple[Item, ...]


def read_template(form: Mapping[str, Any]) -> TemplateForm:
    """Read a template from JSON. Raises: TemplateInvalid."""
    version = _text(form, "version", 128)
    if not _VERSION.fullmatch(version):
        raise TemplateInvalid(
            field="version", reason=Text("只用字母、数字和 . _ -", "use letters, digits, . _ -")
        )
    kind = _whole(form.get("type", OTHER), "type")
    if kind not in OBJECT_KIND:
        raise TemplateInvalid(field="type", reason=Text("只能是 1 或 2", "it is 1 or 2"))
    coding = form.get("codingKind") or None
    if coding is not None and coding not in tuple(ObjectKind):
        listed = ", ".join(ObjectKind)
        raise TemplateInvalid(field="codingKind", reason=Text(f"应为 {listed}", f"use {listed}"))
    return TemplateForm(
        _text(form, "prefix", 128),
        version,
        str(form.get("name") or version).strip()[:200],
        _optional(form, "description", 500),
        _industry(form),
        kind,
        coding,
        _items(form.get("items")),
    )


def write_template(template: Template) -> dict[str, Any]:
    """Write a template as it is read."""
    code = template.industry_code
    return {
        "prefix": template.prefix,
        "version": template.version,
        "name": template.name_zh,
        "handle": template.handle,
        "description": template.description or "",
        "industryCategory": code[:1],
        "industrySpecific": code[1:3],
        "industryTrade": code[1:4] if len(code) > 3 else "",
        "industrySubclass": code[1:5] if len(code) > 4 else "",
        "type": template.object_kind,
        "codingKind": template.coding_kind,
        "state": int(template.is_enabled),
        "items": [write_item(item) for item in template.items],
    }


def read_told(octets: bytes, *, at: datetime) -> Template:
    """Read a template from its own identifier, where `write_template` has put it.

    Args: at: for when it was made, which the identifier does not tell.
    Raises: TemplateInvalid.
    """
    try:
        told = json.loads(octets)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise TemplateInvalid(field="items", reason=_MISSING)
    form = read_template(told)
    return Template(
        form.prefix,
        form.version,
        f"{form.prefix}/{SUFFIX}{form.version}",
        form.name_zh,
        form.description,
        form.industry_code,
        form.object_kind,
        form.coding_kind,
        form.items,
        is_enabled=bool(told.get("state")),
        revision=1,
        made_at=at,
        changed_at=at,
    )


def write_item(item: Item) -> dict[str, Any]:
    """Write one item as it is read."""
    return {
        "name": item.name,
        "idType": item.type,
        "idIndex": item.index,
        "required": item.is_required,
        "state": int(item.is_enabled),
        "readerScope": item.reader_scope,
        "metadata": {
            "type": item.data_type.value,
            "minLength": item.least,
            "maxLength": item.most,
        },
    }


def read_item(form: Mapping[str, Any], place: str, index: int) -> Item:
    """Read one item; `index` is used where the form has none. Raises: TemplateInvalid."""
    told = form.get("idIndex")
    if told not in (None, ""):
        index = _whole(told, f"{place}.idIndex")
    if not FIRST_INDEX <= index <= LAST_INDEX:
        reason = Text(f"应为 {FIRST_INDEX}–{LAST_INDEX}", f"it is {FIRST_INDEX} to {LAST_INDEX}")
        raise TemplateInvalid(field=f"{place}.idIndex", reason=reason)
    kind = _text(form, "idType", 128, place)
    if not _TYPE.fullmatch(kind) or kind.upper().startswith("HS_"):
        reason = Text("含空格、斜线，或为协议保留类型", "it has a space or slash, or is reserved")
        raise TemplateInvalid(field=f"{place}.idType", reason=reason)
    limits = form.get("metadata") or {}
    if not isinstance(limits, Mapping):
        raise TemplateInvalid(field=f"{place}.metadata", reason=_MISSING)
    data_type = str(limits.get("type") or DataType.STRING).lower()
    if data_type not in tuple(DataType):
        listed = ", ".join(DataType)
        raise TemplateInvalid(
            field=f"{place}.metadata.type", reason=Text(f"应为 {listed}", f"use {listed}")
        )
    least = _whole(limits.get("minLength") or 0, f"{place}.metadata.minLength")
    most = _whole(limits.get("maxLength") or MAX_CHARACTERS, f"{place}.metadata.maxLength")
    if not 0 <= least <= most <= MAX_CHARACTERS:
        reason = Text(f"应在 0–{MAX_CHARACTERS} 之间", f"it lies between 0 and {MAX_CHARACTERS}")
        raise TemplateInvalid(field=f"{place}.metadata.maxLength", reason=reason)
    scope = _whole(form.get("readerScope") or PUBLIC, f"{place}.readerScope")
    if scope not in (PUBLIC, RESTRICTED):
        reason = Text("只能是 1（公开）或 2（指定范围）", "it is 1 (public) or 2 (restricted)")
        raise TemplateInvalid(field=f"{place}.readerScope", reason=reason)
    return Item(
        index,
        kind,
        _text(form, "name", 128, place),
        DataType(data_type),
        least,
        most,
        bool(form.get("required", False)),
        bool(_whole(form.get("state", 1), f"{place}.state")),
        scope,
    )


def _items(forms: Any) -> tuple[Item, ...]:
    if not isinstance(forms, list) or not 1 <= len(forms) <= MAX_ITEMS:
        reason = Text(f"应为 1–{MAX_ITEMS} 项", f"there are 1 to {MAX_ITEMS}")
        raise TemplateInvalid(field="items", reason=reason)
    found: list[Item] = []
    indexes: set[int] = set()
    words: set[str] = set()
    for number, form in enumerate(forms):
        place = f"items[{number}]"
        if not isinstance(form, Mapping):
            raise TemplateInvalid(field=place, reason=_MISSING)
        item = read_item(form, place, max(indexes, default=FIRST_INDEX - 1) + 1)
        if item.index in indexes:
            raise TemplateInvalid(field=f"{place}.idIndex", reason=_TWICE)
        if item.type.upper() in words:
            raise TemplateInvalid(field=f"{place}.idType", reason=_TWICE)
        indexes.add(item.index)
        words.add(item.type.upper())
        found.append(item)
    return tuple(sorted(found, key=lambda item: item.index))


def _industry(form: Mapping[str, Any]) -> str:
    """Read the class from its four levels, or from one code; the levels must agree."""
    whole = str(form.get("industryCode") or "").strip()
    levels = [
        str(form.get(name) or "").strip()
        for name in ("industrySpecific", "industryTrade", "industrySubclass")
    ]
    told = [level for level in levels if level]
    if not whole:
        code = told[-1] if told else ""
        if any(not code.startswith(level) for level in told):
            reason = Text("大类、中类、小类不一致", "its levels contradict one another")
            raise TemplateInvalid(field="industrySubclass", reason=reason)
        whole = str(form.get("industryCategory") or "").strip() + code
    if industry.problem(whole) is not None:
        reason = Text(f"“{whole[:10]}”不在 GB/T 4754 中", f"“{whole[:10]}” is not in GB/T 4754")
        raise TemplateInvalid(field="industryCategory", reason=reason)
    return industry.normalise(whole)


def _text(form: Mapping[str, Any], name: str, most: int, place: str = "") -> str:
    field = f"{place}.{name}" if place else name
    told = form.get(name)
    if not isinstance(told, str) or not told.strip():
        raise TemplateInvalid(field=field, reason=_MISSING)
    if len(told.strip()) > most or not told.strip().isprintable():
        reason = Text(f"超过 {most} 字或含不可见字符", f"over {most} characters or unprintable")
        raise TemplateInvalid(field=field, reason=reason)
    return told.strip()


def _optional(form: Mapping[str, Any], name: str, most: int) -> str | None:
    return None if not form.get(name) else _text(form, name, most)


def _whole(told: Any, field: str) -> int:
    if isinstance(told, str) and told.isascii() and told.isdigit() and len(told) <= 9:
        return int(told)
    if isinstance(told, int) and abs(told) < 1_000_000_000:
        return int(told)
    raise TemplateInvalid(field=field, reason=Text("不是整数", "it is no whole number"))
