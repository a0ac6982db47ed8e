"""Rules of security that a machine can read from the source, and that docs/security.md is whole."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
ASSETS = ROOT / "src/lingnan/console/assets"
DOCUMENT = ROOT / "docs/security.md"
#: Calls that run what they are given, or read what may run.
RUNNING = {"eval", "exec", "compile", "__import__"}
READERS = {"pickle", "marshal", "shelve", "dill", "jsonpickle"}
#: The requirements of levels 1 and 2: chapter.section and the last number or numbers.
LEVEL_2 = """
1.1:1-7 1.2:1-4 1.4:1,4,5 1.5:1-4 1.6:1-4 1.7:1-2 1.8:1-2 1.9:1-2 1.10:1 1.11:1-2 1.12:2 1.14:1-6
2.1:1-12 2.2:1-3 2.3:1-3 2.4:1-6 2.5:1-7 2.6:1-3 2.7:1-6 2.8:1-6 2.9:1-3 2.10:1-4
3.1:1 3.2:1-4 3.3:1-4 3.4:1-5 3.5:1-3 3.7:1
4.1:1-3,5 4.2:1-2 4.3:1-3
5.1:1-5 5.2:1-8 5.3:1-10 5.4:1-3 5.5:1-4
6.1:1-3 6.2:1-6 6.3:1-2 6.4:1-2
7.1:1-4 7.2:1-2 7.3:1,3,4 7.4:1-3
8.1:1-4 8.2:1-3 8.3:1-8
9.1:1-3 9.2:1-4
10.2:1-2 10.3:1-3
11.1:1-8
12.1:1-3 12.2:1 12.3:1-6 12.4:1-2 12.5:1-2 12.6:1
13.1:1,3-5 13.2:1-3,5-6 13.3:1-2 13.4:1-2
14.1:1-4 14.2:1-6 14.3:2-3 14.4:1-7 14.5:1-4
"""


def level_2():
    for part in LEVEL_2.split():
        section, _, numbers = part.partition(":")
        for span in numbers.split(","):
            first, _, last = span.partition("-")
            for number in range(int(first), int(last or first) + 1):
                yield f"{section}.{number}"


def rows():
    """The rows of the document's tables: requirement, and all that stands beside it."""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"\d+\.\d+\.\d+", cells[0]):
            yield cells[0], cells[1:]


@cache
def nodes(path):
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@pytest.mark.parametrize("path", SOURCES, ids=lambda each: str(each.relative_to(ROOT)))
def test_nothing_that_was_typed_is_run(path):
    text = path.read_text(encoding="utf-8")
    for call in (node for node in nodes(path) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name):
            assert call.func.id not in RUNNING, path
        if isinstance(call.func, ast.Attribute):
            assert call.func.attr not in ("from_string", "system", "popen"), path
        for word in call.keywords:
            is_shell = word.arg == "shell" and getattr(word.value, "value", True)
            assert not is_shell, path
            is_blind = word.arg == "verify" and getattr(word.value, "value", None) is False
            assert not is_blind, path
    imported = {
        name.name.partition(".")[0]
        for node in nodes(path)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
    }
    assert not imported & READERS, path
    assert "yaml.load(text, Loader=_SafeLoader)" in text or "yaml.load(" not in text, path
    assert "_create_unverified_context" not in text, path
    assert "CERT_NONE" not in text, path


@pytest.mark.parametrize("path", SOURCES, ids=lambda each: str(each.relative_to(ROOT)))
def test_chance_that_must_not_be_guessed_is_the_systems(path):
    imports = re.search(r"^(?:from|import) random\b", path.read_text(encoding="utf-8"), re.M)
    assert not imports or "sample" in path.parts, path


def test_no_secret_lies_in_the_source():
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]{20}|lgn_[a-z0-9]{16}_[\w-]{40}"
    )
    for path in SOURCES:
        assert not secret.search(path.read_text(encoding="utf-8")), path


OURS = sorted(path for path in ASSETS.glob("*.js") if not path.name.endswith(".min.js"))


@pytest.mark.parametrize("path", OURS, ids=lambda each: each.name)
def test_our_scripts_run_no_text_and_keep_nothing_in_the_browser(path):
    text = path.read_text(encoding="utf-8")
    for word in (
        *("eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML"),
        *("document.write", "localStorage", "sessionStorage", "indexedDB", "document.cookie"),
        *("http://", "https://", "importScripts", "postMessage"),
    ):
        assert word not in text, word


def test_htmx_runs_no_text_and_keeps_no_pages():
    page = (ROOT / "src/lingnan/console/templates/frame/page.html").read_text(encoding="utf-8")
    for word in ('"allowEval":false', '"selfRequestsOnly":true', '"historyCacheSize":0'):
        assert word in page


def test_every_dependency_is_pinned_with_its_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for group in project["optional-dependencies"].values() for each in group),
    ]
    locked = {}
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    for block in re.split(r"\n(?=[a-z0-9])", text):
        name, pinned, _rest = block.partition("==")
        if pinned:
            locked[name.partition("[")[0]] = block.count("--hash=sha256:")
    for each in wanted:
        name = re.match(r"[A-Za-z0-9-]+", each)[0].lower()
        if name != "psycopg":  # a server is the installation's own
            assert locked.get(name, 0) > 0, name
    assert all(locked.values())


def test_the_list_of_security_holds_every_requirement_of_level_2_once():
    named = [number for number, _ in rows()]
    assert len(set(named)) == len(named)
    assert set(named) == set(level_2())


def test_no_row_of_the_list_is_open():
    for number, cells in rows():
        assert len(cells) >= 1, number
        assert all(cells), number
        assert not re.search(r"\b(TODO|planned|to come|not yet)\b", " ".join(cells), re.I), number


NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT.read_text("utf-8"))))


@pytest.mark.parametrize(("path", "name"), NAMED, ids=lambda each: each.rpartition("/")[2])
def test_every_test_that_the_list_names_exists(path, name):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert re.search(rf"^def {name}\(", text, re.M), f"{path}::{name}"


def test_what_is_said_to_be_held_by_tests_names_one():
    text = DOCUMENT.read_text(encoding="utf-8")
    held = text.partition("## Held by tests")[2].partition("\n## ")[0]
    numbers = re.findall(r"^\| (\d+\.\d+\.\d+) \|(.*)$", held, re.M)
    assert len(numbers) > 120
    for number, rest in numbers:
        assert "`tests/" in rest, number
