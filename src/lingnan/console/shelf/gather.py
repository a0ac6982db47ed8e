"""Gather what a shelf holds from the tables of a run: Arrow tables, in the order of the shelf.

Not for the file (write).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import ibis.expr.types as ir
import pyarrow as pa
from sqlalchemy import select

from lingnan.packs import Pack
from lingnan.pipeline.pins import version_of
from lingnan.programme.metrics import population_intervals, population_key
from lingnan.registry import classify, cluster_membership
from lingnan.registry.store import arrow_schema, registry_enterprise, registry_entity, registry_name
from lingnan.store import Engine, Store
from lingnan.store.runs import Run

_STATUS: Final = "out_status"
_SCORE: Final = "out_score"
_ENTITY_MARK: Final = ":"

_IN_ORDER: Final = """
CREATE OR REPLACE TEMP TABLE shelf_row AS
SELECT row_number() OVER (ORDER BY e.is_active DESC, e.revenue_cny DESC NULLS LAST, e.uscc) - 1
         AS enterprise_no,
       e.uscc, e.name_zh, e.name_en, e.city_code, e.region_code, e.industry_code, e.size_class,
       e.is_above_scale::INTEGER AS is_above_scale, e.is_active::INTEGER AS is_active,
       e.primary_cluster_id,
       s.claimed_level, s.proven_level, s.top_missing_item, s.top_missing_lift_millipoints
FROM shelf_enterprise e LEFT JOIN shelf_score s ON s.subject_code = e.uscc
"""
_COUNTED: Final = """
SELECT r.enterprise_no, d.number, s.side = 'proven' AS is_proven, s.from_date
FROM shelf_status s
JOIN shelf_definition d ON d.definition_id = s.definition_id
JOIN shelf_row r ON r.uscc = s.subject_code
ORDER BY r.enterprise_no, is_proven, d.number, s.from_date
"""
_MEMBER: Final = """
SELECT r.enterprise_no, c.number
FROM shelf_member m
JOIN shelf_cluster c ON c.cluster_id = m.cluster_id
JOIN shelf_row r ON r.uscc = m.uscc
ORDER BY r.enterprise_no, c.number
"""
_POPULATION: Final = """
SELECT r.enterprise_no, unnest($numbers::INTEGER[]) AS number
FROM shelf_population p JOIN shelf_row r ON r.uscc = p.subject_code
"""
_POPULATION_NONE: Final = "SELECT 0::BIGINT AS enterprise_no, 0::INTEGER AS number WHERE false"
_STANDING: Final = """
SELECT city_code, NULL AS cluster_id, claimed_level, proven_level, top_missing_item,
       count(*) AS enterprises_count, coalesce(sum(top_missing_lift_millipoints), 0)::BIGINT AS lift
FROM shelf_row WHERE claimed_level IS NOT NULL GROUP BY ALL
UNION ALL
SELECT r.city_code, m.cluster_id, r.claimed_level, r.proven_level, r.top_missing_item,
       count(*), coalesce(sum(r.top_missing_lift_millipoints), 0)::BIGINT
FROM shelf_row r JOIN shelf_member m ON m.uscc = r.uscc
WHERE r.claimed_level IS NOT NULL GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a shelf is made of.

    Attributes:
        definitions: the first `headlines_count` are those that targets are counted by.
        model_id: the model that assesses most enterprises; its levels are shown. Null for none.
        rows: one row an enterprise, in order.
        counted: enterprise_no, number of the definition, is_proven, from_date; in that order.
        population: enterprise_no, number of the definition: who could count on the day.
        members: enterprise_no, number of the cluster; in that order.
        standing: see layout. entities: registered entities that count.
        former: uscc, name_zh of names that enterprises no longer have.
    """

    definitions: tuple[str, ...]
    headlines_count: int
    clusters: tuple[str, ...]
    model_id: str | None
    rows: pa.Table
    counted: pa.Table
    population: pa.Table
    members: pa.Table
    standing: pa.Table
    entities: pa.Table
    former: dict[str, list[str]]


def gather(engine: Engine, store: Store, pack: Pack, run: Run) -> Gathered:
    """Read what a shelf of a run holds. Raises: TableMissing, ComputationFailed."""
    version = version_of(run.pins, registry_enterprise.name)
    register = (
        engine.memory(arrow_schema(registry_enterprise).empty_table())
        if version is None
        else engine.scan(store.lake, registry_enterprise.name, version)
    )
    classified = classify(register, pack, engine, as_of=run.as_of)
    enterprises = engine.keep("shelf_enterprise", classified)
    engine.keep("shelf_member", cluster_membership(enterprises, pack, engine))
    con = engine.connection.con
    status = _files(store, run, _STATUS)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shelf_status AS SELECT * FROM read_parquet($files)"
        " WHERE from_date <= $day AND (until_date IS NULL OR until_date > $day)",
        {"files": status, "day": run.as_of},
    )
    model = _main_model(engine, store, run)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shelf_score AS SELECT * FROM read_parquet($files)"
        " WHERE model_id = $model",
        {"files": _files(store, run, _SCORE), "model": model or ""},
    )
    con.execute(_IN_ORDER)
    headlines, others = _definitions(pack)
    ids = [*headlines, *others, *_counted_ids(engine)]
    definitions = _numbered(engine, "shelf_definition", "definition_id", list(dict.fromkeys(ids)))
    clusters = _numbered(
        engine,
        "shelf_cluster",
        "cluster_id",
        [each.id for each in sorted(pack.clusters, key=lambda each: each.order)],
    )
    return Gathered(
        definitions=definitions,
        headlines_count=len(headlines),
        clusters=clusters,
        model_id=model,
        rows=engine.sql("SELECT * FROM shelf_row ORDER BY enterprise_no"),
        counted=engine.sql(_COUNTED),
        population=_population(engine, pack, run, definitions),
        members=engine.sql(_MEMBER),
        standing=engine.sql(_STANDING),
        entities=_entities(engine, store, run),
        former=_former(store),
    )


def _files(store: Store, run: Run, table: str) -> list[str]:
    return store.lake.files(table, run.outputs[table])


def _main_model(engine: Engine, store: Store, run: Run) -> str | None:
    rows = engine.sql(
        "SELECT model_id FROM read_parquet($files) GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        files=_files(store, run, _SCORE),
    ).to_pylist()
    return rows[0]["model_id"] if rows else None


def _definitions(pack: Pack) -> tuple[list[str], list[str]]:
    """Definitions of the pack that count enterprises: those of targets, and competing ones."""
    headlines: list[str] = []
    others: list[str] = []
    for target in pack.targets:
        for each in target.definitions:
            if each.counts == "enterprise":
                (headlines if each.id == target.headline_definition else others).append(each.id)
    return headlines, others


def _counted_ids(engine: Engine) -> list[str]:
    """Definitions that the run knew; the pack may have changed since."""
    found: list[str] = engine.sql(
        "SELECT DISTINCT definition_id FROM shelf_status WHERE NOT contains(subject_code, $mark)"
        " ORDER BY 1",
        mark=_ENTITY_MARK,
    )["definition_id"].to_pylist()
    return found


def _numbered(engine: Engine, table: str, column: str, ids: Sequence[str]) -> tuple[str, ...]:
    numbers = pa.array(range(len(ids)), pa.int32())
    rows = pa.table({column: pa.array(ids, pa.string()), "number": numbers})
    engine.keep(table, engine.memory(rows))
    return tuple(ids)


def _population(engine: Engine, pack: Pack, run: Run, definitions: Sequence[str]) -> pa.Table:
    """Who could count towards each definition of the pack: what the register alone decides."""
    enterprises = engine.connection.table("shelf_enterprise")
    numbers: dict[str, list[int]] = {}
    rules: dict[str, ir.Table] = {}
    for target in pack.targets:
        for each in target.definitions:
            if each.id in definitions and each.counts == "enterprise":
                key = population_key(each)
                numbers.setdefault(key, []).append(definitions.index(each.id))
                rules.setdefault(key, population_intervals(each, enterprises))
    tables = []
    for key, rule in rules.items():
        living = rule.filter(rule.from_date <= run.as_of, rule.until_date > run.as_of)
        engine.keep("shelf_population", living.select("subject_code"))
        tables.append(engine.sql(_POPULATION, numbers=numbers[key]))
    return pa.concat_tables(tables) if tables else engine.sql(_POPULATION_NONE)


def _entities(engine: Engine, store: Store, run: Run) -> pa.Table:
    """Registered entities that count on the day, with their names."""
    version = version_of(run.pins, registry_entity.name)
    named = (
        engine.memory(arrow_schema(registry_entity).empty_table())
        if version is None
        else engine.scan(store.lake, registry_entity.name, version)
    )
    engine.keep("shelf_entity", named)
    return engine.sql(
        """
        SELECT s.definition_id, s.side, s.subject_code, any_value(e.name_zh) AS name_zh,
               any_value(e.name_en) AS name_en, any_value(e.city_code) AS city_code,
               min(s.from_date) AS from_date
        FROM shelf_status s
        LEFT JOIN shelf_entity e ON s.subject_code = e.kind || $mark || e.entity_code
        WHERE contains(s.subject_code, $mark) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
        mark=_ENTITY_MARK,
    )


def _former(store: Store) -> dict[str, list[str]]:
    names = registry_name.c
    query = select(names.uscc, names.name_zh).where(names.until_date.isnot(None))
    found: dict[str, list[str]] = {}
    with store.database.read() as connection:
        for row in connection.execute(query.order_by(names.uscc, names.from_date)):
            found.setdefault(row.uscc, []).append(row.name_zh)
    return found
