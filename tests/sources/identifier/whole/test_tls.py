"""A node that made its own certificate: its management side and its HTTP port speak TLS."""

import socket
import ssl
import time

import httpx
import pytest
import yaml

from .served import PATIENCE, make, run, serving

PREFIX = "88.900"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def ask(client, address):
    """Ask once it is served; the management API begins a little later than the node."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            return client.get(address)
        except httpx.ConnectError as problem:
            if "CERTIFICATE" in str(problem) or time.monotonic() > until:
                raise
            time.sleep(0.2)


@pytest.mark.slow
def test_management_and_http_speak_tls_with_the_node_s_own_certificate(tmp_path):
    port = free_port()
    node = make(
        tmp_path / "node",
        PREFIX,
        *("--tls", "self-signed", "--tls-name", "node.example"),
        management={"is_served": True, "host": "127.0.0.1", "port": port},
    )
    trusting = ssl.create_default_context(cafile=node.folder / "tls.pem")
    with serving(node, workers=1), httpx.Client(verify=trusting) as client:
        answer = ask(client, f"https://127.0.0.1:{port}/api/v1/prefix/allotments")
        assert (answer.status_code, answer.json()["status"]) == (401, -1)
        found = ask(client, f"https://127.0.0.1:{node.http_port}/api/handles/{PREFIX}/ADMIN")
        assert found.json()["responseCode"] == 1
        with httpx.Client() as stranger, pytest.raises(httpx.ConnectError, match="CERTIFICATE"):
            stranger.get(f"https://127.0.0.1:{port}/")


def test_without_tls_management_stays_on_this_machine(tmp_path):
    node = make(tmp_path / "node", PREFIX)
    path = node.folder / "node.yaml"
    told = yaml.safe_load(path.read_text()) | {"management": {"is_served": True, "host": "::"}}
    path.write_text(yaml.safe_dump(told))
    ended = run("node", "serve", node.folder)
    assert ended.returncode == 2
    assert "certificate" in ended.stderr
    wrong = run("node", "init", tmp_path / "other", "--prefix", PREFIX, "--tls", "maybe")
    assert wrong.returncode == 2
    assert not (tmp_path / "other").exists()
