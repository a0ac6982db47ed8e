"""The commands as a user runs them, and what they say when something is in the way."""

import json
import os
import signal
import time

import pytest

from .served import PATIENCE, make, run, run_process, serving

PREFIX = "88.910"  # synthetic


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    node = make(tmp_path_factory.mktemp("own") / "节点 one", PREFIX)
    with serving(node):
        yield node


def assert_told(ended, code, zh, status):
    """The message has its code, says the same in both languages, and no trace of the program."""
    assert ended.returncode == status, ended.stderr
    lines = ended.stderr.splitlines()
    assert [line.partition(":")[0] for line in lines] == [code, code]
    assert zh in lines[0]
    assert not any(mark in lines[1] for mark in "，。：；")
    assert "Traceback" not in ended.stderr


def test_three_commands_to_a_resolution(own):
    # init and serve have run already.
    server = f"127.0.0.1:{own.port}"
    ended = run_process("node", "resolve", f"{PREFIX}/ADMIN", "--server", server)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"handle 0.NA/{PREFIX} · index 200" in ended.stdout
    assert own.secret not in ended.stdout


def test_the_secret_is_told_once_and_kept_readable_nowhere(own):
    held = [path for path in own.folder.rglob("*") if path.is_file() and "sock" not in path.name]
    texts = [path for path in held if path.suffix in (".yaml", ".pem", ".bin", ".lock")]
    assert texts
    assert all(own.secret.encode() not in path.read_bytes() for path in texts)
    assert oct(own.folder.stat().st_mode & 0o777) == "0o700"


def test_what_stands_in_the_way_of_init(own, tmp_path):
    assert_told(run("node", "init", own.folder, "--prefix", PREFIX), "NOD-352", "已有内容", 2)
    assert_told(run("node", "init", tmp_path / "a", "--prefix", "88..1"), "NOD-355", "不可用", 2)
    assert not (tmp_path / "a").exists()
    told = run("node", "init", tmp_path / "a", "--prefix", PREFIX, "--address", "nowhere")
    assert_told(told, "NOD-353", "节点配置", 2)
    assert list(tmp_path.iterdir()) == []


def test_what_stands_in_the_way_of_serve(own, tmp_path):
    assert_told(run("node", "serve", own.folder), "NOD-358", "正在运行", 3)
    told = run("node", "serve", own.folder, "--port", "0", "--http-port", "0")
    assert_told(told, "NOD-358", "正在运行", 3)
    assert_told(run("node", "serve", tmp_path), "NOD-351", "没有 node.yaml", 2)
    assert_told(run("node", "serve", tmp_path / "no"), "NOD-351", "没有 node.yaml", 2)
    other = make(tmp_path / "other", "88.911")
    for option in ("--port", "--http-port"):
        free = {"--port": "0", "--http-port": "0"}
        free[option] = str(own.port if option == "--port" else own.http_port)
        line = [each for pair in free.items() for each in pair]
        assert_told(run("node", "serve", other.folder, *line), "NOD-354", "端口已被占用", 3)
    # None of this has touched the node that runs.
    assert own.stats()["gauges"]["workers"] == 2


def test_without_a_running_node(own, tmp_path):
    other = make(tmp_path / "other", "88.911")
    assert_told(run("node", "stats", other.folder), "NOD-357", "未在运行", 3)
    assert_told(run("node", "rebuild", own.folder), "NOD-203", "写入进程", 3)
    told = run("node", "resolve", "88.911/a", "--server", "tcp://127.0.0.1:1")
    assert_told(told, "NOD-401", "没有在此端口服务", 3)
    told = run("node", "resolve", "88.911/a", "--server", "ftp://127.0.0.1")
    assert_told(told, "NOD-408", "不可用", 2)


def test_names_that_lead_nowhere(own):
    server = f"127.0.0.1:{own.port}"
    for name, code, zh in (
        (f"{PREFIX}/none", "NOD-411", "不存在"),
        ("10.1000/1", "NOD-419", "不负责"),
    ):
        assert_told(run("node", "resolve", name, "--server", server), code, zh, 3)


def test_backup_restore_verify_rebuild(own, tmp_path):
    made = run("node", "backup", own.folder, tmp_path / "backup", "--format", "json")
    assert json.loads(made.stdout)["records"] == 2
    assert_told(run("node", "backup", own.folder, tmp_path / "backup"), "NOD-209", "不是空的", 3)
    again = tmp_path / "again"
    assert run("node", "restore", tmp_path / "backup", again).returncode == 0
    assert_told(run("node", "restore", tmp_path / "backup", again), "NOD-352", "已有内容", 2)
    assert_told(
        run("node", "restore", tmp_path, tmp_path / "b"), "NOD-360", "不是标识节点的备份", 2
    )
    told = run("node", "verify", again, "--format", "json")
    assert json.loads(told.stdout)["is_equal"] is True
    # The resolution file is lost; the database brings it back.
    (again / "records" / "data.mdb").unlink()
    assert run("node", "verify", again).returncode != 0
    told = run("node", "rebuild", again, "--format", "json")
    assert json.loads(told.stdout) == {"records": 2}
    assert run("node", "verify", again).returncode == 0
    # And the copy serves as the first one did, with its key and its secret.
    serve_and_end(type(own)(again, PREFIX, own.secret), signal.SIGINT)


@pytest.mark.slow
def test_the_end_by_another_signal(tmp_path):
    serve_and_end(make(tmp_path / "node", PREFIX), signal.SIGTERM)


def serve_and_end(node, number):
    with serving(node):
        server = f"127.0.0.1:{node.port}"
        assert run("node", "resolve", f"{PREFIX}/ADMIN", "--server", server).returncode == 0
        children = node.children()
        assert len(children) == 3
        node.process.send_signal(number)
        assert node.process.wait(PATIENCE) == 0
    assert [line.partition(":")[0] for line in node.said] == [
        "The node is ready",
        "The node has stopped.",
    ]
    assert not any(child.is_running() for child in children)
    # No socket is left, and the database is whole. Its journal may be: of two processes that close
    # it at once each takes the other for one that still reads.
    assert ".sock" not in {path.suffix for path in node.folder.iterdir()}
    assert run("node", "verify", node.folder).returncode == 0


@pytest.mark.slow
def test_a_killed_supervisor_takes_its_processes_along(tmp_path):
    node = make(tmp_path / "node", PREFIX)
    with serving(node):
        children = node.children()
        os.kill(node.process.pid, signal.SIGKILL)
        node.process.wait(PATIENCE)
        until = time.monotonic() + PATIENCE
        while any(child.is_running() and child.status() != "zombie" for child in children):
            assert time.monotonic() < until
            time.sleep(0.05)
    # The next one takes over at once.
    with serving(node):
        assert node.stats()["gauges"]["workers"] == 2
    assert run("node", "verify", node.folder).returncode == 0
