"""lingnan roadmap enterprise and check on a store of three enterprises."""

import json

import pytest

from .conftest import ALPHA, BETA, STRANGER, Terminal
from .test_formats_doc import example, keys_of, section


@pytest.fixture
def desk(cli, three):
    """A terminal on the three enterprises: these commands only read."""
    return Terminal(cli.read, three)


@pytest.fixture
def small(desk, tmp_path):
    """A roadmap of the enterprise with 50 people and 30 million of revenue, as a JSON file."""
    file = tmp_path / "plan.json"
    words = ["--horizon", "2", "--format", "json", "--output", file]
    made = desk("roadmap", "enterprise", ALPHA, *words)
    assert made.status == 0, made.err
    return file


def test_a_roadmap_in_the_terminal(desk):
    for lang, words in (
        ("zh", ["实施计划", "资金（元）", "得分和等级", "增加预算的效果", "ROA-101", "平均安排"]),
        ("en", ["Schedule", "Money (CNY)", "Points and levels", "What more money would buy"]),
    ):
        told = desk(
            "--lang", lang, "roadmap", "enterprise", ALPHA, "--budget", "50万", "--horizon", "2"
        )
        assert told.status == 0, told.err
        for word in words:
            assert word in told.out


def test_json_is_all_that_stands_on_standard_output(desk):
    told = desk("roadmap", "enterprise", ALPHA, "--exact", "--horizon", "2", "--format", "json")
    answer = told.json
    assert (answer["path"], answer["subject"], answer["solver"]) == ("enterprise", ALPHA, "exact")
    assert answer["status"] == "planned"
    assert answer["objective"] <= answer["bound"]
    assert answer["run_id"] is None


def test_the_same_line_gives_the_same_answer(desk):
    lines = [
        desk("roadmap", "enterprise", BETA, "--horizon", "3", "--format", "json").out
        for _ in range(2)
    ]
    assert lines[0] == lines[1]


def test_a_sound_file_passes(desk, small):
    told = desk("roadmap", "check", small)
    assert (told.status, told.err) == (0, "")
    assert "keeps every constraint" in told.out


def test_an_edited_file_is_caught(desk, small):
    answer = json.loads(small.read_text(encoding="utf-8"))
    for entry in answer["schedule"]:
        entry["start_period"] = 0
    small.write_text(json.dumps(answer), encoding="utf-8")
    told = desk("roadmap", "check", small, "--format", "json")
    assert told.status == 1
    assert {each["code"] for each in told.json} >= {"ROA-106"}
    assert desk("--lang", "zh", "roadmap", "check", small).out.count("ROA-106") >= 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_documents(desk, tmp_path, lang):
    for form in ("docx", "xlsx"):
        file = tmp_path / f"plan.{form}"
        made = desk(
            "--lang",
            lang,
            "roadmap",
            "enterprise",
            ALPHA,
            "--horizon",
            "2",
            "--format",
            form,
            "-o",
            file,
        )
        assert made.status == 0, made.err
        assert file.read_bytes()[:2] == b"PK"


def test_a_workbook_goes_through_the_check(desk, tmp_path):
    file = tmp_path / "plan.xlsx"
    words = [
        "--horizon",
        "3",
        "--must",
        "training-basic",
        "--never",
        "mes-core",
        "--running",
        "erp-core=1:50000",
    ]
    made = desk("roadmap", "enterprise", ALPHA, *words, "--format", "xlsx", "-o", file)
    assert made.status == 0, made.err
    told = desk("roadmap", "check", file)
    assert told.status == 0, told.out


def test_a_level_by_a_day(desk):
    start = desk("roadmap", "enterprise", ALPHA, "--horizon", "1", "--format", "json").json["start"]
    by = f"{int(start[:4]) + 2}-12-31"
    words = ["--level", "1", "--by", by, "--budget", "500万", "--format", "json"]
    answer = desk("roadmap", "enterprise", ALPHA, *words).json
    assert (answer["question"], answer["target_level"], answer["by"]) == ("level", 1, by)
    assert answer["levels"][-1]["claimed"]["level"] >= 1
    assert all(row["gain"] >= 0 for row in answer["marginal"])


def test_a_budget_of_zero_is_answered(desk):
    answer = desk(
        "roadmap", "enterprise", ALPHA, "--budget", "0", "--horizon", "2", "--format", "json"
    ).json
    assert answer["status"] == "nothing_affordable"
    assert answer["shortfall"]["smallest_budget_cny"] > 0
    assert desk("roadmap", "enterprise", ALPHA, "--budget", "0", "--horizon", "2").status == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--level", "2"], "CLI-001"),
        (["--by", "2030-12-31"], "CLI-001"),
        (["--level", "2", "--by", "2030-12-31", "--horizon", "4"], "CLI-001"),
        (["--budget", "much"], "CLI-001"),
        (["--budget=-5"], "ROA-006"),
        (["--format", "docx"], "CLI-001"),
        (["--output", "x"], "CLI-001"),
        (["--running", "erp-core"], "CLI-001"),
        (["--level", "9", "--by", "2030-12-31"], "ROA-004"),
        (["--level", "2", "--by", "2020-12-31"], "ROA-005"),
        (["--must", "teleport"], "ROA-007"),
        (["--horizon", "0"], "ROA-008"),
        (["--must", "erp-core", "--never", "erp-core"], "ROA-012"),
        (["--selected", "gift"], "ROA-016"),
        (["--parallel", "0"], "ROA-017"),
        (["--model", "horoscope"], "PAK-004"),
    ],
)
def test_wrong_usage(desk, words, code):
    told = desk("roadmap", "enterprise", ALPHA, *words)
    assert told.status == 2, told.out
    assert code in told.err


def test_nobody_of_that_name(desk):
    told = desk("roadmap", "enterprise", STRANGER)
    assert (told.status, told.err.count("RUN-005")) == (2, 2)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"path": "moon"}', "PK nonsense"])
def test_files_that_are_no_roadmap(desk, write, content):
    told = desk("roadmap", "check", write("plan.json", content))
    assert told.status == 2
    assert "ROA-009" in told.err or "DOC-002" in told.err


def test_a_file_that_is_not_there(desk, tmp_path):
    told = desk("roadmap", "check", tmp_path / "none.json")
    assert (told.status, "ROA-009" in told.err) == (2, True)


def test_every_key_of_the_contract(desk):
    title = "### roadmap enterprise --format json"
    words = [
        "--running",
        "erp-core=1:50000",
        "--budget",
        "100万",
        "--horizon",
        "3",
        "--format",
        "json",
    ]
    real = keys_of(desk("roadmap", "enterprise", ALPHA, *words).json)
    real |= keys_of(
        desk(
            "roadmap", "enterprise", BETA, "--budget", "0", "--horizon", "2", "--format", "json"
        ).json
    )
    text = section(title)
    assert {key for key in real if f'"{key}"' not in text and f"`{key}`" not in text} == set()
    rare = {"missing_cny", "gain_cny", "kind"}  # where nothing binds and no price is at risk
    assert keys_of(example(title)) - real - rare == set()
