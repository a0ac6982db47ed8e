"""How many enterprises stand on each level, and which proof they lack, as views.

Not for one enterprise (diagnosed).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lingnan.console.i18n import Translator
from lingnan.console.report.load.item import item_name
from lingnan.console.views import LevelCount, MissingProofCount
from lingnan.packs.content.model import ModelContent

#: Rows of the table of missing proof; the rest concerns few enterprises.
_MOST_MISSING = 12


@dataclass(frozen=True, slots=True)
class Standings:
    """How many enterprises stand where under one model.

    Shapes: rows: claimed_level, proven_level, top_missing_item, enterprises, lift (their lifts of
        the proven score together, millipoints); one row for each of the first three.
    """

    model_id: str
    rows: Sequence[Mapping[str, Any]]


def level_counts(
    tr: Translator, model: ModelContent, rows: Sequence[Mapping[str, Any]], factor: int
) -> tuple[LevelCount, ...]:
    """Count enterprises by level on each side, every level of the model named.

    Units: `factor` is how many enterprises each stands for.
    """

    def count(side: str, level: int) -> int:
        return factor * sum(int(row["enterprises"]) for row in rows if row[side] == level)

    return tuple(
        LevelCount(
            entry.level,
            entry.name.in_(tr.lang),
            count("claimed_level", entry.level),
            count("proven_level", entry.level),
        )
        for entry in sorted(model.levels, key=lambda entry: entry.level)
    )


def missing_counts(
    tr: Translator, model: ModelContent, rows: Sequence[Mapping[str, Any]], factor: int
) -> tuple[MissingProofCount, ...]:
    """Count for how many enterprises the proof of an item would help most; the most first."""
    items = {item.id: item for item in model.items}
    totals: dict[str, list[int]] = {}
    for row in rows:
        if row["top_missing_item"] in items:
            total = totals.setdefault(row["top_missing_item"], [0, 0])
            total[0] += row["enterprises"]
            total[1] += row["lift"] or 0
    found = [
        MissingProofCount(item_name(tr, items[id_]), enterprises * factor, lift // enterprises)
        for id_, (enterprises, lift) in totals.items()
    ]
    return tuple(sorted(found, key=lambda entry: -entry.enterprises)[:_MOST_MISSING])
