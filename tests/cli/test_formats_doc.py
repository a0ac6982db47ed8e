"""docs/formats.md is true: its columns are the importers', its keys the program's, and its examples
import."""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lingnan.diagnosis import build_model
from lingnan.diagnosis import store as diagnosis_store
from lingnan.evidence import EVIDENCE_SCHEMA, PROPOSAL_SCHEMA
from lingnan.packs import load_pack
from lingnan.programme import store as programme_store
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.registry import column, vocabulary
from lingnan.roadmap import store as roadmap_store
from lingnan.roadmap.chain import store as chain_store
from lingnan.roadmap.industry import store as industry_store
from lingnan.roadmap.park import store as park_store
from lingnan.sources.cloud import binding, form, invoice
from lingnan.sources.declared import decode, document, questionnaire, rows_file
from lingnan.sources.published import series

from .conftest import REGISTER

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SHEETS = {
    "### Enterprises": column.ENTERPRISE,
    "### Entities": column.ENTITY_OF_ANY_KIND,
    "### Memberships": column.MEMBERSHIP,
    "### Supply networks": column.SUPPLY,
    "### Questionnaires": (
        questionnaire.USCC,
        questionnaire.FACT_DATE,
        questionnaire.ITEM,
        questionnaire.ANSWER,
    ),
    "### Evidence rows": rows_file.COLUMNS,
    "### Documents": document.COLUMNS,
    "### FOCUS bills": (*binding.COLUMNS, *invoice.COLUMNS),
    "### Contracts, invoices, payments, usage": form.COLUMNS,
    "### Published figures": series.COLUMNS,
}
WORDS = {
    "`status`": vocabulary.STATUS,
    "`ownership`": vocabulary.OWNERSHIP,
    "`entity_type`": vocabulary.ENTITY_TYPE,
    "`size`": vocabulary.SIZE,
    "`kind` of an entity": vocabulary.ENTITY_KIND,
    "`group_kind`": vocabulary.GROUP_KIND,
    "`grade`": {word: grade.name.lower() for word, grade in decode._GRADE_WORDS.items()},
    "`kind` in the form of contracts": form._KIND_WORDS,
}
LAKE = {
    "evidence": EVIDENCE_SCHEMA,
    "out_score": diagnosis_store.SCORE_SCHEMA,
    "out_dimension": diagnosis_store.DIMENSION_SCHEMA,
    "out_peer": diagnosis_store.PEER_SCHEMA,
    "out_level": diagnosis_store.LEVEL_SCHEMA,
    "out_status": programme_store.STATUS_SCHEMA,
    "out_progress": programme_store.PROGRESS_SCHEMA,
    "out_forecast": programme_store.FORECAST_SCHEMA,
    "out_target": programme_store.TARGET_SCHEMA,
    "out_roadmap": roadmap_store.ROADMAP_SCHEMA,
    "out_roadmap_step": roadmap_store.STEP_SCHEMA,
    "out_upgrade": UPGRADE_SCHEMA,
    "out_industry": industry_store.INDUSTRY_SCHEMA,
    "out_industry_package": industry_store.INDUSTRY_PACKAGE_SCHEMA,
    "out_industry_wave": industry_store.INDUSTRY_WAVE_SCHEMA,
    "out_park": park_store.PARK_SCHEMA,
    "out_park_facility": park_store.FACILITY_SCHEMA,
    "out_park_share": park_store.SHARE_SCHEMA,
    "out_chain": chain_store.CHAIN_SCHEMA,
    "out_chain_member": chain_store.MEMBER_SCHEMA,
}
#: Objects whose keys are ids of the pack or names of tables, not words of the contract.
FREE = {"weights", "dropped", "choices", "pins", "outputs"}
FENCE = re.compile(r"^```(\w+)(?: ([^\n]*))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def section(title: str) -> str:
    """The text under a heading, up to the next heading of the same or a higher rank."""
    start = DOCUMENT.index(f"\n{title}\n") + 1
    rank = title.index(" ")
    end = re.compile(rf"^#{{1,{rank}}} ", re.MULTILINE).search(DOCUMENT, start + len(title))
    return DOCUMENT[start : end.start() if end else None]


def rows(text: str) -> Iterator[list[str]]:
    """The cells of every row of every table in a text."""
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def columns_told(title: str) -> dict[str, tuple[str, str]]:
    """Column name to (required, other headers) of the column tables in a section."""
    told: dict[str, tuple[str, str]] = {}
    for cells in rows(section(title)):
        if len(cells) == 4 and cells[0].startswith("`"):
            told[cells[0].strip("`")] = (cells[1], cells[3])
    return told


@pytest.mark.parametrize("title", SHEETS)
def test_every_column_with_its_headers(title):
    told = columns_told(title)
    assert set(told) == {each.name for each in SHEETS[title]}
    for each in SHEETS[title]:
        need, aliases = told[each.name]
        assert aliases == (" · ".join(each.aliases) or "–"), each.name
        if each.required:
            assert need, each.name


def test_columns_of_bills():
    rules = load_pack("guangdong").cloud_rules
    assert rules is not None
    told = {
        cells[0].split(";")[0]: set(re.findall(r"`(\w+)`", cells[1]))
        for cells in rows(section("### FOCUS bills"))
        if len(cells) == 2
    }
    for need in ("required", "useful"):
        assert told[need] == {each.name for each in rules.focus_columns if each.need == need}


def test_columns_of_bulk_evidence():
    text = section("### Evidence rows")
    bulk = text[text.index("Ledger.append_bulk") :]
    assert re.findall(r"`(\w+)`", bulk)[: len(PROPOSAL_SCHEMA)] == PROPOSAL_SCHEMA.names


@pytest.mark.parametrize("name", WORDS)
def test_every_word(name):
    told = {cells[0]: cells[1] for cells in rows(section("## Words"))}
    found: dict[str, list[str]] = {}
    for part in told[name].split("; "):
        code, _, words = part.partition("` ")
        found[code.strip("`")] = words.split(" · ") if words else []
    expected: dict[str, list[str]] = {}
    for word, code in WORDS[name].items():
        expected.setdefault(str(code), [])
        if word != str(code):
            expected[str(code)].append(word)
    assert found == expected


@pytest.mark.parametrize("name", LAKE)
def test_every_column_of_the_lake(name):
    (cells,) = (each for each in rows(section("## Lake tables")) if each[0] == f"`{name}`")
    assert re.findall(r"`(\w+)`", cells[2]) == LAKE[name].names


def test_every_code_exists():
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    known = set(re.findall(r'"([A-Z]{3}-\d{3})"', source))
    # The register numbers its rules in one place.
    known |= {f"REG-{int(n):03d}" for n in re.findall(r"_rule\(\s*(\d+),", source)}
    told = set(re.findall(r"\b[A-Z]{3}-\d{3}\b", DOCUMENT)) - {"SHA-256"}
    assert told - known == set()


def test_every_example_imports(desk, tmp_path):
    root = tmp_path / "empty"
    terminal = type(desk)(desk.read)
    assert terminal("init", root).status == 0
    imported = 0
    for kind, words, text in FENCE.findall(DOCUMENT):
        first, *rest = shlex.split(words) or [""]
        if first == "file":
            path = tmp_path / rest[0]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif first == "import":
            importer, *options = rest
            file = tmp_path / f"example-{imported}.{kind}"
            file.write_text(text, encoding="utf-8")
            line = ["import", importer, str(file), *options, "--format", "json"]
            answer = terminal("--store", str(root), *line)
            assert answer.status == 0, (words, answer.out, answer.err)
            assert answer.json["added"] > 0, words
            assert answer.json["rejected"] == 0, words
            again = terminal("--store", str(root), *line).json
            assert (again["added"], again["changed"], again["rejected"]) == (0, 0, 0), words
            imported += 1
        elif first == "sheet":
            file = tmp_path / "sheet.json"
            file.write_text(text, encoding="utf-8")
            assert terminal("score", rest[0], str(file)).status == 0
    assert imported >= len(SHEETS)


def keys_of(answer: Any) -> set[str]:
    """Every key of an answer, except those that are free."""
    if isinstance(answer, list):
        return set().union(*map(keys_of, answer)) if answer else set()
    if not isinstance(answer, dict):
        return set()
    found = set(answer)
    for key, value in answer.items():
        if key not in FREE:
            found |= keys_of(value)
    return found


def example(title: str) -> Any:
    """The JSON example of a section, with its marks of omission taken out."""
    (text,) = (body for kind, words, body in FENCE.findall(section(title)) if kind == "json")
    text = re.sub(r",\s*…", "", text)
    text = re.sub(r"([\[{])\s*…\s*([\]}])", r"\1\2", text)
    return json.loads(text)


@pytest.fixture
def answers(province, write):
    """What the program really says, by the heading under which the document tells it."""
    scored = province("export", "scores").json
    subject = max(scored, key=lambda row: row["claimed_millipoints"])["subject_code"]
    sheet = {"answers": {"Q01": "Z"}, "scenarios": {"S01": 2}}
    told = province("score", "miit-sme-2024", write("sheet.json", json.dumps(sheet))).json
    diagnosed = province("diagnose", subject, "--format", "json").json
    return {
        "### score": told,
        "### progress --format json": province("progress", "--format", "json").json,
        "### diagnose --format json": diagnosed,
        "### findings --format json": province.findings(),
    }


def ids() -> set[str]:
    """Keys that are ids: the dimensions of the models."""
    pack = load_pack("guangdong")
    models = [build_model(content) for content in pack.models]
    return {part.id for model in models for part in model.dimensions} | {"*"}


@pytest.mark.parametrize(
    "title",
    [
        "### score",
        "### progress --format json",
        "### diagnose --format json",
        "### findings --format json",
    ],
)
def test_every_key_of_the_contracts(title, answers):
    real = keys_of(answers[title]) - ids()
    text = section(title)
    missing = {key for key in real if f'"{key}"' not in text and f"`{key}`" not in text}
    assert not missing
    shown = keys_of(example(title)) - ids()
    # An example may show what this store happens not to have, such as a contradiction.
    rare = {"code", "severity", "what", "remedy", "value", "zh", "en", "item"}
    assert shown - real - rare == set()


def test_keys_of_imports_and_exports(desk, province, write):
    file = write("register.csv", REGISTER)
    answer = desk("import", "register", file, "--format", "json").json
    assert list(example("### import … --format json")) == list(answer)
    assert set(example("### import … --format json")["findings"]) == set(answer["findings"])
    rows_exported = province("export", "enterprises").json
    assessed = next(row for row in rows_exported if row["levels"])
    (shown,) = example("### export")
    assert list(shown) == list(assessed)
    assert list(shown["levels"][0]) == list(assessed["levels"][0])
    exported = desk("export", "findings", "--format", "csv").out.splitlines()[0]
    told = next(cells for cells in rows(section("### export")) if cells[0] == "`findings`")
    assert re.findall(r"`(\w+)`", told[2]) == exported.replace('"', "").split(",")


def test_keys_of_the_other_answers(province):
    told = {cells[0].strip("`"): cells[1] for cells in rows(section("### Others"))}
    subject = province("export", "scores", "--limit", "1").json[0]["subject_code"]
    shown = province("evidence", "show", subject, "--format", "json").json[0]
    trace = province("evidence", "trace", str(shown["evidence_no"]), "--format", "json").json
    verdict = province("evidence", "verify", "--format", "json").json
    for name, keys in (
        ("evidence show", set(shown)),
        ("evidence trace", set(trace) - set(shown)),
        ("evidence verify", set(verdict)),
        ("doctor", set(province("doctor", "--format", "json").json[0])),
    ):
        assert keys <= set(re.findall(r"`(\w+)`", told[name])), name
