"""Contracts, invoices, payments and usage logs of vendors without FOCUS."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from lingnan.evidence import Grade
from lingnan.sources.cloud import import_contracts

HEADER = (
    "类型,合同编号,统一社会信用代码,日期,服务起,服务止,"
    "金额,用量,服务类别,单据号,文件,销售方信用代码"
)


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_contracts(*world.here, path, **{"vendor": "kingdee", **world.by, **more})


def form(world: Any, *rows: str, name: str = "form.csv") -> Any:
    return world.write(name, HEADER, *rows)


def paid_contract(uscc: str, paid: str = "900", paper: str = "") -> list[str]:
    return [
        f"合同,HT1,{uscc},2024-01-05,2024-01-01,2024-12-31,1000,,ERP,,{paper},",
        f"付款,HT1,,2024-01-10,,,{paid},,,V1,{paper},",
        f"发票,HT1,,2024-01-12,,,1000,,,FP1,{paper},",
        *(f"用量,HT1,,2024-{month:02d},,,,5,,,{paper}," for month in (2, 3, 4)),
    ]


def facts(world: Any, subject: str, indicator: str) -> dict[date, tuple[Decimal, Grade]]:
    found = [row.fact for row in world.rows(subject) if row.fact.indicator_code == indicator]
    return {fact.period.start: (fact.value_number, fact.grade) for fact in found}


def test_paid_contract_with_log_is_use(world: Any) -> None:
    (world.folder / "paper.pdf").write_bytes(b"paper")
    path = form(world, *paid_contract(world.alpha, paper="paper.pdf"))
    counts, findings = bring(world, path)
    assert (counts.rejected, findings) == (0, [])
    assert facts(world, world.alpha, "cloud_contract_cny") == {
        date(2024, 1, 1): (Decimal(1000), Grade.ATTESTED)
    }
    assert facts(world, world.alpha, "cloud_spend_cny") == {
        date(2024, 1, 1): (Decimal(1000), Grade.ATTESTED)
    }
    # Use in February, March and April: the third month completes it.
    assert facts(world, world.alpha, "cloud_use") == {
        date(2024, 2, 1): (Decimal(0), Grade.ATTESTED),
        date(2024, 3, 1): (Decimal(0), Grade.ATTESTED),
        date(2024, 4, 1): (Decimal(1), Grade.ATTESTED),
    }
    last = world.last(world.alpha)["cloud_contract_cny"].fact
    assert last.document == hashlib.sha256(b"paper").hexdigest()
    assert (last.period.end, last.fact_date) == (date(2025, 1, 1), date(2024, 1, 5))
    again, _ = bring(world, path)
    assert (again.added, again.unchanged) == (0, counts.added)


def test_v6_nine_tenths_must_be_paid(world: Any) -> None:
    _, findings = bring(world, form(world, *paid_contract(world.alpha, paid="899.99")))
    assert [(f.code, f.row, f.value) for f in findings] == [("CLD-037", 2, "HT1")]
    assert facts(world, world.alpha, "cloud_use") == {}
    assert facts(world, world.alpha, "cloud_spend_cny") == {}
    assert len(facts(world, world.alpha, "cloud_contract_cny")) == 1


def test_without_paper_it_is_declared(world: Any) -> None:
    bring(world, form(world, *paid_contract(world.alpha)))
    assert facts(world, world.alpha, "cloud_use")[date(2024, 4, 1)] == (1, Grade.DECLARED)


def test_pushed_usage_is_observed(world: Any) -> None:
    bring(world, form(world, *paid_contract(world.alpha)), pushed_by_vendor=True)
    assert facts(world, world.alpha, "cloud_use")[date(2024, 4, 1)] == (1, Grade.OBSERVED)
    contract = facts(world, world.alpha, "cloud_contract_cny")[date(2024, 1, 1)]
    assert contract == (1000, Grade.ATTESTED)


def test_paid_but_never_used_is_a_purchase(world: Any) -> None:
    rows = [row for row in paid_contract(world.alpha) if not row.startswith("用量")]
    bring(world, form(world, *rows))
    assert facts(world, world.alpha, "cloud_purchase_cny") == {
        date(2024, 1, 1): (Decimal(1000), Grade.DECLARED)
    }
    assert facts(world, world.alpha, "cloud_use") == {}


def test_usage_outside_the_service_shows_nothing(world: Any) -> None:
    rows = [row.replace("2024-12-31", "2024-03-31") for row in paid_contract(world.alpha)]
    bring(world, form(world, *rows))
    assert set(facts(world, world.alpha, "cloud_services_used")) == {
        date(2024, 2, 1),
        date(2024, 3, 1),
    }


def test_amounts_in_ten_thousands(world: Any) -> None:
    path = world.write(
        "wan.csv",
        "类型,合同编号,统一社会信用代码,日期,金额（万元）",
        f"合同,HT1,{world.alpha},2024-01-05,1.2",
        f"合同,HT2,{world.alpha},2024-02-05,3.5万元",
    )
    bring(world, path)
    found = facts(world, world.alpha, "cloud_contract_cny")
    assert [value for value, _ in found.values()] == [12_000, 35_000]


def test_bad_rows_stay_out(world: Any) -> None:
    a = world.alpha
    path = form(
        world,
        f"合同,HT1,{a},2024-01-05,,,1000,,,,,",
        f"怪,HT1,{a},2024-01-05,,,1000,,,,,",
        "付款,HT9,,2024-01-05,,,1000,,,V9,,",
        "付款,HT1,,2035-01-05,,,1000,,,V8,,",
        "付款,HT1,,2024-01-05,,,许多,,,V7,,",
        "用量,HT1,,2024-02,,,,许多,,,,",
        "付款,HT1,,2024-01-06,,,500,,,V1,no.pdf,",
        "付款,HT1,,2024-01-06,,,500,,,V2,,",
        "付款,HT1,,2024-01-06,,,500,,,V2,,",
        f"合同,HT3,{world.stranger},2024-01-05,,,1000,,,,,",
        f"合同,HT4,{world.beta},2024-01-05,,,0,,,,,",
    )
    counts, findings = bring(world, path)
    assert counts.rejected == 8
    assert [(f.code, f.row) for f in findings] == [
        ("CLD-032", 3),
        ("CLD-033", 4),
        ("CLD-005", 5),
        ("CLD-004", 6),
        ("CLD-004", 7),
        ("CLD-034", 8),
        ("CLD-035", 10),
        ("CLD-011", 11),
        ("CLD-037", 2),
        ("CLD-036", 12),
    ]


def test_one_invoice_or_contract_for_two_enterprises(world: Any) -> None:
    def rows(contract: str, uscc: str) -> list[str]:
        return [
            f"合同,{contract},{uscc},2024-01-05,,,1000,,,,,",
            f"发票,{contract},,2024-01-12,,,1000,,,FP1,,",
        ]

    path = form(world, *rows("HT1", world.alpha), *rows("HT2", world.beta))
    counts, findings = bring(world, path)
    assert counts.rejected == 2
    told = {(f.code, f.subject, f.value) for f in findings if f.code == "CLD-021"}
    assert told == {("CLD-021", world.alpha, "FP1"), ("CLD-021", world.beta, "FP1")}
    bring(world, form(world, *rows("HT5", world.alpha), name="one.csv"))
    _, findings = bring(world, form(world, rows("HT5", world.beta)[0], name="two.csv"))
    told = {(f.code, f.subject, f.value) for f in findings if f.value == "HT5"}
    assert told >= {("CLD-021", world.beta, "HT5"), ("CLD-022", world.alpha, "HT5")}


def test_v8_buying_from_each_other(world: Any) -> None:
    path = form(
        world,
        f"合同,HT1,{world.alpha},2024-01-05,,,1000,,,,,{world.beta}",
        f"合同,HT2,{world.beta},2024-01-06,,,1000,,,,,{world.alpha}",
    )
    _, findings = bring(world, path)
    assert [f.subject for f in findings if f.code == "CLD-038"] == [world.alpha]
