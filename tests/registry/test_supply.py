"""Supply networks: who supplies whom in a chain, with what, for how much."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import lingnan.registry.store as tables
from lingnan.kernel import ImportCounts
from lingnan.registry.supply_check import parse_share
from lingnan.store.tabular.errors import ColumnMissing

HEADER = "chain_id,supplier_uscc,buyer_uscc,item,spend_cny,orders_count,quality_data_share,"
HEADER += "from_date,until_date\n"


@pytest.fixture
def chained(bring, code):
    """Three enterprises and two chains."""
    people = "".join(f"{code(n)},企业{n},广州,39\n" for n in (1, 2, 3))
    bring(f"uscc,name,city,industry\n{people}")
    bring("产业链代码,产业链名称\nL1,工业母机\nL2,智能家电\n", kind="chain")


def line(cells: str, code) -> str:
    return cells.format(*(code(number) for number in range(10))) + "\n"


def test_a_network_comes_in_and_again(store, bring, rows, code, chained):
    text = HEADER + line("L1,{1},{2},铸件,1200000.50,12,0.6,2022-01-01,", code)
    text += line("工业母机,{3},{1},模具,8万元,,,2022-01-01,2023-01-01", code)
    assert bring(text, kind="supply") == (ImportCounts(added=2), [])
    first, second = rows("registry_supply")
    assert first == {
        "chain_id": "L1",
        "supplier_uscc": code(1),
        "buyer_uscc": code(2),
        "item": "铸件",
        "from_date": date(2022, 1, 1),
        "spend_cny": Decimal("1200000.50"),
        "orders_count": 12,
        "quality_data_share": Decimal("0.6000"),
        "until_date": None,
    }
    assert (second["chain_id"], second["spend_cny"]) == ("L1", Decimal("80000.00"))
    assert (second["orders_count"], second["quality_data_share"]) == (None, None)
    version = store.lake.version("registry_supply")
    assert bring(text, kind="supply") == (ImportCounts(unchanged=2), [])
    assert store.lake.version("registry_supply") == version
    found = pq.read_table(
        store.lake.files("registry_supply"), schema=tables.arrow_schema(tables.registry_supply)
    )
    assert found.to_pylist() == rows("registry_supply")


def test_chinese_headings_with_units(bring, rows, code, chained):
    text = "产业链,供应商,采购方,物料名称,年采购额（万元）,订单数,质量数据共享比例（%）,起始日期\n"
    text += line("智能家电,{1},{2},压缩机,30.5,7,45,2022/1/1", code)
    counts, findings = bring(text, kind="supply")
    assert counts == ImportCounts(added=1)
    assert [each.code for each in findings] == ["REG-045"]
    (row,) = rows("registry_supply")
    # 30.5 × 10,000 yuan; 45 % = 0.45
    assert (row["spend_cny"], row["quality_data_share"]) == (Decimal(305_000), Decimal("0.4500"))


def test_an_empty_cell_leaves_what_is_known(bring, rows, code, chained):
    bring(HEADER + line("L1,{1},{2},铸件,100,12,60%,2022-01-01,2024-01-01", code), kind="supply")
    counts, _ = bring(HEADER + line("L1,{1},{2},铸件,90,,,2022-01-01,", code), kind="supply")
    assert counts == ImportCounts(changed=1)
    (row,) = rows("registry_supply")
    assert (row["spend_cny"], row["orders_count"]) == (Decimal(90), 12)
    assert (row["quality_data_share"], row["until_date"]) == (Decimal("0.6"), date(2024, 1, 1))


def test_periods_follow_one_another_in_any_order(bring, code, chained):
    text = HEADER + line("L1,{1},{2},铸件,90,,,2023-01-01,", code)
    text += line("L1,{1},{2},铸件,100,,,2022-01-01,2023-01-01", code)
    assert bring(text, kind="supply") == (ImportCounts(added=2), [])


@pytest.mark.parametrize(
    ("cells", "rule", "field"),
    [
        ("L9,{1},{3},铸件,100,,,2022-01-01,", "REG-040", "chain_id"),
        (",{1},{3},铸件,100,,,2022-01-01,", "REG-011", "chain_id"),
        ("L1,{9},{3},铸件,100,,,2022-01-01,", "REG-035", "supplier_uscc"),
        ("L1,{1},{9},铸件,100,,,2022-01-01,", "REG-035", "buyer_uscc"),
        ("L1,91,{3},铸件,100,,,2022-01-01,", "REG-012", "supplier_uscc"),
        ("L1,{1},{1},铸件,100,,,2022-01-01,", "REG-041", "buyer_uscc"),
        ("L1,{1},{3},,100,,,2022-01-01,", "REG-011", "item"),
        ("L1,{1},{3},铸件,很多,,,2022-01-01,", "REG-042", "spend_cny"),
        ("L1,{1},{3},铸件,,,,2022-01-01,", "REG-011", "spend_cny"),
        ("L1,{1},{3},铸件,0,,,2022-01-01,", "REG-043", "spend_cny"),
        ("L1,{1},{3},铸件,-5,,,2022-01-01,", "REG-043", "spend_cny"),
        ("L1,{1},{3},铸件,100000000000000,,,2022-01-01,", "REG-044", "spend_cny"),
        ("L1,{1},{3},铸件,100,-1,,2022-01-01,", "REG-046", "orders_count"),
        ("L1,{1},{3},铸件,100,,60,2022-01-01,", "REG-047", "quality_data_share"),
        ("L1,{1},{3},铸件,100,,-0.1,2022-01-01,", "REG-047", "quality_data_share"),
        ("L1,{1},{3},铸件,100,,,,", "REG-011", "from_date"),
        ("L1,{1},{3},铸件,100,,,2022-13-01,", "REG-027", "from_date"),
        ("L1,{1},{3},铸件,100,,,2022-01-01,2022-01-01", "REG-029", "until_date"),
        ("L1,{1},{2},铸件,100,,,2023-06-01,", "REG-048", "item"),
        ("L1,{1},{2},铸件,101,,,2022-01-01,", "REG-017", "spend_cny"),
        ("L1,{1},{2},铸件,100,,,2022-01-01,", "REG-016", "item"),
    ],
)
def test_bad_rows_are_told_and_the_good_one_goes_in(bring, rows, code, chained, cells, rule, field):
    text = HEADER + line("L1,{1},{2},铸件,100,,,2022-01-01,", code) + line(cells, code)
    counts, findings = bring(text, kind="supply")
    is_same = rule == "REG-016"
    assert counts == ImportCounts(added=1, unchanged=int(is_same), rejected=int(not is_same))
    assert [(each.code, each.row, each.field) for each in findings] == [(rule, 3, field)]
    told = findings[0]
    assert "{" not in told.what.zh + told.what.en + told.remedy.zh + told.remedy.en
    assert len(rows("registry_supply")) == 1


def test_the_same_items_in_two_chains_are_two_supplies(bring, code, chained):
    text = HEADER + line("L1,{1},{2},铸件,100,,,2022-01-01,", code)
    text += line("L2,{1},{2},铸件,100,,,2022-01-01,", code)
    assert bring(text, kind="supply")[0] == ImportCounts(added=2)


def test_parquet_with_numbers(bring, rows, code, chained, tmp_path):
    path = tmp_path / "network.parquet"
    table = pa.table(
        {
            "chain_id": ["L1", "L1"],
            "supplier_uscc": [code(1), code(3)],
            "buyer_uscc": [code(2), code(2)],
            "item": ["铸件", "模具"],
            "spend_cny": pa.array([Decimal("100.25"), None], pa.decimal128(18, 2)),
            "orders_count": pa.array([3, None], pa.int32()),
            "quality_data_share": pa.array([Decimal("0.25"), None], pa.decimal128(5, 4)),
            "from_date": [date(2022, 1, 1)] * 2,
        }
    )
    pq.write_table(table, path)
    counts, findings = bring(path, kind="supply")
    assert counts == ImportCounts(added=1, rejected=1)
    assert [(each.code, each.row, each.field) for each in findings] == [("REG-011", 2, "spend_cny")]
    assert rows("registry_supply")[0]["quality_data_share"] == Decimal("0.25")


def test_a_file_without_spend_is_refused(bring, code, chained):
    with pytest.raises(ColumnMissing):
        bring("chain_id,supplier_uscc,buyer_uscc,item,from_date\n", kind="supply")


@pytest.mark.parametrize(
    ("text", "share"),
    [("0", "0"), ("1", "1"), ("60%", "0.6"), ("１００％", "1"), ("0.12345", "0.1234")],
)
def test_shares(text, share):
    assert parse_share(text) == Decimal(share)


@pytest.mark.parametrize("text", ["1.01", "101%", "-1%", "NaN", "Infinity", "many"])
def test_what_is_no_share(text):
    with pytest.raises(ValueError, match=r"."):
        parse_share(text)
