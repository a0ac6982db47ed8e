"""Every route of the JSON interface × every role × own, foreign and unknown rows, by token.

Generated from the table of routes as the matrix of pages is, with the same rows and the same rule
of what may be seen.
"""

import json
import re
import shutil

import pytest

from console.web.conftest import Console
from console.web.program import program
from console.web.test_matrix import CODE, ROLES, Matrix, filled, holds, sampled
from lingnan.access import Permission, Role, ScopeKind, may
from lingnan.console.api.description import API_ROUTES
from lingnan.console.web.route import Open
from lingnan.console.web.target import target_of
from lingnan.evidence import Ledger
from lingnan.kernel import uscc
from lingnan.store import Store

NAMED = {"ids": lambda route: f"{route.method}-{route.path}"}
SCOPED = [
    route for route in API_ROUTES if any(isinstance(k, ScopeKind) for k in route.rows.values())
]
READING = [route for route in API_ROUTES if route.method == "GET"]


@pytest.fixture(scope="module")
def matrix(province_folder, tmp_path_factory, pack):
    """Programs of every role over a store of this module alone."""
    folder = tmp_path_factory.mktemp("api-matrix") / "store"
    shutil.copytree(province_folder, folder)
    store = Store.open(folder)
    console = Console(store, pack, requests=10**7, burst=10**7)
    return Programs(console, sampled(store), pack)


class Programs(Matrix):
    """The matrix of pages, asked by programs."""

    def reader(self, role, *, is_own=False):
        """A program with a token of a role."""
        if role not in self.readers:
            self.readers[role] = program(self.console, role, self.sample.scopes[role])
        return self.readers[role]

    def word(self, name):
        """A word of content for a parameter, by its name."""
        more = {"scenario_id": self.pack.scenarios[0].id, "evidence_no": "1"}
        return more.get(name) or super().word(name)

    def needed(self, route):
        """What a request must say beside its path."""
        return {"first": "base", "second": "base"} if route.path == "/comparisons" else None


def asked(matrix, route, role, address):
    told = {"params": matrix.needed(route)}
    if route.method != "GET":
        told = {"json": {}} if route.body else {}
    return matrix.reader(role).request(route.method, address, **told)


def test_each_route_is_named_once():
    names = [(route.method, route.path) for route in API_ROUTES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", API_ROUTES, **NAMED)
def test_nobody_asks_without_a_token(matrix, route):
    assert route.permission is not Open.ANYBODY
    address = filled(route.whole_path, dict.fromkeys(route.door.parameters, "x"))
    stranger = matrix.console.client()
    for headers in ({}, {"Authorization": "Bearer lgn_0_0"}):
        answer = stranger.request(route.method, address, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("route", API_ROUTES, **NAMED)
def test_who_lacks_the_permission_is_refused(matrix, route):
    for role in ROLES:
        if holds(matrix, route.door, role):
            continue
        parts = {
            name: matrix.sample.rows[kind][0] if isinstance(kind, ScopeKind) else matrix.word(name)
            for name, kind in route.rows.items()
        }
        answer = asked(matrix, route, role, filled(route.path, parts))
        assert answer.status_code == 403, role


@pytest.mark.parametrize("route", SCOPED, **NAMED)
@pytest.mark.parametrize("wanted", ["foreign", "unknown"])
def test_foreign_and_unknown_rows_are_not_found(matrix, route, wanted):
    for role in ROLES:
        if not holds(matrix, route.door, role):
            continue
        for address in matrix.addresses(route.door, role, wanted):
            answer = asked(matrix, route, role, address.removeprefix("/api/v1"))
            assert answer.status_code == 404, (role, address)


@pytest.mark.parametrize("route", READING, **NAMED)
def test_answers_over_own_rows_show_nothing_foreign(matrix, route):
    for role in ROLES:
        if not holds(matrix, route.door, role):
            continue
        for address in matrix.addresses(route.door, role, "own"):
            answer = asked(matrix, route, role, address.removeprefix("/api/v1"))
            assert answer.status_code in (200, 403, 404, 409), (role, address, answer.text)
            codes = {code for code in CODE.findall(answer.text) if uscc.problem(code) is None}
            foreign = {code for code in codes if not matrix.may_see(role, code)}
            assert not foreign, (role, address, sorted(foreign)[:3])


@pytest.mark.parametrize("route", READING, **NAMED)
def test_who_may_read_no_evidence_is_told_none(matrix, route):
    own = matrix.sample.rows[ScopeKind.ENTERPRISE][0]
    papers = {row.fact.document for row in Ledger(matrix.console.store).of_subject(own)}
    for role in ROLES:
        if Permission.EVIDENCE_READ in role.permissions or not holds(matrix, route.door, role):
            continue
        for address in matrix.addresses(route.door, role, "own"):
            answer = asked(matrix, route, role, address.removeprefix("/api/v1"))
            assert not re.search(r'"evidence_no":\s*\d', answer.text), (role, address)
            assert not {each for each in papers if each and each in answer.text}, (role, address)


@pytest.fixture(scope="module")
def places(matrix):
    """Where every seventh enterprise lies, and those of the sample."""
    own = set(matrix.sample.rows[ScopeKind.ENTERPRISE])
    store, at = matrix.console.store, matrix.console.clock.now
    codes = [each.uscc for each in matrix.console.desk.registry.iter()]
    chosen = [code for number, code in enumerate(codes) if number % 7 == 0 or code in own]
    return {code: target_of(store, ScopeKind.ENTERPRISE, code, at=at) for code in chosen}


@pytest.mark.parametrize("role", ROLES)
def test_lines_hold_exactly_the_enterprises_that_may_be_seen(matrix, places, role):
    if Permission.REGISTRY_READ not in role.permissions:
        return
    answer = matrix.reader(role).get("/enterprises", headers={"Accept": "application/x-ndjson"})
    shown = [json.loads(line)["uscc"] for line in answer.text.splitlines()]
    identity = matrix.identity(role)
    seen = {
        code for code, place in places.items() if may(identity, Permission.REGISTRY_READ, place)
    }
    assert shown == sorted(shown)
    assert seen == set(shown) & set(places)


def test_evidence_of_a_foreign_enterprise_is_not_traced(matrix):
    from lingnan.evidence import Ledger

    own, away = matrix.sample.rows[ScopeKind.ENTERPRISE]
    numbers = {
        code: Ledger(matrix.console.store).of_subject(code)[0].evidence_no for code in (own, away)
    }
    asking = matrix.reader(Role.ENTERPRISE)
    assert asking.get(f"/evidence/{numbers[own]}").status_code == 200
    assert asking.get(f"/evidence/{numbers[away]}").status_code == 404
    assert asking.get("/evidence/999999999").status_code == 404
