"""The share of the leader's supply that a link stands for, in parts per million.

**Attribution.** The leader's purchases of a year are one whole. It is divided over its direct
suppliers in proportion to spend. Each enterprise that receives an amount passes a stated part of it
on to its own suppliers, again in proportion to spend, tier by tier. The part passed on is less than
one, so that amounts that go round a cycle die out and nothing is counted without end. The *flow* of
a link is all that ever passes over it.

**Three measures.** Spend: the flow. Orders: the same, divided in proportion to orders; a buyer with
a link of unknown orders divides by spend. Quality data: the flow of spend times the share of
deliveries with shared quality data; a link of unknown share takes no part. Each measure is scaled
to a whole; a measure that nothing is known about gives its weight to the others in proportion.

**The share.** Every link gets its weighted mean of the three, in ppm by largest remainder, so that
all links make exactly 1,000,000. A link *counts* when supplier and buyer are both above the level;
the leader always is. The share of a chain is the sum of the links that count.

All arithmetic is whole numbers: the same network gives the same ppm on every machine.
"""

from dataclasses import dataclass

import numpy as np

from lingnan.roadmap.chain.errors import WeightsUnusable
from lingnan.roadmap.chain.network import PPM, UNKNOWN, Integers, Mask, Network

#: The leader's purchases while they are divided; a billion keeps every product in 64 bits.
_WHOLE = 1_000_000_000
_SHIFT = 30
#: With more, what goes round a cycle would take thousands of rounds to die out.
MOST_PASSED_ON_PPM = 900_000


@dataclass(frozen=True, slots=True)
class Weights:
    """How much spend, orders and quality data mean, and what an enterprise passes on.

    Units: parts per million; the first three make 1,000,000.
    """

    spend_ppm: int = 500_000
    orders_ppm: int = 300_000
    quality_ppm: int = 200_000
    pass_on_ppm: int = 500_000

    def __post_init__(self) -> None:
        parts = (self.spend_ppm, self.orders_ppm, self.quality_ppm)
        if min(parts) < 0 or sum(parts) != PPM:
            raise WeightsUnusable(why=" + ".join(map(str, parts)) + f" ≠ {PPM}")
        if not 0 <= self.pass_on_ppm <= MOST_PASSED_ON_PPM:
            raise WeightsUnusable(why=f"pass_on_ppm = {self.pass_on_ppm}")


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """What each link stands for.

    Attributes:
        link_ppm: by link; all make 1,000,000.
        weights_ppm: the weights of spend, orders and quality data as used.
        unknown_orders, unknown_quality: links with a path to the leader that lack the figure.
    """

    link_ppm: Integers
    weights_ppm: tuple[int, int, int]
    unknown_orders: int
    unknown_quality: int


def attribute(network: Network, weights: Weights) -> Shares:
    """Divide the leader's supply over the links of a network; see the top of this file."""
    spend = _flow(network, network.spend, weights.pass_on_ppm)
    orders = _flow(network, _orders_or_spend(network), weights.pass_on_ppm)
    known = np.where(network.quality == UNKNOWN, 0, network.quality)
    # Flows are at most 10^9 / (1 - pass on): the product with ppm is made in whole numbers.
    quality = [int(f) * int(q) for f, q in zip(spend, known, strict=True)]
    parts = [spend.tolist(), orders.tolist(), quality]
    told = [weights.spend_ppm, weights.orders_ppm, weights.quality_ppm]
    used = _used(told, [sum(part) for part in parts])
    reached = network.tier[network.buyer] >= 0
    return Shares(
        link_ppm=_mixed(parts, used),
        weights_ppm=used,
        unknown_orders=int((reached & (network.orders == UNKNOWN)).sum()),
        unknown_quality=int((reached & (network.quality == UNKNOWN)).sum()),
    )


def counted_ppm(network: Network, link_ppm: Integers, is_above: Mask) -> int:
    """The share of a chain when these enterprises are above the level; the leader always is."""
    above = is_above.copy()
    above[network.leader] = True
    counts = above[network.supplier] & above[network.buyer]
    return int(link_ppm[counts].sum())


def _orders_or_spend(network: Network) -> Integers:
    """What a buyer's orders are divided by: orders where it knows all of them, else spend."""
    is_unknown = np.zeros(len(network.codes), dtype=np.bool_)
    is_unknown[network.buyer[network.orders == UNKNOWN]] = True
    known = np.zeros(len(network.codes), dtype=np.int64)
    np.add.at(known, network.buyer, np.maximum(network.orders, 0))
    by_spend = is_unknown[network.buyer] | (known[network.buyer] == 0)
    return np.where(by_spend, network.spend, network.orders)


def _flow(network: Network, measure: Integers, pass_on_ppm: int) -> Integers:
    """All that passes over each link, in billionths of the leader's purchases, rounded down."""
    total = [0] * len(network.codes)
    for b, amount in zip(network.buyer.tolist(), measure.tolist(), strict=True):
        total[b] += amount
    part = np.array(
        [
            (amount << _SHIFT) // total[b]
            for b, amount in zip(network.buyer.tolist(), measure.tolist(), strict=True)
        ],
        dtype=np.int64,
    )
    flow = np.zeros(len(part), dtype=np.int64)
    held = np.zeros(len(network.codes), dtype=np.int64)
    held[network.leader] = _WHOLE
    while held.any():
        moved = (held[network.buyer] * part) >> _SHIFT
        flow += moved
        received = np.zeros_like(held)
        np.add.at(received, network.supplier, moved)
        held = received * pass_on_ppm // PPM
    return flow


def _used(told: list[int], totals: list[int]) -> tuple[int, int, int]:
    """The weights with those of unknown measures given to the others."""
    kept = [weight if total else 0 for weight, total in zip(told, totals, strict=True)]
    whole = sum(kept)
    if not whole:
        # Only unknown measures were asked for: spend is always known.
        return (PPM, 0, 0)
    parts = [PPM * weight // whole for weight in kept]
    largest = parts.index(max(parts))
    parts[largest] += PPM - sum(parts)
    return (parts[0], parts[1], parts[2])


def _mixed(parts: list[list[int]], weights: tuple[int, int, int]) -> Integers:
    """The weighted mean of the measures by link, in ppm by largest remainder."""
    raw = [0] * len(parts[0])
    for part, weight in zip(parts, weights, strict=True):
        whole = sum(part)
        if whole and weight:
            for place, amount in enumerate(part):
                raw[place] += weight * PPM * amount // whole
    whole = sum(raw)
    ppm = [amount * PPM // whole for amount in raw]
    rest = [amount * PPM % whole for amount in raw]
    order = sorted(range(len(raw)), key=lambda place: (-rest[place], place))
    for place in order[: PPM - sum(ppm)]:
        ppm[place] += 1
    return np.array(ppm, dtype=np.int64)
