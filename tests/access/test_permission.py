"""Permissions and roles: one form, two languages, and nobody holds too much."""

import re

import pytest

from lingnan.access import EVERYTHING, ROLES, Grant, Permission, Role, Scope, ScopeKind
from lingnan.access.errors import BadGrant
from lingnan.access.identity import check_grants
from lingnan.access.permission import ACTION, ROOM, of_rooms

KEYS = {
    ScopeKind.EVERYTHING: "*",
    ScopeKind.PROVINCE: "440000",
    ScopeKind.CITY: "440100",
    ScopeKind.ENTERPRISE: "91350100M000100Y43",
    ScopeKind.PREFIX: "88.900",
}


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_is_room_and_action_in_both_languages(permission):
    assert re.fullmatch(r"[a-z]+:[a-z-]+", permission)
    assert f"{permission.room}:{permission.action}" == permission
    assert re.search("[\u4e00-\u9fff]", permission.label.zh)
    assert re.search("[a-z]", permission.label.en)


def test_no_word_is_left_over():
    assert {each.room for each in Permission} == set(ROOM)
    assert {each.action for each in Permission} == set(ACTION)


def test_every_permission_is_held_by_some_role():
    held = {each for bundle in ROLES.values() for each in bundle.permissions}
    assert held == set(Permission)


def test_only_the_administrator_changes_accounts_and_sees_no_data():
    changing = {role for role in Role if Permission.ACCOUNTS_CHANGE in role.permissions}
    assert changing == {Role.ADMINISTRATOR}
    assert {each.room for each in Role.ADMINISTRATOR.permissions} == {
        *("accounts", "tokens", "packs", "health")
    }


def test_the_auditor_changes_nothing():
    allowed = {"read", "verify", "resolve-statistics"}
    assert {each.action for each in Role.AUDITOR.permissions} == allowed
    assert of_rooms(("read",)) <= Role.AUDITOR.permissions


def test_who_applies_for_a_prefix_neither_reviews_nor_allots():
    for role in Role:
        held = role.permissions
        if Permission.IDENTIFIER_APPLY in held:
            assert not held & {Permission.IDENTIFIER_REVIEW, Permission.IDENTIFIER_ALLOT}
        assert not {Permission.IDENTIFIER_REVIEW, Permission.IDENTIFIER_ALLOT} <= held


def test_official_terms_of_the_node_and_of_graded_protection():
    assert Role.NODE_OPERATOR.name_in.zh == "平台管理员"
    assert Role.NODE_REVIEWER.name_in.zh == "审核员"
    assert Role.NODE_ENTERPRISE.name_in.zh == "企业用户"
    assert Role.ADMINISTRATOR.name_in.zh == "系统管理员"
    assert Role.AUDITOR.name_in.zh == "审计管理员"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("kind", ScopeKind)
def test_a_role_holds_only_over_its_kinds_of_scope(role, kind):
    scope = Scope(kind, KEYS.get(kind, "S1"))
    if kind in ROLES[role].scopes:
        assert Grant(role, scope).scope == scope
    else:
        with pytest.raises(BadGrant):
            Grant(role, scope)


def test_roles_that_exclude_each_other():
    administrator = Grant(Role.ADMINISTRATOR, EVERYTHING)
    with pytest.raises(BadGrant) as caught:
        check_grants((administrator, Grant(Role.AUDITOR, EVERYTHING)))
    assert "审计管理员" in caught.value.render("zh")
    prefix = Scope.parse("prefix:88.900")
    with pytest.raises(BadGrant):
        check_grants((Grant(Role.NODE_REVIEWER, prefix), Grant(Role.NODE_ENTERPRISE, prefix)))
    check_grants((administrator, Grant(Role.NODE_REVIEWER, prefix)))
