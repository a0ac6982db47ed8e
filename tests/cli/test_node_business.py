"""node prefix, template, register, batch at the terminal, on one small node (synthetic prefix)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from lingnan.access import Access, Grant, Role, Scope, create_account, invite, redeem
from lingnan.access.api_token import make_token
from lingnan.access.hashing import Hasher
from lingnan.access.sealing import Sealer
from lingnan.cli.app import run_app
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.value import decode_values
from sources.identifier.business.sample import FORM, template_form

NOW = datetime.now(UTC)


@pytest.fixture
def node(tmp_path, monkeypatch):
    folder = tmp_path / "node"
    make_node(folder, NodeWish("88.900", key_kind="SM2"), at=NOW)
    monkeypatch.setenv("LINGNAN_NODE", str(folder))
    monkeypatch.delenv("LINGNAN_API_TOKEN", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "form.yaml").write_text(FORM, encoding="utf-8")
    (tmp_path / "licence.pdf").write_bytes(b"licence")
    (tmp_path / "letter.pdf").write_bytes(b"letter")
    (tmp_path / "template.json").write_text(json.dumps(template_form()), encoding="utf-8")
    return folder


@pytest.fixture
def token(node):
    """Answers a token of an account with a role, for another person at the same terminal."""
    database = read_configuration(node).open_database()
    event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    access = Access(database, Sealer(node), hasher=Hasher(memory_kib=64))

    def make(role):
        grant = Grant(role, Scope.parse("prefix:88.900"))
        create_account(access, role.value, grants=[grant], actor="cli:test", at=NOW)
        link = invite(access, role.value, actor="cli:test", at=NOW).reveal()
        redeem(access, link, "several unrelated words 7", at=NOW)
        _, secret = make_token(
            access,
            role.value,
            label="test",
            permissions=role.permissions,
            expires_at=NOW + timedelta(days=1),
            actor="cli:test",
            at=NOW,
        )
        return secret.reveal()

    return make


@pytest.fixture
def ask(capsys):
    def run(*words, status=0):
        capsys.readouterr()
        assert run_app(["node", *words]) == status, capsys.readouterr().err
        return capsys.readouterr()

    return run


def given_prefix(ask, token, monkeypatch):
    made = json.loads(ask("prefix", "apply", "form.yaml", "--format", "json").out)
    number = made["application_no"]
    assert (made["state"], made["findings"]) == ("submitted", ["NOD-634"])
    # Whoever applied at this terminal does not review, and a role that may not is refused.
    refused = ask("prefix", "review", number, "approve", "--reason", "x", status=2)
    assert "ACC-014" in refused.err
    monkeypatch.setenv("LINGNAN_API_TOKEN", token(Role.NODE_OPERATOR))
    assert "ACC-002" in ask("prefix", "review", number, "approve", status=2).err
    monkeypatch.setenv("LINGNAN_API_TOKEN", token(Role.NODE_REVIEWER))
    assert "NOD-618" in ask("prefix", "review", number, "approve", status=2).err
    ask("prefix", "review", number, "approve", "--reason", "现场核验")
    return number


def test_a_prefix_at_the_terminal(node, ask, token, monkeypatch):
    number = given_prefix(ask, token, monkeypatch)
    monkeypatch.delenv("LINGNAN_API_TOKEN")
    # The applicant does not allot either: the reviewer's colleague does it by token.
    assert "ACC-014" in ask("prefix", "allot", number, status=2).err


def test_from_application_to_a_batch(node, ask, token, monkeypatch, tmp_path):
    operator = token(Role.NODE_OPERATOR)
    reviewer = token(Role.NODE_REVIEWER)
    made = json.loads(ask("prefix", "apply", "form.yaml", "--format", "json").out)
    monkeypatch.setenv("LINGNAN_API_TOKEN", reviewer)
    ask("prefix", "review", made["application_no"], "approve", "--reason", "现场核验")
    monkeypatch.setenv("LINGNAN_API_TOKEN", operator)
    given = json.loads(ask("prefix", "allot", made["application_no"], "--format", "json").out)
    assert given["prefix"] == "88.900.1"
    monkeypatch.delenv("LINGNAN_API_TOKEN")
    ask("prefix", "file", "88.900.1", "--number", "F-1")
    ask("template", "add", "template.json")
    assert "88.900.1/META_1.0" in ask("template", "list").out
    shown = json.loads(ask("template", "show", "88.900.1", "1.0", "--format", "json").out)
    assert len(shown["items"]) == 4
    template = ("--template", "88.900.1/1.0")
    ask("register", "88.900.1/a-1", *template, "--item", "名称=泵", "--item", "model=P-1")
    bad = ask("register", "88.900.1/a-2", *template, "--item", "model=P-1", status=1)
    assert "NOD-647" in bad.out
    (tmp_path / "rows.csv").write_text(
        "标识,名称,生产日期\n88.900.1/f-1,泵一,2026-01-02\n88.900.1/f-2,,2026-01-02\n",
        encoding="utf-8",
    )
    told = json.loads(ask("batch", "rows.csv", *template, "--format", "json", status=1).out)
    assert (told["counts"]["done"], told["counts"]["refused"]) == (1, 1)
    assert [(each["line"], each["code"]) for each in told["findings"]] == [(3, "NOD-647")]
    again = json.loads(ask("batch", "rows.csv", *template, "--format", "json", status=1).out)
    assert again["is_repeated"]
    with RecordReader(node / "records") as reader:
        values = decode_values(reader.entry("88.900.1/f-1").octets)
        assert {v.index: v.data.decode() for v in values}[2000] == "泵一"
        assert reader.answer(b"0.NA/88.900.1") is not None
    ask("prefix", "suspend", "88.900.1", "--reason", "检查")
    refused = ask("register", "88.900.1/a-3", *template, "--item", "名称=泵", status=1)
    assert "NOD-641" in refused.out
    ask("prefix", "resume", "88.900.1")
    ask("prefix", "change", "88.900.1", "--admin", "300:88.900.1/ADMIN")
    ask("prefix", "revoke", "88.900.1", "--reason", "注销")
    listed = json.loads(ask("prefix", "list", "--format", "json").out)
    assert [(each["prefix"], each["state"]) for each in listed] == [("88.900.1", "revoked")]
    with RecordReader(node / "records") as reader:
        assert reader.entry("0.NA/88.900.1") is None
    ask("prefix", "settle")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("prefix", "review", "x", "bless"), "CLI-001"),
        (("prefix", "review", "none", "approve"), "NOD-602"),
        (("prefix", "file", "88.900.9", "--number", "1"), "NOD-606"),
        (("template", "show", "88.900", "1"), "NOD-609"),
        (("register", "88.900/a", "--template", "x", "--item", "a=b"), "CLI-001"),
        (("batch", "none.csv", "--template", "88.900/1"), "NOD-609"),
        (("prefix", "list", "--node", "nowhere"), "NOD-351"),
        (("manage", "--host", "192.0.2.1"), "NOD-660"),
        (("manage",), "NOD-350"),
    ],
)
def test_what_goes_wrong_is_told_by_its_code(node, ask, words, code, monkeypatch):
    from lingnan.sources.identifier.node import link

    monkeypatch.setattr(link, "_PATIENCE_SECONDS", 0.1)
    status = 3 if words[0] == "manage" else 2
    assert code in ask(*words, status=status).err


def test_forms_that_cannot_be_read(node, ask, tmp_path):
    for text in ("- a", "{", "uscc: x\nnick: y\n"):
        (tmp_path / "form.yaml").write_text(text, encoding="utf-8")
        assert "CLI-001" in ask("prefix", "apply", "form.yaml", status=2).err
    (tmp_path / "form.yaml").write_text("uscc: x\n", encoding="utf-8")
    assert "NOD-601" in ask("prefix", "apply", "form.yaml", status=2).err
    (tmp_path / "template.json").write_text("[1]", encoding="utf-8")
    assert "CLI-001" in ask("template", "add", "template.json", status=2).err
