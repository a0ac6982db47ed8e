"""Who supplies whom in the chains of the sample: tiers, items, spend; all of it invented.

Spend follows the revenue of the seller, which has a heavy tail. A few sales go sideways or back, so
that there are cycles as in reality. Not for who is in a chain (membership).
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.entity import Entity
from lingnan.sample.membership import Members, day_column, draw_members, first_days
from lingnan.sample.population import Population
from lingnan.sample.row import decimals

#: What is bought; a buyer with more items than words numbers them.
ITEMS: Final = (
    *("结构件", "电子元器件", "注塑件", "五金件", "包装材料", "模具"),
    *("线束", "电路板", "表面处理", "铸锻件", "密封件", "原材料"),
)
SHARE_TYPE: Final = pa.decimal128(5, 4)
_SPEND_TYPE: Final = pa.decimal128(18, 2)
_LEAST_SPEND_CNY: Final = 1_000
#: How strongly buyers are chosen by their size.
_PULL: Final = 0.7
#: How far luck moves an enterprise between tiers, in the logarithm of revenue.
_LUCK: Final = 1.0


@dataclass(frozen=True, slots=True)
class _Links:
    """Links of one chain; ends are places among its members."""

    seller: NDArray[np.int64]
    buyer: NDArray[np.int64]
    spend: NDArray[np.int64]
    item: NDArray[np.int64]


def supply_table(
    found: list[Entity], people: Population, assumed: Assumptions, *, seed: int, until: int
) -> pa.Table:
    """Rows of registry_supply on a day, by chain.

    The same links whatever the day: an earlier one shows those that had begun, and no end that was
    still to come.
    """
    _, drawn = draw_members(found, people, assumed, seed=seed)
    tables = [
        _chain_table(drawn, number, people, assumed, seed=seed, until=until)
        for number in range(len(drawn.groups))
    ]
    return pa.concat_tables(tables)


def _chain_table(
    drawn: Members, number: int, people: Population, assumed: Assumptions, *, seed: int, until: int
) -> pa.Table:
    rng = stream(seed, "supply", number)
    here = np.flatnonzero(drawn.group == number)
    who = drawn.who[here]
    revenue = np.maximum(people.revenue_above[who], people.revenue_below[who])
    links = _links(revenue, drawn.is_leader[here], assumed, rng)
    count = len(links.seller)
    orders = _orders(links.spend, assumed, rng)
    knows_orders = rng.random(count) < assumed.real("supply_orders_known_share")
    shared = np.rint(rng.beta(1.2, 2.0, count) * 10_000).astype(np.int64)
    knows_quality = rng.random(count) < assumed.real("supply_quality_known_share")
    seller, buyer = who[links.seller], who[links.buyer]
    start = np.maximum(first_days(people, seller), first_days(people, buyer))
    end = np.minimum(people.closed[seller], people.closed[buyer])
    kept = start <= np.minimum(until, end - 1)
    codes = people.codes
    ended = np.where(end <= until, end, -1)[kept]
    return pa.table(
        {
            "chain_id": pa.array([drawn.groups[number].code] * int(kept.sum()), pa.string()),
            "supplier_uscc": codes.take(pa.array(seller[kept])),
            "buyer_uscc": codes.take(pa.array(buyer[kept])),
            "item": pa.array([_item_name(n) for n in links.item[kept].tolist()], pa.string()),
            "spend_cny": decimals(links.spend[kept] * 100, _SPEND_TYPE, np.ones(kept.sum(), bool)),
            "orders_count": pa.array(orders[kept].astype(np.int32), mask=~knows_orders[kept]),
            "quality_data_share": decimals(shared[kept], SHARE_TYPE, knows_quality[kept]),
            "from_date": day_column(start[kept]),
            "until_date": day_column(ended, ended < 0),
        }
    )


def _links(
    revenue: NDArray[np.int64],
    is_leader: NDArray[np.bool_],
    assumed: Assumptions,
    rng: np.random.Generator,
) -> _Links:
    """Draw who sells to whom in one chain, one item each, at most once a pair and item."""
    tier = _tiers(revenue, is_leader, assumed, rng)
    sellers: list[int] = []
    buyers: list[int] = []
    parts: list[float] = []
    more = assumed.real("supply_buyers_mean") - 1
    near = {int(each): _Buyers.of(tier, int(each), revenue) for each in np.unique(tier[tier > 0])}
    for member in np.flatnonzero(tier > 0).tolist():
        chosen = near[int(tier[member])].draw(1 + int(rng.poisson(more)), rng)
        if rng.random() < assumed.real("supply_sideways_share"):
            other = int(rng.integers(len(tier)))
            if other != member and tier[other] > 0 and other not in chosen:
                chosen.append(other)
        sellers += [member] * len(chosen)
        buyers += chosen
        parts += rng.dirichlet(np.ones(len(chosen))).tolist()
    seller = np.array(sellers, dtype=np.int64)
    buyer = np.array(buyers, dtype=np.int64)
    sold = revenue[seller] * assumed.real("supply_sold_share") * np.array(parts)
    spend = np.maximum(np.rint(sold / 100).astype(np.int64) * 100, _LEAST_SPEND_CNY)
    return _Links(seller, buyer, spend, _items(buyer, len(tier), assumed, rng))


def _tiers(
    revenue: NDArray[np.int64],
    is_leader: NDArray[np.bool_],
    assumed: Assumptions,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """0 for the leader, then larger enterprises nearer to it, with some luck."""
    shares = [float(part) for part in assumed.group("supply_tier_share").values()]
    luck = np.log(np.maximum(revenue, 1)) + rng.normal(0, _LUCK, len(revenue))
    others = np.flatnonzero(~is_leader)
    order = others[np.argsort(-luck[others], kind="stable")]
    steps = np.cumsum(shares) / sum(shares) * len(order)
    tier = np.zeros(len(revenue), dtype=np.int64)
    tier[order] = 1 + np.searchsorted(np.ceil(steps), np.arange(len(order)), side="right")
    return tier


@dataclass(frozen=True, slots=True)
class _Buyers:
    """Who buys from one tier: the next nearer tier that has anyone, the larger the likelier."""

    who: NDArray[np.int64]
    pull: NDArray[np.float64]

    @classmethod
    def of(cls, tier: NDArray[np.int64], seller_tier: int, revenue: NDArray[np.int64]) -> "_Buyers":
        who = np.flatnonzero(tier == tier[tier < seller_tier].max())
        return cls(who, np.cumsum(np.maximum(revenue[who], 1).astype(np.float64) ** _PULL))

    def draw(self, count: int, rng: np.random.Generator) -> list[int]:
        """At most so many different ones."""
        places = np.searchsorted(self.pull, rng.random(count) * self.pull[-1], side="right")
        return [int(each) for each in np.unique(self.who[places])]


def _items(
    buyer: NDArray[np.int64], count: int, assumed: Assumptions, rng: np.random.Generator
) -> NDArray[np.int64]:
    """The item of each link: a buyer has as many as leaves each the stated mean of suppliers."""
    suppliers = np.bincount(buyer, minlength=count)
    mean = assumed.real("supply_suppliers_per_item")
    kinds = np.maximum(1, np.rint(suppliers / mean)).astype(np.int64)
    first = rng.integers(0, len(ITEMS), count)
    return np.asarray(first[buyer] + rng.integers(0, 2**31, len(buyer)) % kinds[buyer])


def _item_name(number: int) -> str:
    series, word = divmod(number, len(ITEMS))
    return f"{ITEMS[word]}{series + 1}" if series else ITEMS[word]


def _orders(
    spend: NDArray[np.int64], assumed: Assumptions, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Orders a year: spend over a typical order, give or take."""
    usual = spend / assumed.real("supply_order_cny")
    drawn: Any = usual * np.exp(rng.normal(0, 0.6, len(spend)))
    orders: NDArray[np.int64] = np.maximum(1, np.rint(drawn)).astype(np.int64)
    return orders
