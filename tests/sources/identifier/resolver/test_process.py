"""The whole resolver: its folder, its port, its socket of control, and the commands."""

import asyncio
import json

import httpx
import pytest
import yaml

from lingnan.cli.app import run_app
from lingnan.sources.identifier.client import HandleClient
from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import ServerBusy
from lingnan.sources.identifier.resolver.configuration import DENIED, read_resolver
from lingnan.sources.identifier.resolver.control import SOCKET_NAME, ask_control
from lingnan.sources.identifier.resolver.errors import (
    BadResolverConfiguration,
    ResolverFolderMissing,
    ResolverFolderTaken,
    ResolverNotRunning,
    ResolverPortTaken,
)
from lingnan.sources.identifier.resolver.process import make_resolver, serve
from lingnan.sources.identifier.resolver.worker import bind
from lingnan.sources.identifier.wire.codes import Protocol

from .kit import FAST, LOCAL, chain

HANDLE = "88.900.1/a"


def run(work):
    return asyncio.run(work())


def configure(folder, **told):
    path = folder / "resolver.yaml"
    content = yaml.safe_load(path.read_text()) | told
    path.write_text(yaml.safe_dump(content))
    return read_resolver(folder)


async def begin(configuration):
    ended, ready = asyncio.Event(), asyncio.get_running_loop().create_future()
    task = asyncio.create_task(
        serve(configuration, ready=lambda *ports: ready.set_result(ports), ended=ended)
    )
    await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        await task
    return *ready.result(), ended, task


def test_serving_and_looking_into_it(tmp_path, capsys):
    folder = tmp_path / "resolver"

    async def work():
        async with chain(tmp_path) as nodes:
            make_resolver(folder, [f"{LOCAL}:{nodes.top.port}"])
            configuration = configure(folder).with_port(0)
            port, _, ended, task = await begin(configuration)
            for way in ("udp", "tcp"):
                async with HandleClient(f"{way}://{LOCAL}:{port}", options=FAST) as client:
                    found = await client.resolve(HANDLE)
                    assert found.values[0].data == b"a"
            assert nodes.counts() == (1, 1, 1)
            assert (folder / SOCKET_NAME).stat().st_mode & 0o777 == 0o600
            assert await asyncio.to_thread(command, folder, tmp_path) == 0
            ended.set()
            await task
            # What was kept outlives the process.
            port, _, ended, task = await begin(configuration)
            (shown,) = await asyncio.to_thread(ask_control, folder, "query", name=HANDLE)
            assert shown["handle"] == "88.900.1/A"
            async with HandleClient(f"udp://{LOCAL}:{port}", options=FAST) as client:
                await client.resolve(HANDLE)
            assert nodes.counts() == (1, 1, 1)
            ended.set()
            await task

    def command(folder, tmp_path):
        """Run the commands in a thread, as another process would."""
        name = str(folder)
        assert run_app(["node", "recursive", "stats", name]) == 0
        told = capsys.readouterr().out
        assert 'lingnan_node_requests_total{transport="udp",operation="1",response="1"} 1' in told
        assert "lingnan_resolver_hit_total 1\n" in told
        assert "lingnan_resolver_back_ends_up 1\n" in told
        assert run_app(["node", "recursive", "query", name, "88.900", "--format", "json"]) == 0
        (shown,) = json.loads(capsys.readouterr().out)
        assert (shown["handle"], shown["response"]) == ("88.900.1/A", 1)
        target = str(tmp_path / "kept.jsonl")
        assert run_app(["node", "recursive", "backup", name, target]) == 0
        assert run_app(["node", "recursive", "forget", name, "88.900.1"]) == 0
        assert "1" in capsys.readouterr().out
        assert ask_control(folder, "query", name="88.900") == []
        assert run_app(["node", "recursive", "forget", name]) == 2
        assert run_app(["node", "recursive", "restore", name, str(tmp_path / "none")]) == 3
        assert "NOD-447" in capsys.readouterr().err
        return run_app(["node", "recursive", "restore", name, target])

    run(work)


def test_a_source_is_limited_and_a_network_denied(tmp_path):
    folder = tmp_path / "resolver"

    async def work():
        async with chain(tmp_path) as nodes:
            make_resolver(folder, [f"{LOCAL}:{nodes.top.port}"])
            limits = {"requests_per_second": 0.001, "requests_burst": 1}
            port, _, ended, task = await begin(configure(folder, limits=limits).with_port(0))
            async with HandleClient(f"tcp://{LOCAL}:{port}", options=FAST) as client:
                await client.resolve(HANDLE)
                with pytest.raises(ServerBusy):
                    await client.resolve(HANDLE)
            ended.set()
            await task

    run(work)


def test_commands_without_a_resolver(tmp_path, capsys):
    with pytest.raises(ResolverFolderMissing):
        read_resolver(tmp_path)
    with pytest.raises(ResolverNotRunning):
        ask_control(tmp_path, "stats")
    name = str(tmp_path / "made")
    line = ["node", "recursive", "init", name, "--root", "192.0.2.7:2641"]
    assert run_app(line) == 0
    assert f"node recursive serve {name}" in capsys.readouterr().out
    assert run_app(line) == 2
    assert "NOD-444" in capsys.readouterr().err
    assert run_app(["node", "recursive", "stats", name]) == 3
    assert "NOD-445" in capsys.readouterr().err


def test_configuration(tmp_path):
    make_resolver(tmp_path, ["192.0.2.7:2641"])
    with pytest.raises(ResolverFolderTaken):
        make_resolver(tmp_path, ["192.0.2.7:2641"])
    told = configure(
        tmp_path,
        forward=[{"prefixes": ["88.900"], "servers": ["192.0.2.8"], "is_recursive": False}],
        forced=[
            {"handle": "88.900/a", "values": [{"index": 1, "type": "URL", "data": "u"}]},
            {"handle": "88.900/b", "response": 100},
        ],
        blocked=["88.900.7"],
        policy={"stale_seconds": 60, "kept_responses": {100: 5}},
    )
    groups = told.groups()
    assert [group.is_recursive for group in groups.values()] == [False, False]
    assert [group.name for group in groups.values()] == ["root", "88.900"]
    policy = told.policy()
    assert policy.forced[b"88.900/A"].values[0].data == b"u"
    assert policy.forced[b"88.900/B"].response == 100
    assert (policy.stale_seconds, policy.kept_responses) == (60.0, {100: 5.0})
    assert "88.900.7.1/x" in policy.blocked
    allows = told.options().allows
    hosts = ("192.0.2.7", "127.0.0.1", "::1", "169.254.1.1", "198.51.100.1", "10.1.2.3")
    allowed = [host for host in hosts if allows(Endpoint(Protocol.TCP, host, 2641))]
    assert allowed == ["192.0.2.7", "198.51.100.1", "10.1.2.3"]
    assert told.file.referral_denied == DENIED
    assert not told.site_info().is_primary


@pytest.mark.parametrize("spoilt", [
    {"root": []},
    {"root": ["http://[x"]},
    {"forward": [{"prefixes": ["88"], "servers": []}]},
    {"forced": [{"handle": "88/a"}]},
    {"forced": [{"handle": "88/a", "response": 100, "values": [
        {"index": 1, "type": "URL", "data": "u"}]}]},
    {"referral_denied": ["everything"]},
    {"policy": {"check_seconds": 5}},
    {"policy": {"unknown": 5}},
    {"address": "example.com"},
])  # fmt: skip
def test_bad_configuration(tmp_path, spoilt):
    make_resolver(tmp_path, ["192.0.2.7:2641"])
    with pytest.raises(BadResolverConfiguration):
        configure(tmp_path, **spoilt)


def test_a_bad_root_leaves_no_folder_behind(tmp_path):
    with pytest.raises(BadResolverConfiguration):
        make_resolver(tmp_path, ["ftp://x"])
    assert not (tmp_path / "resolver.yaml").exists()


def test_a_taken_port(tmp_path):
    port, udp, tcp = bind(LOCAL, 0)
    make_resolver(tmp_path, [f"{LOCAL}:1"], port=port)

    async def work():
        with pytest.raises(ResolverPortTaken):
            await serve(read_resolver(tmp_path))

    run(work)
    udp.close()
    tcp.close()


def test_over_http(tmp_path):
    """JSON, the tunnel of binary messages, metrics; what needs records is refused."""
    folder = tmp_path / "resolver"

    async def work():
        async with chain(tmp_path) as nodes:
            make_resolver(folder, [f"{LOCAL}:{nodes.top.port}"])
            told = configure(folder, http_port=0, has_metrics=True).with_port(0)
            _, http, ended, task = await begin(told)
            async with HandleClient(f"http://{LOCAL}:{http}", options=FAST) as client:
                assert (await client.resolve(HANDLE)).values[0].data == b"a"
            async with httpx.AsyncClient(base_url=f"http://{LOCAL}:{http}") as web:
                got = await web.get(f"/api/handles/{HANDLE}", params={"type": "URL"})
                assert got.status_code == 200
                assert got.json()["values"][0]["data"]["value"] == "a"
                assert (await web.get("/api/handles/88.900.1/none")).status_code == 404
                got = await web.put("/api/handles/88.900.1/b", json={"values": []})
                assert got.status_code >= 400
                got = await web.get("/api/handles", params={"prefix": "88.900.1"})
                assert got.status_code >= 400
                text = (await web.get("/metrics")).text
                assert "lingnan_resolver_hit_total 1\n" in text
            assert nodes.counts() == (1, 1, 2)
            ended.set()
            await task

    run(work)
