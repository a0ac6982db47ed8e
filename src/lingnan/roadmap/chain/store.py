"""How chains are kept and read: tables out_chain and out_chain_member, links from the register.

Not for computing; a run of the pipeline writes the tables, one version a run.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.roadmap.chain.answer import ChainRoadmap
from lingnan.roadmap.chain.network import PPM, Link

CHAIN_TABLE = "out_chain"
MEMBER_TABLE = "out_chain_member"
#: Words of registered roles that mean the leader of a chain.
LEADER_ROLES = frozenset({"leader", "chain leader", "链主", "链主企业"})

CHAIN_SCHEMA = pa.schema(
    [
        pa.field("chain_id", pa.string(), nullable=False),
        pa.field("leader_uscc", pa.string()),
        pa.field("side", pa.string(), nullable=False),
        pa.field("level", pa.int8(), nullable=False),
        pa.field("budget_cny", pa.int64()),
        pa.field("cost_cny", pa.int64()),
        pa.field("share_before_ppm", pa.int32()),
        pa.field("share_after_ppm", pa.int32()),
        pa.field("bound_ppm", pa.int32()),
        pa.field("gap", pa.float64()),
        pa.field("members_count", pa.int32()),
        pa.field("upgraded_count", pa.int32()),
        pa.field("status", pa.string(), nullable=False),
    ]
)
"""One row per (chain_id, side). Status: optimal, planned, nothing, or the code of the error that
kept a chain from being planned (CHA-001, CHA-002), whose figures are null."""

MEMBER_SCHEMA = pa.schema(
    [
        pa.field("chain_id", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("uscc", pa.string(), nullable=False),
        pa.field("tier", pa.int16()),
        pa.field("level_now", pa.int8()),
        pa.field("status", pa.string(), nullable=False),
        pa.field("share_ppm", pa.int32()),
        pa.field("lost_ppm", pa.int32()),
        pa.field("cost_cny", pa.int64()),
        pa.field("finish_period", pa.int16()),
        pa.field("wave", pa.int16()),
        pa.field("is_bottleneck", pa.bool_()),
        pa.field("is_single_source", pa.bool_()),
    ]
)
"""One row per (chain_id, side, uscc); the leader itself is not a member here."""


def chain_table(roadmaps: Iterable[ChainRoadmap]) -> pa.Table:
    """The rows of out_chain, sorted by chain and side."""
    rows = [
        {
            "chain_id": each.chain,
            "leader_uscc": each.leader,
            "side": each.side,
            "level": each.level,
            "budget_cny": each.budget_cny,
            "cost_cny": each.cost_cny,
            "share_before_ppm": each.share_before_ppm,
            "share_after_ppm": each.objective,
            "bound_ppm": each.bound,
            "gap": each.gap,
            "members_count": len(each.members),
            "upgraded_count": each.upgraded_count,
            "status": each.status,
        }
        for each in roadmaps
    ]
    return _sorted(rows, CHAIN_SCHEMA, "chain_id", "side")


def unplanned_row(chain: str, side: str, level: int, leader: str | None, code: str) -> pa.Table:
    """The row of out_chain for a chain that could not be planned, with the code of the error."""
    row = {"chain_id": chain, "leader_uscc": leader, "side": side, "level": level, "status": code}
    return pa.Table.from_pylist([row], schema=CHAIN_SCHEMA)


def member_table(roadmaps: Iterable[ChainRoadmap]) -> pa.Table:
    """The rows of out_chain_member, sorted by chain, side and uscc."""
    rows = [
        {
            "chain_id": each.chain,
            "side": each.side,
            "uscc": member.uscc,
            "tier": member.tier,
            "level_now": member.level_now,
            "status": str(member.status),
            "share_ppm": member.share_ppm,
            "lost_ppm": member.lost_ppm,
            "cost_cny": member.cost_cny,
            "finish_period": member.finish_period,
            "wave": member.wave,
            "is_bottleneck": member.is_bottleneck,
            "is_single_source": member.is_single_source,
        }
        for each in roadmaps
        for member in each.members
    ]
    return _sorted(rows, MEMBER_SCHEMA, "chain_id", "side", "uscc")


def _sorted(rows: list[dict[str, Any]], schema: pa.Schema, *keys: str) -> pa.Table:
    rows.sort(key=lambda row: tuple(row[key] for key in keys))
    return pa.Table.from_pylist(rows, schema=schema)


def links_of(supplies: pa.Table, as_of: date) -> dict[str, list[Link]]:
    """The links in force on a day, by chain.

    Shapes: supplies: rows of registry_supply. Units: spend is rounded to whole yuan, at least 1.
    """
    begun = pc.less_equal(supplies["from_date"], pa.scalar(as_of))
    ended = pc.fill_null(pc.less_equal(supplies["until_date"], pa.scalar(as_of)), False)
    found: dict[str, list[Link]] = {}
    for row in supplies.filter(pc.and_not(begun, ended)).to_pylist():
        share = row["quality_data_share"]
        found.setdefault(row["chain_id"], []).append(
            Link(
                supplier=row["supplier_uscc"],
                buyer=row["buyer_uscc"],
                item=row["item"],
                spend_cny=max(1, int(row["spend_cny"].quantize(Decimal(1), ROUND_HALF_UP))),
                orders_count=row["orders_count"],
                quality_data_ppm=None if share is None else int(share * PPM),
            )
        )
    return found


def leaders_of(
    entities: Sequence[dict[str, Any]], memberships: Sequence[dict[str, Any]], as_of: date
) -> dict[str, str]:
    """Who leads each chain on a day: the operator of the chain, else its member with that role.

    Shapes: rows of registry_entity and registry_membership; chains without leader are absent. Of
        several leading members the one that came first, then the lowest code.
    """
    found: dict[str, str] = {}
    leading = [
        row
        for row in memberships
        if row["group_kind"] == "chain"
        and (row["role"] or "").strip().casefold() in LEADER_ROLES
        and row["from_date"] <= as_of
        and (row["until_date"] is None or row["until_date"] > as_of)
    ]
    for row in sorted(leading, key=lambda row: (row["from_date"], row["uscc"])):
        found.setdefault(row["group_id"], row["uscc"])
    for row in entities:
        if row["kind"] == "chain" and row["operator_uscc"]:
            found[row["entity_code"]] = row["operator_uscc"]
    return found
