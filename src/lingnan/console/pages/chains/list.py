"""The chains of a reader's scope, with what the run keeps of each. Not for one chain (read)."""

from typing import Any, Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Column, Table
from lingnan.console.document.words import gap_words, money_words
from lingnan.console.group.table import run_rows
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.chains.context import ChainLine
from lingnan.console.web.call import Call
from lingnan.console.web.target import entities_within
from lingnan.registry import Entity
from lingnan.roadmap.chain import CHAIN_TABLE, LeaderMissing, NetworkEmpty

_PPM: Final = 1_000_000


def chain_lines(call: Call) -> tuple[ChainLine, ...]:
    """Answer the chains a reader may see, the largest first."""
    reach = call.reach(Permission.ROADMAP_READ)
    rows = {row["chain_id"]: row for row in run_rows(call, CHAIN_TABLE)} if call.desk.run else {}
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    found = []
    for chain in entities_within(reach, call.desk.registry, ScopeKind.CHAIN):
        row = rows.get(chain.entity_code, {})
        city = cities.get(chain.city_code or "", NOTHING)
        line = _line(call, chain, row, city)
        found.append((-(row.get("members_count") or 0), chain.entity_code, line))
    return tuple(line for _members, _code, line in sorted(found, key=lambda each: each[:2]))


def _line(call: Call, chain: Entity, row: dict[str, Any], city: str) -> ChainLine:
    tr = call.tr
    return ChainLine(
        code=chain.entity_code,
        name=name_of(call, chain),
        city=city,
        members=tr.number(row.get("members_count")),
        share_before=_share(tr, row.get("share_before_ppm")),
        share_after=_share(tr, row.get("share_after_ppm")),
        upgraded=tr.number(row.get("upgraded_count")),
        cost=money_words(tr, row.get("cost_cny")),
        gap=gap_words(tr, row.get("gap")),
        lack=lack_of(call, chain, row),
    )


def lack_of(call: Call, chain: Entity, row: dict[str, Any]) -> str:
    """Say why the run planned nothing for a chain; "" when it did."""
    status = row.get("status")
    name = name_of(call, chain)
    if status == NetworkEmpty.code:
        return NetworkEmpty(chain=name).message.in_(call.lang)
    if status == LeaderMissing.code:
        leader = call.desk.registry.get(row.get("leader_uscc") or "")
        told = leader.name_zh if leader else NOTHING
        return LeaderMissing(chain=name, leader=told).message.in_(call.lang)
    return "" if status else call.tr.gettext("not planned")


def chains_table(tr: Translator, lines: tuple[ChainLine, ...]) -> Table:
    """Answer the list as a table, for its CSV."""
    _ = tr.gettext
    columns = (
        Column(_("Supply chain"), "text"),
        Column(_("Chain code"), "text"),
        Column(_("City"), "text"),
        Column(_("Suppliers")),
        Column(_("Share today")),
        Column(_("Share after the plan")),
        Column(_("Upgraded")),
        Column(_("Cost of the upgrades")),
        Column(_("Certified gap")),
        Column(_("What is lacking"), "text"),
    )
    rows = tuple(
        (
            *(each.name, each.code, each.city, each.members, each.share_before),
            *(each.share_after, each.upgraded, each.cost, each.gap, each.lack),
        )
        for each in lines
    )
    return Table(_("Supply chains"), columns, rows)


def name_of(call: Call, chain: Entity) -> str:
    """Answer a chain's name in the reader's language."""
    return chain.name_zh if call.lang == "zh" else chain.name_en or chain.name_zh


def _share(tr: Translator, ppm: int | None) -> str:
    return tr.percent(None if ppm is None else ppm / _PPM, 1)
