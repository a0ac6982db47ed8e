"""How results of scoring are kept: the lake tables out_score, out_dimension, out_peer, out_level.

Not for computing them; a run of the pipeline writes them, one version a run.
"""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from lingnan.store import Engine, Lake

SCORE_TABLE = "out_score"
DIMENSION_TABLE = "out_dimension"
PEER_TABLE = "out_peer"
LEVEL_TABLE = "out_level"


def _side(side: str) -> list[pa.Field]:
    return [
        pa.field(f"{side}_next_level", pa.int8()),
        pa.field(f"{side}_points_short", pa.int32()),
        pa.field(f"{side}_scenarios_short", pa.int8()),
        pa.field(f"{side}_mandatory_short", pa.int8()),
    ]


SCORE_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("model_id", pa.string(), nullable=False),
        pa.field("claimed_millipoints", pa.int32()),
        pa.field("proven_millipoints", pa.int32()),
        pa.field("claimed_level", pa.int8()),
        pa.field("proven_level", pa.int8()),
        *_side("claimed"),
        *_side("proven"),
        pa.field("answered_count", pa.int16()),
        pa.field("attested_count", pa.int16()),
        pa.field("top_missing_item", pa.string()),
        pa.field("top_missing_lift_millipoints", pa.int32()),
        pa.field("primary_cluster_id", pa.string()),
        pa.field("size_class", pa.string()),
        pa.field("claimed_percentile", pa.int16()),
        pa.field("proven_percentile", pa.int16()),
    ]
)
"""One row per (subject_code, model_id), sorted by both."""

DIMENSION_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("model_id", pa.string(), nullable=False),
        pa.field("dimension_id", pa.string(), nullable=False),
        pa.field("claimed_millipoints", pa.int32()),
        pa.field("proven_millipoints", pa.int32()),
    ]
)
"""One row per (subject_code, model_id, dimension_id), sorted by all three."""

PEER_SCHEMA = pa.schema(
    [
        pa.field("model_id", pa.string(), nullable=False),
        pa.field("cluster_id", pa.string(), nullable=False),
        pa.field("size_class", pa.string(), nullable=False),
        pa.field("dimension_id", pa.string(), nullable=False),
        pa.field("enterprises_count", pa.int64()),
        pa.field("claimed_p25", pa.int32()),
        pa.field("claimed_median", pa.int32()),
        pa.field("claimed_p75", pa.int32()),
        pa.field("proven_median", pa.int32()),
    ]
)
"""One row per (model_id, cluster_id, size_class, dimension_id)."""

LEVEL_SCHEMA = pa.schema(
    [
        pa.field("subject_code", pa.string(), nullable=False),
        pa.field("model_id", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("from_date", pa.date32(), nullable=False),
        pa.field("until_date", pa.date32()),
        pa.field("level", pa.int8()),
    ]
)
"""One row per (subject_code, model_id, side, from_date); intervals are half-open."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What the last run says about one subject on one model.

    `score` is its row of out_score; `peers` its rows of out_peer by dimension_id, empty when it has
    no peer group; `levels` its rows of out_level, oldest first.
    """

    score: dict[str, Any]
    peers: dict[str, dict[str, Any]]
    levels: tuple[dict[str, Any], ...]


def read_standing(engine: Engine, lake: Lake, subject_code: str) -> list[Standing]:
    """What the last run says about a subject, one entry per model; empty before the first run."""
    if not lake.exists(SCORE_TABLE):
        return []
    scores = _rows(engine, lake, SCORE_TABLE, "subject_code = ? ORDER BY model_id", subject_code)
    if not scores:
        return []
    wanted = "subject_code = ? ORDER BY model_id, side, from_date"
    levels = _rows(engine, lake, LEVEL_TABLE, wanted, subject_code)
    group = (scores[0]["primary_cluster_id"], scores[0]["size_class"])
    peers = _rows(engine, lake, PEER_TABLE, "cluster_id = ? AND size_class = ?", *group)
    return [
        Standing(
            score=score,
            peers={row["dimension_id"]: row for row in _of_model(peers, score)},
            levels=tuple(_of_model(levels, score)),
        )
        for score in scores
    ]


def _of_model(rows: list[dict[str, Any]], score: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for row in rows if row["model_id"] == score["model_id"]]


def _rows(
    engine: Engine, lake: Lake, table: str, where: str, *values: object
) -> list[dict[str, Any]]:
    files = lake.files(table) if lake.exists(table) else []
    if not files:
        return []
    query = f"SELECT * FROM read_parquet(?) WHERE {where}"
    result = engine.connection.con.execute(query, [files, *values])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
