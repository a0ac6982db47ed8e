"""lingnan node: made, served by real processes, asked, kept."""

import os
import re
import signal
import stat
import subprocess
import sys
import time

import pytest

PREFIX = "88.900"  # synthetic


@pytest.fixture
def node(cli):
    answer = cli("--lang", "zh", "node", "init", "node", "--prefix", PREFIX, "--port", "12641")
    assert answer.status == 0
    return answer


def test_the_secret_is_shown_once_and_kept_nowhere_in_clear(node, tmp_path):
    (secret,) = re.findall(r"密钥 (\S+)（", node.out)
    assert "301:88.900/ADMIN" in node.out
    assert len(secret) == 32
    for name in ("node.yaml", "key.pem", "site.bin"):
        assert secret.encode() not in (tmp_path / "node" / name).read_bytes()
    assert stat.S_IMODE((tmp_path / "node").stat().st_mode) == 0o700


def test_both_languages_and_json(cli):
    english = cli("--lang", "en", "node", "init", "a", "--prefix", PREFIX)
    assert "Administrator 301:88.900/ADMIN" in english.out
    told = cli("node", "init", "b", "--prefix", "88.900.1", "--enterprise", "--format", "json").json
    assert (told["prefix"], told["administrator"]) == ("88.900.1", "301:88.900.1/ADMIN")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("init", "node", "--prefix", PREFIX), "NOD-352"),
        (("init", "new", "--prefix", "88/900"), "NOD-355"),
        (("init", "new", "--prefix", PREFIX, "--address", "nowhere"), "NOD-353"),
        (("init", "new", "--prefix", PREFIX, "--key", "DES"), "CLI-001"),
        (("serve", "nothing"), "NOD-351"),
        (("stats", "node"), "NOD-357"),
        (("restore", "nothing", "new"), "NOD-360"),
        (("resolve", "88.900/a", "--server", "a b"), "NOD-4"),
    ],
)
def test_what_cannot_be_done_is_told(node, cli, words, code):
    answer = cli("node", *words)
    assert answer.status in (2, 3)
    assert code in answer.err


def test_kept_and_brought_back(node, cli):
    assert cli("node", "backup", "node", "kept", "--format", "json").json["records"] == 2
    assert cli("node", "restore", "kept", "again", "--format", "json").json["records"] == 2
    assert cli("node", "rebuild", "again", "--format", "json").json == {"records": 2}
    assert cli("node", "verify", "again", "--format", "json").json["is_equal"] is True
    assert cli("node", "backup", "node", "kept").status == 3


def test_three_commands_resolve(node, cli, tmp_path):
    code = "import sys; from lingnan.cli import main; sys.exit(main())"
    line = [sys.executable, "-c", code, "--lang", "en", "node", "serve", "node"]
    program = subprocess.Popen(
        [*line, "--port", "0", "--http-port", "0", "--workers", "1"],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        told = program.stdout.readline()
        (port,) = re.findall(r"UDP/TCP (\d+)", told)
        for scheme in ("", "udp://", "tcp://"):
            server = f"{scheme}127.0.0.1:{port}"
            found = cli("node", "resolve", "88.900/admin", "--server", server, "--format", "json")
            assert [value["index"] for value in found.json["values"]] == [100]
        missing = cli("node", "resolve", "88.900/none", "--server", f"127.0.0.1:{port}")
        assert (missing.status != 0, missing.out) == (True, "")
        until = time.monotonic() + 10
        while time.monotonic() < until:
            counted = cli("node", "stats", "node", "--format", "json").json["requests"]
            if counted.get("udp 1 100"):
                break
            time.sleep(0.1)
        assert counted["udp 1 1"] >= 2
        assert counted["tcp 1 1"] == 1
        shown = cli("--lang", "zh", "node", "stats", "node").out
        assert "响应码" in shown
    finally:
        program.send_signal(signal.SIGTERM)
        assert program.wait(15) == 0
        program.stdout.close()
