"""What follows from the register about each enterprise on a day: size, scale, activity, cluster.

Table expressions, so that a chunk of a million costs what a column costs. Not for the level of
digital transformation (diagnosis).
"""

from datetime import date

import ibis
import ibis.expr.types as ir

from lingnan.kernel.industry import INDUSTRIAL_SECTIONS
from lingnan.kernel.size import ABOVE_SCALE_REVENUE_CNY, LOWER_LIMITS, SizeClass
from lingnan.packs import Pack
from lingnan.registry.cluster import distinct_codes, primary_clusters
from lingnan.registry.model import Status
from lingnan.store import Engine


def classify(enterprises: ir.Table, pack: Pack, engine: Engine, *, as_of: date) -> ir.Table:
    """Answer size class, above-scale and activity of each enterprise on a day, and its cluster.

    Shapes:
        enterprises: rows of registry_enterprise.
        returns: the same rows with size_class (null if headcount or revenue is unknown),
            is_above_scale, is_active (never null), primary_cluster_id (null without cluster).
    Limits: headcount, revenue and industry are today's, whatever the day; only spells above scale,
        founding and closing are dated. Reads the distinct industry codes at once.
    Source: kernel.size (2017 classes; above scale from 20 million yuan in sections B, C, D).
    """
    primary = primary_clusters(distinct_codes(enterprises, engine), pack, engine)
    placed = enterprises.left_join(primary, "industry_code").drop("industry_code_right")
    return placed.mutate(
        size_class=size_class(placed),
        is_above_scale=is_above_scale(placed, as_of),
        is_active=is_active(placed, as_of),
    ).relocate("primary_cluster_id", after="is_active")


def size_class(enterprises: ir.Table) -> ir.StringValue:
    """Answer the size class, as kernel.size.size_class does."""
    heads, revenue = enterprises.employees_count, enterprises.revenue_cny
    known = heads.notnull() & revenue.notnull()
    limits = [
        (known & (heads >= heads_limit) & (revenue >= revenue_limit), str(name))
        for name, heads_limit, revenue_limit in LOWER_LIMITS
    ]
    return ibis.cases(*limits, (known, str(SizeClass.MICRO)))


def is_above_scale(enterprises: ir.Table, as_of: date) -> ir.BooleanValue:
    """Answer whether each enterprise is above scale on the day.

    The registered spell decides where there is one; else revenue and section. Unknown is no.
    """
    start, until = enterprises.above_scale_from, enterprises.above_scale_until
    is_dated = start.notnull() | until.notnull()
    in_spell = (start.isnull() | (start <= as_of)) & (until.isnull() | (until > as_of))
    section = enterprises.industry_code.substr(0, 1)
    by_revenue = section.isin(INDUSTRIAL_SECTIONS) & (
        enterprises.revenue_cny >= ABOVE_SCALE_REVENUE_CNY
    )
    return is_dated.ifelse(in_spell, by_revenue).fill_null(False)


def is_active(enterprises: ir.Table, as_of: date) -> ir.BooleanValue:
    """Answer whether each enterprise was founded and not yet closed on the day.

    One that is closed without a date counts as closed all along.
    """
    founded, closed = enterprises.founded_date, enterprises.closed_date
    is_founded = founded.isnull() | (founded <= as_of)
    is_open = (enterprises.status == str(Status.ACTIVE)) | (closed.notnull() & (closed > as_of))
    return (is_founded & is_open).fill_null(False)
