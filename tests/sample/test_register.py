from collections import Counter
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lingnan.kernel.size import ABOVE_SCALE_REVENUE_CNY
from lingnan.packs import Pack
from lingnan.sample import SampleProvince, generate
from lingnan.sample.assumption import Assumptions
from lingnan.sample.scale import apportion
from lingnan.sample.stock import stock_by_city


def above_on(table: pa.Table, day: date) -> pa.Table:
    begun = pc.less_equal(table["above_scale_from"], day)
    left = pc.fill_null(pc.less_equal(table["above_scale_until"], day), False)
    return table.filter(pc.fill_null(pc.and_not(begun, left), False))


def test_cities_have_the_published_counts_scaled(province: SampleProvince) -> None:
    # 71,996 / 60 = 1199.93 -> 1,200 in all. Guangzhou: 1200 x 6873 / 71996 = 114.557, remainder
    # large enough to be rounded up; Shenzhen: 1200 x 14188 / 71996 = 236.48; Yunfu 7.30
    table = above_on(province.enterprises, date(2023, 12, 31))
    found = Counter(table["city_code"].to_pylist())
    published = {city.code: city.above_scale_counts[2023] for city in province.pack.cities}
    assert sum(published.values()) == 71_996
    assert sum(found.values()) == 1_200
    expected = apportion(1_200, list(published.values()))
    assert [found[code] for code in published] == expected.tolist()
    assert found["440100"] == 115
    assert found["440300"] == 236
    assert found["445300"] == 7


@pytest.mark.parametrize(
    ("year", "count"),
    # 58504, 66329, 70725, 71996 and the assumed 73900, 75000, each / 60 to the nearest
    [(2020, 975), (2021, 1105), (2022, 1179), (2023, 1200), (2024, 1232), (2025, 1250)],
)
def test_stock_of_each_year(province: SampleProvince, year: int, count: int) -> None:
    assert above_on(province.enterprises, date(year, 12, 31)).num_rows == count


def test_stock_is_the_published_one_where_one_stands_for_one(pack: Pack) -> None:
    stock = stock_by_city(pack, Assumptions(pack), 1)
    for row, city in zip(stock, pack.cities, strict=True):
        published = city.above_scale_counts
        assert row[:4].tolist() == [published[year] for year in (2020, 2021, 2022, 2023)]


def test_some_leave_the_register_and_some_enter(province: SampleProvince) -> None:
    table = province.enterprises
    # 4 % of about 1,100 a year over five years
    left = table.num_rows - table["above_scale_until"].null_count
    assert 150 < left < 320
    status = Counter(table["status"].to_pylist())
    assert status["closed"] > 0
    assert status["merged"] == table.num_rows - table["merged_into_uscc"].null_count
    assert status["active"] + sum(status[k] for k in ("closed", "revoked", "merged")) == 20_000


def test_industries_have_the_census_shares(province: SampleProvince) -> None:
    # 763,800 / 60 = 12,730 industrial enterprises; of these 15.2 %, 10.9 % and 10.1 %
    codes = province.enterprises["industry_code"].to_pylist()
    industrial = Counter(code[:3] for code in codes if code[0] in "BCD")
    assert sum(industrial.values()) == 12_730
    assert industrial["C33"] == pytest.approx(0.152 * 12_730, abs=11)
    assert industrial["C39"] == pytest.approx(0.109 * 12_730, abs=11)
    assert industrial["C38"] == pytest.approx(0.101 * 12_730, abs=11)


def test_revenue_agrees_with_being_above_scale(province: SampleProvince) -> None:
    table = province.enterprises
    above = above_on(table, province.until)
    assert pc.min(above["revenue_cny"]).as_py() >= ABOVE_SCALE_REVENUE_CNY
    industrial = pc.is_in(pc.utf8_slice_codeunits(table["industry_code"], 0, 1), pa.array([*"BCD"]))
    others = table.filter(
        pc.and_not(industrial, pc.is_in(table["uscc"], above["uscc"].combine_chunks()))
    )
    assert pc.max(others["revenue_cny"]).as_py() < ABOVE_SCALE_REVENUE_CNY


def test_dates_are_in_order(province: SampleProvince) -> None:
    table = province.enterprises
    for first, second in (
        ("founded_date", "closed_date"),
        ("founded_date", "above_scale_from"),
        ("above_scale_from", "above_scale_until"),
        ("founded_date", "renamed_date"),
    ):
        assert pc.all(pc.less(table[first], table[second])).as_py()
        assert pc.max(table[second]).as_py() <= province.until


def test_entities_follow_their_assumptions(province: SampleProvince) -> None:
    table = province.entities
    double_cross = table.filter(pc.equal(table["class_code"], "double_cross"))
    starts = double_cross["from_date"].to_pylist()
    # published: 4 in February 2021, 6 in 2022, 9 in 2025
    for day, count in ((date(2021, 2, 28), 4), (date(2022, 12, 31), 6), (date(2025, 12, 31), 9)):
        assert sum(start <= day for start in starts) == count
    assert all(code.startswith("sample-") for code in table["entity_code"].to_pylist())


def test_members_belong_to_known_groups(province: SampleProvince) -> None:
    known = {(row["kind"], row["entity_code"]) for row in province.entities.to_pylist()}
    rows = province.memberships.to_pylist()
    assert {(row["group_kind"], row["group_id"]) for row in rows} <= known
    leaders = Counter(row["group_id"] for row in rows if row["role"] == "leader")
    assert set(leaders.values()) == {1}


def test_same_seed_same_province(pack: Pack) -> None:
    first, second, other = (generate(pack, enterprises=600, seed=seed) for seed in (1, 1, 2))
    assert first.enterprises.equals(second.enterprises)
    assert pa.concat_tables(first.evidence()).equals(pa.concat_tables(second.evidence()))
    assert first.memberships.equals(second.memberships)
    assert not first.enterprises.equals(other.enterprises)
