"""A region's store with its own identifier node: the writer runs as `node serve` starts it.

The prefix 88.900 is synthetic.
"""

import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import yaml
from sqlalchemy import select

from console.web.conftest import Console, _copied
from lingnan.access import Role
from lingnan.registry.store import registry_enterprise
from lingnan.sources.identifier.node.failure import NotRunning
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.node.link import ask_counters

PREFIX = "88.900"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
_ONCE = re.compile(r'name="_once" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]*)"')


def begin_writer(folder):
    """Start the writer of a node and wait until it answers."""
    line = [sys.executable, "-m", "lingnan.sources.identifier.node.writer", str(folder), "0", "0"]
    process = subprocess.Popen(line, stdin=subprocess.PIPE)
    for _ in range(400):
        try:
            ask_counters(folder, 0.5)
        except NotRunning:
            assert process.poll() is None
            time.sleep(0.05)
        else:
            return process
    raise AssertionError("the writer did not begin")


def end_writer(process):
    process.terminate()
    process.wait(20)
    process.stdin.close()


@pytest.fixture(scope="session")
def node_store(province_folder, tmp_path_factory):
    """A store with a node that nobody writes to yet."""
    store = _copied(province_folder, tmp_path_factory.mktemp("node") / "store")
    url = f"sqlite:///{(store.root / 'lingnan.sqlite').absolute()}"
    make_node(store.root / "node", NodeWish(PREFIX, database=url), at=datetime.now(UTC))
    reporting = {"operator": {"name": "示例节点运营单位"}, "in_service_since": "2026-01-01"}
    (store.root / "node" / "reporting.yaml").write_text(yaml.safe_dump(reporting))
    return store


@pytest.fixture(scope="session")
def writer(node_store):
    """The running writer of the node."""
    process = begin_writer(node_store.root / "node")
    yield process
    end_writer(process)


@pytest.fixture(scope="session")
def node_console(node_store, pack):
    made = Console(node_store, pack)
    made.clock.now = datetime.now(UTC)
    return made


@pytest.fixture(scope="session")
def enterprises(node_store):
    """Active enterprises of the register, one after another: code, name, city, industry."""
    table = registry_enterprise.c
    query = select(table.uscc, table.name_zh, table.city_code, table.industry_code)
    with node_store.database.read() as connection:
        return iter(connection.execute(query.where(table.status == "active").limit(200)).all())


class Hand:
    """One reader who fills in forms as a browser does."""

    def __init__(self, client):
        self.client = client

    def get(self, path):
        return self.client.get(path)

    def send(self, page, action, data, files=None):
        text = self.client.get(page).text
        hidden = {}
        for name, pattern in (("_once", _ONCE), ("seen", _SEEN)):
            found = pattern.search(text)
            if found:
                hidden[name] = found[1]
        return self.client.post(action, data=hidden | data, files=files)


@pytest.fixture(scope="session")
def hand(node_console):
    """Answer the reader of a role over a scope; the same one when asked again."""
    made = {}

    def of(role, scope, lang="en"):
        key = (role, scope, lang)
        if key not in made:
            # Links are redeemed only so often in a while.
            node_console.clock.now += timedelta(seconds=11)
            made[key] = Hand(node_console.reader(role, scope, lang=lang))
        return made[key]

    return of


@pytest.fixture
def operator(hand):
    return hand(Role.NODE_OPERATOR, f"prefix:{PREFIX}")


@pytest.fixture
def reviewer(hand):
    return hand(Role.NODE_REVIEWER, f"prefix:{PREFIX}")


def form_of(enterprise, **changes):
    """What an enterprise types to apply for a prefix; people are invented."""
    return {
        "uscc": enterprise.uscc,
        "enterprise_name_zh": enterprise.name_zh,
        "industry_code": enterprise.industry_code,
        "legal_representative": "法人甲",
        "contact_name": "联系人乙",
        "contact_mobile": "000-0000-0000",
        "contact_email": "",
        "purpose": "产品追溯",
        "asked_number": "",
        "parent_prefix": "",
    } | changes


def papers():
    return {
        "paper.business-licence": ("licence.pdf", PDF, "application/pdf"),
        "paper.application-letter": ("letter.pdf", PDF + b"\n", "application/pdf"),
    }


ITEMS = (
    ("", "name", "名称", "string", "1", "40", {"required": "1"}),
    ("", "produced_at", "生产日期", "date", "0", "10", {}),
    ("2010", "cost", "成本", "number", "0", "20", {"restricted": "1"}),
)


def template_of(prefix, version="1.0", **changes):
    """What is typed to make a template."""
    typed = {
        "prefix": prefix,
        "version": version,
        "name": "电机",
        "industryCode": "C3811",
        "type": "2",
        "codingKind": "",
        "description": "",
    }
    for number, (index, kind, name, data, least, most, marks) in enumerate(ITEMS):
        place = f"item.{number}."
        typed |= {f"{place}index": index, f"{place}type": kind, f"{place}name": name}
        typed |= {f"{place}kind": data, f"{place}least": least, f"{place}most": most}
        typed |= {place + mark: told for mark, told in marks.items()}
    return typed | changes


@pytest.fixture
def filed(hand, operator, reviewer, enterprises, writer):
    """Give a fresh enterprise a filed prefix through the pages; answer (its hand, its prefix)."""

    def make(enterprise=None):
        enterprise = enterprise or next(enterprises)
        own = hand(Role.NODE_ENTERPRISE, f"enterprise:{enterprise.uscc}")
        new = own.send(
            "/node/applications/new", "/node/applications", form_of(enterprise), papers()
        )
        page = new.headers["location"]
        assert reviewer.send(page, f"{page}/review", {"decision": "approve"}).status_code == 303
        prefix_page = operator.send(page, f"{page}/allot", {}).headers["location"]
        told = {"act": "file", "filing_no": "F-7"}
        assert operator.send(prefix_page, f"{prefix_page}/step", told).status_code == 303
        return own, prefix_page.rpartition("/")[2]

    return make
