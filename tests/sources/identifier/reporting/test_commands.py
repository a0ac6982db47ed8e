"""The commands of reporting, against a simulated top-level node in a process of its own."""

import json
import signal
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime

import pytest
import typer
import yaml
from docx import Document
from typer.testing import CliRunner

from lingnan.cli import node_report_commands, node_simulate_commands
from lingnan.cli.settings import Settings
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.key_file import read_key_file
from lingnan.sources.identifier.proof.key_text import write_pem

PROGRAM = """
import sys
import typer
from pathlib import Path
from lingnan.cli import node_simulate_commands
from lingnan.cli.settings import Settings
tree = typer.Typer()
tree.callback()(lambda: None)
node_simulate_commands.register(tree)
tree(args=sys.argv[1:], obj=Settings(Path(), "en"))
"""


class Bench:
    """A node's folder, the simulator's process, and a way to type commands."""

    def __init__(self, folder):
        self.folder = folder
        self.node = folder / "node"
        made = make_node(self.node, NodeWish("88.900", key_kind="SM2"), at=datetime.now(UTC))
        assert made.secret
        key = read_key_file(self.node / "key.pem")
        (folder / "node.pem").write_text(write_pem(public_key_of(key)))
        line = [
            sys.executable, "-c", PROGRAM, "simulate-top", str(folder / "top"),
            "--application", f"sln={folder / 'node.pem'}",
            "--port", "0", "--http-port", "0", "--node-port", "9", "--node-http-port", "0",
        ]  # fmt: skip
        self.process = subprocess.Popen(line, stdout=subprocess.PIPE, text=True)
        said = self.process.stdout.readline()
        self.address = said.rsplit(" ", 1)[-1].strip()
        assert self.address.startswith("http://"), said
        public = (folder / "top" / "top.pem").read_text()
        (self.node / "top.pem").write_text(public)
        self.configure({"name": "样本标识运营有限公司"})
        self.tree = typer.Typer()
        self.tree.callback()(lambda: None)
        node_report_commands.register(self.tree)
        node_simulate_commands.register(self.tree)

    def configure(self, operator):
        told = {
            "operator": operator,
            "in_service_since": "2026-01-01",
            "top_level": {
                "address": self.address,
                "application": "sln",
                "node_key": "top.pem",
            },
            "escrow": {"recipient": "top.pem"},
        }
        text = yaml.safe_dump(told, allow_unicode=True)
        (self.node / "reporting.yaml").write_text(text, encoding="utf-8")

    def type(self, *words, lang="en"):
        line = ["report", *words, "--node", str(self.node)]
        return CliRunner().invoke(self.tree, line, obj=Settings(self.folder, lang))

    def state(self):
        with urllib.request.urlopen(f"{self.address}/state") as answer:  # noqa: S310
            return json.load(answer)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) in {0, -signal.SIGTERM}
        self.process.stdout.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    made = Bench(tmp_path_factory.mktemp("bench"))
    yield made
    made.stop()


def test_a_round_makes_seals_sends_and_proves(bench):
    # The operator's papers are not complete: T1 is left out, told, and nothing else is held up.
    made = bench.type("make")
    assert made.exit_code == 1
    assert "T1 [0] nature: missing" in made.stdout
    # The prefix handle and the administrator.
    assert "Deposit FULL: 2 identifiers" in made.stdout
    sent = bench.type("send")
    assert sent.exit_code == 0, sent.output
    assert "0 waiting, 0 refused" in sent.stdout
    state = bench.state()
    assert len(state["deposits"]) == 1
    assert {"T2", "T3", "T8", "MONITORING", "MONTHLY"} <= {
        each["table"] for each in state["reports"]
    }
    listed = json.loads(bench.type("list", "--format", "json").stdout)
    assert {each["state"] for each in listed} == {"delivered"}
    receipt = bench.type("proof", listed[0]["delivery_id"])
    assert json.loads(receipt.stdout)["receipt"]["receipt_no"] == listed[0]["receipt_no"]
    due = json.loads(bench.type("due", "--format", "json").stdout)
    assert {each["code"] for each in due} == {"T1", "T2", "T11"}


def test_rows_are_shown_as_they_would_be_sent(bench):
    shown = json.loads(bench.type("show", "T2").stdout)
    (row,) = shown["rows"]
    assert (row["prefix_or_range"], row["records"][0]["ip"]) == ("88.900", "127.0.0.1")
    assert shown["problems"] == []
    assert bench.type("show", "T3", "--period", "yesterday").exit_code != 0


@pytest.mark.parametrize(("lang", "title"), [("zh", "月度运行报告"), ("en", "Monthly report")])
def test_the_monthly_report_is_a_word_document_in_both_languages(bench, lang, title):
    noted = bench.type(
        "incident", "E1", "--occurred-at", "2026-03-02T00:00:00", "--recovered-at",
        "2026-03-02T07:26:24", "--kind", "2", "--cause", "磁盘", "--fix", "更换",
    )  # fmt: skip
    assert noted.exit_code == 0, noted.output
    path = bench.folder / "report.docx"
    assert bench.type("monthly", "2026-03", "-o", str(path), lang=lang).exit_code == 0
    document = Document(path)
    words = "\n".join(each.text for each in document.paragraphs)
    cells = {cell.text for each in document.tables for row in each.rows for cell in row.cells}
    assert title in words
    # 7 h 26 min 24 s of 744 hours are 1 %.
    assert "99.0000%" in words
    assert {"E1", "磁盘", "更换", "99.0000"} <= cells
    told = json.loads(bench.type("monthly", "2026-03").stdout)
    assert told["service_availability_percent"] == 99.0
    assert told["uptime_hours"] == 736.56


def test_a_missing_configuration_is_told(bench):
    bench.node.joinpath("reporting.yaml").unlink()
    failed = bench.type("due")
    assert isinstance(failed.exception, LingnanError)
    assert failed.exception.code == "NOD-710"
