"""The rules V1 to V11 on small bills."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from lingnan.kernel import Text
from lingnan.packs.content import Indicator
from lingnan.sources.cloud import import_bill

NOTHING_ELSE = {"CLD-001", "CLD-019"}


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_bill(*world.here, path, **{"vendor": "aliyun", **world.by, **more})


def codes(findings: Any) -> list[tuple[str, str | None]]:
    return [(f.code, f.subject) for f in findings if f.code not in NOTHING_ELSE]


def values(world: Any, subject: str) -> dict[str, Decimal]:
    return {code: row.fact.value_number for code, row in world.last(subject).items()}


def test_v1_accounts_belong_to_enterprises(world: Any, biller: Any) -> None:
    accounts = world.write(
        "accounts.csv",
        "账号,子账号,统一社会信用代码",
        f"acc-1,,{world.alpha}",
        f"acc-2,s1,{world.beta}",
        f"acc-2,s2,{world.gamma}",
        "acc-9,,123",
    )
    path = biller.write(
        "b.csv",
        {"BilledCost": "10"},
        {"BillingAccountId": "acc-2", "SubAccountId": "s1", "BilledCost": "20"},
        {"BillingAccountId": "acc-2", "SubAccountId": "s2", "BilledCost": "30"},
        {"BillingAccountId": "acc-2", "SubAccountId": "s3", "BilledCost": "40"},
    )
    counts, findings = bring(world, path, accounts=accounts)
    spend = [values(world, c)["cloud_spend_cny"] for c in (world.alpha, world.beta, world.gamma)]
    assert spend == [10, 20, 30]
    assert counts.rejected == 1
    told = {f.code: f for f in findings}
    assert told["CLD-009"].value == "acc-2/s3"
    assert told["CLD-029"].value == "123"
    # One payer for two enterprises is legal but worth a look.
    assert told["CLD-031"].value == "acc-2"


def test_v1_one_account_for_two_is_believed_of_neither(world: Any, biller: Any) -> None:
    accounts = world.write(
        "accounts.csv", "账号,统一社会信用代码", f"acc-1,{world.alpha}", f"acc-1,{world.beta}"
    )
    counts, findings = bring(world, biller.write("b.csv", {}), accounts=accounts)
    assert (counts.added, counts.rejected) == (0, 1)
    assert codes(findings) == [
        ("CLD-010", world.alpha),
        ("CLD-010", world.beta),
        ("CLD-009", None),
    ]


def test_v1_account_claimed_by_another_later(world: Any, biller: Any) -> None:
    path = biller.write("b.csv", {})
    bring(world, path, subject=world.alpha)
    counts, findings = bring(world, path, subject=world.beta)
    assert (counts.added, counts.rejected) == (0, 1)
    assert codes(findings) == [("CLD-021", world.beta), ("CLD-022", world.alpha)]
    # The earlier evidence stands until a person withdraws it.
    assert values(world, world.alpha)["cloud_spend_cny"] == 100


def test_v1_names(world: Any, biller: Any) -> None:
    same = {"BillingAccountName": "广州甲一精密机械 有限公司"}
    _, findings = bring(world, biller.write("s.csv", same), subject=world.alpha)
    assert codes(findings) == []
    other = {"BillingAccountName": "某某科技", "BillingAccountId": "acc-7"}
    _, findings = bring(world, biller.write("o.csv", other), subject=world.alpha)
    assert codes(findings) == [("CLD-012", world.alpha)]


def test_v3_free_trials_show_no_use(world: Any, biller: Any) -> None:
    path = biller.write(
        "free.csv",
        {"ServiceName": "ECS", "BilledCost": "100"},
        {"ServiceName": "ECS", "BilledCost": "-100", "ChargeCategory": "Credit"},
        {"ServiceName": "RDS", "BilledCost": "50", "ServiceCategory": "Databases"},
        {"ServiceName": "RDS", "BilledCost": "-49", "ChargeCategory": "Credit"},
    )
    _, findings = bring(world, path, subject=world.alpha)
    # ECS is offset in full, RDS costs one yuan: one category in use.
    assert values(world, world.alpha)["cloud_services_used"] == 1
    assert [(f.code, f.value) for f in findings if f.code == "CLD-013"] == [("CLD-013", "ECS")]


def test_v3_a_voucher_over_the_whole_month(world: Any, biller: Any) -> None:
    voucher = {"ServiceName": "Voucher", "BilledCost": "-150", "ChargeCategory": "Credit"}
    path = biller.write("free.csv", {}, {"ServiceName": "RDS", "BilledCost": "50"}, voucher)
    _, findings = bring(world, path, subject=world.alpha)
    assert values(world, world.alpha)["cloud_services_used"] == 0
    assert ("CLD-013", world.alpha) in codes(findings)


def test_v4_parked_commitments_show_no_use(world: Any, biller: Any) -> None:
    def parked(effective: str) -> dict[str, str]:
        return {
            "CommitmentDiscountStatus": "Unused",
            "ConsumedQuantity": "",
            "BilledCost": "0",
            "EffectiveCost": effective,
        }

    # 100 of 200 lie unused: half is too much. 99 of 199 are just less than half.
    _, findings = bring(world, biller.write("h.csv", {}, parked("100")), subject=world.alpha)
    assert values(world, world.alpha)["cloud_services_used"] == 0
    assert ("CLD-014", world.alpha) in codes(findings)
    line = {"BillingAccountId": "acc-2"}
    path = biller.write("l.csv", line, line | parked("99"))
    _, findings = bring(world, path, subject=world.beta)
    assert values(world, world.beta)["cloud_services_used"] == 1
    assert codes(findings) == []


def test_v5_invoices(world: Any, biller: Any) -> None:
    path = biller.write(
        "b.csv",
        {"InvoiceId": "A", "BilledCost": "100"},
        {"InvoiceId": "A", "BilledCost": "6", "ChargeCategory": "Tax"},
        {"InvoiceId": "B", "BilledCost": "100", "ServiceName": "OSS"},
        {"InvoiceId": "C", "BilledCost": "100", "ServiceName": "RDS"},
    )
    # A: 106 against 107, off by 0.93 %. B: 100 against 101.02, off by 1.0097 %. C is not listed.
    invoices = world.write("inv.csv", "发票号码,金额", "A,107.00", "B,101.02", "D,x")
    counts, findings = bring(world, path, subject=world.alpha, invoice_totals=invoices)
    assert counts.rejected == 1
    told = [(f.code, f.value) for f in findings if f.code in ("CLD-017", "CLD-018", "CLD-020")]
    assert told == [("CLD-020", "x"), ("CLD-017", "B"), ("CLD-018", "C")]
    assert values(world, world.alpha)["cloud_spend_cny"] == 200


def test_v5_by_account_and_month_before_focus_1_2(world: Any, biller: Any) -> None:
    path = biller.write("b.csv", {}, biller.month(10), without=("InvoiceId",))
    lines = ("账号,月份,金额", "acc-1,2024-09,100", "acc-1,2024-10,200")
    invoices = world.write("inv.csv", *lines)
    counts, findings = bring(world, path, subject=world.alpha, invoice_totals=invoices)
    assert counts.rejected == 1
    assert [f.value for f in findings if f.code == "CLD-017"] == ["acc-1|2024-10"]


def test_v5_one_invoice_supports_one_enterprise(world: Any, biller: Any) -> None:
    accounts = world.write(
        "a.csv",
        "BillingAccountId,SubAccountId,uscc,explanation",
        f"acc-1,s1,{world.alpha},",
        f"acc-1,s2,{world.beta},",
    )
    lines = [{"SubAccountId": s, "InvoiceId": "GROUP"} for s in ("s1", "s2")]
    path = biller.write("b.csv", *lines)
    counts, findings = bring(world, path, accounts=accounts)
    assert counts.rejected == 2
    assert {c for c in codes(findings) if c[0] == "CLD-021"} == {
        ("CLD-021", world.alpha),
        ("CLD-021", world.beta),
    }
    accounts.write_text(accounts.read_text().replace(",\n", ",group contract 7\n"))
    counts, _ = bring(world, path, accounts=accounts)
    assert counts.rejected == 0


def test_v7_resources_claimed_twice(world: Any, biller: Any) -> None:
    accounts = world.write(
        "a.csv", "BillingAccountId,uscc", f"acc-1,{world.alpha}", f"acc-2,{world.beta}"
    )
    path = biller.write(
        "b.csv",
        {"ResourceId": "i-1", "BilledCost": "10"},
        {"ResourceId": "i-2", "BilledCost": "20"},
        {"ResourceId": "i-2", "BilledCost": "40", "BillingAccountId": "acc-2"},
        {"ResourceId": "NULL", "BilledCost": "80", "BillingAccountId": "acc-2"},
        {"ResourceId": "NULL", "BilledCost": "5"},
    )
    counts, findings = bring(world, path, accounts=accounts)
    assert counts.rejected == 2
    assert values(world, world.alpha)["cloud_spend_cny"] == 15
    assert values(world, world.beta)["cloud_spend_cny"] == 80
    flagged = [f for f in findings if f.code == "CLD-021"]
    assert [(f.subject, f.value) for f in flagged] == [(world.alpha, "i-2"), (world.beta, "i-2")]
    assert "V7" in flagged[0].what.en


def test_v8_resellers(world: Any, biller: Any) -> None:
    path = biller.write(
        "b.csv",
        {"InvoiceIssuerName": "阿里云计算有限公司"},
        {"InvoiceIssuerName": "某转售公司"},
        {"InvoiceIssuerName": "某转售公司"},
    )
    _, findings = bring(world, path, subject=world.alpha)
    told = [f for f in findings if f.code == "CLD-023"]
    assert [(f.value, "2" in f.what.en) for f in told] == [("阿里云", True)]


def test_v9_identical_charges_of_micro_enterprises(world: Any, biller: Any) -> None:
    usccs = [world.code(number) for number in range(101, 112)]
    world.register(usccs, employees=5)
    rows = [f"acc-{code},{code}" for code in usccs]
    accounts = world.write("a.csv", "BillingAccountId,uscc", *rows)
    lines = [{"BillingAccountId": f"acc-{code}"} for code in usccs]
    _, nine = bring(world, biller.write("n.csv", *lines[:9]), accounts=accounts)
    assert [f for f in nine if f.code == "CLD-024"] == []
    _, ten = bring(world, biller.write("t.csv", *lines[:10]), accounts=accounts)
    assert ["10 micro" in f.what.en for f in ten if f.code == "CLD-024"] == [True]


def test_v10_depth(world: Any, biller: Any, pack: Any) -> None:
    rules = pack.cloud_rules
    levels = {name: rules.level_of(name) for name in ("Compute", "ERP", "数据分析", "Security")}
    assert levels == {"Compute": 1, "ERP": 2, "数据分析": 3, "Security": None}
    _, findings = bring(
        world, biller.write("b.csv", {"ServiceCategory": "Quantum"}), subject=world.alpha
    )
    assert [f.value for f in findings if f.code == "CLD-028"] == ["Quantum"]


def test_v10_depth_is_the_deepest_category_in_use(world: Any, biller: Any) -> None:
    depth = Indicator(
        code="cloud_depth_level",
        name=Text("上云深度", "depth of cloud use"),
        unit="level",
        value_kind="number",
        fresh_days=183,
        source=("lingnan-indicators",),
        is_confirmed=False,
    )
    pack = replace(world.pack, indicators=(*world.pack.indicators, depth))
    path = biller.write(
        "b.csv",
        {"ServiceCategory": "Compute"},
        {"ServiceCategory": "Databases", "ServiceName": "RDS"},
        {"ServiceCategory": "Analytics", "ServiceName": "BI", "ConsumedQuantity": "0"},
    )
    import_bill(world.store, pack, path, vendor="aliyun", subject=world.alpha, **world.by)
    # Analytics was bought but not consumed: databases are the deepest thing in use.
    assert values(world, world.alpha)["cloud_depth_level"] == 2


def test_v11_refund_after_the_subsidy(world: Any, biller: Any) -> None:
    refund = biller.month(10, ChargeClass="Correction", BilledCost="-40", ConsumedQuantity="")
    path = biller.write("b.csv", biller.month(10), refund)
    _, findings = bring(world, path, subject=world.alpha)
    assert ("CLD-026", world.alpha) in codes(findings)
    accounts = world.write(
        "a.csv",
        "BillingAccountId,uscc,补贴兑付日期",
        f"acc-1,{world.alpha},2024-09-20",
    )
    _, findings = bring(world, path, accounts=accounts)
    told = [f for f in findings if f.code == "CLD-025"]
    assert [(f.subject, f.value) for f in told] == [(world.alpha, "40.00")]
    accounts.write_text(accounts.read_text().replace("2024-09-20", "2024-11-20"))
    _, findings = bring(world, path, accounts=accounts)
    assert not {"CLD-025", "CLD-026"} & {f.code for f in findings}
