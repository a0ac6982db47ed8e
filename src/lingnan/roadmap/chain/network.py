"""A supply network as arrays: who sells whom what, seen from the leader of a chain.

Cycles are allowed. Not for how much of the leader's spend reaches a link (see share), nor for
reading the register (see store).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.kernel import Finding
from lingnan.roadmap.chain import rule
from lingnan.roadmap.chain.errors import LeaderMissing, NetworkEmpty
from lingnan.roadmap.chain.tier import UNREACHED, distances

Integers = NDArray[np.int64]
Mask = NDArray[np.bool_]
UNKNOWN = -1
PPM = 1_000_000


@dataclass(frozen=True, slots=True)
class Link:
    """What one buyer takes of one item from one supplier in a year.

    Units: whole yuan; orders a year and the share of deliveries with shared quality data in parts
        per million, both null when unknown.
    """

    supplier: str
    buyer: str
    item: str
    spend_cny: int
    orders_count: int | None = None
    quality_data_ppm: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """The supply of one chain; enterprises and links are known by their places.

    Attributes:
        codes: the enterprises in the order of their codes; leader: the place of the leader.
        supplier, buyer, item: the ends of each link, and the place of what is sold in `items`.
        spend, orders, quality: yuan; orders and ppm of quality data, UNKNOWN where unknown.
        tier: 0 for the leader, 1 for who sells to it …; UNREACHED where no supply leads to it.
    """

    chain: str
    codes: tuple[str, ...]
    leader: int
    supplier: Integers
    buyer: Integers
    items: tuple[str, ...]
    item: Integers
    spend: Integers
    orders: Integers
    quality: Integers
    tier: Integers

    @property
    def place(self) -> Mapping[str, int]:
        """The place of each enterprise."""
        return {code: place for place, code in enumerate(self.codes)}

    @property
    def suppliers(self) -> list[int]:
        """The places of all who have a supply path to the leader, nearest tier first."""
        order = np.lexsort((np.arange(len(self.codes)), self.tier))
        return [int(n) for n in order if self.tier[n] > 0]


def build_network(
    chain: str, leader: str | None, links: Sequence[Link]
) -> tuple[Network, list[Finding]]:
    """Validate the links of a chain and see them from its leader.

    Rows for the same supplier, buyer and item are added up. Links that cannot be are left out with
    a finding; suppliers without a path to the leader are kept and reported.

    Raises: NetworkEmpty when no link is left; LeaderMissing when the leader buys nothing.
    """
    findings: list[Finding] = []
    summed: dict[tuple[str, str, str], list[Link]] = {}
    for link in links:
        sound = _sound(link, leader, findings)
        if sound is not None:
            summed.setdefault((link.buyer, link.supplier, link.item), []).append(sound)
    if not summed:
        if any(each.code == rule.LEADER_SELLS.code for each in findings):
            raise LeaderMissing(chain=chain, leader=leader)
        raise NetworkEmpty(chain=chain)
    merged = [_merged(summed[key]) for key in sorted(summed)]
    if leader is None or all(each.buyer != leader for each in merged):
        raise LeaderMissing(chain=chain, leader=leader)
    codes = tuple(sorted({code for each in merged for code in (each.supplier, each.buyer)}))
    items = tuple(sorted({each.item for each in merged}))
    place = {code: number for number, code in enumerate(codes)}
    item_place = {item: number for number, item in enumerate(items)}

    def column(values: list[int]) -> Integers:
        return np.array(values, dtype=np.int64)

    supplier = column([place[each.supplier] for each in merged])
    buyer = column([place[each.buyer] for each in merged])
    tier = distances(len(codes), place[leader], supplier, buyer)
    unreached = [codes[n] for n in np.flatnonzero(tier == UNREACHED)]
    sellers = {each.supplier for each in merged}
    findings += [
        rule.SUPPLIER_UNREACHABLE.finding(subject=code) for code in unreached if code in sellers
    ]
    network = Network(
        chain=chain,
        codes=codes,
        leader=place[leader],
        supplier=supplier,
        buyer=buyer,
        items=items,
        item=column([item_place[each.item] for each in merged]),
        spend=column([each.spend_cny for each in merged]),
        orders=column([_known(each.orders_count) for each in merged]),
        quality=column([_known(each.quality_data_ppm) for each in merged]),
        tier=tier,
    )
    return network, findings


def _sound(link: Link, leader: str | None, findings: list[Finding]) -> Link | None:
    """The link as it can be used; null when it is left out."""
    if link.supplier == link.buyer:
        findings.append(rule.SELF_SUPPLY.finding(value=link.supplier, subject=link.supplier))
        return None
    if link.spend_cny <= 0:
        findings.append(
            rule.SPEND_NOT_POSITIVE.finding(
                field="spend_cny", value=link.spend_cny, subject=link.supplier, buyer=link.buyer
            )
        )
        return None
    if link.supplier == leader:
        findings.append(rule.LEADER_SELLS.finding(value=link.buyer, subject=link.supplier))
        return None
    orders, quality = link.orders_count, link.quality_data_ppm
    for name, value, most in (("orders_count", orders, None), ("quality_data_share", quality, PPM)):
        if value is not None and (value < 0 or (most is not None and value > most)):
            findings.append(
                rule.FIGURE_IMPOSSIBLE.finding(
                    field=name, value=value, subject=link.supplier, buyer=link.buyer
                )
            )
    return Link(
        supplier=link.supplier,
        buyer=link.buyer,
        item=link.item,
        spend_cny=link.spend_cny,
        orders_count=None if orders is None or orders < 0 else orders,
        quality_data_ppm=None if quality is None or not 0 <= quality <= PPM else quality,
    )


def _merged(links: list[Link]) -> Link:
    """Links of the same ends and item as one: sums, and the mean quality share by spend."""
    if len(links) == 1:
        return links[0]
    spend = sum(each.spend_cny for each in links)
    orders = [each.orders_count for each in links if each.orders_count is not None]
    known = [each for each in links if each.quality_data_ppm is not None]
    of = sum(each.spend_cny for each in known)
    shared = sum((each.quality_data_ppm or 0) * each.spend_cny for each in known)
    return Link(
        supplier=links[0].supplier,
        buyer=links[0].buyer,
        item=links[0].item,
        spend_cny=spend,
        orders_count=sum(orders) if len(orders) == len(links) else None,
        quality_data_ppm=shared // of if known else None,
    )


def _known(value: int | None) -> int:
    return UNKNOWN if value is None else value
