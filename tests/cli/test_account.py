"""account … and audit …: who may use the store, from the terminal."""

import io
import re
import sys

import pytest

from lingnan.cli import clock

PASSWORD = "seven quiet herons"  # noqa: S105


@pytest.fixture
def typed(monkeypatch):
    """Pipe lines into the next command."""

    def give(*lines):
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return give


@pytest.fixture
def begun(desk, typed):
    """A store with the administrator chen and the operator wu, both active."""
    for line in (
        ["account", "first", "chen"],
        ["account", "create", "wu", "--role", "node-operator@prefix:88.900"],
    ):
        token = desk(*line, "--format", "json").json["token"]
        typed(token, PASSWORD)
        assert desk("account", "redeem").status == 0
    return desk


def accounts(desk):
    return {row["name"]: row for row in desk("account", "list", "--format", "json").json}


def trail(desk):
    rows = desk("audit", "list", "--format", "json", "--limit", "1000").json
    return [(row["actor"], row["thing"], row["detail"]) for row in rows][::-1]


def test_first_start_has_no_default_password_and_happens_once(desk, typed):
    assert accounts(desk) == {}
    told = desk("account", "first", "chen")
    assert told.status == 0
    (token,) = re.findall(r"^[\w-]{43}$", told.out, re.M)
    assert f"lingnan --store {desk.store} account redeem" in told.out
    assert accounts(desk)["chen"]["state"] == "invited"
    typed(token, "Password1234")
    refused = desk("account", "redeem")
    assert (refused.status, refused.err[:7]) == (2, "ACC-003")
    assert "Password1234" not in refused.err
    typed(token, PASSWORD)
    assert desk("account", "redeem").status == 0
    assert accounts(desk)["chen"] == {
        "name": "chen",
        "display_name": None,
        "state": "active",
        "roles": "administrator@everything:*",
        "second_factor": False,
        "locked_until": None,
        "signed_in_at": None,
    }
    again = desk("account", "first", "li")
    assert (again.status, again.err[:7]) == (2, "ACC-010")
    typed(token, PASSWORD)
    assert desk("account", "redeem").err[:7] == "ACC-009"


def test_locking_and_unlocking_name_the_user_of_the_terminal(begun):
    assert begun("account", "lock", "wu", "--reason", "调离").status == 0
    assert accounts(begun)["wu"]["state"] == "locked"
    assert begun("account", "lock", "chen").err[:7] == "ACC-019"
    assert begun("account", "unlock", "wu").status == 0
    assert accounts(begun)["wu"]["state"] == "active"
    assert (clock.actor(), "account:wu", "lock: 调离") in trail(begun)
    assert (clock.actor(), "account:wu", "unlock") in trail(begun)


def test_roles_are_given_and_taken(begun):
    told = begun("account", "grant", "wu", "--role", "node-reviewer@prefix:88.900")
    assert told.out == "wu: node-reviewer@prefix:88.900\n"
    assert accounts(begun)["wu"]["roles"] == "node-reviewer@prefix:88.900"
    clash = ["--role", "node-reviewer@prefix:88.900", "--role", "node-enterprise@prefix:88.900.1"]
    assert begun("account", "grant", "wu", *clash).err[:7] == "ACC-008"


def test_tokens_are_shown_once(begun):
    line = ["account", "token", "make", "wu", "--permission", "identifier:register"]
    made = begun(*line, "--label", "MES", "--scope", "prefix:88.900.1", "--format", "json").json
    assert made["token"].startswith(f"lgn_{made['token_id']}_")
    shown = begun("account", "token", "list", "wu", "--format", "json")
    assert made["token"] not in shown.out
    (row,) = shown.json
    assert (row["label"], row["permissions"]) == ("MES", "identifier:register")
    assert (row["scope"], row["revoked_at"]) == ("prefix:88.900.1", None)
    assert begun("account", "token", "revoke", made["token_id"]).status == 0
    assert begun("account", "token", "revoke", made["token_id"]).err[:7] == "ACC-013"
    assert begun("account", "token", "list", "--format", "json").json[0]["revoked_at"]
    assert begun(*line).out.count("lgn_") == 1
    assert "lgn_" not in begun("audit", "list", "--format", "json", "--limit", "1000").out


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        (["create", "x y"], "ACC-006"),
        (["create", "li", "--role", "king"], "CLI-001"),
        (["create", "li", "--role", "bank@castle:1"], "ACC-007"),
        (["create", "li", "--role", "bank@city:440100"], "ACC-008"),
        (["create", "li", "--role", "programme-office"], "ACC-008"),
        (["create", "WU"], "ACC-004"),
        (["lock", "nobody"], "ACC-005"),
        (["invite", "nobody"], "ACC-005"),
        (["token", "make", "wu", "--permission", "accounts:change"], "ACC-018"),
        (["token", "make", "wu", "--permission", "fly:high"], "CLI-001"),
        (["token", "make", "wu"], "ACC-018"),
        (
            ["token", "make", "wu", "--permission", "identifier:read", "--days", "99999999"],
            "ACC-018",
        ),
        (["token", "list", "nobody"], "ACC-005"),
    ],
)
def test_bad_input_is_told_in_both_languages(begun, line, failure):
    before = accounts(begun)
    answer = begun("account", *line)
    assert answer.status == 2
    assert [told[:7] for told in answer.err.splitlines()] == [failure, failure]
    assert accounts(begun) == before


def test_a_forgotten_password(begun, typed):
    token = begun("account", "invite", "wu", "--format", "json").json["token"]
    typed(token, "nine loud cranes here")
    assert begun("account", "redeem").status == 0
    assert begun("account", "unbind", "wu").status == 0
    assert trail(begun)[-1][1:] == ("account:wu", "remove second factor")
    typed()
    assert begun("account", "redeem").err[:7] == "ACC-009"


def test_both_languages_in_tables(begun):
    chinese, english = begun("--lang", "zh", "account", "list"), begun("account", "list")
    assert "启用" in chinese.out
    assert "active" in english.out
    assert "系统管理员" in begun("--lang", "zh", "account", "first", "li").err.splitlines()[0]
    assert "完好" in begun("--lang", "zh", "audit", "verify").out


def test_the_trail_holds_what_all_rooms_did_and_names_what_was_touched(begun):
    things = [thing for _, thing, _ in trail(begun)]
    assert any(thing.endswith("register.csv") for thing in things)
    assert things[-1] == "account:wu"
    verdict = begun("audit", "verify", "--format", "json").json
    assert (verdict["holds"], verdict["entries"]) == (True, len(things))
    kept = f"{verdict['entries']}:{verdict['last_sha256']}"
    assert kept in begun("audit", "verify").out
    assert begun("audit", "verify", "--known", kept).status == 0
    assert begun("audit", "verify", "--known", "1:zz").err[:7] == "CLI-001"
    import sqlite3

    with sqlite3.connect(begun.store / "lingnan.sqlite") as connection:
        connection.execute("DROP TRIGGER audit_entry_no_update")
        connection.execute("UPDATE audit_entry SET actor = 'account:li' WHERE entry_id = 2")
    connection.close()
    broken = begun("audit", "verify")
    assert broken.status == 3
    assert "ACC-016: The audit trail is broken from entry 2 on" in broken.err
    assert begun("audit", "verify", "--format", "json").json["broken_entry"] == 2


def test_one_actor_or_subject_only(begun):
    rows = begun("audit", "list", "--actor", "account:wu", "--format", "json").json
    assert {row["actor"] for row in rows} == {"account:wu"}
    assert begun("audit", "list", "--subject", "nobody", "--format", "json").json == []
