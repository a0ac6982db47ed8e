"""Example views of a province and a city in both languages: what the report tests draw.

The numbers are invented, but shaped like a real province: 21 cities on the pack's tiles and
20 clusters.
"""

from datetime import date

from lingnan.console.views import (
    AssumptionLine,
    CityCount,
    CityTarget,
    CityView,
    ClusterCount,
    ClusterRef,
    Explanation,
    FanPoint,
    LevelCount,
    Mark,
    Milestone,
    MissingProofCount,
    OverviewView,
    Point,
    PublishedValue,
    SourceRef,
    Stamp,
    TargetView,
    Trajectory,
)
from lingnan.kernel import add_months, month_end

AS_OF = date(2023, 9, 30)

# code, zh, en, group zh, group en, tile row, tile column, above-scale enterprises
CITIES = (
    ("440100", "广州", "Guangzhou", "珠三角", "Pearl River Delta", 2, 3, 6873),
    ("440200", "韶关", "Shaoguan", "粤北", "North", 0, 3, 660),
    ("440300", "深圳", "Shenzhen", "珠三角", "Pearl River Delta", 3, 4, 14188),
    ("440400", "珠海", "Zhuhai", "珠三角", "Pearl River Delta", 4, 3, 1778),
    ("440500", "汕头", "Shantou", "粤东", "East", 2, 7, 2225),
    ("440600", "佛山", "Foshan", "珠三角", "Pearl River Delta", 2, 2, 9884),
    ("440700", "江门", "Jiangmen", "珠三角", "Pearl River Delta", 3, 2, 3536),
    ("440800", "湛江", "Zhanjiang", "粤西", "West", 5, 0, 824),
    ("440900", "茂名", "Maoming", "粤西", "West", 4, 0, 693),
    ("441200", "肇庆", "Zhaoqing", "珠三角", "Pearl River Delta", 2, 1, 1634),
    ("441300", "惠州", "Huizhou", "珠三角", "Pearl River Delta", 2, 5, 4466),
    ("441400", "梅州", "Meizhou", "粤北", "North", 0, 6, 557),
    ("441500", "汕尾", "Shanwei", "粤东", "East", 2, 6, 325),
    ("441600", "河源", "Heyuan", "粤北", "North", 1, 5, 642),
    ("441700", "阳江", "Yangjiang", "粤西", "West", 4, 1, 504),
    ("441800", "清远", "Qingyuan", "粤北", "North", 1, 3, 1059),
    ("441900", "东莞", "Dongguan", "珠三角", "Pearl River Delta", 2, 4, 14180),
    ("442000", "中山", "Zhongshan", "珠三角", "Pearl River Delta", 3, 3, 5025),
    ("445100", "潮州", "Chaozhou", "粤东", "East", 1, 7, 1035),
    ("445200", "揭阳", "Jieyang", "粤东", "East", 1, 6, 1470),
    ("445300", "云浮", "Yunfu", "粤北", "North", 3, 1, 438),
)

CLUSTERS = (
    ("electronic-information", "新一代电子信息", "New-generation electronic information"),
    ("green-petrochemicals", "绿色石化", "Green petrochemicals"),
    ("smart-home-appliances", "智能家电", "Smart home appliances"),
    ("automobiles", "汽车", "Automobiles"),
    ("advanced-materials", "先进材料", "Advanced materials"),
    ("light-industry-textiles", "现代轻工纺织", "Modern light industry and textiles"),
    ("software", "软件与信息服务", "Software and information services"),
    ("uhd-video", "超高清视频显示", "Ultra-high-definition video display"),
    ("biomedicine", "生物医药与健康", "Biomedicine and health"),
    ("agriculture-food", "现代农业与食品", "Modern agriculture and food"),
    ("semiconductors", "半导体与集成电路", "Semiconductors and integrated circuits"),
    ("high-end-equipment", "高端装备制造", "High-end equipment manufacturing"),
    ("robots", "智能机器人", "Intelligent robots"),
    ("blockchain-quantum", "区块链与量子信息", "Blockchain and quantum information"),
    ("frontier-materials", "前沿新材料", "Frontier new materials"),
    ("new-energy", "新能源", "New energy"),
    ("laser-additive", "激光与增材制造", "Laser and additive manufacturing"),
    ("digital-creative", "数字创意", "Digital creative industry"),
    ("safety-environment", "安全应急与环保", "Safety, emergency and environmental protection"),
    ("precision-instruments", "精密仪器设备", "Precision instruments"),
)


def pick(lang, zh, en):
    return zh if lang == "zh" else en


def stamp(lang, **changes):
    values = {
        "region": pick(lang, "广东省", "Guangdong"),
        "as_of": AS_OF,
        "run_id": "3f9a61c0d2b8471e5a90f7c4e1b6d8a2c3f405162738495a6b7c8d9e0f102132",
        "pack_id": "guangdong",
        "pack_title": pick(
            lang, "广东省制造业数字化转型（2021—2025年）", "Guangdong manufacturing 2021–2025"
        ),
        "pack_version": "2026.1",
        "code_version": "0.1.0",
        "table_versions": (("evidence", 14), ("out_progress", 3), ("out_target", 3)),
        "is_synthetic": True,
        "expansion": 20,
    }
    return Stamp(**{**values, **changes})


def course(last, months, growth):
    """Month ends up to AS_OF that grow towards `last`."""
    points = []
    for back in range(months - 1, -1, -1):
        day = month_end(add_months(date(2023, 9, 1), -back))
        points.append(Point(day, round(last * (1 - growth * back / months))))
    return tuple(points)


def fan(start, pace, spread, months=27):
    """A fan whose half-width grows with the square root of time."""
    return tuple(
        FanPoint(
            month_end(add_months(date(2023, 9, 1), ahead)),
            start + pace * ahead - spread * ahead**0.5,
            start + pace * ahead,
            start + pace * ahead + spread * ahead**0.5,
        )
        for ahead in range(1, months + 1)
    )


def explanation(lang):
    return Explanation(
        definition=pick(
            lang,
            "存续的规模以上工业企业，且已启动数字化转型项目",
            "active above-scale industrial enterprises that have started a digital project",
        ),
        sources=(
            SourceRef("stcn-2021-07-07", pick(lang, "证券时报网", "Securities Times")),
            SourceRef("gdii-3351242", pick(lang, "省工业和信息化厅", "Provincial department")),
        ),
        inputs=("out_progress@3", "out_forecast@3"),
        assumptions=(
            AssumptionLine(
                pick(lang, "饱和比例", "Saturation share"),
                "95%",
                pick(lang, "中山2025年底已达93%", "Zhongshan reached 93% at the end of 2025"),
                "85%–100%",
            ),
        ),
        unconfirmed=(
            Mark(
                pick(lang, "统计口径未见公开", "The definition of the count is not public"),
                pick(lang, "三份文件说法不同", "three documents word it in three ways"),
            ),
        ),
    )


def targets(lang):
    published = (
        PublishedValue(date(2021, 6, 30), 17000, "none", source="halfyear-2021"),
        PublishedValue(
            date(2021, 12, 31), 21000, "over", date(2022, 3, 31), "szjj", is_confirmed=False
        ),
        PublishedValue(date(2023, 9, 30), 29000, "none", source="gdii-2023-q3"),
    )
    unit = pick(lang, "家", "enterprises")
    ahead = fan(29000, 720, 900)
    above = TargetView(
        id="above_scale_dx",
        name=pick(
            lang, "规模以上工业企业数字化转型", "Above-scale industrial enterprises transforming"
        ),
        unit=unit,
        deadline=date(2025, 12, 31),
        goal=50000,
        comparator="over",
        claimed=28440,
        proven=12480,
        published=published[-1],
        forecast=ahead[-1],
        required_pace=777.8,
        actual_pace=444.4,
        status="at_risk",
        milestones=(
            Milestone(date(2023, 12, 31), 30000, "over"),
            Milestone(date(2025, 12, 31), 50000, "over"),
        ),
        trajectory=Trajectory(
            course(28440, 30, 0.55), course(12480, 30, 0.8), published, ahead, "published"
        ),
        miss_probability=0.54,
        explanation=explanation(lang),
    )
    cloud_ahead = fan(721000, 9000, 16000)
    cloud_published = (
        PublishedValue(date(2021, 6, 30), 550000, "none"),
        PublishedValue(date(2021, 12, 31), 625000, "over", is_confirmed=False),
        PublishedValue(date(2023, 9, 30), 750000, "over"),
    )
    cloud = TargetView(
        id="cloud_firms",
        name=pick(lang, "企业上云用云", "Enterprises moved to and using cloud"),
        unit=unit,
        deadline=date(2025, 12, 31),
        goal=1000000,
        comparator="none",
        claimed=721000,
        proven=318400,
        published=cloud_published[-1],
        forecast=cloud_ahead[-1],
        required_pace=10333.3,
        actual_pace=7440.5,
        status="off_track",
        milestones=(
            Milestone(date(2023, 12, 31), 800000, "none"),
            Milestone(date(2025, 12, 31), 1000000, "none"),
        ),
        trajectory=Trajectory(
            course(721000, 30, 0.35),
            course(318400, 30, 0.7),
            cloud_published,
            cloud_ahead,
            "claimed",
        ),
        explanation=explanation(lang),
    )
    small = (
        ("id_second_level_nodes", "标识解析二级节点", "Second-level nodes", 50, 47, 41, 0.9),
        ("dx_service_providers", "数字化转型服务商", "Service providers", 500, 412, 260, 3.1),
        ("double_cross_platforms", "双跨平台", "Double-cross platforms", 5, 6, 6, 0.1),
        ("specialised_platforms", "特色专业型平台", "Specialised platforms", 20, 14, 9, 0.3),
    )
    rest = tuple(
        TargetView(
            id=id_,
            name=pick(lang, zh, en),
            unit=pick(lang, "个", "units"),
            deadline=date(2023, 12, 31),
            goal=goal,
            comparator="about",
            claimed=claimed,
            proven=proven,
            published=None,
            forecast=None,
            required_pace=max(0.0, (goal - claimed) / 3),
            actual_pace=pace,
            status="on_track" if claimed >= goal else "at_risk",
            is_goal_confirmed=id_ != "specialised_platforms",
        )
        for id_, zh, en, goal, claimed, proven, pace in small
    )
    return (above, cloud, *rest)


def cities(lang):
    found = []
    for rank, (code, zh, en, group_zh, group_en, row, col, population) in enumerate(CITIES):
        claimed = int(population * (0.22 + (rank * 37 % 45) / 100))
        proven = int(claimed * (0.3 + (rank * 23 % 40) / 100))
        found.append(
            CityCount(
                code,
                pick(lang, zh + "市", en),
                pick(lang, zh, en),
                pick(lang, group_zh, group_en),
                row,
                col,
                population,
                claimed,
                proven,
            )
        )
    return tuple(found)


def clusters(lang):
    return tuple(ClusterRef(id_, pick(lang, zh, en)) for id_, zh, en in CLUSTERS)


def cells():
    found = []
    for row, (cluster_id, _zh, _en) in enumerate(CLUSTERS):
        for column, city in enumerate(CITIES):
            if (row * 7 + column * 5) % 11 == 0:
                continue
            population = max(3, city[7] * (1 + (row * 13 + column) % 9) // 90)
            claimed = int(population * (0.15 + (row * 17 + column * 29) % 60 / 100))
            proven = int(claimed * (0.2 + (row * 31 + column * 7) % 60 / 100))
            found.append(ClusterCount(cluster_id, population, claimed, proven, city[0]))
    return tuple(found)


def overview(lang, **changes):
    return OverviewView(
        stamp=stamp(lang, **changes),
        targets=targets(lang),
        main_target_id="above_scale_dx",
        main_target_name=pick(
            lang, "规模以上工业企业数字化转型", "Above-scale industrial enterprises transforming"
        ),
        population_name=pick(lang, "规模以上工业企业", "above-scale industrial enterprises"),
        cities=cities(lang),
        clusters=clusters(lang),
        cells=cells(),
        map_explanation=explanation(lang),
        assumptions=explanation(lang).assumptions,
    )


def city(lang, **changes):
    unit = pick(lang, "家", "enterprises")
    levels = (("未达一级", "below level 1"), ("一级", "level 1"), ("二级", "level 2"))
    levels += (("三级", "level 3"), ("四级", "level 4"))
    claimed, proven = (310, 420, 260, 88, 12), (690, 290, 92, 16, 2)
    return CityView(
        stamp=stamp(lang, **changes),
        code="440600",
        name=pick(lang, "佛山市", "Foshan"),
        group=pick(lang, "珠三角", "Pearl River Delta"),
        main_target_id="above_scale_dx",
        main_target_name=targets(lang)[0].name,
        population_name=pick(lang, "规模以上工业企业", "above-scale industrial enterprises"),
        targets=(
            CityTarget(
                "above_scale_dx",
                targets(lang)[0].name,
                unit,
                9884,
                4645,
                2020,
                Trajectory(course(4645, 30, 0.5), course(2020, 30, 0.7)),
                explanation=explanation(lang),
            ),
        ),
        cities=cities(lang),
        clusters=clusters(lang),
        cluster_counts=tuple(cell for cell in cells() if cell.city_code == "440600"),
        model_name=pick(
            lang, "中小企业数字化水平评测指标（2024年版）", "SME digital level indicators (2024)"
        ),
        levels=tuple(
            LevelCount(n, pick(lang, zh, en), claimed[n], proven[n])
            for n, (zh, en) in enumerate(levels)
        ),
        missing=(
            MissingProofCount(pick(lang, "设备联网", "Connected machines"), 312, 4500),
            MissingProofCount(pick(lang, "网络建设", "Networks"), 204, 4000),
        ),
        map_explanation=explanation(lang),
        level_explanation=explanation(lang),
    )


ITEMS = (
    ("Q01", "网络建设", "Networks", 8000, 6000, 2000),
    ("Q02", "设备数字化", "Digital machines", 6000, 4500, 4500),
    ("Q03", "设备联网", "Connected machines", 6000, 4500, 0),
    ("Q04", "数据采集", "Data collection", 10000, 6200, 3100),
    ("Q05", "信息系统", "Information systems", 10000, 7000, 4000),
    ("Q06", "信息安全", "Information security", 10000, 4000, 4000),
    ("Q07", "数字化规划", "Planning", 7500, 7500, 0),
    ("Q08", "数字化管理", "Management", 7500, 3800, 3800),
    ("Q09", "数字化投入", "Investment", 7500, 2500, 2500),
    ("Q10", "人才建设", "People", 7500, 2500, 0),
    ("Q11", "能耗", "Energy use", 7000, 3500, 3500),
    ("Q12", "合格品率", "Quality", 7000, 5600, 0),
    ("Q13", "人均营收", "Revenue per employee", 6000, 3000, 3000),
)
