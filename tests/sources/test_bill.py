"""FOCUS bills: amounts, use, grades, currency, editions; numbers worked out by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lingnan.evidence import Grade
from lingnan.sources.cloud import ExchangeRate, import_bill
from lingnan.sources.cloud.errors import BadRate, BadVendor, NoBinding, NotFocus


def bring(world: Any, path: Any, **more: Any) -> Any:
    arguments = {"vendor": "aliyun", "subject": world.alpha, **world.by, **more}
    return import_bill(*world.here, path, **arguments)


def numbers(world: Any, subject: str, month: int) -> dict[str, Decimal]:
    """Values about a month of 2024 by indicator."""
    start = date(2024, month, 1)
    found = [row.fact for row in world.rows(subject) if row.fact.period.start == start]
    return {fact.indicator_code: fact.value_number for fact in found}


def test_what_a_month_shows(world: Any, biller: Any) -> None:
    path = biller.write(
        "bill.csv",
        {"BilledCost": "100.005", "ServiceCategory": "Compute", "ServiceName": "ECS"},
        {"BilledCost": "50", "ServiceCategory": "Databases", "ServiceName": "RDS"},
        {"BilledCost": "900", "ChargeCategory": "Purchase", "ConsumedQuantity": ""},
        {"BilledCost": "63", "ChargeCategory": "Tax", "ConsumedQuantity": ""},
        {"BilledCost": "-10", "ChargeCategory": "Credit", "ConsumedQuantity": ""},
        {"BilledCost": "7", "ChargeCategory": "Adjustment", "ConsumedQuantity": ""},
        {"BilledCost": "0", "EffectiveCost": "0", "ServiceCategory": "Storage"},
        {"BilledCost": "5", "ConsumedQuantity": "0", "ServiceCategory": "Analytics"},
    )
    counts, _ = bring(world, path)
    found = numbers(world, world.alpha, 9)
    # Usage and purchases: 100.005 + 50 + 900 + 0 + 5; tax, credits and adjustments stay out.
    assert found["cloud_spend_cny"] == Decimal("1055.005")
    # Storage cost nothing and Analytics consumed nothing: Compute and Databases are used.
    assert found["cloud_services_used"] == 2
    assert (found["cloud_usage_months"], found["cloud_use"]) == (1, 0)
    assert "cloud_purchase_cny" not in found
    assert counts.rejected == 0
    fact = world.last(world.alpha)["cloud_spend_cny"].fact
    assert (fact.fact_date, fact.period.end) == (date(2024, 9, 30), date(2024, 10, 1))
    assert (fact.grade, fact.source, fact.unit) == (Grade.ATTESTED, "cloud:aliyun", "CNY")
    assert len(fact.document or "") == 64


def test_three_months_of_six_are_use(world: Any, biller: Any) -> None:
    months = (1, 3, 6, 7, 8)
    path = biller.write("year.csv", *(biller.month(m) for m in months))
    bring(world, path, pushed_by_vendor=True)
    use = {m: numbers(world, world.alpha, m)["cloud_use"] for m in months}
    # Windows: January 1; March 2; June 3 (1, 3, 6); July 3 (3, 6, 7); August 4 (3, 6, 7, 8).
    assert use == {1: 0, 3: 0, 6: 1, 7: 1, 8: 1}
    assert numbers(world, world.alpha, 8)["cloud_usage_months"] == 4
    assert {row.fact.grade for row in world.rows(world.alpha)} == {Grade.OBSERVED}


def test_purchase_only(world: Any, biller: Any) -> None:
    line = {"ChargeCategory": "Purchase", "BilledCost": "1200", "ConsumedQuantity": ""}
    _, findings = bring(world, biller.write("p.csv", line))
    found = numbers(world, world.alpha, 9)
    assert found["cloud_purchase_cny"] == found["cloud_spend_cny"] == 1200
    assert (found["cloud_services_used"], found["cloud_use"]) == (0, 0)
    assert "CLD-027" in [f.code for f in findings]


def test_prepaid_use_counts(world: Any, biller: Any) -> None:
    # Billed nothing because a commitment covers it, but it costs its share of the commitment.
    _, _ = bring(world, biller.write("c.csv", {"BilledCost": "0", "EffectiveCost": "30"}))
    assert numbers(world, world.alpha, 9)["cloud_services_used"] == 1


def test_invoice_is_the_document(world: Any, biller: Any) -> None:
    bring(world, biller.write("i.csv", {"InvoiceId": "INV-9"}, {"InvoiceId": "INV-9"}))
    assert world.last(world.alpha)["cloud_spend_cny"].fact.document == "INV-9"


def test_other_currency_needs_a_rate(world: Any, biller: Any) -> None:
    path = biller.write(
        "usd.csv", {"BillingCurrency": "usd"}, {"BillingCurrency": "USD"}, {"BilledCost": "1"}
    )
    counts, findings = bring(world, path)
    assert counts.rejected == 2
    assert [(f.code, f.row, f.value) for f in findings if f.severity == "error"] == [
        ("CLD-007", 2, "USD")
    ]
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == 1
    rate = ExchangeRate("USD", Decimal("7.0074"), date(2024, 9, 30))
    counts, findings = bring(world, path, rates=[rate])
    assert counts.rejected == 0
    assert "2024-09-30" in next(f for f in findings if f.code == "CLD-008").what.zh
    # 2 × 100 × 7.0074 + 1
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == Decimal("1402.48")


def test_beijing_months(world: Any, biller: Any) -> None:
    line = {
        "BillingPeriodStart": "2024-08-31T16:00:00Z",
        "BillingPeriodEnd": "2024-09-30T16:00:00Z",
        "ChargePeriodStart": "2024-08-31T17:00:00Z",
    }
    bring(world, biller.write("cst.csv", line))
    assert numbers(world, world.alpha, 9)["cloud_services_used"] == 1
    assert numbers(world, world.alpha, 8) == {}


def test_late_usage_adds_no_month(world: Any, biller: Any) -> None:
    late = biller.month(9, ChargePeriodStart="2024-08-31T20:00:00Z", BilledCost="3")
    _, findings = bring(world, biller.write("late.csv", biller.month(9), late))
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == 103
    assert numbers(world, world.alpha, 8) == {}
    assert "CLD-015" in [f.code for f in findings]


def test_bad_lines_stay_out(world: Any, biller: Any) -> None:
    path = biller.write(
        "bad.csv",
        {"BilledCost": "abc"},
        {"BillingPeriodStart": "soon"},
        {"ChargeCategory": "Gift"},
        {"BilledCost": '"1,000.50"'},
    )
    counts, findings = bring(world, path)
    assert counts.rejected == 3
    errors = [(f.code, f.row, f.field, f.value) for f in findings if f.severity == "error"]
    assert errors == [
        ("CLD-004", 2, "BilledCost", "abc"),
        ("CLD-005", 3, "BillingPeriodStart", "soon"),
        ("CLD-006", 4, "ChargeCategory", "Gift"),
    ]
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == Decimal("1000.50")


def test_again_changes_nothing(world: Any, biller: Any) -> None:
    path = biller.write("a.csv", *(biller.month(m) for m in (1, 2, 3)))
    first, findings = bring(world, path)
    again, same = bring(world, path)
    assert (again.added, again.unchanged) == (0, first.added)
    assert same == findings


def test_editions_and_stray_columns(world: Any, biller: Any) -> None:
    path = biller.write("v.csv", {}, without=("InvoiceId",))
    path.write_text(
        path.read_text()
        .replace("ProviderName", "ServiceProviderName")
        .replace("SkuPriceId\n", "SkuPriceId,Id,x_team\n")
        .replace("sku-1\n", "sku-1,5,red\n")
    )
    _, findings = bring(world, path)
    told = {f.code: f for f in findings}
    assert "FOCUS 1.3" in told["CLD-001"].what.en
    assert told["CLD-002"].value == "Id"
    assert told["CLD-003"].value == "InvoiceId"
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == 100


def test_parquet_with_its_own_types(world: Any) -> None:
    from datetime import UTC, datetime

    day = pa.timestamp("us", "UTC")
    table = pa.table(
        {
            "BillingAccountId": ["1"],
            "BilledCost": pa.array([Decimal("12.50")], pa.decimal128(20, 10)),
            "EffectiveCost": pa.array([12.5]),
            "BillingCurrency": ["CNY"],
            "BillingPeriodStart": pa.array([datetime(2024, 9, 1, tzinfo=UTC)], day),
            "BillingPeriodEnd": pa.array([datetime(2024, 10, 1, tzinfo=UTC)], day),
            "ChargePeriodStart": pa.array([datetime(2024, 9, 3, tzinfo=UTC)], day),
            "ChargeCategory": ["Usage"],
            "ConsumedQuantity": pa.array([3.0]),
            "ServiceCategory": ["Storage"],
            "ServiceName": ["OSS"],
        }
    )
    path = world.folder / "bill.parquet"
    pq.write_table(table, path)
    bring(world, path)
    found = numbers(world, world.alpha, 9)
    assert (found["cloud_spend_cny"], found["cloud_services_used"]) == (Decimal("12.5"), 1)


def test_wrong_usage(world: Any, biller: Any) -> None:
    path = biller.write("a.csv", {})
    with pytest.raises(NoBinding):
        bring(world, path, subject=None)
    with pytest.raises(BadVendor):
        bring(world, path, vendor="a b; drop")
    with pytest.raises(BadRate):
        ExchangeRate("USD", Decimal(0), date(2024, 9, 30))
    with pytest.raises(NotFocus) as failure:
        bring(world, world.write("x.csv", "BilledCost,month", "1,2"))
    assert "BillingAccountId" in str(failure.value)


def test_unknown_enterprise(world: Any, biller: Any) -> None:
    counts, findings = bring(world, biller.write("u.csv", {}, {}), subject=world.stranger)
    assert (counts.added, counts.rejected) == (0, 2)
    assert ("CLD-011", world.stranger) in [(f.code, f.subject) for f in findings]


def test_open_period_is_dated_today(world: Any, biller: Any) -> None:
    _, findings = bring(world, biller.write("o.csv", biller.month(12)))
    assert world.last(world.alpha)["cloud_spend_cny"].fact.fact_date == date(2024, 12, 31)
    assert "CLD-016" in [f.code for f in findings]


def test_the_real_sample(world: Any, shared: Any) -> None:
    path = shared / "data" / "focus_1_0_sample_1000rows.csv"
    counts, findings = bring(world, path, vendor="aws")
    assert (counts.added, counts.rejected) == (0, 1000)
    rate = ExchangeRate("USD", Decimal(7), date(2024, 9, 30))
    counts, findings = bring(world, path, vendor="aws", rates=[rate])
    assert counts.rejected == 0
    told = {f.code: f for f in findings}
    assert "FOCUS 1.0" in told["CLD-001"].what.en
    assert told["CLD-002"].value == "Id"
    # 32.9 % of its rows bill nothing and one of its rows is of October.
    assert numbers(world, world.alpha, 9)["cloud_spend_cny"] == expected_spend(path) * 7
    assert numbers(world, world.alpha, 9)["cloud_use"] == 0
    assert set(numbers(world, world.alpha, 10)) >= {"cloud_spend_cny", "cloud_services_used"}


def expected_spend(path: Any) -> Decimal:
    """The billed cost of usage and purchases of September, added up the plain way."""
    import csv

    with path.open(encoding="utf-8") as lines:
        total = sum(
            Decimal(line["BilledCost"])
            for line in csv.DictReader(lines)
            if line["ChargeCategory"] in ("Usage", "Purchase")
            and line["BillingPeriodStart"].startswith("2024-09")
        )
    return (total * 7).quantize(Decimal("0.000001")) / 7
