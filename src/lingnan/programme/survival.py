"""Survivors and drop-outs: who still counts of those who counted a year ago, and why others do not.

Not for flows by month (progress).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import ibis
import ibis.expr.types as ir

from lingnan.kernel import Text
from lingnan.kernel.period import add_months, month_end
from lingnan.packs import Pack
from lingnan.packs.content import (
    AboveScaleCondition,
    AnyOfCondition,
    IndicatorCondition,
    LevelCondition,
    MetricDefinition,
)
from lingnan.programme.interval import closed_form
from lingnan.programme.model import Side
from lingnan.store.engine import Engine

SURVIVAL_MONTHS = 12


class Reason(StrEnum):
    """Why a subject no longer counts; the first that applies is named."""

    MERGED = "merged"
    CLOSED = "closed"
    BELOW_SCALE = "below_scale"
    LEVEL_FELL = "level_fell"
    PROOF_EXPIRED = "proof_expired"
    EVIDENCE_CHANGED = "evidence_changed"

    @property
    def word(self) -> Text:
        """The reason as people read it."""
        return _WORDS[self]


_WORDS: Mapping[Reason, Text] = {
    Reason.MERGED: Text("被合并", "merged into another enterprise"),
    Reason.CLOSED: Text("注销或吊销", "closed or revoked"),
    Reason.BELOW_SCALE: Text("退出规上", "no longer above scale"),
    Reason.LEVEL_FELL: Text("等级下降", "level fell"),
    Reason.PROOF_EXPIRED: Text("证据过期", "evidence expired"),
    Reason.EVIDENCE_CHANGED: Text("证据变化", "evidence changed"),
}


@dataclass(frozen=True, slots=True)
class Survival:
    """What became of the subjects that counted a year ago.

    Attributes:
        since: the day a year ago.
        dropped: by reason; adds up to counted_count - still_count.
    """

    since: date
    counted_count: int
    still_count: int
    dropped: Mapping[Reason, int]


def year_ago(as_of: date) -> date:
    """The same day a year earlier; a month end stays a month end."""
    day = add_months(as_of, -SURVIVAL_MONTHS)
    return month_end(day) if as_of == month_end(as_of) else day


def survival(
    engine: Engine, pack: Pack, *, enterprises: ir.Table, status: ir.Table, as_of: date
) -> dict[tuple[str, Side], Survival]:
    """What became of the subjects that counted a year before `as_of`, by definition and side.

    Shapes: enterprises: classified; status: out_status.
    Limits: whether evidence expired or was replaced by other evidence is told by the kind of
        definition: one that looks back some months loses subjects to expiry, one without a window
        to either.
    """
    since = year_ago(as_of)
    days = closed_form(status)
    was = days.filter(days.from_date <= ibis.date(since), days.until_date > ibis.date(since))
    now = days.filter(days.from_date <= ibis.date(as_of), days.until_date > ibis.date(as_of))
    keys = ["definition_id", "subject_code", "side"]
    left = was.filter(was.until_date <= ibis.date(as_of)).select(*keys)
    left = left.anti_join(now.select(*keys), keys)
    counted = was.group_by("definition_id", "side").agg(number=lambda table: table.count())
    reasons = _with_reason(pack, left, enterprises, as_of)
    dropped = reasons.group_by("definition_id", "side", "reason").agg(
        number=lambda table: table.count()
    )
    lost: dict[tuple[str, Side], dict[Reason, int]] = {}
    for row in engine.arrow(dropped).to_pylist():
        key = (row["definition_id"], Side(row["side"]))
        lost.setdefault(key, {})[Reason(row["reason"])] = row["number"]
    found = {
        (row["definition_id"], Side(row["side"])): row["number"]
        for row in engine.arrow(counted).to_pylist()
    }
    return {
        key: Survival(since, number, number - sum(lost.get(key, {}).values()), lost.get(key, {}))
        for key, number in sorted(found.items())
    }


def _with_reason(pack: Pack, left: ir.Table, enterprises: ir.Table, as_of: date) -> ir.Table:
    definitions = [item for target in pack.targets for item in target.definitions]
    traits = ibis.memtable(
        {
            "definition_id": [item.id for item in definitions],
            "needs_scale": [_needs_scale(item) for item in definitions],
            "otherwise": [_otherwise(item).value for item in definitions],
        },
        schema={"definition_id": "string", "needs_scale": "boolean", "otherwise": "string"},
    )
    known = enterprises.select("uscc", "status", "closed_date", "above_scale_until")
    rows = left.inner_join(traits, "definition_id")
    rows = rows.left_join(known, rows.subject_code == known.uscc)
    today = ibis.date(as_of)
    is_gone = (rows.status != "active") & (rows.closed_date.isnull() | (rows.closed_date <= today))
    reason = ibis.cases(
        (is_gone & (rows.status == "merged"), Reason.MERGED.value),
        (is_gone, Reason.CLOSED.value),
        (rows.needs_scale & (rows.above_scale_until <= today), Reason.BELOW_SCALE.value),
        else_=rows.otherwise,
    )
    return rows.select("definition_id", "side", reason=reason)


def _needs_scale(definition: MetricDefinition) -> bool:
    return any(isinstance(part, AboveScaleCondition) for part in definition.conditions)


def _otherwise(definition: MetricDefinition) -> Reason:
    """Why a subject drops out that is still registered as it was."""
    windows = []
    for part in definition.conditions:
        if isinstance(part, LevelCondition):
            return Reason.LEVEL_FELL
        if isinstance(part, IndicatorCondition):
            windows.append(part.within_months)
        elif isinstance(part, AnyOfCondition):
            windows += [each.within_months for each in part.conditions]
    return Reason.PROOF_EXPIRED if windows and None not in windows else Reason.EVIDENCE_CHANGED
