"""Turn plain records into content types, and schema violations into problems to act on.

Not for problems between records: see check.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from lingnan.kernel.text import Text
from lingnan.packs.errors import Problem
from lingnan.packs.reading import Place

_T = TypeVar("_T", bound=BaseModel)
_NAMES = ("id", "code", "kind", "city_code", "target_id")


@cache
def _adapter(kind: type[BaseModel]) -> TypeAdapter[Any]:
    return TypeAdapter(tuple[kind, ...])  # type: ignore[valid-type]


def parse_records(
    kind: type[_T],
    rows: Sequence[object],
    *,
    file: str,
    prefix: str,
    line: Callable[[Place], int | None],
    problems: list[Problem],
) -> tuple[_T, ...]:
    """The records of one list; what breaks the schema is added to `problems` instead.

    `line` answers the line of a place below the list. When one record fails, none is returned.
    """
    try:
        parsed: tuple[_T, ...] = _adapter(kind).validate_python(rows)
    except ValidationError as failure:
        problems += problems_of(failure, rows, file=file, prefix=prefix, line=line)
        return ()
    return parsed


def problems_of(
    failure: ValidationError,
    data: object,
    *,
    file: str,
    prefix: str,
    line: Callable[[Place], int | None],
) -> list[Problem]:
    """Each violation with its file, line and a path that names records by their ids."""
    found = []
    for error in failure.errors(include_url=False):
        shown, place = _locate(data, error["loc"], is_missing=error["type"] == "missing")
        if error["type"] == "unknown_key":
            place = (*place, error["ctx"]["key"])
        path = f"{prefix}{shown}".lstrip(".")
        found.append(Problem(file=file, line=line(place), path=path, what=_explain(dict(error))))
    return found


def _locate(data: object, loc: Sequence[str | int], *, is_missing: bool) -> tuple[str, Place]:
    """Follow an error location through the data; steps that are tags of unions are left out."""
    shown = ""
    place: list[str | int] = []
    last = len(loc) - 1
    for number, step in enumerate(loc):
        if isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
            name = _name(data)
            shown += f"[{step if name is None else name}]"
        elif isinstance(data, dict) and (step in data or (is_missing and number == last)):
            data = data.get(step)
            shown += f".{step}"
        else:
            continue
        place.append(step)
    return shown, tuple(place)


def _name(record: object) -> str | None:
    if isinstance(record, dict):
        for key in _NAMES:
            if isinstance(record.get(key), str):
                return str(record[key])
    return None


def unknown_key_text(key: object, allowed: str) -> Text:
    """The sentence about a key that is not known, with those that are."""
    return Text(
        f"不认识的键“{key}”，可用的键：{allowed}", f"unknown key '{key}'; allowed: {allowed}"
    )


def _explain(error: dict[str, Any]) -> Text:
    if error["type"] == "unknown_key":
        return unknown_key_text(error["ctx"]["key"], error["ctx"]["allowed"])
    if error["type"] == "missing":
        return Text("缺少必填的键", "a required key is missing")
    detail = str(error["msg"])
    given = error.get("input")
    if isinstance(given, str | int | float | bool):
        return Text(f"值 {given!r} 无效（{detail}）", f"value {given!r} is not valid: {detail}")
    return Text(f"无效（{detail}）", f"not valid: {detail}")
