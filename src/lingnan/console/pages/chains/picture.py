"""A chain's members and supplies as nodes and edges of its picture. Not for drawing (charts)."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from lingnan.console.charts import Chart
from lingnan.console.charts.network import network
from lingnan.console.charts.network_text import Edge, Node, Standing
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words
from lingnan.console.group.member import UNNAMED, Named
from lingnan.console.web.call import Call
from lingnan.registry.store import registry_supply

_PPM: Final = 1_000_000
_STANDING: Final[Mapping[str, Standing]] = {
    "above": "above",
    "planned": "planned",
    "unknown": "unknown",
}


def chain_picture(
    call: Call, answer: Mapping[str, Any], names: Mapping[str, Named], title: str
) -> Chart:
    """Draw a chain; nodes are numbered, so that no code stands in the page."""
    leader = str(answer["leader"])
    numbers = {leader: "n0"}
    nodes = [_node(call, "n0", names.get(leader), {"tier": 0}, "leader")]
    for number, member in enumerate(answer["members"], start=1):
        code = str(member["uscc"])
        numbers[code] = f"n{number}"
        standing = _STANDING.get(str(member["status"]), "below")
        nodes.append(_node(call, numbers[code], names.get(code), member, standing))
    edges = [
        Edge(numbers[each.supplier], numbers[each.buyer], each.weight, each.is_single_source)
        for each in supplies_of(call, str(answer["chain"]))
        if each.supplier in numbers and each.buyer in numbers
    ]
    return network(call.tr, chart_id="network", title=title, nodes=nodes, edges=edges)


def supplies_of(call: Call, chain: str) -> list[Edge]:
    """Answer who supplied whom on the day of the run, as shares of the chain's spend."""
    table, day = registry_supply.c, call.run.as_of
    query = select(table.supplier_uscc, table.buyer_uscc, table.item, table.spend_cny).where(
        table.chain_id == chain,
        table.from_date <= day,
        table.until_date.is_(None) | (table.until_date > day),
    )
    spend: dict[tuple[str, str], float] = defaultdict(float)
    items: dict[tuple[str, str], set[str]] = defaultdict(set)
    with call.store.database.read() as connection:
        for row in connection.execute(query):
            spend[row.supplier_uscc, row.buyer_uscc] += float(row.spend_cny)
            items[row.buyer_uscc, row.item].add(row.supplier_uscc)
    single = {
        (next(iter(suppliers)), buyer)
        for (buyer, _item), suppliers in items.items()
        if len(suppliers) == 1
    }
    whole = sum(spend.values()) or 1.0
    return [Edge(*ends, value / whole, ends in single) for ends, value in sorted(spend.items())]


def _node(
    call: Call, key: str, named: Named | None, member: Mapping[str, Any], standing: Standing
) -> Node:
    level, share = member.get("level_now"), member.get("share_ppm")
    return Node(
        key=key,
        name=(named.name if named else UNNAMED).in_(call.lang),
        tier=member["tier"],
        standing=standing,
        level="" if level is None else capital(call.tr, level_words(call.tr, level)),
        share=None if share is None else share / _PPM,
        is_bottleneck=bool(member.get("is_bottleneck")),
        is_single_source=bool(member.get("is_single_source")),
    )
