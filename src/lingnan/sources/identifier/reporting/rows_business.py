"""Rows of T1, T4, T5, T6, T10 and T11 from what the business side knows, as small typed inputs.

Operators (T1, T6) are the node's and the enterprises' papers, given as field → value. Not for
reading the tables of the business side (see business).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.sources.identifier.reporting.report import Row
from lingnan.sources.identifier.reporting.specification import table


@dataclass(frozen=True, slots=True)
class MetadataItem:
    """One item of a template: `length` in characters, None without a limit."""

    name_en: str
    alias_zh: str
    type: str
    length: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """One version of a template.

    Attributes:
        industry: section, division, group, class of GB/T 4754, as far as known.
        object_kind: 1 active carrier 主动标识载体, 2 other.
    """

    code: str
    version: str
    industry: tuple[str, ...]
    object_kind: int
    items: tuple[MetadataItem, ...]


@dataclass(frozen=True, slots=True)
class Application:
    """One application: `type` 1 app, 2 mini-program, 3 web page, 4 PC client, 5 other.

    `recursive_used`: address of the recursive resolver it asks; with the port for enterprises.
    """

    name: str
    type: int
    intro: str | None = None
    users: int | None = None
    recursive_used: str | None = None
    developer: str | None = None


def subject_rows(code: str, subjects: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Fill T1 or T6: the fields that the table has, of each operator; the rest is not told.

    T6 has no photographs (Handle protocol facts §4.4).
    """
    names = {field.name for field in table(code).fields}
    return [
        {name: value for name, value in subject.items() if name in names} for subject in subjects
    ]


def metadata_rows(templates: Iterable[Metadata]) -> list[Row]:
    """Fill T4 or T11: one row for each version of each template."""
    levels = ("section", "division", "group", "class")
    return [
        {
            "metadata_code": each.code,
            "version": each.version,
            "industry": dict(zip(levels, each.industry, strict=False)),
            "object_kind": each.object_kind,
            "items": [_without_none(_item(item)) for item in each.items],
        }
        for each in templates
    ]


def application_rows(applications: Sequence[Application]) -> list[Row]:
    """Fill T5 or T10: one row for each application."""
    return [
        _without_none(
            {
                "name": each.name,
                "type": each.type,
                "intro": each.intro,
                "users": each.users,
                "recursive_used": each.recursive_used,
                "developer": each.developer,
            }
        )
        for each in applications
    ]


def _item(item: MetadataItem) -> dict[str, object]:
    return {
        "name_en": item.name_en,
        "alias_zh": item.alias_zh,
        "type": item.type,
        "length": item.length,
    }


def _without_none(row: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if value is not None}
