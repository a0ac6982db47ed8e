"""What to say to an enterprise about its own result, politely and with numbers.

Not for places or targets.
"""

from lingnan.console.charts.scale import share
from lingnan.console.i18n import Translator
from lingnan.console.views import (
    CountedTarget,
    DimensionView,
    EvidenceLine,
    ItemView,
    MissingProof,
    ModelView,
    PeerGroup,
)

_ATTESTED = 2


def level_finding(tr: Translator, model: ModelView, places: int = 1) -> str:
    """Say both levels, both scores, and what lies between them."""
    _ = tr.gettext
    clauses = [
        _("the enterprise claims {claimed} ({claimed_points} points)").format(
            claimed=model.claimed.level_name,
            claimed_points=tr.points(model.claimed.millipoints, places),
        ),
        _("{proven} ({proven_points} points) is proven").format(
            proven=model.proven.level_name,
            proven_points=tr.points(model.proven.millipoints, places),
        ),
    ]
    unproven = model.claimed.millipoints - model.proven.millipoints
    if unproven > 0:
        clauses.append(
            _("{points} points still lack proof").format(points=tr.points_missing(unproven, places))
        )
    return tr.sentence(clauses)


def peers_finding(
    tr: Translator, dimensions: tuple[DimensionView, ...], peers: PeerGroup | None
) -> str:
    """Say where the claimed score lies furthest above and below the peers' median."""
    _ = tr.gettext
    compared = [
        (_against_median(dimension), dimension)
        for dimension in dimensions
        if dimension.peer_median is not None and dimension.full
    ]
    if peers is None or not compared:
        return tr.sentence([_("there are no peers to compare the enterprise with yet")])
    best = max(compared, key=lambda pair: pair[0])
    worst = min(compared, key=lambda pair: pair[0])
    clauses = [
        tr.ngettext(
            "compared with {count} enterprise of the same cluster and size",
            "compared with {count} enterprises of the same cluster and size",
            peers.enterprises,
        ).format(count=tr.number(peers.enterprises))
    ]
    for difference, dimension in dict.fromkeys((best, worst)):
        if not round(difference, 3):
            pattern = _('"{name}" equals the median')
        elif difference > 0:
            pattern = _('"{name}" lies {points} percentage points above the median')
        else:
            pattern = _('"{name}" lies {points} percentage points below the median')
        clauses.append(
            pattern.format(name=dimension.name, points=tr.number(abs(difference) * 100, 1))
        )
    return tr.sentence(clauses)


def gaps_finding(tr: Translator, model: ModelView, items: tuple[ItemView, ...]) -> str:
    """Say where most points are missing and what the next level wants."""
    _ = tr.gettext
    open_items = [item for item in items if item.full > item.claimed]
    clauses = []
    if open_items:
        top = sorted(open_items, key=lambda item: item.claimed - item.full)[:3]
        clauses.append(
            _("most points are missing in {names}, together {points} points").format(
                names=tr.listing([item.name for item in top]),
                points=tr.points_missing(sum(item.full - item.claimed for item in top)),
            )
        )
    else:
        clauses.append(_("no item leaves a gap"))
    if model.claimed.next_level_name and model.claimed.missing:
        clauses.append(
            _("for {level} you still need: {missing}").format(
                level=model.claimed.next_level_name, missing=tr.listing(list(model.claimed.missing))
            )
        )
    return tr.sentence(clauses)


def proof_finding(tr: Translator, missing: tuple[MissingProof, ...]) -> str:
    """Say which proof to hand in first.

    Shapes: missing: in the order in which proving pays.
    """
    _ = tr.gettext
    if not missing:
        return tr.sentence([_("every claimed answer is proven")])
    first = missing[0]
    clauses = [
        tr.ngettext(
            "{count} claimed answer lacks proof",
            "{count} claimed answers lack proof",
            len(missing),
        ).format(count=len(missing)),
        _('please prove "{item}" first: it lifts your proven score by {points} points').format(
            item=first.item, points=tr.points(first.lift_millipoints)
        )
        if first.lift_millipoints
        else _('please prove "{item}" first: the next level counts it').format(item=first.item),
    ]
    if first.would_lift_level:
        clauses.append(_("with it your proven level rises"))
    return tr.sentence(clauses)


def evidence_finding(tr: Translator, lines: tuple[EvidenceLine, ...]) -> str:
    """Say on how many rows the result rests, and how many of them prove something."""
    _ = tr.gettext
    if not lines:
        return tr.sentence([_("there is no evidence yet")])
    best = [line for line in lines if line.is_best]
    proof = [line for line in best if line.grade >= _ATTESTED]
    stale = [line for line in best if not line.is_fresh]
    clauses = [
        _("the result rests on {count} evidence rows, {proof} of them attested or observed").format(
            count=len(best), proof=len(proof)
        )
    ]
    if stale:
        clauses.append(
            tr.ngettext(
                "{count} of them is out of date", "{count} of them are out of date", len(stale)
            ).format(count=len(stale))
        )
    return tr.sentence(clauses)


def counted_finding(tr: Translator, counted: tuple[CountedTarget, ...]) -> str:
    """Say towards how many targets an enterprise counts, claimed and proven."""
    _ = tr.gettext
    return tr.sentence(
        [
            _("the enterprise counts towards {claimed} of {count} targets as claimed").format(
                claimed=sum(entry.claimed_from is not None for entry in counted),
                count=len(counted),
            ),
            _("towards {proven} as proven").format(
                proven=sum(entry.proven_from is not None for entry in counted)
            ),
        ]
    )


def _against_median(dimension: DimensionView) -> float:
    difference = share(dimension.claimed - (dimension.peer_median or 0), dimension.full)
    return difference or 0.0
