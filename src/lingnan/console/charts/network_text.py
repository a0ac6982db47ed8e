"""Suppliers and supplies of a network picture, and what it says to those who do not see it.

Not for drawing (network).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lingnan.console.charts.chart import Column, Table
from lingnan.console.i18n import NOTHING, Translator

Standing = Literal["leader", "above", "planned", "below", "unknown"]
_STANDINGS: Final = ("above", "planned", "below", "unknown")
_NAMED: Final = 5
_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Node:
    """One enterprise of a chain, or with `count` several of one tier.

    Attributes:
        tier: 0 for the leader, 1 for those who sell to it; null when nothing leads to it.
        share: of the leader's supply that flows through it, 0–1.
    """

    key: str
    name: str
    tier: int | None
    standing: Standing
    level: str
    share: float | None
    is_bottleneck: bool = False
    is_single_source: bool = False
    count: int = 1


@dataclass(frozen=True, slots=True)
class Edge:
    """What flows from a supplier to a buyer, as a share of all that flows in the chain."""

    supplier: str
    buyer: str
    weight: float
    is_single_source: bool = False


def standing_name(tr: Translator, standing: str) -> str:
    """Name what becomes of a supplier, as the legend does."""
    _ = tr.gettext
    return {
        "leader": _("Chain leader"),
        "above": _("at the level already"),
        "planned": _("upgraded by the plan"),
        "below": _("below the level"),
        "unknown": _("not assessed"),
    }[standing]


def tier_name(tr: Translator, tier: int | None) -> str:
    """Name a column of the picture."""
    _ = tr.gettext
    if tier is None:
        return _("does not supply the leader")
    return _("Chain leader") if tier == 0 else _("tier {number}").format(number=tier)


def described(tr: Translator, title: str, nodes: Sequence[Node], *, is_grouped: bool) -> str:
    """Say how many suppliers in how many tiers there are, how they stand, what holds them up."""
    _ = tr.gettext
    suppliers = [node for node in nodes if node.standing != "leader"]
    tiers = {node.tier for node in suppliers if node.tier is not None}
    counts = [sum(1 for node in suppliers if node.standing == name) for name in _STANDINGS]
    above, planned, below, unknown = counts
    clauses = [
        _("Network picture: {title}").format(title=title),
        _("{count} suppliers in {tiers} tiers").format(
            count=tr.number(len(suppliers)), tiers=tr.number(len(tiers))
        ),
        _(
            "{above} are at the level, {planned} are upgraded by the plan, {below} stay below, "
            "{unknown} are not assessed"
        ).format(
            above=tr.number(above),
            planned=tr.number(planned),
            below=tr.number(below),
            unknown=tr.number(unknown),
        ),
    ]
    held_up = sorted(
        (node for node in suppliers if node.is_bottleneck), key=lambda n: -(n.share or 0)
    )
    if held_up:
        names = tr.listing([node.name for node in held_up[:_NAMED]])
        clauses.append(
            _("{count} bottlenecks, the largest: {names}").format(
                count=tr.number(len(held_up)), names=names
            )
        )
    if is_grouped:
        clauses.append(_("suppliers of one tier that stand alike are drawn as one"))
    return tr.sentence(clauses)


def member_table(
    tr: Translator,
    title: str,
    nodes: Sequence[Node],
) -> Table:
    """Write out what is drawn, tier by tier, the largest share first."""
    _ = tr.gettext
    columns = (
        Column(_("Supplier"), "text"),
        Column(_("Tier")),
        Column(_("Level now"), "text"),
        Column(_("What becomes of it"), "text"),
        Column(_("Share")),
        Column(_("Marks"), "text"),
    )
    ordered = sorted(
        nodes, key=lambda n: (n.tier is None, n.tier or 0, -(n.share or 0), n.name, n.key)
    )
    rows = tuple(
        (
            node.name,
            NOTHING if node.tier is None else tr.number(node.tier),
            node.level or NOTHING,
            standing_name(tr, node.standing),
            tr.percent(node.share, 1),
            _marks(tr, node),
        )
        for node in ordered[:_ROWS]
    )
    return Table(title, columns, rows)


def _marks(tr: Translator, node: Node) -> str:
    _ = tr.gettext
    marks = []
    if node.is_bottleneck:
        marks.append(_("bottleneck"))
    if node.is_single_source:
        marks.append(_("single source"))
    return tr.listing(marks) or NOTHING
