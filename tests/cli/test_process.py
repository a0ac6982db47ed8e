"""The installed command in a process of its own, as a shell runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = Path(sys.executable).with_name("lingnan")


def run(*words, **environment):
    surroundings = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    return subprocess.run(
        [str(COMMAND), *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=surroundings | {"PYTHONUTF8": "1"} | environment,
        timeout=120,
    )


@pytest.fixture(autouse=True, scope="module")
def installed():
    if not COMMAND.exists():
        pytest.skip("the command is not installed beside this interpreter")


def test_help_imports_no_engine():
    probe = (
        "import sys; from lingnan.cli.app import run_app; run_app(['--help']);"
        "heavy = {'duckdb', 'ibis', 'pyarrow', 'deltalake', 'scipy', 'sqlalchemy', 'rich'};"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    ended = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr


def test_the_process_says_what_the_test_sees(province):
    ended = run("progress", "--format", "json", LINGNAN_STORE=str(province.store))
    assert ended.returncode == 0
    assert ended.stdout == province("progress", "--format", "json").out


@pytest.mark.parametrize(
    ("words", "status"),
    [(["--version"], 0), (["frobnicate"], 2), (["--store", "nowhere", "progress"], 2)],
)
def test_exit_statuses(words, status):
    ended = run(*words)
    assert ended.returncode == status
    assert "Traceback" not in ended.stderr
    assert bool(ended.stderr) is bool(status)


def test_tables_hold_no_colour_codes_in_a_pipe(sample):
    ended = run("--store", sample, "--lang", "zh", "progress")
    assert "\x1b" not in ended.stdout
    assert all(line == line.rstrip() for line in ended.stdout.splitlines())


def test_a_reader_that_stops_early_is_no_failure(sample):
    shell = f"{COMMAND} --store {sample} export enterprises --format csv | head -1"
    ended = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True)
    assert ended.stdout.startswith('"uscc"')
    assert "Traceback" not in ended.stderr


def test_demo_never_waits(tmp_path):
    ended = run(
        *("demo", "--enterprises", "500", "--seed", "3", "--no-serve", "--lang", "en"),
        *("--folder", tmp_path / "demo"),
    )
    assert ended.returncode == 0, ended.stderr
    for told in ("synthetic", "As of 2023-09-30", "Reports", "overview.html", "evidence verify"):
        assert told in ended.stdout
    assert "88.900 (synthetic): 4 enterprise prefixes, 72 identifiers" in ended.stdout
    assert (tmp_path / "demo" / "node" / "node.yaml").is_file()
    links = [line for line in ended.stdout.splitlines() if "/welcome#" in line]
    assert len(links) == len(set(links)) == 11
    page = (tmp_path / "demo" / "reports" / "overview.html").read_text(encoding="utf-8")
    assert "<html" in page
