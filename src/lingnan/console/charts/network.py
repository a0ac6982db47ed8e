"""The picture of a supply network: who supplies whom, tier by tier, and where it is held up.

What becomes of a supplier is told by shape and fill, not by colour alone; bottlenecks have a heavy
ring. A large chain is drawn by tier. Not for reading a chain (roadmap.chain).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from lingnan.console.charts.chart import Chart, frame
from lingnan.console.charts.network_text import (
    Edge,
    Node,
    described,
    member_table,
    standing_name,
)
from lingnan.console.charts.palette import GOAL, INK, MUTED, PAPER, PROVEN, PROVEN_RAMP
from lingnan.console.i18n import Translator

_MOST_NODES: Final = 60
_MOST_LABELS: Final = 26
_ROW: Final = 54
_LOOK: Final[dict[str, tuple[str, str, str]]] = {
    # symbol, fill, border: told apart in grey and without colour by their shape
    "leader": ("roundRect", INK, INK),
    "above": ("circle", PROVEN, PROVEN),
    "planned": ("triangle", PROVEN_RAMP[2], PROVEN),
    "below": ("diamond", PAPER, INK),
    "unknown": ("rect", "#d5dbe1", MUTED),
}


def network(
    tr: Translator,
    *,
    chart_id: str,
    title: str,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
) -> Chart:
    """Draw a supply network with its leader at the left; by tier when it is large."""
    is_grouped = len(nodes) > _MOST_NODES
    shown, links = grouped(tr, nodes, edges) if is_grouped else (tuple(nodes), tuple(edges))
    places = _places(shown)
    has_labels = len(shown) <= _MOST_LABELS
    most = max((edge.weight for edge in links), default=0.0) or 1.0
    described_words = described(tr, title, nodes, is_grouped=is_grouped)
    present = [name for name in _LOOK if any(node.standing == name for node in shown)]
    legend = [{"name": standing_name(tr, name), "icon": _LOOK[name][0]} for name in present]
    option: dict[str, Any] = {
        "legend": {"top": 0, "left": 0, "itemGap": 16, "data": legend, "selectedMode": False},
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "graph",
                "layout": "none",
                "left": 70,
                "right": 90,
                "top": 64,
                "bottom": 34,
                "roam": False,
                "categories": [
                    {"name": standing_name(tr, name), "itemStyle": {"color": _LOOK[name][1]}}
                    for name in present
                ],
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 6,
                "data": [_drawn(tr, node, places[node.key], present, has_labels) for node in shown],
                "links": [_link(tr, edge, most) for edge in links if _is_drawn(edge, places)],
                "lineStyle": {"color": MUTED, "opacity": 0.75, "curveness": 0.06},
                "emphasis": {"focus": "adjacency"},
            }
        ],
    }
    rows = max((sum(1 for n in shown if n.tier == tier) for tier in _tiers(shown)), default=1)
    height = max(320, min(900, 120 + _ROW * rows))
    return Chart(
        chart_id,
        title,
        described_words,
        frame(described_words, option),
        member_table(tr, title, shown),
        height,
        is_wide=True,
    )


def grouped(
    tr: Translator, nodes: Sequence[Node], edges: Sequence[Edge]
) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
    """Join the suppliers of a tier that stand alike; the leader and the worst bottlenecks stay."""
    _ = tr.gettext
    alone = {node.key for node in nodes if node.standing == "leader"}
    held_up = sorted((n for n in nodes if n.is_bottleneck), key=lambda n: (-(n.share or 0), n.key))
    alone |= {node.key for node in held_up[:8]}
    home: dict[str, str] = {}
    found: dict[str, Node] = {}
    for node in nodes:
        if node.key in alone:
            home[node.key] = node.key
            found[node.key] = node
            continue
        key = f"tier-{node.tier}-{node.standing}"
        home[node.key] = key
        before = found.get(key)
        share = (node.share or 0.0) + (before.share or 0.0 if before else 0.0)
        count = 1 + (before.count if before else 0)
        name = _("{count} suppliers").format(count=tr.number(count))
        found[key] = replace(
            node, key=key, name=name, level="", share=share, count=count,
            is_bottleneck=False, is_single_source=False,
        )  # fmt: skip
    flows: dict[tuple[str, str], Edge] = {}
    for edge in edges:
        if edge.supplier not in home or edge.buyer not in home:
            continue
        ends = (home[edge.supplier], home[edge.buyer])
        known = flows.get(ends)
        weight = edge.weight + (known.weight if known else 0.0)
        flows[ends] = Edge(*ends, weight)
    return tuple(found.values()), tuple(edge for ends, edge in flows.items() if ends[0] != ends[1])


def _tiers(nodes: Sequence[Node]) -> list[int | None]:
    known = sorted({node.tier for node in nodes if node.tier is not None})
    return [*known, *([None] if any(node.tier is None for node in nodes) else [])]


def _places(nodes: Sequence[Node]) -> dict[str, tuple[float, float]]:
    """Put each tier in a column, its largest suppliers in the middle of the column's order."""
    found: dict[str, tuple[float, float]] = {}
    tiers = _tiers(nodes)
    for column, tier in enumerate(tiers):
        mine = sorted(
            (node for node in nodes if node.tier == tier), key=lambda n: (-(n.share or 0), n.key)
        )
        for row, node in enumerate(mine):
            found[node.key] = (column * 100.0, (row + 0.5) * 100.0 / len(mine))
    return found


def _drawn(
    tr: Translator,
    node: Node,
    place: tuple[float, float],
    present: Sequence[str],
    has_labels: bool,
) -> dict[str, Any]:
    symbol, fill, border = _LOOK[node.standing]
    size = 26 if node.standing == "leader" else min(34.0, 13 + 60 * (node.share or 0.0) ** 0.5)
    is_labelled = has_labels or node.is_bottleneck or node.standing == "leader" or node.count > 1
    label = node.name if len(node.name) <= 16 else node.name[:15] + "…"
    return {
        "id": node.key,
        "name": node.name,
        "category": present.index(node.standing),
        "x": place[0],
        "y": place[1],
        "symbol": symbol,
        "symbolSize": round(size, 1),
        "value": tr.percent(node.share, 1),
        "itemStyle": {
            "color": fill,
            "borderColor": GOAL if node.is_bottleneck else border,
            "borderWidth": 4 if node.is_bottleneck else 1.5,
        },
        "label": {
            "show": is_labelled,
            "position": "bottom",
            "formatter": label,
            "color": INK,
            "fontSize": 11,
        },
    }


def _link(tr: Translator, edge: Edge, most: float) -> dict[str, Any]:
    return {
        "source": edge.supplier,
        "target": edge.buyer,
        "value": tr.percent(edge.weight, 1),
        "lineStyle": {
            "width": round(0.8 + 4.2 * edge.weight / most, 2),
            "type": "dashed" if edge.is_single_source else "solid",
        },
    }


def _is_drawn(edge: Edge, places: dict[str, tuple[float, float]]) -> bool:
    return edge.supplier in places and edge.buyer in places
