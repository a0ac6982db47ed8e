"""Simulated national top-level node → second-level node → enterprise node, each processes of its
own; prefixes are synthetic. Source: Handle protocol facts §1.18.
"""

import asyncio
import contextlib
import json
import re
import subprocess
import time

import pytest

from lingnan.sources.identifier.client import HandleClient
from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.value import HandleValue

from .conftest import PREFIX
from .served import COMMAND, PATIENCE, make, run, serving, url

ENTERPRISE = f"{PREFIX}.77"
TOP_READY = re.compile(r"Handle 127\.0\.0\.1:(\d+)")


@contextlib.contextmanager
def top_level(folder, node):
    line = [COMMAND, "--lang", "en", "node", "simulate-top", str(folder), "--prefix", PREFIX]
    line += ["--node-port", str(node.port), "--node-http-port", str(node.http_port)]
    line += ["--port", "0", "--http-port", "0"]
    log = folder.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(line, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + PATIENCE
        while (ready := TOP_READY.search(log.read_text())) is None:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield int(ready[1])
    finally:
        process.send_signal(2)
        process.wait(PATIENCE)


@pytest.fixture(scope="module")
def chain(node, tmp_path_factory):
    """Answer the port of the top-level node; the second-level node refers to an enterprise node."""
    folder = tmp_path_factory.mktemp("chain")
    enterprise = make(folder / "enterprise", ENTERPRISE, "--enterprise")
    with serving(enterprise, workers=1):

        async def furnish():
            async with enterprise.client(identity=enterprise.identity) as client:
                await client.create(f"{ENTERPRISE}/sn-0001", [url("https://example.com/sn")])
                site = await client.site_info()
            async with node.client(identity=node.identity) as client:
                value = HandleValue(1, "HS_SITE", site.encode(), timestamp=1_700_000_000)
                await client.create(f"0.NA/{ENTERPRISE}", [value])
                await client.create(f"{PREFIX}/hosted", [url("https://example.com/hosted")])

        asyncio.run(furnish())
        with top_level(folder / "top", node) as port:
            yield port


@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("way", ["", "udp://", "tcp://"])
def test_a_user_resolves_from_the_top(chain, root, way):
    line = ["node", "resolve", f"{ENTERPRISE}/sn-0001", "--server", f"{way}127.0.0.1:{chain}"]
    line += ["--root"] if root else []
    ended = run(*line, "--format", "json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["values"][0]["data"]["value"] == "https://example.com/sn"


def test_referrals_one_after_the_other(chain, node):
    async def flow():
        async with HandleClient(f"127.0.0.1:{chain}") as client:
            found = await client.resolve(f"{ENTERPRISE}/sn-0001")
            assert found.hops == 2
            assert str(node.port) not in found.server
            found = await client.resolve(f"{PREFIX}/hosted")
            assert found.hops == 1
            assert str(node.port) in found.server
            for name in (f"{ENTERPRISE}/nothing", f"{PREFIX}/nothing"):
                with pytest.raises(Refused) as met:
                    await client.resolve(name)
                assert met.value.response == Response.HANDLE_NOT_FOUND

    asyncio.run(flow())


def test_a_client_may_forbid_referrals(chain):
    async def flow():
        async with HandleClient(f"127.0.0.1:{chain}") as client:
            with pytest.raises(Refused):
                await client.resolve(f"{ENTERPRISE}/sn-0001", follows_referral=False)

    asyncio.run(flow())


def test_an_unallotted_prefix_is_not_found_on_the_way(chain):
    ended = run("node", "resolve", f"{PREFIX}.78/a", "--server", f"127.0.0.1:{chain}")
    assert ended.returncode == 3
    assert "NOD-411" in ended.stderr
