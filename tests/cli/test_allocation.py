"""allocate and scenario, on the sample province with upgrades as a run leaves them."""

import csv
import io
import shutil
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from lingnan.programme.allocation import OUT_UPGRADE
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.store import Store
from lingnan.store.runs import last_run, save_run

from .conftest import Terminal


@pytest.fixture(scope="session")
def planned(sample, tmp_path_factory):
    """The sample province with invented upgrades; not to be changed."""
    root = tmp_path_factory.mktemp("planned") / "store"
    shutil.copytree(sample, root)
    store = Store.open(root)
    codes = pq.read_table(store.lake.files("registry_enterprise"))["uscc"].to_pylist()
    rng = np.random.default_rng(1)
    rows = [
        {
            "subject_code": code, "model_id": "m", "side": "proven", "target_level": 2,
            "level_now": 0, "status": ("feasible", "feasible", "reached", "infeasible")[n % 4],
            "price_cny": int(rng.integers(100, 900)) * 1000, "subsidy_cny": 0,
            "finish_period": int(rng.integers(1, 5)),
        }
        for n, code in enumerate(codes)
    ]  # fmt: skip
    version = store.lake.replace(OUT_UPGRADE, pa.Table.from_pylist(rows, schema=UPGRADE_SCHEMA))
    run = last_run(store.database)
    with store.database.begin() as connection:
        save_run(connection, replace(run, outputs={**run.outputs, OUT_UPGRADE: version}))
    return root


@pytest.fixture
def office(cli, planned):
    return Terminal(cli.read, planned)


def test_an_allocation_in_every_shape(office, tmp_path):
    answer = office("allocate", "--format", "json").json
    assert answer["target"]["definition"] == "above_scale_dx.level2"
    assert answer["is_synthetic"] is True
    spent = sum(row["money_cny"] for row in answer["allocated"])
    assert spent == sum(year["spent_cny"] for year in answer["money"]) <= 3_000_000_000
    assert answer["objective"] <= answer["bound"]
    rows = list(csv.DictReader(io.StringIO(office("allocate", "--format", "csv").out)))
    assert sum(int(row["money_cny"]) for row in rows) == spent
    for lang, word in (("zh", "首年各城市"), ("en", "First year by city")):
        told = office("allocate", "--lang", lang)
        assert told.status == 0
        assert word in told.out
    file = tmp_path / "money.xlsx"
    assert office("allocate", "--format", "xlsx", "--output", file).status == 0
    book = CalamineWorkbook.from_path(str(file))
    assert book.sheet_names[1] == "allotments"
    sheet = book.get_sheet_by_index(1).to_python()
    assert sum(row[4] for row in sheet[1:]) == spent
    curves = office("allocate", "--curves", "--format", "json").json
    assert {"city_code", "enterprises", "money_cny", "next_cny"} <= curves[0].keys()
    assert "lifted" in office("allocate", "--lang", "en").out


def test_money_years_floors_and_dates_of_the_line(office):
    line = ("allocate", "--money", "5亿", "--years", "1", "--floor", "东莞=20%", "--least",
            "440100=60", "--by", "2025-12-31", "--format", "json")  # fmt: skip
    answer = office(*line).json
    assert [year["arriving_cny"] for year in answer["money"]] == [500_000_000]
    assert [(floor["region"], floor["share"]) for floor in answer["floors"]] == [
        ("441900", 0.2),
        ("440100", None),
    ]
    assert answer["floors"][1]["enterprises"] >= 60
    assert answer["aim"]["date"] == "2025-12-31"
    double = office("allocate", "--scenario", "double-money", "--format", "json").json
    assert double["money"][0]["arriving_cny"] == 2_000_000_000


def test_scenarios_are_listed_shown_and_compared(office, cli):
    rows = office("scenario", "list", "--format", "json").json
    assert "dongguan-first" in [row["id"] for row in rows]
    assert cli("scenario", "list", "--pack", "guangdong").status == 0
    shown = office("scenario", "show", "double-money", "--format", "json").json
    assert [change["new"] for change in shown["changes"]] == ["2000000000"]
    answer = office("scenario", "compare", "base", "dongguan-first", "--format", "json").json
    by_city = {row["city_code"]: row["difference_cny"] for row in answer["money_by_city"]}
    assert by_city["441900"] >= 0
    assert answer["why"]
    for lang in ("zh", "en"):
        for words in (("show", "fair-floors"), ("compare", "base", "fair-floors")):
            assert office("scenario", *words, "--lang", lang).status == 0
    rows = csv.DictReader(
        io.StringIO(office("scenario", "compare", "base", "double-money", "--format", "csv").out)
    )
    assert {row["what"] for row in rows} == {"proven", "money_cny"}


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--money", "-5"), "ALL-004"),
        (("--money", "many"), "CLI-001"),
        (("--years", "0"), "ALL-004"),
        (("--floor", "441900=150%"), "ALL-005"),
        (("--floor", "杭州=10%"), "ALL-003"),
        (("--floor", "441900"), "CLI-001"),
        (("--floor", "441900=much"), "CLI-001"),
        (("--least", "441900=0.5"), "CLI-001"),
        (("--least", "441900=999999"), "ALL-006"),
        (("--target", "windmills"), "ALL-002"),
        (("--target", "cloud_firms"), "ALL-002"),
        (("--definition", "above_scale_dx.level1"), "ALL-008"),
        (("--by", "2020-01-01"), "ALL-011"),
        (("--scenario", "nobody"), "PAK-004"),
        (("--format", "xlsx"), "CLI-001"),
    ],
)
def test_wrong_lines_are_told_in_both_languages(office, words, code):
    answer = office("allocate", *words)
    zh, en = answer.err.splitlines()
    assert answer.status == 2
    assert zh.startswith(f"{code}: ")
    assert en.startswith(f"{code}: ")
    assert zh != en
    assert "{" not in zh + en


def test_without_roadmaps_it_says_what_to_run(desk):
    answer = desk("allocate")
    assert (answer.status, answer.err[:7]) == (2, "ALL-001")
    assert "lingnan run" in answer.err
