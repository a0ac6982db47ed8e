"""Importing enterprises: what goes in, what is reported, and that nothing good is lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from sqlalchemy import select

from lingnan.kernel import ImportCounts
from lingnan.registry.errors import KindUnknown, PlaceMissing
from lingnan.store.audit import audit_entry
from lingnan.store.findings import list_findings
from lingnan.store.tabular.errors import ColumnMissing, FileEmpty, TableFileError

HEADER = "统一社会信用代码,企业名称,城市,行业代码,从业人数,营业收入,成立日期,登记状态\n"


def line(
    code,
    *,
    name="甲厂",
    city="广州",
    industry="3911",
    heads="50",
    yuan="9000000",
    founded="2010-01-01",
    status="存续",
):
    return f"{code},{name},{city},{industry},{heads},{yuan},{founded},{status}\n"


def test_first_import_and_again(bring, rows, code):
    text = HEADER + line(code(1)) + line(code(2), name="乙厂", city="440306", status="注销")
    counts, findings = bring(text)
    assert counts == ImportCounts(added=2)
    assert findings == []
    first, second = rows("registry_enterprise")
    assert first == {
        "uscc": code(1),
        "name_zh": "甲厂",
        "name_en": None,
        "region_code": "440100",
        "city_code": "440100",
        "industry_code": "C3911",
        "other_industry_codes": None,
        "employees_count": 50,
        "revenue_cny": Decimal("9000000.00"),
        "founded_date": date(2010, 1, 1),
        "status": "active",
        "closed_date": None,
        "merged_into_uscc": None,
        "ownership": None,
        "entity_type": "legal_entity",
        "above_scale_from": None,
        "above_scale_until": None,
        "is_synthetic": False,
    }
    assert (second["region_code"], second["city_code"]) == ("440306", "440300")
    assert second["status"] == "closed"
    assert bring(text) == (ImportCounts(unchanged=2), [])
    assert rows("registry_enterprise") == [first, second]


def test_same_rows_from_csv_workbook_and_parquet(bring, rows, code, tmp_path):
    bring(HEADER + line(code(1)) + line(code(2), yuan="1234.5", heads="1"))
    expected = rows("registry_enterprise")
    book = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(book), {"default_date_format": "yyyy/m/d"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        for row, (number, heads, yuan) in enumerate([(1, 50, 9e6), (2, 1, 1234.5)], start=1):
            sheet.write_row(row, 0, [code(number), "甲厂", "广州", 3911, heads, yuan])
            sheet.write_datetime(row, 6, datetime(2010, 1, 1))  # noqa: DTZ001
            sheet.write(row, 7, "存续")
    assert bring(book)[0] == ImportCounts(unchanged=2)
    table = pa.table(
        {
            "uscc": [code(1), code(2)],
            "name_zh": pa.array(["甲厂", "甲厂"]).dictionary_encode(),
            "region_code": pa.array([440100, 440100], pa.int64()),
            "industry_code": ["C3911", "C3911"],
            "employees_count": pa.array([50.0, 1.0]),
            "revenue_cny": pa.array([Decimal("9000000.00"), Decimal("1234.50")]),
            "founded_date": [date(2010, 1, 1)] * 2,
            "status": ["active", "active"],
        }
    )
    pq.write_table(table, tmp_path / "r.parquet")
    assert bring(tmp_path / "r.parquet")[0] == ImportCounts(unchanged=2)
    assert rows("registry_enterprise") == expected


def test_changes_and_additions_are_told_apart(bring, rows, code):
    bring(HEADER + line(code(1)) + line(code(2)) + line(code(3)))
    counts, _ = bring(HEADER + line(code(2), heads="60") + line(code(3)) + line(code(4)))
    assert counts == ImportCounts(added=1, changed=1, unchanged=1)
    assert [row["employees_count"] for row in rows("registry_enterprise")] == [50, 60, 50, 50]


def test_empty_cells_and_absent_columns_leave_what_is_known(bring, rows, code):
    bring(HEADER + line(code(1)))
    before = rows("registry_enterprise")
    assert (
        bring(HEADER + line(code(1), heads="", yuan="-", founded="", status=""))[0].unchanged == 1
    )
    counts, _ = bring(f"uscc,name,city,industry,所有制\n{code(1)},甲厂,广州,3911,民营\n")
    assert counts == ImportCounts(changed=1)
    assert rows("registry_enterprise") == [{**before[0], "ownership": "private"}]


@pytest.mark.parametrize(
    ("changes", "code_of_rule", "field"),
    [
        ({"code": ""}, "REG-011", "uscc"),
        ({"code": "9144"}, "REG-012", "uscc"),
        ({"code": "9.14401E+17"}, "REG-012", "uscc"),
        ({"code": "91440101OOOOOOOO0X"}, "REG-013", "uscc"),
        ({"code": "914401010000000010"}, "REG-014", "uscc"),
        ({"name": ""}, "REG-011", "name_zh"),
        ({"city": "长沙"}, "REG-018", "city"),
        ({"city": "430100"}, "REG-018", "city"),
        ({"city": ""}, "REG-011", "city"),
        ({"industry": "9999"}, "REG-020", "industry_code"),
        ({"industry": ""}, "REG-011", "industry_code"),
        ({"heads": "-3"}, "REG-021", "employees_count"),
        ({"yuan": "abc"}, "REG-022", "revenue_cny"),
        ({"yuan": "-1"}, "REG-023", "revenue_cny"),
        ({"yuan": "200000000000000"}, "REG-026", "revenue_cny"),
        ({"founded": "someday"}, "REG-027", "founded_date"),
        ({"founded": "2023-10-01"}, "REG-028", "founded_date"),
        ({"status": "装修中"}, "REG-030", "status"),
        ({"status": "合并"}, "REG-032", "merged_into_uscc"),
    ],
)
def test_a_bad_row_is_told_and_the_others_go_in(
    store, bring, rows, code, changes, code_of_rule, field
):
    bad = line(**{"code": code(2), **changes})
    counts, findings = bring(HEADER + line(code(1)) + bad + line(code(3)))
    assert counts == ImportCounts(added=2, rejected=1)
    assert [row["uscc"] for row in rows("registry_enterprise")] == [code(1), code(3)]
    (finding,) = findings
    assert (finding.code, finding.severity, finding.file) == (code_of_rule, "error", "r.csv")
    assert (finding.row, finding.field) == (3, field)
    if field in ("uscc", "city", "industry_code"):
        assert finding.value == (next(iter(changes.values())) or None)
    assert "{" not in finding.what.zh + finding.what.en + finding.remedy.zh + finding.remedy.en
    kept = list_findings(store.database)
    assert [each.finding for each in kept] == [finding]


def test_today_is_the_day_in_china(bring, code):
    late = datetime(2023, 9, 30, 17, 0, tzinfo=UTC)  # 2023-10-01 01:00 in China
    text = HEADER + line(code(1), founded="2023-10-01")
    assert bring(text, at=late)[0] == ImportCounts(added=1)


def test_one_row_may_have_several_findings_and_is_rejected_once(bring, code):
    counts, findings = bring(HEADER + line(code(1), city="长沙", industry="9999", yuan="-1"))
    assert counts == ImportCounts(rejected=1)
    assert [each.code for each in findings] == ["REG-018", "REG-020", "REG-023"]
    assert {each.subject for each in findings} == {code(1)}


def test_findings_of_a_repeated_import_replace_the_earlier(store, bring, code):
    text = HEADER + line("9144") + line(code(1))
    bring(text)
    bring(text)
    assert len(list_findings(store.database)) == 1


def test_code_is_brought_to_written_form(bring, rows, code):
    wide = "".join(chr(ord(each) + 0xFEE0) for each in code(1))
    assert bring(HEADER + line(f" {wide} "))[0] == ImportCounts(added=1)
    assert bring(HEADER + line(code(1).lower()))[0] == ImportCounts(unchanged=1)


def test_equal_duplicates_are_a_remark(bring, code):
    counts, findings = bring(HEADER + line(code(1)) + line(code(2)) + line(code(1)))
    assert counts == ImportCounts(added=2, unchanged=1)
    assert [(each.code, each.severity, each.row) for each in findings] == [("REG-016", "info", 4)]
    assert "2" in findings[0].what.en


def test_of_conflicting_duplicates_the_first_valid_wins(bring, rows, code):
    text = (
        HEADER
        + line(code(1), industry="9999", heads="10")
        + line(code(1), heads="20")
        + line(code(1), heads="30")
        + line(code(1), heads="20", name="乙厂")
    )
    counts, findings = bring(text)
    assert counts == ImportCounts(added=1, rejected=3)
    assert [(each.code, each.row, each.field) for each in findings] == [
        ("REG-020", 2, "industry_code"),
        ("REG-017", 4, "employees_count"),
        ("REG-017", 5, "name_zh"),
    ]
    assert "3" in findings[1].what.zh
    assert rows("registry_enterprise")[0]["employees_count"] == 20


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("营业收入（万元）", "1234.5678", "12345678.00"),
        ("营业收入（亿元）", "0.5", "50000000.00"),
        ("营业收入(千元)", "9,000", "9000000.00"),
        ("营业收入（元）", "9000000", "9000000.00"),
        ("营业收入", "900万元", "9000000.00"),
    ],
)
def test_revenue_in_other_units_is_converted(bring, rows, code, header, cell, yuan):
    text = f"uscc;name;city;industry;{header}\n{code(1)};甲;广州;39;{cell}\n"
    _, findings = bring(text)
    assert rows("registry_enterprise")[0]["revenue_cny"] == Decimal(yuan)
    is_converted = header not in ("营业收入（元）", "营业收入")
    assert [each.code for each in findings] == (["REG-025"] if is_converted else [])


def test_unit_in_the_title_row_counts(bring, rows, code):
    text = f"企业名录,,,,单位：万元\nuscc,name,city,industry,营业收入\n{code(1)},甲,广州,39,900\n"
    bring(text)
    assert rows("registry_enterprise")[0]["revenue_cny"] == Decimal("9000000.00")


def test_revenue_that_looks_like_wan_is_a_warning_and_goes_in(bring, rows, code):
    # 900 yuan a year for 50 people: 18 yuan a head.
    counts, findings = bring(HEADER + line(code(1), yuan="900"))
    assert counts == ImportCounts(added=1)
    assert [(each.code, each.severity, each.row) for each in findings] == [
        ("REG-024", "warning", 2)
    ]
    assert rows("registry_enterprise")[0]["revenue_cny"] == Decimal("900.00")


def test_region_code_goes_before_the_city(bring, rows, code):
    text = f"uscc,name,行政区划代码,城市,industry\n{code(1)},甲,440306,广州,39\n"
    text += f"{code(2)},乙,,东莞,39\n{code(3)},丙,440106,广州,39\n"
    counts, findings = bring(text)
    assert counts == ImportCounts(added=3)
    assert [(each.code, each.row) for each in findings] == [("REG-019", 2)]
    assert [row["city_code"] for row in rows("registry_enterprise")] == [
        "440300",
        "441900",
        "440100",
    ]


def test_doubtful_words_are_left_out_with_a_warning(bring, rows, code):
    text = "uscc,name,city,industry,ownership,entity_type,size,从业人数,营业收入\n"
    text += f"{code(1)},甲,广州,39,神秘,法人,大型,50,9000000\n"
    _, findings = bring(text)
    assert [(each.code, each.field) for each in findings] == [
        ("REG-031", "ownership"),
        ("REG-033", "size"),
    ]
    assert "small" in findings[1].what.en  # 50 people and 9 million: small
    row = rows("registry_enterprise")[0]
    assert (row["ownership"], row["entity_type"]) == (None, "legal_entity")


def test_code_tells_the_type_of_a_trader(bring, rows):
    from lingnan.kernel import uscc

    first = "92440101000000001"
    trader = first + uscc.check_character(first)
    bring(HEADER + line(trader))
    assert rows("registry_enterprise")[0]["entity_type"] == "self_employed"


def test_closing_and_reopening(bring, rows, code):
    header = "uscc,name,city,industry,status,closed_date,founded_date\n"
    row = f"{code(1)},甲,广州,39"
    bring(f"{header}{row},,2023-05-01,2010-01-01\n")
    assert rows("registry_enterprise")[0]["status"] == "closed"
    _, findings = bring(f"{header}{row},active,2023-05-01,\n")
    assert [each.code for each in findings] == ["REG-037"]
    reopened = rows("registry_enterprise")[0]
    assert (reopened["status"], reopened["closed_date"]) == ("active", None)
    counts, findings = bring(f"{header}{row},closed,2009-01-01,2010-01-01\n")
    assert (counts.rejected, [each.code for each in findings]) == (1, ["REG-029"])


def test_spells_above_scale_end_and_begin(bring, rows, code):
    header = "uscc,name,city,industry,入规时间,退规时间\n"
    row = f"{code(1)},甲,广州,39"

    def spell():
        (found,) = rows("registry_enterprise")
        return found["above_scale_from"], found["above_scale_until"]

    bring(f"{header}{row},2020-01-01,2022-01-01\n")
    assert spell() == (date(2020, 1, 1), date(2022, 1, 1))
    bring(f"{header}{row},,\n")
    assert spell() == (date(2020, 1, 1), date(2022, 1, 1))
    bring(f"{header}{row},2023-01-01,\n")
    assert spell() == (date(2023, 1, 1), None)
    _, findings = bring(f"{header}{row},2023-01-01,2023-01-01\n")
    assert [each.code for each in findings] == ["REG-029"]


def test_deed_is_recorded_with_the_rows(store, bring, code):
    bring(HEADER + line(code(1)))
    with store.database.read() as connection:
        (entry,) = connection.execute(select(audit_entry)).all()
    assert (entry.actor, entry.action, entry.object) == (
        "tester",
        "import:register:enterprise",
        "r.csv",
    )
    assert '"added": 1' in entry.detail


def test_lines_that_cannot_be_read_count_as_rejected(bring, code):
    text = HEADER + line(code(1)) + f"{code(2)},短行\n" + line(code(3))
    counts, findings = bring(text)
    assert counts == ImportCounts(added=2, rejected=1)
    assert [(each.code, each.row) for each in findings] == [("TAB-011", 3)]


def test_gb18030_lines_in_a_utf8_file_go_in(bring, rows, code, tmp_path):
    path = tmp_path / "mixed.csv"
    body = (line(code(1), name="广州甲厂") + line(code(2), name="深圳乙厂")).encode()
    path.write_bytes(HEADER.encode() + body + line(code(3), name="东莞丙厂").encode("gb18030"))
    counts, findings = bring(path)
    assert counts == ImportCounts(added=3)
    assert [each.code for each in findings] == ["TAB-013"]
    assert [row["name_zh"] for row in rows("registry_enterprise")] == [
        "广州甲厂",
        "深圳乙厂",
        "东莞丙厂",
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", FileEmpty),
        ("企业名称,城市\n甲,广州\n", ColumnMissing),
        ("uscc,name,industry\nA,甲,39\n", PlaceMissing),
    ],
)
def test_files_without_what_is_needed_change_nothing(bring, rows, text, error):
    with pytest.raises(error) as caught:
        bring(text)
    assert "r.csv" in caught.value.render("zh")
    assert "r.csv" in caught.value.render("en")
    assert rows("registry_enterprise") == []


def test_header_alone_is_a_remark(bring):
    counts, findings = bring(HEADER)
    assert (counts, [each.code for each in findings]) == (ImportCounts(), ["TAB-016"])


def test_unknown_kind(bring):
    with pytest.raises(KindUnknown) as caught:
        bring(HEADER, kind="castle")
    assert "castle" in str(caught.value)
    assert "enterprise" in str(caught.value)


def test_truncated_parquet_changes_nothing(bring, rows, code, tmp_path):
    path = tmp_path / "r.parquet"
    pq.write_table(pa.table({"uscc": [code(1)], "name_zh": ["甲"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(TableFileError):
        bring(path)
    assert rows("registry_enterprise") == []


def test_warnings_beyond_the_limit_are_counted(bring, code, monkeypatch):
    monkeypatch.setattr("lingnan.registry.draft.LISTED_PER_CODE", 3)
    text = HEADER + "".join(line(code(number), yuan="900") for number in range(10))
    counts, findings = bring(text)
    assert counts == ImportCounts(added=10)
    assert [each.code for each in findings] == ["REG-024"] * 3 + ["REG-039"]
    assert "7" in findings[-1].what.en
