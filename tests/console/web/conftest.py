"""A small sample province that was run once, copied for each test that changes it, and its readers.

The store is built once a test run, whatever the number of test processes.
"""

import os
import secrets
import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from filelock import FileLock
from starlette.testclient import TestClient

from lingnan.access import (
    Access,
    Grant,
    Scope,
    create_account,
    invite,
    redeem,
)
from lingnan.access.hashing import Hasher
from lingnan.access.session import put_session
from lingnan.console.assembly import assemble
from lingnan.console.web.cookie import session_name
from lingnan.console.web.desk import Bounds, Desk
from lingnan.packs import load_pack
from lingnan.pipeline.run import run_all
from lingnan.sample import generate, load_into
from lingnan.sources.published import import_pack_series
from lingnan.store import Store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AS_OF = date(2023, 9, 30)
ENTERPRISES = 1500
PASSWORD = "seven quiet herons"  # noqa: S105
ORIGIN = "http://console.test"


@pytest.fixture(scope="session")
def pack():
    return load_pack("guangdong")


@pytest.fixture(scope="session")
def province_folder(tmp_path_factory, pack):
    """The folder of a store that was run with roadmaps; shared by all test processes: read only.

    LINGNAN_TEST_FOLDER names a folder in which it is kept from run to run, while pages are written.
    """
    base = tmp_path_factory.getbasetemp()
    kept = os.environ.get("LINGNAN_TEST_FOLDER")
    shared = Path(kept) if kept else base.parent if _is_parallel() else base
    root = shared / "console-province"
    with FileLock(shared / "console-province.lock"):
        if not (root / "ready").exists():
            shutil.rmtree(root, ignore_errors=True)
            province = generate(pack, enterprises=ENTERPRISES, seed=11)
            store = Store.create(
                root / "store", pack="guangdong", synthetic=True, expansion=province.expansion
            )
            load_into(store, pack, province, AT)
            import_pack_series(store, pack, at=AT, actor="test")
            run_all(store, pack, as_of=AS_OF, at=AT)
            (root / "ready").touch()
    return root / "store"


def _is_parallel():
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.fixture(scope="session")
def shared_store(province_folder, tmp_path_factory):
    """A copy for this test process; tests that only add accounts may share it."""
    return _copied(province_folder, tmp_path_factory.mktemp("console") / "store")


@pytest.fixture
def own_store(province_folder, tmp_path):
    """A copy for one test that changes registers, evidence or runs."""
    return _copied(province_folder, tmp_path / "store")


def _copied(source, target):
    shutil.copytree(source, target)
    return Store.open(target)


def fresh_address():
    """A network address of its own: attempts are counted by address, and the clock stands.

    By chance, for this file is read twice: by pytest, and by tests that import from it.
    """
    return ".".join(["10", *(str(octet) for octet in secrets.token_bytes(3))])


@dataclass
class Clock:
    now: datetime = AT

    def __call__(self):
        return self.now


class Console:
    """The console of a store in this process: readers by role, over ASGI, without sockets."""

    def __init__(self, store, pack, **bounds):
        self.clock = Clock()
        self.store = store
        self.desk = Desk(
            store=store,
            pack=pack,
            # Passwords cost next to nothing here; their real cost is tested in tests/access.
            access=replace(Access.of(store), hasher=Hasher(memory_kib=8, passes=1)),
            clock=self.clock,
            bounds=replace(Bounds(requests=10_000, burst=10_000), **bounds),
        )
        self.app = assemble(self.desk)
        self.count = 0

    def client(self, lang="zh", **told):
        """A browser that nobody has signed in with, at an address of its own."""
        headers = {"Sec-Fetch-Site": "same-origin", "Accept-Language": lang}
        told = {"client": (fresh_address(), 50_000), **told}
        return TestClient(
            self.app, base_url=ORIGIN, headers=headers, follow_redirects=False, **told
        )

    def reader(self, role, scope, *more, lang="zh"):
        """A browser signed in for a new account of a role over a scope, second factor proven."""
        access = self.desk.access
        grants = [Grant(role, Scope.parse(scope)), *more]
        name = f"reader-{secrets.token_hex(6)}"
        account = create_account(access, name, grants=grants, actor="test", at=self.clock.now)
        redeem(
            access,
            invite(access, name, actor="test", at=self.clock.now).reveal(),
            PASSWORD,
            at=self.clock.now,
            origin=fresh_address(),
        )
        with access.database.begin() as connection:
            opened = put_session(
                connection,
                access,
                account.account_id,
                at=self.clock.now,
                origin=None,
                is_complete=True,
                has_second_factor=True,
            )
        token = opened.token.reveal()
        return self.client(lang, cookies={session_name(is_secure=False): token})


@pytest.fixture(scope="session")
def console(shared_store, pack):
    """The console over the shared store."""
    return Console(shared_store, pack)


@pytest.fixture
def own_console(own_store, pack):
    """A console over a store of this test alone."""
    return Console(own_store, pack)
