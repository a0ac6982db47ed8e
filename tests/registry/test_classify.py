"""Size, scale, activity and clusters on a day."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.kernel.size import is_above_scale, size_class
from lingnan.registry import classify, cluster_membership
from lingnan.registry.cluster import match_clusters
from lingnan.registry.store import arrow_schema, registry_enterprise
from lingnan.store import Engine

SCHEMA = arrow_schema(registry_enterprise)
DAY = date(2023, 9, 30)


def enterprise(number: int, **cells: object) -> dict[str, object]:
    return {
        "uscc": f"{number:018d}",
        "name_zh": "甲",
        "region_code": "440100",
        "city_code": "440100",
        "industry_code": "C3911",
        "status": "active",
        "entity_type": "legal_entity",
        "is_synthetic": False,
        **cells,
    }


@pytest.fixture(scope="module")
def engine():
    with Engine() as made:
        yield made


def classified(engine, pack, rows, as_of=DAY):
    table = engine.memory(pa.Table.from_pylist(rows, schema=SCHEMA))
    result = classify(table, pack, engine, as_of=as_of)
    assert tuple(result.columns) == (
        *SCHEMA.names,
        "size_class",
        "is_above_scale",
        "is_active",
        "primary_cluster_id",
    )
    return engine.arrow(result.order_by("uscc")).to_pylist()


HEADS = st.none() | st.sampled_from([0, 19, 20, 299, 300, 999, 1000]) | st.integers(0, 2000)
YUAN = st.none() | st.sampled_from(
    [Decimal(value) for value in (0, 2_999_999, 3_000_000, 20_000_000, 400_000_000)]
    + [Decimal("19999999.99"), Decimal("399999999.99")]
)


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(HEADS, YUAN, st.sampled_from(["C3911", "B06", "D441", "I65"])),
        min_size=1,
        max_size=20,
    )
)
def test_size_and_scale_are_the_kernels(figures):
    from types import SimpleNamespace

    rows = [
        enterprise(place, employees_count=heads, revenue_cny=yuan, industry_code=code)
        for place, (heads, yuan, code) in enumerate(figures)
    ]
    with Engine() as engine:
        found = classified(engine, SimpleNamespace(clusters=()), rows)
    assert [row["size_class"] for row in found] == [size_class(h, y) for h, y, _ in figures]
    assert [row["is_above_scale"] for row in found] == [
        bool(is_above_scale(y, code)) for _, y, code in figures
    ]


@pytest.mark.parametrize(
    ("start", "until", "expected"),
    [
        (date(2023, 9, 30), None, True),
        (date(2023, 10, 1), None, False),
        (date(2020, 1, 1), date(2023, 9, 30), False),
        (date(2020, 1, 1), date(2023, 10, 1), True),
        (None, date(2023, 10, 1), True),
        (None, date(2023, 9, 30), False),
        (None, None, True),
    ],
)
def test_registered_spell_goes_before_revenue(engine, pack, start, until, expected):
    row = enterprise(
        1, above_scale_from=start, above_scale_until=until, revenue_cny=Decimal(3 * 10**7)
    )
    assert classified(engine, pack, [row])[0]["is_above_scale"] is expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, True),
        ({"founded_date": DAY}, True),
        ({"founded_date": date(2023, 10, 1)}, False),
        ({"status": "closed"}, False),
        ({"status": "closed", "closed_date": DAY}, False),
        ({"status": "merged", "closed_date": date(2023, 10, 1)}, True),
    ],
)
def test_active_on_the_day(engine, pack, cells, expected):
    assert classified(engine, pack, [enterprise(1, **cells)])[0]["is_active"] is expected


@pytest.mark.parametrize(
    ("code", "clusters"),
    [
        # electronics holds C391 too, inferred: the longer code decides, so appliances is confirmed
        # and comes first.
        ("C3911", [("appliances", True), ("electronics", False)]),
        # Both confirmed through C39: the order of the plan decides.
        ("C3921", [("electronics", True), ("appliances", True)]),
        # Confirmed C39 before inferred C3973, then the plan's order.
        (
            "C3973",
            [("electronics", True), ("appliances", True), ("chips", False), ("display", False)],
        ),
        # Confirmed and longest first.
        ("C3974", [("display", True), ("electronics", True), ("appliances", True)]),
        ("C38", [("appliances", True)]),
        ("C3", []),
        ("I6510", []),
    ],
)
def test_clusters_of_a_code(pack, code, clusters):
    assert [(each.cluster_id, each.is_confirmed) for each in match_clusters(code, pack)] == clusters


def test_clusters_of_enterprises(engine, pack):
    rows = [
        enterprise(1, industry_code="I6510", other_industry_codes="C3811;C3911"),
        enterprise(2, industry_code="C3974"),
        enterprise(3, industry_code="I6510"),
        enterprise(4, industry_code="C3911", other_industry_codes="C3921"),
    ]
    table = engine.memory(pa.Table.from_pylist(rows, schema=SCHEMA))
    members = engine.arrow(cluster_membership(table, pack, engine)).to_pylist()
    found = {(int(row["uscc"]), row["cluster_id"], row["is_confirmed"]) for row in members}
    assert len(members) == len(found)
    assert found == {
        (1, "appliances", True),
        (1, "electronics", False),
        (2, "display", True),
        (2, "electronics", True),
        (2, "appliances", True),
        (4, "appliances", True),
        (4, "electronics", True),  # confirmed through C3921
    }
    assert [row["primary_cluster_id"] for row in classified(engine, pack, rows)] == [
        None,
        "display",
        None,
        "appliances",
    ]


def test_no_enterprises(engine, pack):
    assert classified(engine, pack, []) == []
    table = engine.memory(SCHEMA.empty_table())
    assert engine.arrow(cluster_membership(table, pack, engine)).num_rows == 0
