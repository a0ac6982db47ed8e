"""Settings, languages and exit statuses."""

import pytest

from lingnan import __version__


@pytest.mark.parametrize("place", ["before", "after", "joined", "variable"])
def test_the_store_is_named_before_or_after_the_command_or_by_the_variable(
    cli, sample, monkeypatch, place
):
    lines = {
        "before": ["--store", str(sample), "progress"],
        "after": ["progress", "--store", str(sample)],
        "joined": ["progress", f"--store={sample}"],
        "variable": ["progress"],
    }
    if place == "variable":
        monkeypatch.setenv("LINGNAN_STORE", str(sample))
    answer = cli(*lines[place], "--format", "json")
    assert answer.status == 0
    assert answer.json["as_of"] == "2023-09-30"


def test_the_line_wins_over_the_variable(cli, sample, monkeypatch):
    monkeypatch.setenv("LINGNAN_STORE", "nowhere")
    assert cli("progress", "--store", sample).status == 0


def test_a_store_named_relatively_verifies(cli, sample, monkeypatch):
    monkeypatch.chdir(sample.parent)
    assert cli("--store", "store", "evidence", "verify").status == 0
    assert cli("--store", "store", "doctor").status == 0


@pytest.mark.parametrize(
    ("line", "zh", "en"),
    [
        (["progress"], "截至 2023-09-30", "As of 2023-09-30"),
        (["evidence", "verify"], "证据链完好", "The chain holds"),
        (["doctor"], "证据链", "evidence chain"),
        (["findings"], "条，显示", "findings in all"),
        (["pack", "show", "guangdong"], "目标值", "goals"),
    ],
)
def test_both_languages(province, line, zh, en):
    chinese, english = province("--lang", "zh", *line), province(*line, "--lang", "en")
    assert zh in chinese.out
    assert en not in chinese.out
    assert en in english.out
    assert zh not in english.out


def test_the_language_comes_from_the_terminal_unless_told(province, monkeypatch):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "截至" in province("progress").out
    assert "As of" in province("progress", "--lang=en").out
    monkeypatch.setenv("LINGNAN_LANG", "en")
    assert "As of" in province("progress").out


def test_help_and_version(cli):
    told = cli("--help")
    assert told.status == 0
    assert "diagnose" in told.out
    assert cli("--version").out == f"lingnan {__version__}\n"
    assert cli("import", "register", "--help").status == 0


@pytest.mark.parametrize(
    "line",
    [
        ["frobnicate"],
        ["progress", "--no-such-option"],
        ["run"],
        ["run", "--as-of", "2023-13-01"],
        ["--lang", "fr", "progress"],
        ["progress", "--store"],
        ["import", "register", "no-such-file.csv"],
        ["import", "register", "x.csv", "--kind", "castle"],
        ["import", "cloud-bill", "x.csv", "--vendor", "v", "--rate", "USD=seven"],
        ["export", "everything"],
        ["export", "enterprises", "--format", "xlsx"],
        ["export", "enterprises", "-o", "table.doc"],
        ["demo", "--enterprises", "10"],
        ["score", "miit-sme-2024", "x.json", "--choice", "nothing"],
    ],
)
def test_wrong_usage_is_2_and_told_in_both_languages(cli, line):
    answer = cli(*line)
    assert answer.status == 2
    zh, en = answer.err.splitlines()[-2:]
    assert zh.startswith("CLI-001: 命令行有误：")
    assert en.startswith("CLI-001: Wrong usage: ")
    assert "--help" in zh
    assert "--help" in en


def test_a_group_without_command_shows_its_help(cli):
    for line in ([], ["import"], ["evidence"], ["pack"], ["report"]):
        answer = cli(*line)
        assert answer.status == 2
        assert answer.err.startswith("Usage: lingnan")
        assert "Commands:" in answer.err


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        (["progress"], "STO-001"),
        (["score", "no-such-model", "x.json"], "PAK-004"),
        (["score", "miit-sme-2024", "no-such-sheet.json"], "DIA-004"),
        (["pack", "show", "no-such-pack"], "PAK-001"),
    ],
)
def test_what_does_not_exist_is_2(cli, line, failure):
    answer = cli(*line)
    assert answer.status == 2
    assert [told[:7] for told in answer.err.splitlines()] == [failure, failure]


def test_unknown_subjects_models_and_numbers_are_2(province):
    for line, failure in (
        (["diagnose", "123"], "RUN-005"),
        (["diagnose", "123", "--model", "no-such-model"], "PAK-004"),
        (["evidence", "trace", "99999999"], "EVI-002"),
        (["report", "city", "999999"], "CON-001"),
        (["init", str(province.store)], "STO-002"),
    ):
        answer = province(*line)
        assert answer.status == 2
        assert answer.err.count(f"{failure}: ") == 2


def test_results_before_the_first_run(desk):
    assert desk("progress").status == 2
    assert "RUN-002" in desk("progress").err
    answer = desk("export", "scores")
    assert (answer.status, answer.err[:8]) == (3, "STO-007:")


def test_demo_never_touches_a_store_of_real_data(desk):
    answer = desk("demo", "--enterprises", "500", "--renew", "--no-serve")
    assert answer.status == 2
    assert "CLI-001" in answer.err
    assert len(desk.registered()) == 3


def test_fail_on_chooses_the_threshold(desk, write):
    rows = "统一社会信用代码,企业名称,城市,行业代码\n123,短码企业,广州市,C3484\n"
    file = write("bad.csv", rows)
    assert desk("import", "register", file).status == 1
    assert desk("import", "register", file, "--fail-on", "never").status == 0


def test_a_run_without_any_assessment_can_be_read(desk):
    subject = min(desk.registered())
    assert desk("run", "--as-of", "2024-12-31").status == 0
    for line in (
        ["progress"],
        ["diagnose", subject],
        ["export", "enterprises"],
        ["export", "scores"],
        ["report", "enterprise", subject, "-o", "enterprise.html"],
    ):
        assert desk(*line).status == 0, line
