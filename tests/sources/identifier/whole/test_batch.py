"""From an application to a batch at a node that serves: 3 bad rows of 2,000.

The enterprise, its people and the prefixes are invented.
"""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest

from lingnan.access import Access, Grant, Role, Scope, create_account, invite, redeem
from lingnan.access.api_token import make_token
from lingnan.access.hashing import Hasher
from lingnan.access.sealing import Sealer
from lingnan.sources.identifier.client.errors import Refused
from lingnan.sources.identifier.node.configuration import read_configuration

from ..business.sample import FORM, template_form
from .served import run

PREFIX, GIVEN = "88.900", "88.900.1"
ROWS = 2_000
#: Row → what is wrong with it; line 1 of the file holds the names.
BAD = {17: (f"{GIVEN}/b-17", "", "2026-01-02"), 900: (f"{GIVEN}/b-900", "泵", "2026-13-01")}
BAD |= {1_999: ("10.1000/1", "泵", "2026-01-02")}


def token_of(folder, role):
    """Answer a token of another person at the same terminal."""
    at = datetime.now(UTC)
    database = read_configuration(folder).open_database()
    access = Access(database, Sealer(folder), hasher=Hasher(memory_kib=64))
    grants = [Grant(role, Scope.parse(f"prefix:{PREFIX}"))]
    create_account(access, role.value, grants=grants, actor="cli:test", at=at)
    link = invite(access, role.value, actor="cli:test", at=at).reveal()
    redeem(access, link, "several unrelated words 7", at=at)
    _, secret = make_token(
        access,
        role.value,
        label="test",
        permissions=role.permissions,
        expires_at=at + timedelta(days=1),
        actor="cli:test",
        at=at,
    )
    database.engine.dispose()
    return secret.reveal()


def do(*words, status=0):
    ended = run("node", *words)
    assert ended.returncode == status, ended.stderr + ended.stdout
    return ended.stdout


@pytest.fixture
def desk(node, tmp_path, monkeypatch):
    """A folder with the papers of an application and the rows of a batch."""
    monkeypatch.setenv("LINGNAN_NODE", str(node.folder))
    monkeypatch.delenv("LINGNAN_API_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    (tmp_path / "licence.pdf").write_bytes(b"licence")
    (tmp_path / "letter.pdf").write_bytes(b"letter")
    (tmp_path / "template.json").write_text(json.dumps(template_form()), encoding="utf-8")
    rows = [BAD.get(n, (f"{GIVEN}/b-{n}", f"泵{n}", "2026-01-02")) for n in range(1, ROWS + 1)]
    lines = ["标识,名称,生产日期", *[",".join(row) for row in rows]]
    (tmp_path / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def test_three_bad_rows_of_two_thousand(node, desk, monkeypatch):
    reviewer, operator = (
        token_of(node.folder, each) for each in (Role.NODE_REVIEWER, Role.NODE_OPERATOR)
    )
    number = json.loads(do("prefix", "apply", "form.yaml", "--format", "json"))["application_no"]
    monkeypatch.setenv("LINGNAN_API_TOKEN", reviewer)
    do("prefix", "review", number, "approve", "--reason", "现场核验")
    monkeypatch.setenv("LINGNAN_API_TOKEN", operator)
    given = json.loads(do("prefix", "allot", number, "--format", "json"))
    assert given["prefix"] == GIVEN
    monkeypatch.delenv("LINGNAN_API_TOKEN")
    do("prefix", "file", GIVEN, "--number", "F-1")
    do("template", "add", "template.json")
    line = ("batch", "rows.csv", "--template", f"{GIVEN}/1.0", "--format", "json")

    # All or none: nothing of it is there afterwards.
    told = json.loads(do(*line, "--atomic", "--key", "atomic", status=1))
    assert (told["counts"]["done"], told["counts"]["refused"]) == (0, 3)
    assert resolve(node, "b-1") is None

    told = json.loads(do(*line, status=1))
    assert (told["counts"]["done"], told["counts"]["refused"]) == (ROWS - 3, 3)
    assert not told["is_repeated"]
    # The line of the file, a code, and words for what is wrong with each.
    assert [each["line"] for each in told["findings"]] == [row + 1 for row in sorted(BAD)]
    assert all(each["code"].startswith("NOD-") and each["what"] for each in told["findings"])
    # The good rows resolve at once at the node that serves, the bad ones do not.
    assert resolve(node, "b-1") == "泵1"
    assert resolve(node, f"b-{ROWS}") == f"泵{ROWS}"
    assert [resolve(node, f"b-{row}") for row in (17, 900)] == [None, None]

    # Sent again, it is the same call; and another key finds all of it there.
    assert json.loads(do(*line, status=1))["is_repeated"]
    again = json.loads(do(*line, "--key", "second", status=1))
    assert (again["counts"]["done"], again["counts"]["same"]) == (0, ROWS - 3)
    assert run("node", "verify", node.folder).returncode == 0


def resolve(node, suffix):
    async def flow():
        async with node.client() as client:
            try:
                found = await client.resolve(f"{GIVEN}/{suffix}", indexes=[2000])
            except Refused:
                return None
            return found.values[0].data.decode()

    return asyncio.run(flow())
