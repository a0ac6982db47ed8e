"""A small pack and small registers, from which the tests of the programme build their cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from lingnan.evidence.table import EVIDENCE_SCHEMA
from lingnan.kernel import Text
from lingnan.packs import Pack
from lingnan.packs.content import (
    Assumption,
    City,
    Cluster,
    CompanionTarget,
    Denominator,
    DenominatorPoint,
    Indicator,
    MetricDefinition,
    Milestone,
    PublishedPoint,
    Target,
)

RECORD: dict[str, Any] = {"source": ("own",), "is_confirmed": True}
NAME = {"zh": "名", "en": "name"}


def indicator(code: str, expires_days: int | None = None) -> Indicator:
    return Indicator(
        code=code,
        name=NAME,
        unit="flag",
        value_kind="number",
        fresh_days=100,
        expires_days=expires_days,
        **RECORD,
    )


def definition(
    definition_id: str, conditions: Sequence[dict[str, Any]], counts: str = "enterprise"
) -> MetricDefinition:
    return MetricDefinition.model_validate(
        {
            "id": definition_id,
            "name": NAME,
            "counts": counts,
            "unit": counts,
            "conditions": tuple(conditions),
            **RECORD,
        }
    )


def target(
    target_id: str,
    definitions: Sequence[MetricDefinition],
    milestones: Sequence[tuple[date, int | None]],
    denominator_id: str | None = None,
) -> Target:
    return Target(
        id=target_id,
        name=NAME,
        unit=NAME,
        unit_id="enterprise",
        comparator="none",
        milestones=tuple(
            Milestone(deadline=day, value=value, comparator="none", **RECORD)
            for day, value in milestones
        ),
        headline_definition=definitions[0].id,
        definitions=tuple(definitions),
        denominator_id=denominator_id,
        **RECORD,
    )


def published(target_id: str, day: date, value: int, latest: date | None = None) -> PublishedPoint:
    return PublishedPoint(
        target_id=target_id,
        region_code="440000",
        as_of=day,
        as_of_range=latest,
        value=value,
        unit="enterprise",
        comparator="none",
        **RECORD,
    )


def denominator(denominator_id: str, points: Iterable[tuple[date, int]]) -> Denominator:
    return Denominator(
        id=denominator_id,
        name=NAME,
        unit="enterprise",
        points=tuple(DenominatorPoint(as_of=d, value=v, **RECORD) for d, v in points),
        **RECORD,
    )


def small_pack(
    targets: Sequence[Target],
    indicators: Sequence[Indicator] = (),
    *,
    cities: Sequence[City] = (),
    clusters: Sequence[Cluster] = (),
    published_points: Sequence[PublishedPoint] = (),
    denominators: Sequence[Denominator] = (),
    companion_targets: Sequence[CompanionTarget] = (),
    assumptions: Sequence[Assumption] = (),
) -> Pack:
    content: dict[str, Any] = {field.name: () for field in fields(Pack)}
    content |= {
        "id": "small",
        "version": "1",
        "title": Text("小", "small"),
        "region_code": "440000",
        "languages": ("zh", "en"),
        "is_test": True,
        "root": Path(),
        "content_hash": "0",
        "cities": tuple(cities),
        "clusters": tuple(clusters),
        "targets": tuple(targets),
        "indicators": tuple(indicators),
        "published": tuple(published_points),
        "denominators": tuple(denominators),
        "companion_targets": tuple(companion_targets),
        "assumptions": tuple(assumptions),
        "cloud_rules": None,
    }
    return Pack(**content)


ENTERPRISES = pa.schema(
    [
        ("uscc", pa.string()),
        ("city_code", pa.string()),
        ("industry_code", pa.string()),
        ("status", pa.string()),
        ("founded_date", pa.date32()),
        ("closed_date", pa.date32()),
        ("merged_into_uscc", pa.string()),
        ("above_scale_from", pa.date32()),
        ("above_scale_until", pa.date32()),
        ("is_above_scale", pa.bool_()),
        ("is_active", pa.bool_()),
        ("size_class", pa.string()),
        ("primary_cluster_id", pa.string()),
    ]
)
ENTITIES = pa.schema(
    [
        ("kind", pa.string()),
        ("entity_code", pa.string()),
        ("class_code", pa.string()),
        ("city_code", pa.string()),
        ("from_date", pa.date32()),
        ("until_date", pa.date32()),
    ]
)
LEVELS = pa.schema(
    [
        ("subject_code", pa.string()),
        ("model_id", pa.string()),
        ("side", pa.string()),
        ("from_date", pa.date32()),
        ("until_date", pa.date32()),
        ("level", pa.int8()),
    ]
)
MEMBERSHIPS = pa.schema([("uscc", pa.string()), ("cluster_id", pa.string())])


def enterprise(uscc: str, **cells: Any) -> dict[str, Any]:
    return {
        "uscc": uscc,
        "city_code": "440100",
        "industry_code": "C3911",
        "status": "active",
        "is_above_scale": True,
        "is_active": True,
        "size_class": "medium",
        **cells,
    }


def evidence(
    number: int,
    subject: str,
    code: str,
    day: date,
    value: float | str = 1,
    grade: int = 1,
) -> dict[str, Any]:
    is_code = isinstance(value, str)
    return {
        "evidence_no": number,
        "segment_no": 1,
        "subject_code": subject,
        "indicator_code": code,
        "value_code": value if is_code else None,
        "value_number": None if is_code else Decimal(str(value)),
        "period_start": day,
        "period_end": day,
        "fact_date": day,
        "grade": grade,
        "source": "declared",
        "action": 0,
        "recorded_at": datetime(2023, 1, 1, tzinfo=UTC),
    }


def table(rows: Sequence[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=schema)


def evidence_table(rows: Sequence[dict[str, Any]]) -> pa.Table:
    return table(rows, EVIDENCE_SCHEMA)


def city(code: str) -> City:
    return City(
        code=code,
        name=NAME,
        short_zh="市",
        group_id="g",
        group=NAME,
        tile_row=0,
        tile_col=0,
        **RECORD,
    )
