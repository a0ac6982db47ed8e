"""What the documents of industries, parks and chains say."""

from lingnan.console.document.chain import chain_document
from lingnan.console.document.industry import industry_document
from lingnan.console.document.model import Bars, CashFlow, Gantt, Paragraph, Table
from lingnan.console.document.park import park_document
from lingnan.console.document.word import word_bytes
from lingnan.console.document.workbook import workbook_bytes


def blocks(document, kind):
    return [b for section in document.sections for b in section.blocks if isinstance(b, kind)]


def findings(document):
    return [b.text for b in blocks(document, Paragraph) if b.style == "finding"]


def test_an_industry_guide_says_who_what_and_by_when(industry):
    document = industry_document(industry, "zh")
    assert findings(document) == [
        (
            "本指引适用企业320家，其中60家已达到二级；选用清单产品可使另外201家达到该等级；"
            "全部批次完成后，共212家达到该等级。"
        ),
        "预计总投入2,330万元，其中补助资金699万元。",
        "经测算证明，本清单弥补的差距与理论最优值相差不超过1.3%。",  # 3,500 / 284,900 = 1.23 %
        "预计总投入2,330万元，其中补助资金699万元。",
        # In the last half-year 204 + 8 claim level 2 or above, and 158 + 4 have proven it.
        "到2026年上半年，212家申报达到二级及以上，162家已证实。",
    ]
    assert [section.heading for section in document.sections] == [
        "总体结论", "适用对象", "共性差距", "产品清单", "分批实施与资金安排", "等级提升目标",
        "制约因素", "分批名单", "假设、待核实内容与来源", "审核与签署",
    ]  # fmt: skip
    reached = blocks(document, Bars)[1]
    # Counts at level 2 or above by half-year: claimed 52+8, 74+8, …; proven 30+4, 46+4, ….
    assert [bar.values for bar in reached.bars] == [
        (60, 34), (82, 50), (126, 86), (178, 128), (212, 162),
    ]  # fmt: skip


def test_a_chain_roadmap_says_share_waves_and_bottlenecks(chain):
    document = chain_document(chain, "zh")
    assert findings(document) == [
        (
            "目前链主企业供应额中有29.0%经由达到二级的供应商；本方案投入137万元提升4家供应商；"
            "实施后该比例达到61.2%。"
        ),
        "经测算证明，所达比例与理论最优值的差距不超过0.5%。",
        "末批追加10万元不产生增量。",
        "各批次使该比例由29.0%提高到61.2%。",
    ]
    tables = {table.title: table for table in blocks(document, Table)}
    waves = tables["分批实施"]
    assert [row[1] for row in waves.rows] == ["2024年上半年", "2024年下半年"]
    assert [row[6:] for row in waves.rows] == [(2, 0.468), (2, 0.612)]
    assert tables["尚未达标的关键供应商"].rows[2][0] == "示例零部件6厂"
    assert tables["尚未达标的关键供应商"].rows[2][5] is None


def test_names_are_optional(chain):
    del chain["names"], chain["start"]
    tables = {t.title: t for t in blocks(chain_document(chain, "en"), Table)}
    assert tables["Waves"].rows[0][1] == "half-year 1"
    assert tables["Suppliers by wave"].rows[0][1] == "91440606MA4UC0001X, 91440606MA4UC0002X"


def test_a_park_roadmap_says_facilities_money_and_shares(park):
    document = park_document(park, "zh")
    assert findings(document) == [
        (
            "建议园区共享园区工业网络、园区共享云、实训基地等设施；预计投入104万元；"
            "园区共享为5家成员企业增加净效益51万元。"
        ),
        "经测算证明，本方案与理论最优值的差距不超过0.5%。",  # 11,000 / 2,321,000 = 0.47 %
        "按预期价格测算，2024年下半年期末余额最低，为9万元。",  # the least of 14, 9, 10.5 and 16
    ]
    (gantt,) = blocks(document, Gantt)
    assert [(bar.name, bar.start, bar.finish) for bar in gantt.rows] == [
        ("园区工业网络", 0, 1), ("园区共享云", 1, 2),
    ]  # fmt: skip
    (cash,) = blocks(document, CashFlow)
    # The budget is cumulative: 700, 1,000, 1,100 and 1,200 thousand.
    assert [(p.budget, p.payments.expected, p.running, p.balance) for p in cash.periods] == [
        (700_000, 560_000, 0, 140_000),
        (300_000, 320_000, 30_000, 90_000),
        (100_000, 40_000, 45_000, 105_000),
        (100_000, 0, 45_000, 160_000),
    ]
    tables = {table.title: table for table in blocks(document, Table)}
    assert tables["成员企业分摊额"].rows[4] == ("示例企业4", 208_000, 170_000, 168_000)
    assert [row[0] for row in tables["园区应具备的设施"].rows] == [1, 2, 3, None]


def test_a_park_without_a_budget_shows_its_payments(park):
    park["budget_cny"] = None
    document = park_document(park, "en")
    assert not blocks(document, CashFlow)
    (bars,) = blocks(document, Bars)
    assert bars.bars[1].values == (260_000, 60_000, 30_000)


def test_null_everywhere_is_no_failure(industry, park, chain):
    for build, answer in (
        (industry_document, industry),
        (park_document, park),
        (chain_document, chain),
    ):
        document = build(dict.fromkeys(answer), "en")
        assert word_bytes(document)
        assert workbook_bytes(document)
