"""The example view of an enterprise in both languages: what the report tests draw."""

from datetime import date

from console.example_place import ITEMS, explanation, pick, stamp
from lingnan.console.views import (
    CountedTarget,
    DimensionView,
    EnterpriseView,
    EvidenceLine,
    ItemView,
    MissingProof,
    ModelView,
    PeerGroup,
    ScenarioView,
    SideResult,
)


def enterprise(lang, name=None, **changes):
    dims = (
        ("F", "数字化基础", "Digital foundations", 50000, 32200, 17600, (21000, 29800, 36000)),
        ("M", "数字化管理", "Digital management", 30000, 16300, 6300, (11000, 17400, 22000)),
        ("R", "数字化成效", "Digital results", 20000, 12100, 6500, (6000, 9800, 13000)),
    )
    model = ModelView(
        id="miit-sme-2024",
        name=pick(lang, "中小企业数字化水平评测指标", "SME digital level indicators"),
        edition="2024",
        full=100000,
        claimed=SideResult(
            3,
            pick(lang, "三级", "level 3"),
            60600,
            71,
            pick(lang, "四级", "level 4"),
            (pick(lang, "19.4分", "19.4 points"), pick(lang, "3个业务场景", "3 scenarios")),
        ),
        proven=SideResult(
            1,
            pick(lang, "一级", "level 1"),
            30400,
            58,
            pick(lang, "二级", "level 2"),
            (pick(lang, "9.6分", "9.6 points"),),
        ),
        dimensions=tuple(
            DimensionView(id_, pick(lang, zh, en), full, claimed, proven, *peers, peers[0] // 2)
            for id_, zh, en, full, claimed, proven, peers in dims
        ),
        items=tuple(
            ItemView(
                id_,
                pick(lang, zh, en),
                full,
                claimed,
                proven,
                pick(lang, "C：20–40%", "C: 20–40%"),
                None if full == claimed else pick(lang, "D：40–60%", "D: 40–60%"),
            )
            for id_, zh, en, full, claimed, proven in ITEMS
        ),
        scenarios=(
            ScenarioView(
                "S01",
                pick(lang, "产品设计", "product design"),
                True,
                3,
                1,
                pick(lang, "用仿真验证并迭代", "simulation-driven iteration"),
            ),
            ScenarioView("S02", pick(lang, "工艺设计", "process design"), False, 4, 0),
        ),
        missing_proof=tuple(
            MissingProof(
                id_,
                pick(lang, zh, en),
                pick(lang, "C：20–40%", "C: 20–40%"),
                claimed - proven,
                (pick(lang, "设备遥测", "device telemetry"), pick(lang, "现场核查", "site audit")),
                pick(lang, "二级", "level 2"),
                id_ == "Q07",
            )
            for id_, zh, en, _full, claimed, proven in sorted(
                ITEMS, key=lambda item: item[5] - item[4]
            )
            if claimed > proven
        ),
        evidence=tuple(
            EvidenceLine(
                9000 + n,
                id_,
                pick(lang, zh, en),
                "B,C",
                1 if proven < claimed else 2,
                pick(lang, "自行申报", "declared")
                if proven < claimed
                else pick(lang, "第三方证明", "attested"),
                date(2023, 3 + n % 6, 11),
                "declared" if proven < claimed else "cloud:aliyun",
                None if proven < claimed else f"INV-2023-{n:04d}",
                n != 4,
                True,
            )
            for n, (id_, zh, en, _full, claimed, proven) in enumerate(ITEMS)
        ),
        peers=PeerGroup(pick(lang, "智能家电", "Smart home appliances"), "small", 134),
        explanation=explanation(lang),
    )
    return EnterpriseView(
        stamp=stamp(lang, **changes),
        uscc="91440606MA4UXXXX1C",
        name=name or pick(lang, "佛山示例电器有限公司", "Foshan Example Appliances Co., Ltd."),
        city=pick(lang, "佛山市", "Foshan"),
        industry=pick(lang, "家用厨房电器具制造 C3854", "Kitchen appliances C3854"),
        size=pick(lang, "小型", "small"),
        clusters=(pick(lang, "智能家电", "Smart home appliances"),),
        is_above_scale=True,
        models=(model,),
        counted=(
            CountedTarget(
                pick(lang, "规上企业数字化转型", "Above-scale transformation"),
                pick(lang, "已启动数字化转型项目", "has started a digital project"),
                date(2022, 5, 1),
                None,
            ),
        ),
        other_evidence=(
            EvidenceLine(
                9100,
                "cloud_spend_cny",
                pick(lang, "用云支出", "cloud spending"),
                "12,400",
                3,
                pick(lang, "系统采集", "observed"),
                date(2023, 8, 31),
                "cloud:aliyun",
                "INV-88",
                True,
                True,
            ),
        ),
    )
