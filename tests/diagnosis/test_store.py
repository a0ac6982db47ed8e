"""Keeping results in the lake and reading back one enterprise."""

from pathlib import Path

import pyarrow as pa

from lingnan.diagnosis import LEVEL_SCHEMA, PEER_SCHEMA, SCORE_SCHEMA, read_standing
from lingnan.diagnosis.store import LEVEL_TABLE, PEER_TABLE, SCORE_TABLE
from lingnan.store import Engine, Lake


def test_one_enterprise_with_its_peers(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    with Engine() as engine:
        assert read_standing(engine, lake, "S1") == []
        cells = dict.fromkeys(SCORE_SCHEMA.names)
        cells |= {"model_id": "m", "primary_cluster_id": "toy", "size_class": "small"}
        rows = [cells | {"subject_code": f"S{n}", "claimed_level": n} for n in range(3)]
        lake.replace(SCORE_TABLE, pa.Table.from_pylist(rows, schema=SCORE_SCHEMA))
        peer = dict.fromkeys(PEER_SCHEMA.names) | {"model_id": "m", "cluster_id": "toy"}
        peer |= {"size_class": "small", "dimension_id": "*", "claimed_median": 300}
        other = peer | {"size_class": "large"}
        lake.replace(PEER_TABLE, pa.Table.from_pylist([peer, other], schema=PEER_SCHEMA))
        level = dict.fromkeys(LEVEL_SCHEMA.names) | {"model_id": "m", "side": "claimed"}
        spans = [
            level | {"subject_code": name, "from_date": 19000 + n, "level": n}
            for name in ("S1", "S2")
            for n in (2, 1)
        ]
        lake.replace(LEVEL_TABLE, pa.Table.from_pylist(spans, schema=LEVEL_SCHEMA))
        (standing,) = read_standing(engine, lake, "S1")
    assert standing.score["claimed_level"] == 1
    assert standing.peers["*"]["claimed_median"] == 300
    assert [span["level"] for span in standing.levels] == [1, 2]
