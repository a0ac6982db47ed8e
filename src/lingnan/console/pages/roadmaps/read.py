"""The other three paths: what the run planned for industries, parks and chains."""

from typing import Any, Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.document.words import money_words
from lingnan.console.group.table import run_rows
from lingnan.console.pages.roadmaps.context import IndustryLine, PathLine
from lingnan.console.web.call import Call
from lingnan.console.web.extent import Extent
from lingnan.console.web.target import entities_within
from lingnan.roadmap.chain import CHAIN_TABLE
from lingnan.roadmap.industry import OUT_INDUSTRY
from lingnan.roadmap.park.store import PARK_TABLE

_PPM: Final = 1_000_000
Row = dict[str, Any]


def industry_lines(call: Call, extent: Extent) -> tuple[IndustryLine, ...]:
    """Answer the clusters; figures of a whole cluster are for who sees the whole region."""
    tr = call.tr
    rows = {row["cluster_id"]: row for row in run_rows(call, OUT_INDUSTRY) if row["area"] is None}
    shown = rows if extent.is_whole else {}
    return tuple(
        IndustryLine(
            name=cluster.name.in_(call.lang),
            path=f"/industries/{cluster.id}",
            members=tr.number(row.get("members_count")),
            before=tr.number(row.get("reached_before")),
            after=tr.number(row.get("reached_after")),
            price=money_words(tr, row.get("price_cny")),
            subsidy=money_words(tr, row.get("subsidy_cny")),
        )
        for cluster in sorted(call.pack.clusters, key=lambda each: each.order)
        for row in (shown.get(cluster.id, {}),)
        if cluster.id in rows or not extent.is_whole
    )


def industries_sentence(call: Call, lines: tuple[IndustryLine, ...], extent: Extent) -> str:
    """Say for how many clusters there is a roadmap."""
    tr = call.tr
    if not extent.is_whole:
        return tr.sentence([tr.gettext("choose a cluster to plan it for your area")])
    return tr.sentence(
        [
            tr.gettext("the run planned {count} of {all} clusters").format(
                count=tr.number(len(lines)), all=tr.number(len(call.pack.clusters))
            )
        ]
    )


def path_lines(call: Call) -> tuple[PathLine, ...]:
    """Answer parks and chains with what the run planned for those that the reader sees."""
    _ = call.tr.gettext
    return (
        PathLine(_("Parks"), "/parks", _parks(call)),
        PathLine(_("Supply chains"), "/chains", _chains(call)),
    )


def _parks(call: Call) -> str:
    tr = call.tr
    _ = tr.gettext
    mine = _mine(call, ScopeKind.PARK)
    rows = [row for row in run_rows(call, PARK_TABLE) if row["park_id"] in mine]
    paying = [row for row in rows if row["facilities_count"]]
    return tr.sentence(
        [
            _("{count} parks; in {paying} of them shared facilities pay").format(
                count=tr.number(len(mine)), paying=tr.number(len(paying))
            ),
            _("they cost {cost} and add {added}").format(
                cost=money_words(tr, _sum(paying, "cost_expected_cny")),
                added=money_words(tr, _sum(paying, "added_cny")),
            )
            if paying
            else "",
        ]
    )


def _chains(call: Call) -> str:
    tr = call.tr
    _ = tr.gettext
    mine = _mine(call, ScopeKind.CHAIN)
    rows = [
        row
        for row in run_rows(call, CHAIN_TABLE)
        if row["chain_id"] in mine and row["members_count"] is not None
    ]
    return tr.sentence(
        [
            _("{count} supply chains; the run planned {planned} of them").format(
                count=tr.number(len(mine)), planned=tr.number(len(rows))
            ),
            _("{upgraded} suppliers are upgraded for {cost}").format(
                upgraded=tr.number(_sum(rows, "upgraded_count")),
                cost=money_words(tr, _sum(rows, "cost_cny")),
            ),
        ]
    )


def _mine(call: Call, kind: ScopeKind) -> frozenset[str]:
    reach = call.reach(Permission.ROADMAP_READ)
    found = entities_within(reach, call.desk.registry, kind)
    return frozenset(each.entity_code for each in found)


def _sum(rows: list[Row], name: str) -> int:
    return sum(row[name] or 0 for row in rows)
