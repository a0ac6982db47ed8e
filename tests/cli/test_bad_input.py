"""Bad input through the command line: the exit status, a coded finding in both languages that names
file, row and remedy, and every good row in."""

import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from .conftest import ALPHA, BETA, GAMMA, REGISTER, STRANGER, code

HEADER = "统一社会信用代码,企业名称,城市,行业代码,从业人数,营业收入,成立日期"
GOOD = f"{code(20)},好企业,广州市,C3484,50,30000000,2010-01-01"


def told(terminal, finding, *, file, row, field=None, value=None):
    """The one finding of this code; checks that it tells a person all there is to tell."""
    found = terminal.findings("--code", finding)
    assert len(found) == 1, found
    each = found[0]
    assert (each["file"], each["row"]) == (file, row)
    if field is not None:
        assert each["field"] == field
    if value is not None:
        assert each["value"] == value
    for part in ("what", "remedy"):
        assert each[part]["zh"]
        assert each[part]["en"]
        assert each[part]["zh"] != each[part]["en"]
        assert "{" not in each[part]["zh"] + each[part]["en"]
    return each


def refused(answer, finding, file):
    """A whole file refused: status 2 and one coded line in each language that names the file."""
    assert answer.status == 2
    zh, en = answer.err.splitlines()
    for line in (zh, en):
        assert line.startswith(f"{finding}: ")
        assert file in line
    assert zh != en


@pytest.mark.parametrize(
    ("bad", "finding", "field", "severity"),
    [
        (f"{ALPHA[:-1]}0,校验错,广州市,C3484,50,30000000,", "REG-014", "uscc", "error"),
        ("9144010,短码,广州市,C3484,50,30000000,", "REG-012", "uscc", "error"),
        (f"9144O{ALPHA[5:]},字母,广州市,C3484,50,30000000,", "REG-013", "uscc", "error"),
        (f"{code(21)},外地,杭州市,C3484,50,30000000,", "REG-018", "city", "error"),
        (f"{code(21)},行业,广州市,C9999,50,30000000,", "REG-020", "industry_code", "error"),
        (f"{code(21)},负数,广州市,C3484,50,-30000000,", "REG-023", "revenue_cny", "error"),
        (f"{code(21)},万元,广州市,C3484,500,30000,", "REG-024", "revenue_cny", "warning"),
        (f"{code(21)},未来,广州市,C3484,50,,2099-01-01", "REG-028", "founded_date", "error"),
        (f"{code(20)},另一家,广州市,C3484,50,30000000,", "REG-017", "name_zh", "error"),
    ],
    ids=[
        "check character",
        "length",
        "alphabet",
        "city",
        "industry",
        "negative revenue",
        "revenue in 万元",
        "future date",
        "duplicate code",
    ],
)
def test_a_bad_enterprise_stays_out_and_the_good_ones_go_in(
    desk, write, bad, finding, field, severity
):
    file = write("register.csv", "\n".join((HEADER, GOOD, bad)) + "\n")
    answer = desk("import", "register", file, "--format", "json")
    is_error = severity == "error"
    assert answer.status == int(is_error)
    assert (answer.json["added"], answer.json["rejected"]) == ((1, 1) if is_error else (2, 0))
    assert answer.json["findings"][severity] == 1
    found = told(desk, finding, file="register.csv", row=3, field=field)
    assert found["severity"] == severity
    assert code(20) in desk.registered()
    assert (code(21) in desk.registered()) is not is_error


def test_the_same_row_twice_goes_in_once(desk, write):
    file = write("register.csv", "\n".join((HEADER, GOOD, GOOD)) + "\n")
    answer = desk("import", "register", file, "--format", "json")
    assert answer.status == 0
    assert (answer.json["added"], answer.json["unchanged"]) == (1, 1)
    assert told(desk, "REG-016", file="register.csv", row=3)["severity"] == "info"


def test_the_table_for_people_names_file_row_and_remedy(desk, write):
    bad = f"{code(21)},外地,杭州市,C3484,50,30000000,"
    file = write("register.csv", "\n".join((HEADER, GOOD, bad)) + "\n")
    zh = desk("import", "register", file, "--lang", "zh").out
    en = desk("import", "register", file, "--lang", "en").out
    assert "错误  REG-018  register.csv:3  " in zh
    assert "error  REG-018  register.csv:3  " in en
    assert "GB/T 2260" in en


def test_a_missing_column_is_named_with_the_headers_that_would_do(desk, write):
    file = write("register.csv", f"统一社会信用代码,城市\n{code(20)},广州市\n")
    answer = desk("import", "register", file)
    refused(answer, "TAB-007", "register.csv")
    assert "企业名称" in answer.err
    assert "industry_code" in answer.err


def test_half_a_questionnaire(desk, write):
    file = write("form.csv", f"统一社会信用代码,填报日期,Q01,Q09,S01\n{ALPHA},2024-09-01,B,,2\n")
    answer = desk("import", "evidence", file, "--format", "json")
    assert answer.status == 0
    assert answer.json["added"] == 2
    found = told(desk, "DEC-008", file="form.csv", row=2)
    assert "2 of 31" in found["what"]["en"]
    assert desk.evidence(ALPHA) == {"miit-sme-2024:Q01": "B", "miit-sme-2024:S01": "2"}


@pytest.mark.parametrize(
    ("item", "value", "finding"),
    [
        ("Q01", "Z", "DEC-005"),
        ("Q01", "AB", "DEC-006"),
        ("Q02", "A、B", "DEC-007"),
        ("S01", "7", "DEC-005"),
        ("Q02", "0.6", "DEC-013"),
        ("Q02", "160%", "DEC-014"),
    ],
    ids=["option", "exclusive", "several", "level", "0.6", "160 %"],
)
def test_a_bad_answer_stays_out_and_the_others_go_in(desk, write, item, value, finding):
    rows = f"统一社会信用代码,填报日期,{item},Q05\n{ALPHA},2024-09-01,{value},B\n"
    answer = desk("import", "evidence", write("form.csv", rows), "--format", "json")
    assert answer.status == 1
    assert (answer.json["added"], answer.json["rejected"]) == (1, 1)
    told(desk, finding, file="form.csv", row=2, field=item, value=value)
    assert desk.evidence(ALPHA) == {"miit-sme-2024:Q05": "B"}


def test_a_share_without_unit(desk, write):
    rows = "\n".join(
        (
            "subject,indicator,value,unit,fact_date",
            f"{ALPHA},equipment_digital_share,0.6,,2024-09-01",
            f"{BETA},equipment_digital_share,60,,2024-09-01",
            f"{GAMMA},equipment_digital_share,60%,,2024-09-01",
        )
    )
    answer = desk("import", "evidence", write("share.csv", rows + "\n"), "--format", "json")
    assert answer.status == 1
    assert (answer.json["added"], answer.json["rejected"]) == (2, 1)
    told(desk, "DEC-013", file="share.csv", row=2, value="0.6")
    doubt = told(desk, "DEC-015", file="share.csv", row=3, value="60")
    assert doubt["severity"] == "warning"
    assert desk.evidence(ALPHA) == {}
    assert desk.evidence(BETA) == desk.evidence(GAMMA) == {"equipment_digital_share": "0.6"}


@pytest.mark.parametrize(
    ("row", "finding", "field"),
    [
        (f"{STRANGER},miit-sme-2024:Q01,B,2024-09-01", "DEC-001", "subject"),
        (f"{ALPHA[:-1]}0,miit-sme-2024:Q01,B,2024-09-01", "DEC-002", "subject"),
        (f"{BETA},miit-sme-2024:Q01,B,2099-09-01", "DEC-011", "fact_date"),
        (f"{BETA},no_such_thing,1,2024-09-01", "DEC-004", "indicator"),
    ],
    ids=["unknown enterprise", "malformed code", "future date", "unknown indicator"],
)
def test_a_bad_evidence_row_stays_out(desk, write, row, finding, field):
    good = f"{ALPHA},miit-sme-2024:Q01,C,2024-09-01"
    file = write("rows.csv", "\n".join(("subject,indicator,value,fact_date", row, good)) + "\n")
    answer = desk("import", "evidence", file, "--format", "json")
    assert answer.status == 1
    assert (answer.json["added"], answer.json["rejected"]) == (1, 1)
    told(desk, finding, file="rows.csv", row=2, field=field)
    assert desk.evidence(ALPHA) == {"miit-sme-2024:Q01": "C"}


def test_evidence_goes_in_once_its_enterprise_is_registered(desk, write):
    rows = f"subject,indicator,value,fact_date\n{STRANGER},miit-sme-2024:Q01,B,2024-09-01\n"
    file = write("rows.csv", rows)
    assert desk("import", "evidence", file).status == 1
    register = f"{HEADER}\n{STRANGER},后来的企业,广州市,C3484,50,30000000,\n"
    assert desk("import", "register", write("late.csv", register)).status == 0
    assert desk("import", "evidence", file).status == 0
    assert desk.evidence(STRANGER) == {"miit-sme-2024:Q01": "B"}
    assert desk.findings("--code", "DEC-001") == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(desk, write, encoding):
    file = write("register.csv", f"{HEADER}\n{GOOD}\n", encoding)
    assert desk("import", "register", file).status == 0
    names = [row["name_zh"] for row in desk("export", "enterprises").json]
    assert "好企业" in names


def test_mixed_encodings(desk, write):
    other = f"{code(21)},丁戊己企业,佛山市,C3484,,,\n".encode("gb18030")
    file = write("register.csv", f"{HEADER}\n{GOOD}\n".encode() + other)
    assert desk("import", "register", file).status == 0
    found = desk.findings("--code", "TAB-013")
    assert found[0]["file"] == "register.csv"
    assert "row 3" in found[0]["what"]["en"]
    names = {row["name_zh"] for row in desk("export", "enterprises").json}
    assert {"好企业", "丁戊己企业"} <= names


def parquet_bytes() -> bytes:
    names = {"uscc": [code(20)], "name_zh": ["好"], "city": ["广州市"], "industry_code": ["C3484"]}
    file = io.BytesIO()
    pq.write_table(pa.table(names), file)
    return file.getvalue()


def xlsx_bytes() -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["统一社会信用代码", "企业名称", "城市", "行业代码"])
        sheet.write_row(1, 0, [code(20), "好", "广州市", "C3484"])
    return file.getvalue()


@pytest.mark.parametrize("make", [parquet_bytes, xlsx_bytes], ids=["parquet", "xlsx"])
@pytest.mark.parametrize("importer", ["register", "evidence"])
def test_a_truncated_file_is_refused_and_nothing_is_lost(desk, write, make, importer):
    whole = make()
    name = f"file.{make.__name__.removesuffix('_bytes')}"
    before = desk.registered()
    answer = desk("import", importer, write(name, whole[: len(whole) // 2]))
    refused(answer, "TAB-004", name)
    assert desk.registered() == before
    if importer == "register":
        assert desk("import", "register", write(name, whole)).status == 0
        assert desk.registered() == before | {code(20)}


BILL = (
    "BillingAccountId,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,"
    "ChargeCategory,ConsumedQuantity,BilledCost,EffectiveCost,ServiceCategory,ServiceName,InvoiceId"
)


def line(currency: str, month: int, cost: str, invoice: str) -> str:
    start, end = f"2024-{month:02d}-01T00:00:00Z", f"2024-{month + 1:02d}-01T00:00:00Z"
    return f"acc-1,{currency},{start},{end},{start},Usage,10,{cost},{cost},Compute,ECS,{invoice}"


def bill(desk, write, *lines, options=()):
    file = write("bill.csv", "\n".join((BILL, *lines)) + "\n")
    whose = ("--vendor", "aliyun", "--uscc", ALPHA)
    return desk("import", "cloud-bill", file, *whose, "--format", "json", *options)


def spent(desk):
    rows = desk("evidence", "show", ALPHA, "--format", "json").json
    return {
        row["period_start"]: row["value"]
        for row in rows
        if row["indicator_code"] == "cloud_spend_cny"
    }


def test_invoice_totals_that_do_not_add_up(desk, write):
    totals = write("invoices.csv", "invoice,amount\nINV-8,100\nINV-9,150\n")
    lines = (line("CNY", 8, "100", "INV-8"), line("CNY", 9, "100", "INV-9"))
    answer = bill(desk, write, *lines, options=("--invoice-totals", totals))
    assert answer.status == 1
    assert answer.json["rejected"] == 1
    found = desk.findings("--code", "CLD-017")
    assert (found[0]["file"], found[0]["value"]) == ("bill.csv", "INV-9")
    assert "150" in found[0]["what"]["zh"]
    assert spent(desk) == {"2024-08-01": "100"}


def test_a_bill_in_another_currency(desk, write):
    lines = (line("CNY", 8, "100", "INV-8"), line("USD", 9, "50", "INV-9"))
    answer = bill(desk, write, *lines)
    assert answer.status == 1
    assert answer.json["rejected"] == 1
    found = told(desk, "CLD-007", file="bill.csv", row=3, value="USD")
    assert "--rate USD=" in found["remedy"]["en"]
    assert spent(desk) == {"2024-08-01": "100"}
    answer = bill(desk, write, *lines, options=("--rate", "USD=7@2024-09-30"))
    assert answer.status == 0
    assert spent(desk) == {"2024-08-01": "100", "2024-09-01": "350"}


def test_an_amount_that_is_none(desk, write):
    answer = bill(desk, write, line("CNY", 8, "100", "INV-8"), line("CNY", 9, "abc", "INV-9"))
    assert answer.status == 1
    told(desk, "CLD-004", file="bill.csv", row=3, field="BilledCost", value="abc")
    assert spent(desk) == {"2024-08-01": "100"}


def test_a_bill_that_nobody_is_named_for(desk, write):
    file = write("bill.csv", f"{BILL}\n{line('CNY', 8, '100', 'INV-8')}\n")
    refused(desk("import", "cloud-bill", file, "--vendor", "aliyun"), "CLD-052", "bill.csv")


def test_a_file_that_is_no_bill(desk, write):
    file = write("bill.csv", REGISTER)
    answer = desk("import", "cloud-bill", file, "--vendor", "aliyun", "--uscc", ALPHA)
    refused(answer, "CLD-051", "bill.csv")
    assert "BilledCost" in answer.err


def test_contracts_with_bad_rows(desk, write):
    rows = "\n".join(
        (
            "kind,contract_no,uscc,date,amount,quantity",
            f"contract,HT-1,{ALPHA},2024-01-05,12000,",
            "payment,HT-1,,2024-01-25,12000,",
            "什么,HT-1,,2024-01-25,12000,",
            "usage,HT-9,,2024-02-15,,320",
            f"contract,HT-2,{STRANGER},2024-01-05,12000,",
        )
    )
    answer = desk(
        "import", "contracts", write("form.csv", rows + "\n"), "--vendor", "v", "--format", "json"
    )
    assert (answer.status, answer.json["rejected"]) == (1, 3)
    told(desk, "CLD-032", file="form.csv", row=4, field="kind", value="什么")
    told(desk, "CLD-033", file="form.csv", row=5, field="contract_no", value="HT-9")
    told(desk, "CLD-011", file="form.csv", row=6, value=STRANGER)
    assert desk.evidence(ALPHA)["cloud_contract_cny"] == "12000"


def test_published_figures_with_bad_rows(desk, write):
    target = "规模以上工业企业数字化转型"
    rows = "\n".join(
        (
            "截至,地区,指标,数值,单位,类别,来源",
            f"2023-08,广东省,{target},28000,家,reported,https://example.org",
            f"2025-12,广东省,{target},50000,家,plan,https://example.org",
            f"2023-08,火星,{target},28000,家,reported,https://example.org",
            f"2099-08,广东省,{target},28000,家,reported,https://example.org",
            f"2023-07,广东省,{target},many,家,reported,https://example.org",
        )
    )
    answer = desk("import", "published", write("figures.csv", rows + "\n"), "--format", "json")
    assert (answer.status, answer.json["added"], answer.json["rejected"]) == (1, 1, 4)
    told(desk, "PUB-001", file="figures.csv", row=3, value="plan")
    told(desk, "PUB-005", file="figures.csv", row=4, field="region", value="火星")
    told(desk, "PUB-004", file="figures.csv", row=5, field="as_of")
    told(desk, "PUB-008", file="figures.csv", row=6, field="value", value="many")


def test_an_attachment_that_is_not_there(desk, write):
    write("proof.txt", "sample")
    rows = "\n".join(
        (
            "subject,indicator,value,path,issuer,date",
            f"{ALPHA},Q01,B,proof.txt,某审计事务所,2024-09-01",
            f"{ALPHA},Q04,B,missing.pdf,某审计事务所,2024-09-01",
        )
    )
    file = write("list.csv", rows + "\n")
    answer = desk("import", "documents", file, "--model", "miit-sme-2024", "--format", "json")
    assert (answer.status, answer.json["added"], answer.json["rejected"]) == (1, 1, 1)
    told(desk, "DEC-023", file="list.csv", row=3, value="missing.pdf")


def test_memberships_of_unknown_enterprises_and_groups(desk, write):
    parks = write("parks.csv", "园区编码,园区名称,城市\nP-01,某产业园,广州市\n")
    assert desk("import", "register", parks, "--kind", "park").status == 0
    rows = "\n".join(
        (
            "uscc,group_kind,group_id,from_date",
            f"{ALPHA},park,P-01,2020-01-01",
            f"{STRANGER},park,P-01,2020-01-01",
            f"{BETA},park,P-77,2020-01-01",
        )
    )
    file = write("members.csv", rows + "\n")
    answer = desk("import", "register", file, "--kind", "membership", "--format", "json")
    assert (answer.status, answer.json["added"], answer.json["rejected"]) == (1, 1, 2)
    told(desk, "REG-035", file="members.csv", row=3, value=STRANGER)
    told(desk, "REG-034", file="members.csv", row=4, value="P-77")


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (("miit-sme-2024:Q01", "Z"), "A, B, C, D, E"),
        (("miit-sme-2024:Q01", "A,B"), "excludes all others"),
        (("equipment_digital_share", "0.6"), "share or percentage"),
    ],
)
def test_a_single_fact_is_judged_like_a_file(desk, value, why):
    answer = desk("evidence", "add", ALPHA, *value, "--date", "2024-01-01")
    assert answer.status == 2
    assert why in answer.err
    assert desk.evidence(ALPHA) == {}


def test_a_single_fact_of_the_future_or_about_a_stranger(desk):
    fact = ("equipment_digital_share", "60%")
    assert desk("evidence", "add", ALPHA, *fact, "--date", "2099-01-01").status == 2
    assert desk("evidence", "add", STRANGER, *fact, "--date", "2024-01-01").status == 2
    assert desk("evidence", "add", ALPHA, *fact, "--date", "2024-01-01").status == 0
    assert desk.evidence(ALPHA) == {"equipment_digital_share": "0.6"}


def test_withdrawal_and_correction_are_rows_of_their_own(desk):
    desk("evidence", "add", ALPHA, "equipment_digital_share", "60%", "--date", "2024-01-01")
    row = desk("evidence", "show", ALPHA, "--format", "json").json[0]
    number = str(row["evidence_no"])
    bad = desk("evidence", "correct", number, "--value", "0.7", "--reason", "typo")
    assert bad.status == 2
    assert desk("evidence", "correct", number, "--value", "70%", "--reason", "typo").status == 0
    assert desk.evidence(ALPHA) == {"equipment_digital_share": "0.7"}
    history = desk("evidence", "show", ALPHA, "--history", "--format", "json").json
    assert [each["action"] for each in history] == ["state", "replace"]
    again = desk("evidence", "withdraw", number, "--reason", "again")
    assert (again.status, again.err[:7]) == (2, "EVI-003")
