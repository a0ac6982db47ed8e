"""The roadmaps of all parks of a region as table rows, from arrays; the same rows on every machine.

Search and bound only: no exact program, no wall clock. Not for one park in depth (plan).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from lingnan.packs.content import Facility
from lingnan.roadmap.catalogue import Catalogue
from lingnan.roadmap.park.case import UNLIMITED, Integers, ParkCase, Site, site_of
from lingnan.roadmap.park.check import facility_cost
from lingnan.roadmap.park.checklist import ChecklistItem, checklist_from_counts
from lingnan.roadmap.park.demand import Demand
from lingnan.roadmap.park.extract import uses_of
from lingnan.roadmap.park.found import Found
from lingnan.roadmap.park.gain import FAST_NODES
from lingnan.roadmap.park.model import PPM, ParkInputs, Stage, factor_ppm
from lingnan.roadmap.park.search import search
from lingnan.roadmap.park.split import game_of, split_costs
from lingnan.roadmap.park.store import FACILITY_SCHEMA, PARK_SCHEMA, SHARE_SCHEMA

BATCH_TRIES: Final = 0
BATCH_PERMUTATIONS: Final = 200


class ParkTables(NamedTuple):
    """Rows of out_park, out_park_facility and out_park_share."""

    park: pa.Table
    facility: pa.Table
    share: pa.Table


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """What all parks of a batch share.

    `facilities` of the pack, `running_half_years`, `periods`, `shown_share` as in the assumptions.
    """

    catalogue: Catalogue
    facilities: tuple[Facility, ...]
    running_half_years: int
    periods: int
    shown_share: Decimal
    stage: Stage = "existing_park"


def park_tables(
    region: Region,
    demand: Demand,
    parks: Mapping[str, Integers],
    usccs: Sequence[str],
    budgets: Mapping[str, tuple[int, ...] | None],
    *,
    seed: int = 0,
) -> ParkTables:
    """Plan every park of a region (question "value").

    Shapes: parks: park_id to rows of the demand; usccs (k,): code of each row; budgets: cumulative
        yuan per period, None or absent without limit. An enterprise may stand in several parks.
    """
    rows: tuple[list[dict[str, Any]], ...] = ([], [], [])
    site = site_of(_inputs(region, "", None))
    factors = np.array(
        [[factor_ppm(f, m.id) for f in region.facilities] for m in region.catalogue.measures],
        dtype=np.int64,
    )
    paid = -(-demand.price[:, None] * factors[demand.measure] // PPM)
    for park_id in sorted(parks):
        budget = budgets.get(park_id)
        members = parks[park_id]
        one = _Park(region, park_id, members, [usccs[row] for row in members.tolist()], budget)
        for kept, made in zip(rows, one.rows(demand, paid, site, seed), strict=True):
            kept.extend(made)
    schemas = (PARK_SCHEMA, FACILITY_SCHEMA, SHARE_SCHEMA)
    return ParkTables(
        *(pa.Table.from_pylist(kept, schema) for kept, schema in zip(rows, schemas, strict=True))
    )


def _inputs(region: Region, park_id: str, budget: tuple[int, ...] | None) -> ParkInputs:
    return ParkInputs(
        park_id=park_id,
        facilities=region.facilities,
        members=(),
        periods=region.periods,
        running_half_years=region.running_half_years,
        budget_cny=budget,
        stage=region.stage,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Park:
    """One park of the batch: the rows of its members and its budget."""

    region: Region
    park_id: str
    members: Integers
    usccs: list[str]
    budget: tuple[int, ...] | None

    def rows(
        self, demand: Demand, paid: Integers, site: Site, seed: int
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
        """Rows of the three tables."""
        if not len(self.members):
            park = {"park_id": self.park_id, "status": "no_members", "members_count": 0}
            return [park], [], []
        case = self._case(demand, paid, site)
        found = search(case, nodes=FAST_NODES, tries=BATCH_TRIES)
        if found is None:  # nothing must open, so that nothing can be impossible
            raise AssertionError(f"no plan for park {self.park_id}")
        uses = [*uses_of(case, found)]
        facilities = [*self._facilities(case, found, demand, uses)]
        shares = [*self._shares(case, found, uses, seed)]
        return [self._park(found, facilities, shares)], facilities, shares

    def _case(self, demand: Demand, paid: Integers, site: Site) -> ParkCase:
        first, last = demand.start[self.members], demand.start[self.members + 1]
        picked = [np.arange(a, b) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        wants = np.concatenate(picked).astype(np.int64)
        budget = self.budget or (UNLIMITED,) * self.region.periods
        return ParkCase(
            want_start=np.concatenate([[0], np.cumsum(last - first)]).astype(np.int64),
            price=demand.price[wants],
            value=demand.value[wants],
            latest=demand.latest[wants],
            paid=np.ascontiguousarray(paid[wants]),
            budget=demand.budget[self.members],
            **site._asdict(),
            park_budget=np.array(budget, dtype=np.int64),
            is_level=False,
        )

    def _checklist(self, demand: Demand, starts: dict[str, int]) -> tuple[ChecklistItem, ...]:
        having = demand.has[self.members].sum(axis=0)
        number_of = self.region.catalogue.number_of
        return checklist_from_counts(
            self.region.facilities,
            len(self.members),
            {name: int(having[number]) for name, number in number_of.items()},
            stage=self.region.stage,
            shown_share=self.region.shown_share,
            starts=starts,
        )

    def _facilities(
        self,
        case: ParkCase,
        found: Found,
        demand: Demand,
        uses: Sequence[tuple[int, int, int, int, int]],
    ) -> Iterator[dict[str, Any]]:
        inputs = _inputs(self.region, self.park_id, self.budget)
        saved = np.zeros(case.facilities, dtype=np.int64)
        for _, _, f, listed, price in uses:
            if f >= 0:
                saved[f] += listed - price
        starts = {
            self.region.facilities[f].id: int(found.starts[f])
            for f in np.flatnonzero(found.starts >= 0).tolist()
        }
        items = {item.facility: item for item in self._checklist(demand, starts)}
        order = sorted(range(case.facilities), key=lambda f: self.region.facilities[f].id)
        for f in order:
            facility, start = self.region.facilities[f], int(found.starts[f])
            served = int((found.connected >> f & 1).sum())
            cost = facility_cost(inputs, facility, served) if start >= 0 else (0, 0, 0)
            item = items[facility.id]
            yield {
                "park_id": self.park_id,
                "facility_id": facility.id,
                "is_open": start >= 0,
                "start_period": start if start >= 0 else None,
                "service_period": start + facility.duration_half_years if start >= 0 else None,
                "members_served": served,
                "saving_cny": int(saved[f]),
                "cost_low_cny": cost[0],
                "cost_expected_cny": cost[1],
                "cost_high_cny": cost[2],
                "need": item.need,
                "standing": item.standing,
                "having_share": item.members_having_share,
                "sequence": item.sequence,
            }

    def _shares(
        self,
        case: ParkCase,
        found: Found,
        uses: Sequence[tuple[int, int, int, int, int]],
        seed: int,
    ) -> Iterator[dict[str, Any]]:
        if not (found.starts >= 0).any():
            return
        closed = Found(np.full_like(found.starts, -1), np.zeros_like(found.connected), 0, 0)
        before, with_park, saved = (np.zeros(case.members, dtype=np.int64) for _ in range(3))
        for i, _, _, listed, _ in uses_of(case, closed):
            before[i] += listed
        for i, _, _, listed, price in uses:
            with_park[i] += price
            saved[i] += listed - price
        game = game_of(case, found)
        splits = split_costs(game, permutations=BATCH_PERMUTATIONS, seed=seed)
        alone = game.alone()
        for i in sorted(range(case.members), key=self.usccs.__getitem__):
            yield {
                "park_id": self.park_id,
                "uscc": self.usccs[i],
                "is_connected": bool(found.connected[i]),
                "price_alone_cny": int(before[i]),
                "price_with_cny": int(with_park[i]),
                "saving_cny": int(saved[i]),
                "gain_cny": int(game.gross[i]),
                "alone_gain_cny": int(alone[i]),
                **{f"{each.rule}_cny": each.shares[i] for each in splits},
            }

    def _park(
        self, found: Found, facilities: list[dict[str, Any]], shares: list[dict[str, Any]]
    ) -> dict[str, Any]:
        def total(name: str) -> int:
            return sum(int(row[name]) for row in facilities)

        is_open = any(row["is_open"] for row in facilities)
        added = sum(row["gain_cny"] for row in shares) - total("cost_expected_cny")
        return {
            "park_id": self.park_id,
            "status": "planned" if is_open else "nothing_pays",
            "members_count": len(self.members),
            "connected_count": int((found.connected > 0).sum()),
            "facilities_count": sum(row["is_open"] for row in facilities),
            "objective_cny": found.total,
            "bound_cny": found.bound,
            "added_cny": added,
            "saving_cny": total("saving_cny"),
            "cost_low_cny": total("cost_low_cny"),
            "cost_expected_cny": total("cost_expected_cny"),
            "cost_high_cny": total("cost_high_cny"),
            "budget_cny": self.budget[-1] if self.budget else None,
        }
