"""Which clusters an enterprise belongs to, by its industry codes.

A cluster is a set of industry codes in the pack; a code belongs to a cluster if one of the
cluster's codes begins it, and the longest such code decides whether that is confirmed. A code may
belong to several. Not for memberships that somebody registered (registry_membership).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from lingnan.packs import Pack
from lingnan.store import Engine

_MEMBER = pa.schema(
    [("industry_code", pa.string()), ("cluster_id", pa.string()), ("is_confirmed", pa.bool_())]
)
_PRIMARY = pa.schema([("industry_code", pa.string()), ("primary_cluster_id", pa.string())])


@dataclass(frozen=True, slots=True)
class Match:
    """One cluster that an industry code belongs to, through `prefix`."""

    cluster_id: str
    order: int
    prefix: str
    is_confirmed: bool
    is_partial: bool

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """Answer what orders the clusters of a code: whole, confirmed, exact, early in the plan.

        A row that is partial takes in some classes of the code only, so that any other cluster
        speaks for the code first.
        """
        return (self.is_partial, not self.is_confirmed, -len(self.prefix), self.order)


def match_clusters(industry_code: str, pack: Pack) -> list[Match]:
    """Answer the clusters a code belongs to, the primary one first."""
    matches = []
    for cluster in pack.clusters:
        fitting = [each for each in cluster.industries if industry_code.startswith(each.code)]
        if fitting:
            best = max(fitting, key=lambda each: len(each.code))
            matches.append(
                Match(cluster.id, cluster.order, best.code, best.is_confirmed, best.is_partial)
            )
    return sorted(matches, key=lambda match: match.rank)


def cluster_membership(enterprises: ir.Table, pack: Pack, engine: Engine) -> ir.Table:
    """Answer which enterprises belong to which clusters, by main and other industry codes.

    Shapes:
        enterprises: uscc, industry_code, other_industry_codes (joined by ``;``, null if none).
        returns: uscc, cluster_id, is_confirmed; one row per enterprise and cluster. An enterprise
            without cluster has no row.
    Limits: reads the distinct codes of `enterprises` at once; the rest is computed when asked for.
    """
    main = enterprises.select("uscc", "industry_code")
    others = enterprises.filter(enterprises.other_industry_codes.notnull()).select(
        "uscc", industry_code=lambda t: t.other_industry_codes.split(";").unnest()
    )
    # A union wants equal types, and one side may be declared free of nulls.
    either = {"uscc": "string", "industry_code": "string"}
    codes = main.cast(either).union(others.cast(either))
    rows = [
        {"industry_code": code, "cluster_id": each.cluster_id, "is_confirmed": each.is_confirmed}
        for code in distinct_codes(codes, engine)
        for each in match_clusters(code, pack)
    ]
    members = engine.memory(pa.Table.from_pylist(rows, schema=_MEMBER))
    joined = codes.join(members, "industry_code")
    return joined.group_by("uscc", "cluster_id").aggregate(is_confirmed=joined.is_confirmed.any())


def primary_clusters(codes: Iterable[str], pack: Pack, engine: Engine) -> ir.Table:
    """Answer the one cluster that stands for each industry code.

    Shapes: returns industry_code, primary_cluster_id; codes without cluster have no row.
    """
    rows = [
        {"industry_code": code, "primary_cluster_id": matches[0].cluster_id}
        for code in codes
        if (matches := match_clusters(code, pack))
    ]
    return engine.memory(pa.Table.from_pylist(rows, schema=_PRIMARY))


def distinct_codes(rows: ir.Table, engine: Engine) -> list[str]:
    """Answer the industry codes that occur, in order."""
    found = engine.arrow(rows.select("industry_code").distinct())["industry_code"].to_pylist()
    return sorted(code for code in found if code is not None)
