"""roadmap industry, park and chain, the exports of a run's roadmaps, on the sample province."""

import json

import pytest
from python_calamine import CalamineWorkbook


def most(province, name, key, by):
    """The group of which the last run says most."""
    from lingnan.store import Store
    from lingnan.store.runs import last_run

    store = Store.open(province.store)
    version = last_run(store.database).outputs[name]
    with store.engine() as engine:
        rows = engine.arrow(engine.scan(store.lake, name, version)).to_pylist()
    return max(rows, key=lambda row: (row[by] or 0, row[key]))[key]


@pytest.fixture
def cluster(province):
    return most(province, "out_industry", "cluster_id", "members_count")


@pytest.fixture
def park(province):
    return most(province, "out_park", "park_id", "members_count")


@pytest.fixture
def chain(province):
    return most(province, "out_chain", "chain_id", "members_count")


def test_an_industry_in_the_terminal_and_as_json(province, cluster):
    told = province("--lang", "zh", "roadmap", "industry", cluster)
    assert told.status == 0, told.err
    for word in ("模拟数据", "共性差距", "制约因素"):
        assert word in told.out
    line = ("roadmap", "industry", cluster, "--packages", "2", "--budget", "20万", "--level", "1")
    answer = province(*line, "--format", "json").json
    assert answer["path"] == "industry"
    assert answer["level"] == 1
    assert answer["terms"]["packages_count"] == 2
    assert answer["money"]["subsidy_cny"] <= answer["money"]["budget_cny"] == 200_000
    assert len(answer["packages"]) <= 2
    assert len(answer["run_id"]) == 64


def test_a_park_says_what_is_missing_and_what_pays(province, park):
    told = province("--lang", "en", "roadmap", "park", park)
    assert told.status == 0, told.err
    assert "Checklist" in told.out
    answer = province("roadmap", "park", park, "--budget", "0", "--format", "json").json
    assert answer["path"] == "park"
    assert answer["cost_expected_cny"] == 0
    assert not any(each["is_open"] for each in answer["facilities"])
    level = province("roadmap", "park", park, "--level", "1", "--exact", "--format", "json").json
    assert level["question"] == "level"
    assert 0 <= level["reached"] <= level["reached_bound"] <= len(level["members"])


def test_a_chain_within_money_and_time(province, chain):
    told = province("--lang", "en", "roadmap", "chain", chain, "--side", "claimed")
    assert told.status == 0, told.err
    assert "Leader" in told.out
    line = ("roadmap", "chain", chain, "--budget", "3000000", "--by", "2025-12-31", "--exact")
    answer = province(*line, "--format", "json").json
    # As of 2023-09-30: four half-years end by then, waves are two apart.
    assert [wave["period"] for wave in answer["waves"]] == [2, 4]
    assert [wave["budget_cny"] for wave in answer["waves"]] == [1_500_000, 1_500_000]
    assert answer["cost"] <= 3_000_000
    assert answer["share_before"] <= answer["objective"] <= answer["bound"]


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_documents_open(province, cluster, park, chain, tmp_path, form):
    for words in (("industry", cluster), ("park", park), ("chain", chain)):
        file = tmp_path / f"{words[0]}.{form}"
        told = province("roadmap", *words, "--format", form, "--output", file)
        assert told.status == 0, told.err
        if form == "xlsx":
            assert CalamineWorkbook.from_path(str(file)).sheet_names
        else:
            assert file.read_bytes()[:2] == b"PK"


def test_files_pass_the_check_and_edits_are_found(province, cluster, park, chain, tmp_path):
    files = {}
    for words in (("industry", cluster), ("park", park), ("chain", chain, "--side", "claimed")):
        files[words[0]] = tmp_path / f"{words[0]}.json"
        assert province("roadmap", *words, "--output", files[words[0]]).status == 0
        told = province("roadmap", "check", files[words[0]])
        assert told.status == 0, told.out + told.err
    answer = json.loads(files["park"].read_text(encoding="utf-8"))
    answer["objective_cny"] += 1
    files["park"].write_text(json.dumps(answer), encoding="utf-8")
    assert province("roadmap", "check", files["park"]).status == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("industry", "nowhere"), "IND-002"),
        (("industry",), "IND-008"),
        (("industry", "--division", "C39", "--area", "110000"), "IND-004"),
        (("industry", "--division", "C39", "--level", "7"), "ROA-004"),
        (("park", "nowhere"), "RUN-008"),
        (("chain", "nowhere"), "RUN-008"),
        (("chain", "nowhere", "--by", "2023-10-31"), "ROA-005"),
        (("chain", "nowhere", "--budget", "much"), "CLI-001"),
        (("park", "nowhere", "--format", "docx"), "CLI-001"),
    ],
)
def test_wrong_lines_name_what_is_wrong(province, words, code):
    told = province("roadmap", *words)
    assert told.status != 0
    assert told.out == ""
    assert told.err.count(code) == 2


def test_a_store_without_a_run_says_so(desk):
    told = desk("roadmap", "park", "any")
    assert told.status != 0
    assert "RUN-002" in told.err


def test_exports_of_roadmaps_and_upgrades(province):
    rows = province("export", "roadmaps", "--limit", "5").json
    assert len(rows) == 5
    for row in rows:
        assert row["is_synthetic"]
        assert len(row["steps"]) == row["measures_count"]
        assert sum(step["cost_cny"] for step in row["steps"]) == row["cost_expected_cny"]
    city = rows[0]["city_code"]
    assert {r["city_code"] for r in province("export", "roadmaps", "--city", city).json} == {city}
    upgrades = province("export", "upgrades", "--limit", "4").json
    assert [row["side"] for row in upgrades] == ["claimed", "proven"] * 2
    assert {row["target_level"] for row in upgrades} == {2}
