"""What in a pack nobody has confirmed, and which results rest on it.

Not for assumptions of single computations: a room that uses one names it itself.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pydantic import BaseModel

from lingnan.kernel.text import Text
from lingnan.packs.content import Cluster, Denominator, Milestone, Record, Target

if TYPE_CHECKING:
    from lingnan.packs.pack import Pack

_RECORDS = (
    "targets",
    "clusters",
    "cities",
    "city_counts",
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
    "published",
    "denominators",
    "assumptions",
    "scenarios",
)


def key_of(record: BaseModel) -> str:
    """How a record is named among its siblings: its id, code, or what else tells them apart."""
    for parts in (
        ("id",),
        ("cluster_id", "code"),
        ("code",),
        ("target_id", "region_code", "as_of"),
        ("city_code", "as_of"),
        ("deadline",),
        ("as_of",),
        ("kind",),
    ):
        if all(part in type(record).model_fields for part in parts):
            return "@".join(str(getattr(record, part)) for part in parts)
    return ""


def unconfirmed_records(pack: "Pack") -> tuple[tuple[str, Text | None], ...]:
    """Path and note of every record with `is_confirmed` false, nested records included."""
    found: list[tuple[str, Text | None]] = []
    for kind in _RECORDS:
        for record in getattr(pack, kind):
            found += _walk(kind, record)
    for model in pack.models:
        found += _walk("models", model)
    return tuple(found)


def _walk(prefix: str, record: BaseModel) -> Iterator[tuple[str, Text | None]]:
    path = f"{prefix}[{key_of(record)}]"
    if getattr(record, "is_confirmed", None) is False:
        yield path, getattr(record, "note", None)
    if isinstance(record, Cluster) and not record.is_focus_confirmed:
        yield f"{path}.focus", None
    for name in type(record).model_fields:
        value = getattr(record, name)
        if isinstance(value, tuple):
            for item in value:
                if isinstance(item, BaseModel):
                    yield from _walk(f"{path}.{name}", item)


def unconfirmed_for_target(pack: "Pack", target: Target) -> tuple[Text, ...]:
    """Short sentences: what of the target, its counting and its population is unconfirmed."""
    found = [gap.what for gap in pack.gaps if target.id in gap.targets]
    found += [_goal(milestone) for milestone in target.milestones if not milestone.is_confirmed]
    if not target.headline.is_confirmed:
        name = target.headline.name
        found.append(
            Text(
                zh=f"统计口径“{name.zh}”未核实",
                en=f"the counting definition '{name.en}' is not confirmed",
            )
        )
    for point in pack.published_for(target.id):
        if not point.is_confirmed:
            day = point.as_of.isoformat()
            found.append(
                Text(
                    zh=f"{day} 公布值 {point.value} 未核实",
                    en=f"the figure published for {day} ({point.value}) is not confirmed",
                )
            )
    if target.denominator_id is not None:
        population = pack.denominator(target.denominator_id)
        if not _is_sound(population):
            found.append(
                Text(
                    zh=f"基数“{population.name.zh}”未核实",
                    en=f"the population '{population.name.en}' is not confirmed",
                )
            )
    return tuple(dict.fromkeys(found))


def _goal(milestone: Milestone) -> Text:
    day = milestone.deadline.isoformat()
    if milestone.value is None:
        return Text(f"{day} 目标值不详", f"the goal for {day} is not known")
    return Text(
        zh=f"{day} 目标值 {milestone.value} 未核实",
        en=f"the goal for {day} ({milestone.value}) is not confirmed",
    )


def _is_sound(population: Denominator) -> bool:
    records: tuple[Record, ...] = (population, *population.points)
    return all(record.is_confirmed for record in records)
