"""The supply networks of the sample: tiers, heavy tails, single sources, the same on every day."""

from collections import Counter, defaultdict
from datetime import date

import pyarrow.compute as pc
import pytest

from lingnan.packs import Pack
from lingnan.sample import SampleProvince, generate
from lingnan.sample.supply import ITEMS


@pytest.fixture(scope="module")
def links(province: SampleProvince) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = province.supplies.to_pylist()
    return rows


def test_links_are_between_members_of_the_chain(
    province: SampleProvince, links: list[dict[str, object]]
) -> None:
    members = {
        (row["group_id"], row["uscc"])
        for row in province.memberships.to_pylist()
        if row["group_kind"] == "chain"
    }
    assert len(links) > 500
    for row in links:
        assert (row["chain_id"], row["supplier_uscc"]) in members
        assert (row["chain_id"], row["buyer_uscc"]) in members
        assert row["supplier_uscc"] != row["buyer_uscc"]
    keys = [(r["chain_id"], r["supplier_uscc"], r["buyer_uscc"], r["item"]) for r in links]
    assert len(set(keys)) == len(keys)


def test_every_chain_has_a_leader_who_buys_and_three_tiers(
    province: SampleProvince, links: list[dict[str, object]]
) -> None:
    leaders = {
        row["group_id"]: row["uscc"]
        for row in province.memberships.to_pylist()
        if row["role"] == "leader"
    }
    assert set(leaders) == {cluster_chain(p) for p in province.pack.clusters}
    for chain, leader in leaders.items():
        upstream = defaultdict(set)
        for row in links:
            if row["chain_id"] == chain:
                upstream[row["buyer_uscc"]].add(row["supplier_uscc"])
        assert leader not in {s for buyers in upstream.values() for s in buyers}
        tier, seen, sizes = {leader}, {leader}, []
        while tier := {s for b in tier for s in upstream[b]} - seen:
            seen |= tier
            sizes.append(len(tier))
        # at least 20 members a chain here: a quarter, 45 % and 30 %, some a tier nearer by luck
        assert len(sizes) >= 2
        assert sizes[0] >= 3


def cluster_chain(cluster: object) -> str:
    return f"sample-{cluster.id}"  # type: ignore[attr-defined]


def test_the_leader_is_the_largest_member(province: SampleProvince) -> None:
    revenue = dict(
        zip(
            province.enterprises["uscc"].to_pylist(),
            province.enterprises["revenue_cny"].to_pylist(),
            strict=True,
        )
    )
    by_chain = defaultdict(list)
    for row in province.memberships.to_pylist():
        if row["group_kind"] == "chain":
            by_chain[row["group_id"]].append((revenue[row["uscc"]] or 0, row["role"]))
    firsts = sum(max(rows)[1] == "leader" for rows in by_chain.values())
    # one that closes before the end or was above scale only for a time may be larger
    assert firsts >= len(by_chain) * 3 / 4


def test_spend_has_a_heavy_tail_and_figures_are_partly_unknown(province: SampleProvince) -> None:
    spend = sorted(map(float, province.supplies["spend_cny"].to_pylist()), reverse=True)
    assert min(spend) > 0
    top = spend[: len(spend) // 20]
    # the largest 5 % of the links carry more than a third of the money
    assert sum(top) > sum(spend) / 3
    count = len(spend)
    assert province.supplies["orders_count"].null_count / count == pytest.approx(0.15, abs=0.06)
    assert province.supplies["quality_data_share"].null_count / count == pytest.approx(
        0.4, abs=0.08
    )
    share = province.supplies["quality_data_share"]
    assert 0 <= pc.min(share).as_py() <= pc.max(share).as_py() <= 1


def test_some_items_have_a_single_source_and_some_do_not(links: list[dict[str, object]]) -> None:
    sources = Counter((row["chain_id"], row["buyer_uscc"], row["item"]) for row in links)
    single = sum(count == 1 for count in sources.values())
    assert 0 < single < len(sources)
    assert all(str(row["item"]).rstrip("0123456789") in ITEMS for row in links)


def test_an_earlier_day_shows_the_same_network_earlier(pack: Pack) -> None:
    whole = generate(pack, enterprises=3_000, seed=5).supplies.to_pylist()
    day = date(2022, 6, 30)
    early = generate(pack, enterprises=3_000, seed=5, until=day).supplies.to_pylist()
    expected = [
        {**row, "until_date": row["until_date"] if (row["until_date"] or day) < day else None}
        for row in whole
        if row["from_date"] <= day
    ]
    shown = [row for row in early if row["until_date"] != day]
    assert shown == [row for row in expected if row in shown]
    assert len(early) == len(expected)
    assert all(row["until_date"] is None or row["until_date"] <= day for row in early)
