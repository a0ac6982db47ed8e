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
    tier_name,
)
from lingnan.console.charts.palette import GOAL, INK, MUTED, PAPER, PROVEN, PROVEN_RAMP
from lingnan.console.i18n import Translator

_MOST_NODES: Final = 60
_MOST_LABELS: Final = 26
_ROW: Final = 30
_NAMED: Final = 12
_BAND: Final = "#f3f5f7"
_LABEL_SIGNS: Final = 22
_LABEL_WIDE_SIGNS: Final = 12
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
    places = _places(shown, links)
    labelled = _labelled(shown)
    most = max((edge.weight for edge in links), default=0.0) or 1.0
    described_words = described(tr, title, nodes, is_grouped=is_grouped)
    present = [name for name in _LOOK if any(node.standing == name for node in shown)]
    legend = [{"name": standing_name(tr, name), "icon": _LOOK[name][0]} for name in present]
    tiers = _tiers(shown)
    option: dict[str, Any] = {
        "legend": {"top": 0, "left": 0, "itemGap": 16, "data": legend, "selectedMode": False},
        "grid": {"left": 0, "right": "14%", "top": 66, "bottom": 10},
        "tooltip": {"trigger": "item", "formatter": "{b}"},
        # Columns are tiers; on axes, unlike on a free plane, signs keep their shape at any width.
        "xAxis": {
            "type": "category",
            "position": "top",
            "data": [tier_name(tr, tier) for tier in tiers],
            "axisLine": {"show": False},
            "axisTick": {"show": False},
            "axisLabel": {"color": INK, "fontSize": 12, "interval": 0},
            "splitArea": {"show": True, "areaStyle": {"color": [PAPER, _BAND]}},
        },
        "yAxis": {"type": "value", "min": 0, "max": 100, "inverse": True, "show": False},
        "series": [
            {
                "type": "graph",
                "coordinateSystem": "cartesian2d",
                "roam": False,
                "categories": [
                    {"name": standing_name(tr, name), "itemStyle": _sign(name)} for name in present
                ],
                "edgeSymbol": ["none", "arrow"],
                "edgeSymbolSize": 7,
                "data": [
                    _drawn(tr, node, places[node.key], present, node.key in labelled)
                    for node in shown
                ],
                "links": [_link(tr, edge, most) for edge in links if _is_drawn(edge, places)],
                "lineStyle": {"color": MUTED, "opacity": 0.6, "curveness": 0.04},
                "emphasis": {"focus": "adjacency"},
            }
        ],
    }
    rows = max((sum(1 for n in shown if n.tier == tier) for tier in _tiers(shown)), default=1)
    height = max(320, min(1100, 110 + _ROW * rows))
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


def _places(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, tuple[int, float]]:
    """Put each tier in a column, each supplier near those it sells to, so that few lines cross.

    Source: the barycentre rule of Sugiyama, Tagawa and Toda (1981), one sweep from the leader.
    """
    found: dict[str, tuple[int, float]] = {}
    buyers: dict[str, list[Edge]] = {}
    for edge in edges:
        buyers.setdefault(edge.supplier, []).append(edge)
    for column, tier in enumerate(_tiers(nodes)):

        def wished(node: Node) -> float:
            known = [each for each in buyers.get(node.key, ()) if each.buyer in found]
            weight = sum(each.weight for each in known)
            if not weight:
                return 50.0
            return sum(each.weight * found[each.buyer][1] for each in known) / weight

        mine = [node for node in nodes if node.tier == tier]
        mine.sort(key=lambda node: (wished(node), -(node.share or 0), node.key))
        places = {
            node.key: (column, (row + 0.5) * 100.0 / len(mine)) for row, node in enumerate(mine)
        }
        found.update(places)
    return found


def _labelled(nodes: Sequence[Node]) -> frozenset[str]:
    """Whose names are written: all of few; else leader, groups, and the worst bottlenecks."""
    if len(nodes) <= _MOST_LABELS:
        return frozenset(node.key for node in nodes)
    held_up = sorted((n for n in nodes if n.is_bottleneck), key=lambda n: (-(n.share or 0), n.key))
    always = {node.key for node in nodes if node.standing == "leader" or node.count > 1}
    return frozenset(always | {node.key for node in held_up[:_NAMED]})


def _short(name: str) -> str:
    """Cut a name to the room beside its sign; Chinese signs take two."""
    room = _LABEL_SIGNS if name.isascii() else _LABEL_WIDE_SIGNS
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _sign(standing: str) -> dict[str, Any]:
    _symbol, fill, border = _LOOK[standing]
    return {"color": fill, "borderColor": border, "borderWidth": 1.5}


def _drawn(
    tr: Translator,
    node: Node,
    place: tuple[int, float],
    present: Sequence[str],
    is_labelled: bool,
) -> dict[str, Any]:
    size = 26 if node.standing == "leader" else min(30.0, 11 + 40 * (node.share or 0.0) ** 0.5)
    label = _short(node.name)
    share = "" if node.share is None else f" · {tr.percent(node.share, 1)}"
    sign = _sign(node.standing)
    if node.is_bottleneck:
        sign = {**sign, "borderColor": GOAL, "borderWidth": 3.5}
    return {
        "id": node.key,
        "name": f"{node.name}{share}",
        "category": present.index(node.standing),
        "value": list(place),
        "symbol": _LOOK[node.standing][0],
        "symbolSize": round(size, 1),
        "itemStyle": sign,
        "label": {
            "show": is_labelled,
            "position": "right",
            "formatter": label,
            "color": INK,
            "fontSize": 11,
            "backgroundColor": "rgba(255,255,255,0.75)",
        },
    }


def _link(tr: Translator, edge: Edge, most: float) -> dict[str, Any]:
    return {
        "source": edge.supplier,
        "target": edge.buyer,
        "name": tr.percent(edge.weight, 1),
        "lineStyle": {
            "width": round(0.8 + 4.2 * edge.weight / most, 2),
            "type": "dashed" if edge.is_single_source else "solid",
        },
    }


def _is_drawn(edge: Edge, places: dict[str, tuple[int, float]]) -> bool:
    return edge.supplier in places and edge.buyer in places
