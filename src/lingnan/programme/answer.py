"""The answer about progress: how a target stands as one row, and all of them as JSON.

Not for computing anything: every number comes in with the view.
"""

import json
from datetime import date
from typing import Any

import pyarrow as pa

from lingnan.packs import Pack
from lingnan.programme.detail import as_pace, as_share, as_text, detail, unconfirmed
from lingnan.programme.model import Basis, Status
from lingnan.programme.standing import Standing
from lingnan.programme.view import TargetView

_COUNT_DIGITS = 1


def progress_answer(targets: pa.Table) -> dict[str, Any]:
    """The answer to `lingnan progress` as plain values that JSON can hold.

    Shapes: targets: out_target of one run. Returns {"as_of", "targets": [...]}; each target has
        id, definition, deadline, goal, claimed, proven, published, forecast, required and actual
        pace, status and unconfirmed, then what these rest on. A value that is not known is null,
        never invented.
    """
    rows = targets.to_pylist()
    return {
        "as_of": rows[0]["as_of"].isoformat() if rows else None,
        "targets": [_target_answer(row) for row in rows],
    }


def _target_answer(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["target_id"],
        "definition": row["definition_id"],
        "deadline": _day(row["deadline"]),
        "goal": row["goal"],
        "claimed": row["claimed"],
        "proven": row["proven"],
        "published": {"value": row["published_value"], "as_of": _day(row["published_as_of"])},
        "forecast": {level: row[f"forecast_{level}"] for level in ("p10", "p50", "p90")},
        "required_pace_per_month": row["required_pace_per_month"],
        "actual_pace_per_month": row["actual_pace_per_month"],
        "status": row["status"],
        "unconfirmed": json.loads(row["unconfirmed_json"]),
        "basis": row["basis"],
        "probability": row["probability"],
        "pace_ratio": row["pace_ratio"],
        "expansion": row["expansion"],
        **json.loads(row["detail_json"]),
    }


def target_row(pack: Pack, view: TargetView) -> dict[str, Any]:
    """One row of out_target."""
    standing = view.standing
    speaker = standing.view
    fan = None if speaker is None else speaker.forecast
    final = None if fan is None else fan.final
    published = standing.views.get(Basis.PUBLISHED)
    latest = None if published is None else published.series.points[-1]
    claimed, proven, _ = view.counts[view.target.headline_definition]
    return {
        "target_id": view.target.id,
        "as_of": view.as_of,
        "expansion": view.expansion,
        "definition_id": view.target.headline_definition,
        "deadline": None if standing.aim is None else standing.aim.deadline,
        "goal": None if standing.aim is None else standing.aim.goal,
        "claimed": claimed,
        "proven": proven,
        "published_value": None if latest is None else round(latest.value),
        "published_as_of": None if latest is None else latest.as_of,
        "basis": None if standing.basis is None else standing.basis.value,
        "forecast_p10": None if final is None else round(final.p10, _COUNT_DIGITS),
        "forecast_p50": None if final is None else round(final.p50, _COUNT_DIGITS),
        "forecast_p90": None if final is None else round(final.p90, _COUNT_DIGITS),
        "probability": None if fan is None else as_share(fan.probability),
        "required_pace_per_month": None if speaker is None else as_pace(speaker.pace.required),
        "actual_pace_per_month": None if speaker is None else as_pace(speaker.pace.actual),
        "pace_ratio": None if speaker is None else as_pace(speaker.pace.ratio),
        "status": _status(standing),
        "unconfirmed_json": _json([as_text(note) for note in unconfirmed(pack, view)]),
        "detail_json": _json(detail(pack, view)),
    }


def _status(standing: Standing) -> str | None:
    """The status in force; null only for a target without a goal.

    Where nothing is counted and nothing published, nothing is proven: off track until it is.
    """
    if standing.aim is None:
        return None
    speaker = standing.view
    status = None if speaker is None else speaker.status
    return (status or Status.OFF_TRACK).value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
