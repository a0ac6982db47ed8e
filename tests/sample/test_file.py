import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lingnan.kernel import uscc
from lingnan.packs import Pack
from lingnan.sample import SampleFiles, SampleProvince, generate, write_files


@pytest.fixture(scope="module")
def files(
    province: SampleProvince, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SampleFiles]:
    return write_files(province, tmp_path_factory.mktemp("sample"))


def read(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as text:
        return list(csv.DictReader(text))


def test_the_register_is_whole_and_in_chinese(files: SampleFiles, province: SampleProvince) -> None:
    rows = read(files.register)
    assert len(rows) == province.enterprises.num_rows
    assert rows[0]["统一社会信用代码"] == province.enterprises["uscc"][0].as_py()
    assert {row["登记状态"] for row in rows} == {"存续", "注销", "吊销", "合并"}
    assert {row["城市"] for row in rows} == {city.name.zh for city in province.pack.cities}


def test_every_file_is_announced_as_synthetic(files: SampleFiles) -> None:
    text = files.notice.read_text(encoding="utf-8")
    assert "合成数据" in text
    assert "synthetic" in text


def test_the_messy_register_has_its_mistakes(files: SampleFiles, province: SampleProvince) -> None:
    rows = read(files.register_with_errors, "gb18030")
    assert len(rows) == 301
    codes = [row["统一社会信用代码"] for row in rows]
    # 6 mistyped check characters, 3 letters O, 2 codes cut short; one row stands twice
    assert Counter(uscc.problem(code) for code in codes) == {
        None: 301 - 11, "check": 6, "alphabet": 3, "length": 2
    }  # fmt: skip
    assert len(codes) - len(set(codes)) == 1
    assert sum(row["城市"] == "桂林市" for row in rows) == 4
    assert sum(row["行业代码"] == "C9999" for row in rows) == 3
    assert sum(row["从业人数"].startswith("约") for row in rows) == 3
    assert sum(row["成立日期"] == "2099-06-30" for row in rows) == 2
    assert sum(not row["企业名称"] for row in rows) == 2
    known = {row["统一社会信用代码"]: row for row in read(files.register)}
    sound = [row for row in rows if row["统一社会信用代码"] in known]
    wan = [
        row
        for row in sound
        if float(row["营业收入（元）"]) * 2
        < float(known[row["统一社会信用代码"]]["营业收入（元）"])
    ]
    assert len(wan) == 5
    assert all(row["登记状态"] != "存续" for row in wan)


def test_forms_repeat_the_evidence(
    files: SampleFiles, province: SampleProvince, evidence: pa.Table
) -> None:
    assert files.answers is not None
    rows = read(files.answers)
    assert len(rows) == 300
    assert all(row["填报日期"].startswith("2023-") for row in rows)
    first = rows[0]
    same = evidence.filter(
        pc.and_(
            pc.equal(evidence["subject_code"], first["统一社会信用代码"]),
            pc.equal(evidence["fact_date"], date.fromisoformat(first["填报日期"])),
        )
    )
    said = {
        row["indicator_code"].split(":")[1]: row["value_code"]
        for row in same.to_pylist()
        if row["indicator_code"].startswith("miit-sme-2024:")
    }
    assert len(said) == 31
    assert {item: first[item] for item in said} == said


def test_the_bill_is_focus_and_adds_up_to_the_evidence(
    files: SampleFiles, province: SampleProvince, evidence: pa.Table
) -> None:
    lines = read(files.bill)
    assert province.pack.cloud_rules is not None
    assert list(lines[0]) == [c.name for c in province.pack.cloud_rules.columns_of("1.0")]
    account, code = next((row["账号"], row["统一社会信用代码"]) for row in read(files.accounts))
    month = "2025-12-01 00:00:00"
    billed = sum(
        round(float(line["BilledCost"]) * 100)
        for line in lines
        if line["BillingAccountId"] == account and line["BillingPeriodStart"] == month
    )
    row = evidence.filter(
        pc.and_(
            pc.and_(
                pc.equal(evidence["subject_code"], code),
                pc.equal(evidence["indicator_code"], "cloud_spend_cny"),
            ),
            pc.equal(evidence["fact_date"], date(2025, 12, 31)),
        )
    )
    assert row.num_rows == 1
    assert billed == int(row["value_number"][0].as_py() * 100) > 0


def test_the_bill_holds_what_was_planted(files: SampleFiles) -> None:
    lines, accounts = read(files.bill), read(files.accounts)
    ring = [line for line in lines if line["SkuPriceId"] == "SAMPLE-ERP-S-Y"]
    assert len({line["BillingAccountId"] for line in ring}) >= 10
    assert {line["BilledCost"] for line in ring} == {"1980.00"}
    assert {line["ChargePeriodStart"] for line in ring} == {"2025-12-15 00:00:00"}
    owners = Counter(row["账号"] for row in accounts)
    assert [account for account, count in owners.items() if count == 2] == ["SAMPLE-A-99999"]
    trial = {line["BillingAccountId"] for line in lines if line["ChargeCategory"] == "Credit"}
    assert len(trial) == 8
    for account in trial:
        total = sum(
            float(line["BilledCost"]) for line in lines if line["BillingAccountId"] == account
        )
        assert total == 0


def test_some_contracts_are_not_paid_or_not_used(files: SampleFiles) -> None:
    rows = read(files.contracts)
    amounts = {
        kind: {row["合同编号"]: float(row["金额（元）"]) for row in rows if row["类型"] == kind}
        for kind in ("合同", "付款")
    }
    assert len(amounts["合同"]) == 60
    # every fifth is half paid: 12 of 60
    unpaid = [n for n, value in amounts["合同"].items() if amounts["付款"][n] < 0.9 * value]
    assert len(unpaid) == 12
    used = Counter(row["合同编号"] for row in rows if row["类型"] == "用量")
    # every seventh has no log: 8 of 60; the others have one for each of six months
    assert len(used) == 52
    assert set(used.values()) == {6}


def test_published_figures_are_those_of_the_pack(files: SampleFiles, pack: Pack) -> None:
    rows = read(files.published)
    assert len(rows) == len(pack.published)
    assert ("cloud_firms", "2023-09-30", "750000") in {
        (row["target_id"], row["as_of"], row["value"]) for row in rows
    }


def test_an_early_small_province_writes_what_it_has(pack: Pack, tmp_path: Path) -> None:
    province = generate(pack, enterprises=300, seed=2, until=date(2021, 1, 15))
    files = write_files(province, tmp_path / "some" / "folder")
    assert files.answers is None
    assert len(read(files.register)) == province.enterprises.num_rows
    assert read(files.published) == []
