"""The pack guangdong says what the plan says. Numbers are restated here from the sources."""

from collections import Counter
from datetime import date

import pytest

from lingnan.kernel import industry
from lingnan.packs import Pack
from lingnan.packs.content import AnyOfCondition, IndicatorCondition, LevelCondition

END_2023, END_2025 = date(2023, 12, 31), date(2025, 12, 31)


@pytest.mark.parametrize(
    ("target_id", "comparator", "goal_2023", "goal_2025"),
    [
        ("above_scale_dx", "over", 30_000, 50_000),
        ("cloud_firms", "none", 800_000, 1_000_000),
        ("id_second_level_nodes", "at_least", 50, None),
        ("dx_service_providers", "about", 500, None),
        ("double_cross_platforms", "about", 5, None),
        ("specialised_platforms", "about", 20, None),
    ],
)
def test_the_six_targets(
    guangdong: Pack, target_id: str, comparator: str, goal_2023: int, goal_2025: int | None
) -> None:
    target = guangdong.target(target_id)
    assert target.comparator == comparator
    goals = {item.deadline: (item.value, item.is_confirmed) for item in target.milestones}
    assert goals == {
        END_2023: (goal_2023, True),
        END_2025: (goal_2025, goal_2025 is not None),
    }
    assert not target.headline.is_confirmed
    assert guangdong.unconfirmed_for_target(target_id)
    assert guangdong.indicator(f"published.{target_id}").unit == target.unit_id
    assert all(item.unit == target.unit_id for item in target.definitions)
    assert all(item.id.startswith(f"{target_id}.") for item in target.definitions)


def test_there_are_six_targets_and_what_counts_them_differs(guangdong: Pack) -> None:
    assert len(guangdong.targets) == 6
    assert [target.headline_definition for target in guangdong.targets] == [
        "above_scale_dx.launched",
        "cloud_firms.paid_12m",
        "id_second_level_nodes.in_operation",
        "dx_service_providers.in_catalogue",
        "double_cross_platforms.recognised",
        "specialised_platforms.recognised",
    ]
    assert [len(target.definitions) for target in guangdong.targets] == [6, 4, 2, 2, 1, 1]


def test_level_two_may_come_from_any_model(guangdong: Pack) -> None:
    conditions = guangdong.definition("above_scale_dx.level2").conditions
    assert [part.kind for part in conditions] == ["active", "above_scale", "level"]
    level = conditions[2]
    assert isinstance(level, LevelCondition)
    assert level.at_least == 2
    assert set(level.models) == {model.id for model in guangdong.models}


def test_paid_cloud_use_is_verified_use_or_spending_within_a_year(guangdong: Pack) -> None:
    active, either = guangdong.definition("cloud_firms.paid_12m").conditions
    assert active.kind == "active"
    assert isinstance(either, AnyOfCondition)
    assert [(p.code, p.comparator, p.number, p.within_months) for p in either.conditions] == [
        ("cloud_use", "=", 1, 12),
        ("cloud_spend_cny", ">", 0, 12),
    ]


def test_indicator_conditions_on_flags_compare_with_one(guangdong: Pack) -> None:
    for target in guangdong.targets:
        for definition in target.definitions:
            for part in definition.conditions:
                if isinstance(part, IndicatorCondition):
                    flag = guangdong.indicator(part.code).unit == "flag"
                    assert ((part.comparator, part.number) == ("=", 1)) == flag


def test_twenty_clusters_ten_of_a_kind(guangdong: Pack) -> None:
    assert [cluster.order for cluster in guangdong.clusters] == list(range(1, 21))
    assert Counter(cluster.kind for cluster in guangdong.clusters) == {"pillar": 10, "emerging": 10}
    assert [c.kind for c in guangdong.clusters] == ["pillar"] * 10 + ["emerging"] * 10
    assert guangdong.cluster("electronic-information").name.zh == "新一代电子信息"
    assert guangdong.cluster("precision-instruments").name.zh == "精密仪器设备"


def test_only_the_electronics_cluster_has_directions(guangdong: Pack) -> None:
    confirmed = [c.id for c in guangdong.clusters if c.is_focus_confirmed]
    assert confirmed == ["electronic-information"]
    directions = guangdong.cluster("electronic-information").focus
    cities = [[guangdong.city(code).short_zh for code in focus.bases] for focus in directions]
    assert cities == [
        [],
        ["广州", "深圳", "河源", "惠州", "东莞"],
        ["深圳", "汕头", "梅州", "肇庆", "潮州"],
    ]
    assert [[link.zh for link in focus.links] for focus in directions[1:]] == [
        ["研发设计", "生产管理", "质量检测", "供应链管理"],
        ["研发设计", "质量检测"],
    ]


def test_industries_of_clusters(guangdong: Pack) -> None:
    codes = {c.id: [row.code for row in c.industries] for c in guangdong.clusters}
    assert codes["electronic-information"] == [f"C39{group}" for group in range(1, 10)]
    assert len(codes["light-industry-textiles"]) == 17
    assert [c for c, rows in codes.items() if not rows] == [
        "blockchain-quantum",
        "frontier-materials",
    ]
    assert all(industry.problem(code) is None for rows in codes.values() for code in rows)
    in_c26 = [c for c, rows in codes.items() if "C26" in rows]
    assert in_c26 == ["green-petrochemicals", "advanced-materials", "light-industry-textiles"]
    # confirmed: 9 groups of electronics, 3 divisions of appliances, 7 groups of cars, 17 divisions
    assert Counter(row.is_confirmed for row in guangdong.cluster_industries)[True] == 9 + 3 + 7 + 17


def test_twenty_one_cities_on_a_map(guangdong: Pack) -> None:
    cities = {city.short_zh: city for city in guangdong.cities}
    assert len(cities) == 21
    assert Counter(city.group.zh for city in guangdong.cities) == {
        "珠三角": 9,
        "粤东": 4,
        "粤西": 3,
        "粤北": 5,
    }
    assert len({(city.tile_row, city.tile_col) for city in guangdong.cities}) == 21
    assert cities["韶关"].tile_row < cities["清远"].tile_row < cities["广州"].tile_row
    assert cities["广州"].tile_row < cities["深圳"].tile_row
    assert cities["湛江"].tile_row == max(city.tile_row for city in guangdong.cities)
    assert cities["湛江"].tile_col == min(city.tile_col for city in guangdong.cities)
    assert cities["汕头"].tile_col == max(city.tile_col for city in guangdong.cities)
    row = [cities[name].tile_col for name in ("佛山", "广州", "东莞", "惠州", "汕尾", "汕头")]
    assert row == [2, 3, 4, 5, 6, 7]


def test_counts_of_cities_add_up_to_the_published_total(guangdong: Pack) -> None:
    assert guangdong.city("440300").above_scale_counts[2023] == 14_188
    assert guangdong.city("441500").above_scale_counts[2000] == 94
    totals = dict.fromkeys((2000, 2020, 2021, 2022, 2023), 0)
    for city in guangdong.cities:
        assert len(city.above_scale_counts) == 9
        for year in totals:
            totals[year] += city.above_scale_counts[year]
    assert totals == {2000: 19_695, 2020: 58_504, 2021: 66_329, 2022: 70_725, 2023: 71_996}


def test_published_progress(guangdong: Pack) -> None:
    series = guangdong.published_for("above_scale_dx")
    assert [(point.as_of.isoformat()[:7], point.value) for point in series] == [
        ("2021-06", 17_000),
        ("2021-12", 21_000),
        ("2023-09", 29_000),
        ("2025-07", 44_000),
        ("2025-12", 50_000),
    ]
    assert series[1].as_of_range == date(2022, 3, 31)
    assert [point.is_confirmed for point in series] == [True, False, True, False, True]
    cloud = guangdong.published_for("cloud_firms")
    assert [point.value for point in cloud] == [550_000, 625_000, 750_000]
    assert [p.value for p in guangdong.published_for("double_cross_platforms")] == [4, 6, 9]
    [dongguan] = guangdong.published_for("above_scale_dx", "441900")
    assert (dongguan.as_of, dongguan.value, dongguan.comparator) == (
        date(2023, 10, 31),
        9_000,
        "over",
    )


def test_populations(guangdong: Pack) -> None:
    points = {p.as_of: p.value for p in guangdong.denominator("above_scale_enterprises").points}
    assert (points[date(2020, 12, 31)], points[END_2023]) == (58_504, 71_996)
    press = guangdong.denominator("above_scale_enterprises_press")
    assert [point.value for point in press.points] == [67_000, 71_000, 73_900]
    assert guangdong.denominator("legal_entities").points[0].value == 4_659_000
    industrial = guangdong.denominator("industrial_legal_entities").points[0].value
    assert industrial == 763_800 < 1_000_000


def test_the_rest_of_the_plan(guangdong: Pack) -> None:
    assert [path.name.zh for path in guangdong.paths] == [
        "一企一策",
        "一行一策",
        "一园一策",
        "一链一策",
    ]
    assert len(guangdong.foundations) == 5
    assert [item.name.zh for item in guangdong.safeguards] == [
        "加强统筹协调",
        "加大政策支持",
        "强化人才支撑",
        "加强金融服务",
        "提升公共服务",
        "营造良好环境",
    ]
    assert [m.order for m in guangdong.policy_measures if not m.is_confirmed] == [9]
    assert len(guangdong.instruments) == 7
    assert len(guangdong.companion_targets) == 7 + 14


def test_every_assumption_says_why_and_is_not_confirmed(guangdong: Pack) -> None:
    for item in guangdong.assumptions:
        assert not item.is_confirmed, item.id
        assert item.low <= item.value <= item.high
        assert item.why.zh
        assert item.why.en
    assert (
        guangdong.assumption("programme.on_track_probability").value
        > guangdong.assumption("programme.off_track_probability").value
    )
