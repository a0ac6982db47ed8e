"""A console served to browsers: a copy of the sample province, an account a role, a node that runs.

Helpers of tests, no tests.
"""

import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import httpx
import yaml

from console.web.enterprise_case import assessed, unassessed
from console.web.node.conftest import PREFIX, begin_writer, end_writer
from lingnan.access import Access, Grant, Role, Scope, ScopeKind, create_account, invite
from lingnan.cli.demo_readers import open_readers
from lingnan.sources.identifier.node.initial import NodeWish, make_node

_MAIN = "from lingnan.cli import main; main()"
_PATIENCE = 180.0


@dataclass
class Account:
    """One account of the console, as its owner knows it.

    Attributes:
        link: sets the password once. secret: of the second factor, once bound. step: the last
            step of time whose code was used.
    """

    name: str
    link: str
    password: str = ""
    secret: bytes = b""
    step: int = 0

    @property
    def token(self):
        """What the link carries."""
        return re.split("[#=]", self.link)[-1]


@dataclass
class Site:
    """A running console.

    Attributes:
        uscc: the enterprise that signs in; assessed, with less proven than claimed.
        fresh: an enterprise that nobody assessed. as_of: the day of the run.
    """

    address: str
    store: object
    pack: object
    uscc: str
    fresh: str
    city: str
    as_of: date
    shots: Path
    accounts: dict[str, Account] = field(default_factory=dict)
    #: Names that readers give, such as those of files: no words of the page.
    typed: set[str] = field(default_factory=set)
    #: What a journey in one language leaves to the other, such as a prefix allotted.
    kept: dict[str, str] = field(default_factory=dict)

    def scope_of(self, name):
        """The key of the scope of an account's first grant."""
        from lingnan.access import find_account

        return find_account(Access.of(self.store), name).grants[0].scope.key


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return made.getsockname()[1]


def begin(store, pack, shots, *, as_of, has_node=True):
    """Serve a store; answers the site and what ends it."""
    at = datetime.now(UTC)
    found = assessed(store)
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    site = Site(address, store, pack, found.uscc, unassessed(store), found.city, as_of, shots)
    for reader in open_readers(store, pack, uscc=site.uscc, city=site.city, at=at):
        site.accounts[reader.name] = Account(reader.name, f"{address}/welcome?token={reader.token}")
    for name, role, uscc in (
        ("newcomer", Role.ENTERPRISE, site.fresh),
        ("node-enterprise", Role.NODE_ENTERPRISE, site.uscc),
        ("node-newcomer", Role.NODE_ENTERPRISE, site.fresh),
    ):
        add_account(site, name, Grant(role, Scope(ScopeKind.ENTERPRISE, uscc)), at=at)
    ends = []
    if has_node:
        ends.append(_begin_node(store, at))
    said = store.root / "serve.txt"
    ends.append(_serve(store, port, said))
    try:
        _wait(address)
    except BaseException:
        end_all(ends)
        raise
    # Nobody has set the administrator's password: `serve` tells a link that voids the one before.
    link = re.search(r"http\S+/welcome\S+", said.read_text(encoding="utf-8"))
    site.accounts["administrator"] = Account("administrator", link[0])
    return site, ends


def end_all(ends):
    """End what was begun, the last first."""
    for end in reversed(ends):
        end()


def _serve(store, port, said):
    """Begin to serve; answers what ends it."""
    line = [sys.executable, "-c", _MAIN, "--store", str(store.root), "serve"]
    line += ["--port", str(port), "--workers", "1"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LINGNAN_")}
    with said.open("w") as output:
        process = subprocess.Popen(line, env=environment, stdout=output)
    return lambda: _end(process)


def add_account(site, name, grant, *, at):
    """Make one more account with a one-time link."""
    access = Access.of(site.store)
    create_account(access, name, grants=[grant], actor="test", at=at)
    token = invite(access, name, actor="test", at=at).reveal()
    site.accounts[name] = Account(name, f"{site.address}/welcome?token={token}")


def _begin_node(store, at):
    url = f"sqlite:///{(store.root / 'lingnan.sqlite').absolute()}"
    folder = store.root / "node"
    make_node(folder, NodeWish(PREFIX, database=url), at=at - timedelta(seconds=1))
    reporting = {"operator": {"name": "示例节点运营单位"}, "in_service_since": "2026-01-01"}
    (folder / "reporting.yaml").write_text(yaml.safe_dump(reporting), encoding="utf-8")
    writer = begin_writer(folder)
    return lambda: end_writer(writer)


def _wait(address):
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            httpx.get(f"{address}/sign-in", timeout=5)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the console did not answer")


def _end(process):
    process.terminate()
    process.wait(30)
