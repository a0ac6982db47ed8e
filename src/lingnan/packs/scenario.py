"""Apply a scenario to a pack: a new frozen pack in which the named values differ.

Not for adding or removing records, nor for what follows from the change (programme.allocation).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from lingnan.packs.content import Scenario, ScenarioChange
from lingnan.packs.derived import item_indicators, with_counts, with_industries
from lingnan.packs.diff import FILLED_IN, LISTS
from lingnan.packs.errors import ScenarioPathError, ScenarioValueError
from lingnan.packs.pack import Pack
from lingnan.packs.unconfirmed import key_of

_STEP = re.compile(r"(?:^|\.)(?P<name>[a-z_0-9]+)(?:\[(?P<key>[^\]]*)\])?")
_SHOWN = 30
_ROOTS = (*(name for name in LISTS if name != "scenarios"), "cloud_rules")


def apply_scenario(pack: Pack, scenario: Scenario) -> Pack:
    """The pack as it would be; the same pack when the scenario changes no value.

    What the pack derives from its lists is derived again, so that a changed count or industry is
    seen everywhere. The hash of the result tells it from the pack it came from.

    Raises:
        ScenarioPathError: no such list, record or field; lists those there are.
        ScenarioValueError: the record does not take the value.
    """
    if not scenario.changes:
        return pack
    lists: dict[str, Any] = {name: getattr(pack, name) for name in _ROOTS}
    for change in scenario.changes:
        steps = _steps(change.path, scenario)
        _step_into(lists, steps, change, scenario)
    told = json.dumps([change.model_dump(mode="json") for change in scenario.changes])
    digest = hashlib.sha256(f"{pack.content_hash}\0{scenario.id}\0{told}".encode())
    own = tuple(item for item in lists["indicators"] if ":" not in item.code)
    lists["indicators"] = (*own, *(i for m in lists["models"] for i in item_indicators(m)))
    lists["cities"] = with_counts(lists["cities"], lists["city_counts"])
    lists["clusters"] = with_industries(lists["clusters"], lists["cluster_industries"])
    return replace(pack, **lists, content_hash=digest.hexdigest())


def _steps(path: str, scenario: Scenario) -> list[str]:
    """The names and keys of a path, keys in brackets: `a[b].c` is a, [b], c."""
    steps: list[str] = []
    position = 0
    for match in _STEP.finditer(path):
        if match.start() != position:
            break
        steps.append(match["name"])
        if match["key"] is not None:
            steps.append(f"[{match['key']}]")
        position = match.end()
    if position != len(path) or not steps:
        raise _no_path(scenario, path, path[position:] or path, _ROOTS)
    return steps


def _step_into(
    lists: dict[str, Any], steps: Sequence[str], change: ScenarioChange, scenario: Scenario
) -> None:
    root, rest = steps[0], steps[1:]
    if root not in lists or lists[root] is None:
        known = [name for name in _ROOTS if lists[name] is not None]
        raise _no_path(scenario, change.path, root, known)
    if not rest:
        keys = _keys(lists[root]) if isinstance(lists[root], tuple) else _fields(lists[root])
        raise _no_path(scenario, change.path, "", [f"{root}{key}" for key in keys])
    lists[root] = _changed(lists[root], rest, change, scenario)


def _changed(value: Any, steps: Sequence[str], change: ScenarioChange, scenario: Scenario) -> Any:
    """The value with the place at `steps` below it replaced."""
    if not steps:
        return change.to
    step, rest = steps[0], steps[1:]
    if step.startswith("["):
        return _changed_item(value, step[1:-1], rest, change, scenario)
    if not isinstance(value, BaseModel):
        allowed = _keys(value) if isinstance(value, tuple | Mapping) else ()
        raise _no_path(scenario, change.path, step, allowed)
    if step not in _fields(value):
        raise _no_path(scenario, change.path, step, _fields(value))
    kept = {name: getattr(value, name) for name in type(value).model_fields}
    kept[step] = _changed(kept[step], rest, change, scenario)
    try:
        return type(value).model_validate(kept)
    except ValidationError as failure:
        reason = "; ".join(error["msg"] for error in failure.errors(include_url=False))
        raise ScenarioValueError(
            scenario=scenario.id, path=change.path, value=change.to, reason=reason
        ) from None


def _changed_item(
    value: Any, key: str, rest: Sequence[str], change: ScenarioChange, scenario: Scenario
) -> Any:
    if isinstance(value, Mapping):
        named = {str(name): name for name in value}
        if key not in named:
            raise _no_path(scenario, change.path, f"[{key}]", _keys(value))
        inner = _changed(value[named[key]], rest, change, scenario)
        return {**value, named[key]: inner}
    places = [n for n, item in enumerate(value or ()) if _name(item) == key]
    if not isinstance(value, tuple) or not places:
        allowed = _keys(value) if isinstance(value, tuple) else ()
        raise _no_path(scenario, change.path, f"[{key}]", allowed)
    if not rest:
        raise _no_path(scenario, change.path, "", _fields(value[places[0]]))
    inner = _changed(value[places[0]], rest, change, scenario)
    return (*value[: places[0]], inner, *value[places[0] + 1 :])


def _fields(record: BaseModel) -> list[str]:
    """What of a record a scenario may change: not what names it, nor what is derived."""
    derived = FILLED_IN.get(type(record), frozenset())
    return [name for name in type(record).model_fields if name not in derived and name != "id"]


def _keys(value: Any) -> list[str]:
    names = [str(name) for name in value] if isinstance(value, Mapping) else map(_name, value)
    return [f"[{name}]" for name in names if name]


def _name(item: Any) -> str:
    return key_of(item) if isinstance(item, BaseModel) else ""


def _no_path(scenario: Scenario, path: str, at: str, allowed: Sequence[str]) -> ScenarioPathError:
    known = ", ".join(allowed[:_SHOWN]) + (", …" if len(allowed) > _SHOWN else "")
    return ScenarioPathError(scenario=scenario.id, path=path, at=at or path, known=known or None)
