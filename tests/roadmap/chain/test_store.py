"""The tables of chains, and how the register is read."""

from datetime import date
from decimal import Decimal

import pyarrow as pa

from lingnan.registry.store import arrow_schema, registry_supply
from lingnan.roadmap.chain import (
    CHAIN_SCHEMA,
    MEMBER_SCHEMA,
    Candidate,
    Link,
    Task,
    Wave,
    chain_table,
    leaders_of,
    links_of,
    member_table,
    plan_chain,
    unplanned_row,
)


def test_tables(by_hand):
    candidates = {"A": Candidate("A", 1, False, 100, 0), "C": Candidate("C", 2, True)}
    plan, _ = plan_chain(by_hand, candidates, Task(2, "proven", (Wave(0, 100),)))
    chains = chain_table([plan])
    assert chains.schema == CHAIN_SCHEMA
    (row,) = chains.to_pylist()
    assert (row["chain_id"], row["leader_uscc"], row["side"]) == ("chain-1", "L", "proven")
    assert (row["cost_cny"], row["members_count"], row["upgraded_count"]) == (100, 4, 1)
    assert row["share_after_ppm"] == plan.objective > row["share_before_ppm"] == 0
    members = member_table([plan])
    assert members.schema == MEMBER_SCHEMA
    assert members["uscc"].to_pylist() == ["A", "B", "C", "D"]
    assert members["status"].to_pylist() == ["planned", "unknown", "above", "unknown"]
    assert members["wave"].to_pylist() == [1, None, None, None]
    lost = unplanned_row("chain-2", "proven", 2, None, "CHA-002")
    whole = pa.concat_tables([chains, lost])
    assert whole["status"].to_pylist() == ["optimal", "CHA-002"]


def test_links_in_force_on_a_day():
    def row(supplier, spend, start, until=None, share=None):
        return {
            "chain_id": "C1",
            "supplier_uscc": supplier,
            "buyer_uscc": "L",
            "item": "x",
            "from_date": start,
            "spend_cny": Decimal(spend),
            "orders_count": 3,
            "quality_data_share": share,
            "until_date": until,
        }

    day = date(2023, 6, 30)
    supplies = pa.Table.from_pylist(
        [
            row("A", "99.50", date(2023, 1, 1), None, Decimal("0.4000")),
            row("B", "0.20", day, date(2023, 7, 1)),
            row("C", "5", date(2023, 7, 1)),
            row("D", "5", date(2023, 1, 1), day),
        ],
        schema=arrow_schema(registry_supply),
    )
    assert links_of(supplies, day) == {
        "C1": [Link("A", "L", "x", 100, 3, 400_000), Link("B", "L", "x", 1, 3, None)]
    }


def test_who_leads():
    def member(uscc, role, start=date(2021, 1, 1), until=None, chain="C1"):
        return {
            "uscc": uscc,
            "group_kind": "chain",
            "group_id": chain,
            "role": role,
            "from_date": start,
            "until_date": until,
        }

    day = date(2023, 6, 30)
    memberships = [
        member("A", "配套"),
        member("B", "链主", date(2022, 1, 1)),
        member("C", "Leader", date(2020, 1, 1), date(2023, 1, 1)),
        member("D", None),
        member("E", "链主企业", chain="C2"),
    ]
    entities = [
        {"kind": "chain", "entity_code": "C2", "operator_uscc": "F"},
        {"kind": "chain", "entity_code": "C3", "operator_uscc": None},
        {"kind": "park", "entity_code": "C1", "operator_uscc": "G"},
    ]
    assert leaders_of(entities, memberships, day) == {"C1": "B", "C2": "F"}
