"""What differs between two packs, record by record and value by value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel

from lingnan.kernel.text import Lang, Text
from lingnan.packs.content import City, Cluster
from lingnan.packs.pack import Pack
from lingnan.packs.unconfirmed import key_of

ChangeKind = Literal["added", "removed", "changed"]

_SCALARS = ("id", "version", "title", "region_code", "languages", "is_test")
#: The lists of records of a pack.
LISTS = (
    "sources",
    "city_groups",
    "entity_classes",
    "cities",
    "city_counts",
    "clusters",
    "cluster_industries",
    "targets",
    "paths",
    "foundations",
    "safeguards",
    "policy_measures",
    "instruments",
    "measures",
    "subsidy_rules",
    "facilities",
    "companion_targets",
    "indicators",
    "models",
    "published",
    "denominators",
    "assumptions",
    "scenarios",
    "gaps",
)
#: Filled in from other files when a pack is loaded; compared there.
FILLED_IN: Mapping[type[BaseModel], frozenset[str]] = {
    City: frozenset({"group", "above_scale_counts"}),
    Cluster: frozenset({"industries"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `old` is null where something was added, `new` where it was removed."""

    path: str
    kind: ChangeKind
    old: Text | None
    new: Text | None

    def as_dict(self, lang: Lang = "en") -> dict[str, str | None]:
        """The change as plain values in one language."""
        old, new = self.old, self.new
        return {
            "path": self.path,
            "kind": self.kind,
            "old": None if old is None else old.in_(lang),
            "new": None if new is None else new.in_(lang),
        }


def diff_packs(a: Pack, b: Pack) -> list[Change]:
    """Changes that lead from pack `a` to pack `b`, in the order of the packs' lists.

    Records are matched by their ids, so that moving one is no change. A record that stands in
    one pack only is one change; of a record in both, each differing value is one.
    """
    if a.content_hash == b.content_hash:
        return []
    found: list[Change] = []
    for name in _SCALARS:
        found += _compare(name, getattr(a, name), getattr(b, name))
    for name in LISTS:
        found += _compare_lists(name, _records(a, name), _records(b, name))
    found += _compare("cloud_rules", a.cloud_rules, b.cloud_rules)
    return found


def _records(pack: Pack, name: str) -> list[Any]:
    """The records of a list; indicators of model items are left to the models."""
    records = getattr(pack, name)
    if name == "indicators":
        return [record for record in records if ":" not in record.code]
    return list(records)


def _compare(path: str, old: Any, new: Any) -> Iterator[Change]:
    if old == new:
        return
    if old is None or new is None:
        yield _one(path, old, new)
    elif isinstance(old, BaseModel) and type(old) is type(new):
        for name in type(old).model_fields:
            if name not in FILLED_IN.get(type(old), ()):
                yield from _compare(f"{path}.{name}", getattr(old, name), getattr(new, name))
    elif isinstance(old, tuple) and isinstance(new, tuple) and _holds_records((*old, *new)):
        yield from _compare_lists(path, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_keyed(path, old, new)
    else:
        yield _one(path, old, new)


def _compare_lists(path: str, old: Iterable[Any], new: Iterable[Any]) -> Iterator[Change]:
    yield from _compare_keyed(path, _keyed(old), _keyed(new))


def _compare_keyed(path: str, old: Mapping[Any, Any], new: Mapping[Any, Any]) -> Iterator[Change]:
    for key in (*old, *(key for key in new if key not in old)):
        yield from _compare(f"{path}[{key}]", old.get(key), new.get(key))


def _keyed(records: Iterable[Any]) -> dict[str, Any]:
    """Records by their key; those that share a key are told apart by a running number."""
    found: dict[str, Any] = {}
    for record in records:
        key = key_of(record)
        number = 2
        while key in found:
            key = f"{key_of(record)}#{number}"
            number += 1
        found[key] = record
    return found


def _holds_records(values: tuple[Any, ...]) -> bool:
    return bool(values) and all(isinstance(value, BaseModel) for value in values)


def _one(path: str, old: Any, new: Any) -> Change:
    kind: ChangeKind = "added" if old is None else "removed" if new is None else "changed"
    return Change(path=path, kind=kind, old=_shown(old), new=_shown(new))


def _shown(value: Any) -> Text | None:
    if value is None or isinstance(value, Text):
        return value
    if isinstance(value, BaseModel):
        for name in ("name", "title", "value", "text", "what"):
            if getattr(value, name, None) is not None:
                return _shown(getattr(value, name))
        return _plain(key_of(value))
    if isinstance(value, tuple):
        parts = [_shown(item) or Text("–", "–") for item in value]
        return Text("、".join(p.zh for p in parts), ", ".join(p.en for p in parts))
    return _plain(value.isoformat() if isinstance(value, date) else str(value))


def _plain(text: str) -> Text:
    return Text(text, text)
