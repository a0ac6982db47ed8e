"""A pack at a glance: what it holds, and how much of it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lingnan.kernel.text import Lang, Text
from lingnan.packs.content import Target
from lingnan.packs.pack import Pack

_KINDS = {
    "targets": Text("目标", "targets"),
    "clusters": Text("集群", "clusters"),
    "cluster_industries": Text("集群行业对照", "cluster industries"),
    "cities": Text("城市", "cities"),
    "city_counts": Text("各市规上企业数", "city counts"),
    "paths": Text("转型路径", "paths"),
    "foundations": Text("基础支撑", "foundations"),
    "safeguards": Text("保障措施", "safeguards"),
    "policy_measures": Text("政策措施", "policy measures"),
    "instruments": Text("政策工具", "instruments"),
    "measures": Text("转型项目", "measures"),
    "subsidy_rules": Text("补助规则", "subsidy rules"),
    "facilities": Text("园区共享设施", "shared park facilities"),
    "companion_targets": Text("其他目标", "companion targets"),
    "models": Text("评测模型", "assessment models"),
    "indicators": Text("指标", "indicators"),
    "published": Text("公布进度", "published points"),
    "denominators": Text("基数", "populations"),
    "assumptions": Text("假设", "assumptions"),
    "scenarios": Text("情景", "scenarios"),
    "gaps": Text("未公开事项", "gaps"),
    "sources": Text("出处", "sources"),
}


@dataclass(frozen=True, slots=True)
class KindLine:
    """How many records of a kind there are; null where confirmation does not apply."""

    id: str
    name: Text
    count: int
    unconfirmed_count: int | None


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target with its goals as (deadline, value, comparator, is_confirmed)."""

    id: str
    name: Text
    unit: Text
    goals: tuple[tuple[str, int | None, str, bool], ...]
    headline: Text
    definitions_count: int
    unconfirmed: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PackOverview:
    """What `lingnan pack show` prints."""

    id: str
    version: str
    title: Text
    region_code: str
    root: str
    content_hash: str
    kinds: tuple[KindLine, ...]
    targets: tuple[TargetLine, ...]
    models: tuple[tuple[str, Text], ...]
    gaps: tuple[Text, ...]
    unconfirmed: tuple[tuple[str, Text | None], ...]

    def as_dict(self, lang: Lang = "en") -> dict[str, Any]:
        """The overview as plain values in one language, ready for JSON."""
        return {
            "id": self.id,
            "version": self.version,
            "title": self.title.in_(lang),
            "region_code": self.region_code,
            "root": self.root,
            "content_hash": self.content_hash,
            "kinds": [
                {
                    "id": line.id,
                    "name": line.name.in_(lang),
                    "count": line.count,
                    "unconfirmed": line.unconfirmed_count,
                }
                for line in self.kinds
            ],
            "targets": [
                {
                    "id": line.id,
                    "name": line.name.in_(lang),
                    "unit": line.unit.in_(lang),
                    "goals": [
                        {"deadline": day, "value": value, "comparator": word, "is_confirmed": sure}
                        for day, value, word, sure in line.goals
                    ],
                    "headline": line.headline.in_(lang),
                    "definitions": line.definitions_count,
                    "unconfirmed": [text.in_(lang) for text in line.unconfirmed],
                }
                for line in self.targets
            ],
            "models": [{"id": name, "title": title.in_(lang)} for name, title in self.models],
            "gaps": [text.in_(lang) for text in self.gaps],
            "unconfirmed": [
                {"path": path, "note": None if note is None else note.in_(lang)}
                for path, note in self.unconfirmed
            ],
        }


def show_pack(pack: Pack) -> PackOverview:
    """Counts by kind, the targets with their goals, and everything unconfirmed."""
    return PackOverview(
        id=pack.id,
        version=pack.version,
        title=pack.title,
        region_code=pack.region_code,
        root=str(pack.root),
        content_hash=pack.content_hash,
        kinds=tuple(_kind_line(pack, name) for name in _KINDS),
        targets=tuple(_target_line(pack, target) for target in pack.targets),
        models=tuple((model.id, model.title) for model in pack.models),
        gaps=tuple(gap.what for gap in pack.gaps),
        unconfirmed=pack.unconfirmed(),
    )


def _kind_line(pack: Pack, name: str) -> KindLine:
    records = getattr(pack, name)
    marks = [record.is_confirmed for record in records if hasattr(record, "is_confirmed")]
    unconfirmed = marks.count(False) if len(marks) == len(records) else None
    return KindLine(id=name, name=_KINDS[name], count=len(records), unconfirmed_count=unconfirmed)


def _target_line(pack: Pack, target: Target) -> TargetLine:
    return TargetLine(
        id=target.id,
        name=target.name,
        unit=target.unit,
        goals=tuple(
            (goal.deadline.isoformat(), goal.value, goal.comparator, goal.is_confirmed)
            for goal in target.milestones
        ),
        headline=target.headline.name,
        definitions_count=len(target.definitions),
        unconfirmed=pack.unconfirmed_for_target(target.id),
    )
