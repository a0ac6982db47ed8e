"""Every route × every role × own, foreign and unknown rows; generated from the table of routes.

A route that somebody adds is in it at once. What a page shows is looked through too: every code of
an enterprise on it lies where the reader may look.
"""

import re
import shutil
from dataclasses import dataclass

import pytest

from console.web.conftest import AT, Console
from lingnan.access import (
    Grant,
    Identity,
    Permission,
    Role,
    Scope,
    ScopeKind,
    Target,
    may,
)
from lingnan.console.assembly import ROUTES
from lingnan.console.web.route import Open
from lingnan.console.web.target import target_of
from lingnan.evidence import Ledger
from lingnan.kernel import uscc
from lingnan.registry import EntityKind, GroupKind, Registry
from lingnan.sources.identifier.node.initial import NodeWish, make_node
from lingnan.store import Store

HOME, AWAY, PROVINCE = "440100", "440300", "440000"
CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])")
#: Who looks at an enterprise with which permission; nobody sees one's code without any of them.
LOOKING = (
    Permission.REGISTRY_READ,
    Permission.DIAGNOSIS_READ,
    Permission.EVIDENCE_READ,
    Permission.AUDIT_READ,
    Permission.CONSENTS_READ,
    Permission.IDENTIFIER_READ,
    Permission.MARKET_READ,
)


@dataclass(frozen=True)
class Sample:
    """Rows of the province: the first of a kind is at home, the second away."""

    rows: dict
    scopes: dict
    operators: frozenset


def sampled(store):
    registry = Registry(store)
    parks = {each.entity_code: each for each in registry.entities(EntityKind.PARK)}
    chains = [each.entity_code for each in registry.entities(EntityKind.CHAIN)]
    members, home, away, groups = {}, None, None, {}
    for each in registry.iter():
        if each.city_code not in (HOME, AWAY):
            continue
        found = registry.memberships(each.uscc)
        held = {(one.group_kind, one.group_id) for one in found}
        if each.city_code == HOME:
            score = len({kind for kind, _ in held})
            if home is None or score > members[home]:
                home, members[each.uscc], groups = each.uscc, score, held
        elif away is None and not held:
            away = each.uscc
        if away and home and members[home] == 2:
            break
    in_park = [code for kind, code in groups if kind is GroupKind.PARK]
    in_chain = [code for kind, code in groups if kind is GroupKind.CHAIN]
    park = in_park[0] if in_park else next(k for k, v in parks.items() if v.city_code == HOME)
    chain = in_chain[0] if in_chain else chains[0]
    entities = {
        kind: [each.entity_code for each in registry.entities(kind)]
        for kind in (EntityKind.PROVIDER, EntityKind.BANK)
    }
    rows = {
        ScopeKind.ENTERPRISE: (home, away),
        ScopeKind.CITY: (HOME, AWAY),
        ScopeKind.PROVINCE: (PROVINCE, "110000"),
        ScopeKind.PARK: (park, next(k for k, v in parks.items() if v.city_code == AWAY)),
        ScopeKind.CHAIN: (chain, next(code for code in chains if code != chain)),
        ScopeKind.PROVIDER: tuple(entities[EntityKind.PROVIDER][:2]),
        ScopeKind.BANK: tuple(entities[EntityKind.BANK][:2]),
        ScopeKind.PREFIX: ("88.900.1", "88.901.1"),
    }
    scopes = {
        Role.PROGRAMME_OFFICE: f"city:{HOME}",
        Role.ENTERPRISE: f"enterprise:{home}",
        Role.PARK_OPERATOR: f"park:{park}",
        Role.CHAIN_LEADER: f"chain:{chain}",
        Role.PROVIDER: f"provider:{rows[ScopeKind.PROVIDER][0]}",
        Role.BANK: f"bank:{rows[ScopeKind.BANK][0]}",
        Role.NODE_OPERATOR: "prefix:88.900",
        Role.NODE_REVIEWER: "prefix:88.900",
        Role.NODE_ENTERPRISE: f"enterprise:{home}",
        Role.AUDITOR: f"city:{HOME}",
        Role.ADMINISTRATOR: "everything",
    }
    operators = frozenset(each.operator_uscc for each in registry.entities() if each.operator_uscc)
    return Sample(rows, scopes, operators)


@pytest.fixture(scope="module")
def matrix(province_folder, tmp_path_factory, pack):
    """A console over a store of this module alone: empty forms may change something."""
    folder = tmp_path_factory.mktemp("matrix") / "store"
    shutil.copytree(province_folder, folder)
    store = Store.open(folder)
    url = f"sqlite:///{(folder / 'lingnan.sqlite').absolute()}"
    make_node(folder / "node", NodeWish("88.900", database=url), at=AT)
    return Matrix(Console(store, pack), sampled(store), pack)


class Matrix:
    """Readers of every role, and the addresses of a route for their own and foreign rows."""

    def __init__(self, console, sample, pack):
        self.console, self.sample, self.pack = console, sample, pack
        self.readers, self.cities = {}, {}

    def reader(self, role, *, is_own=False):
        if is_own:
            return self.console.reader(role, self.sample.scopes[role])
        if role not in self.readers:
            self.readers[role] = self.console.reader(role, self.sample.scopes[role])
        return self.readers[role]

    def identity(self, role):
        grant = Grant(role, Scope.parse(self.sample.scopes[role]))
        return Identity("x", "x", (grant,), has_second_factor=True)

    def covers(self, role, permission, kind, key):
        target = target_of(self.console.store, kind, key, at=self.console.clock.now)
        return target is not None and may(self.identity(role), permission, target)

    def word(self, name):
        """A word of content for a parameter, by its name."""
        pack, run = self.pack, self.console.desk.run
        return {
            "target_id": pack.targets[0].id,
            "cluster_id": pack.clusters[0].id,
            "city": HOME,
            "indicator_id": pack.indicators[0].code,
            "model_id": pack.models[0].id,
            "run_id": run.run_id,
        }.get(name, "nothing")

    def addresses(self, route, role, wanted):
        """The addresses of a route whose rows are own, foreign or unknown to a role."""
        scoped = {name: kind for name, kind in route.rows.items() if isinstance(kind, ScopeKind)}
        if wanted != "own" and not scoped:
            return []
        parts = {name: self.word(name) for name in route.parameters}
        for name, kind in scoped.items():
            keys = self.sample.rows[kind]
            own = [key for key in keys if self.covers(role, route.permission, kind, key)]
            foreign = [key for key in keys if key not in own]
            chosen = {"own": own, "foreign": foreign, "unknown": ["nothing-like-it"]}[wanted]
            if not chosen:
                return []
            parts[name] = chosen[0]
        return [filled(route.path, parts)]

    def may_see(self, role, code):
        """Whether a role may see that there is an enterprise of this code."""
        if code in self.sample.operators or code in self.sample.scopes[role]:
            return True
        return any(self.covers(role, each, ScopeKind.ENTERPRISE, code) for each in LOOKING)


def filled(path, parts):
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: parts[found[1]], path)


def holds(matrix, route, role):
    """Whether a role holds a route's permission over anything that the route is about."""
    permission = route.permission
    if not isinstance(permission, Permission):
        return True
    identity = matrix.identity(role)
    if permission not in identity.permissions:
        return False
    return not route.of_installation or may(identity, permission, Target())


def asked(reader, route, address):
    return reader.get(address) if route.method == "GET" else reader.post(address)


def is_answered(answer):
    """Whether a request has a real answer; 503 tells of something outside, such as the node."""
    return answer.status_code < 500 or (answer.status_code == 503 and "CON-017" not in answer.text)


ROLES = tuple(Role)
NAMED = {"ids": lambda route: route.name.replace(" ", "-")}
CLOSED = [route for route in ROUTES if route.permission is not Open.ANYBODY]
SCOPED = [
    route for route in ROUTES if any(isinstance(kind, ScopeKind) for kind in route.rows.values())
]


def test_the_table_of_routes_is_not_empty_and_names_each_once():
    assert len(ROUTES) > 40
    names = [route.name for route in ROUTES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", CLOSED, **NAMED)
def test_nobody_enters_without_a_session(matrix, route):
    address = filled(route.path, dict.fromkeys(route.parameters, "x"))
    answer = asked(matrix.console.client(), route, address)
    if route.method == "GET":
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in")
    else:
        assert answer.status_code == 401


@pytest.mark.parametrize("route", CLOSED, **NAMED)
def test_who_lacks_the_permission_is_refused(matrix, route):
    for role in ROLES:
        if holds(matrix, route, role):
            continue
        parts = {
            name: matrix.sample.rows[kind][0] if isinstance(kind, ScopeKind) else matrix.word(name)
            for name, kind in route.rows.items()
        }
        answer = asked(matrix.reader(role), route, filled(route.path, parts))
        assert answer.status_code == 403, role


@pytest.mark.parametrize("route", SCOPED, **NAMED)
@pytest.mark.parametrize("wanted", ["foreign", "unknown"])
def test_foreign_and_unknown_rows_are_not_found(matrix, route, wanted):
    for role in ROLES:
        if not holds(matrix, route, role):
            continue
        for address in matrix.addresses(route, role, wanted):
            answer = asked(matrix.reader(role), route, address)
            assert answer.status_code == 404, (role, address)


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method == "GET"], **NAMED)
def test_pages_over_own_rows_are_answered_and_show_nothing_foreign(matrix, route):
    for role in ROLES:
        if not holds(matrix, route, role):
            continue
        for address in matrix.addresses(route, role, "own"):
            # Of oneself one sees what one asked for, foreign rows too: who has asked for none.
            reader = matrix.reader(role, is_own=route.path.startswith("/me"))
            answer = asked(reader, route, address)
            assert is_answered(answer), (role, address)
            kind = answer.headers.get("content-type", "")
            # Who administers sees over which rows an account has its roles, and no more of them.
            if route.of_installation or not kind.startswith(("text/", "application/json")):
                continue
            codes = {code for code in CODE.findall(answer.text) if uscc.problem(code) is None}
            foreign = {code for code in codes if not matrix.may_see(role, code)}
            assert not foreign, (role, address, sorted(foreign)[:3])


@pytest.mark.parametrize("route", [each for each in ROUTES if each.method == "POST"], **NAMED)
def test_empty_forms_over_own_rows_are_answered(matrix, route):
    for role in ROLES:
        if not holds(matrix, route, role):
            continue
        for address in matrix.addresses(route, role, "own"):
            answer = matrix.reader(role, is_own=True).post(address)
            assert is_answered(answer), (role, address)


@pytest.mark.parametrize("route", [each for each in CLOSED if not each.is_before_factor], **NAMED)
def test_without_the_second_factor_a_role_needs_nothing_else_opens(matrix, route):
    console = matrix.console
    if "bare" not in matrix.readers:
        from console.web.test_sign_in import add, entered

        everything = Scope.parse("everything")
        for role in (Role.AUDITOR, Role.ADMINISTRATOR):
            add(console, f"bare-{role}", Grant(role, everything))
        matrix.readers["bare"] = [
            entered(console, f"bare-{role}") for role in (Role.AUDITOR, Role.ADMINISTRATOR)
        ]
    address = filled(route.path, dict.fromkeys(route.parameters, "x"))
    for reader in matrix.readers["bare"]:
        answer = asked(reader, route, address)
        if route.method == "GET":
            assert answer.headers["location"].startswith("/me/second-factor")
        else:
            assert answer.status_code == 403


OF_ENTERPRISE = [
    route
    for route in ROUTES
    if route.method == "GET" and ScopeKind.ENTERPRISE in route.rows.values()
]
#: What a parameter of content may be, where one word does not open all that there is.
EVERY_WORD = {
    "table": ("evidence", "proof", "items", "scenarios", "peers"),
    "form": ("html", "docx", "xlsx"),
}
TRACE = re.compile(r"/trace/(?:evidence|enterprises)/")


def test_the_roles_without_evidence_are_those_that_see_levels_alone():
    looking = {
        role
        for role in ROLES
        if Permission.DIAGNOSIS_READ in role.permissions
        and Permission.EVIDENCE_READ not in role.permissions
    }
    assert looking == {Role.PARK_OPERATOR, Role.CHAIN_LEADER}


@pytest.mark.parametrize("route", OF_ENTERPRISE, **NAMED)
def test_who_may_read_no_evidence_is_shown_none(matrix, route):
    own = matrix.sample.rows[ScopeKind.ENTERPRISE][0]
    rows = Ledger(matrix.console.store).of_subject(own)
    papers = {row.fact.document for row in rows} | {row.fact.source for row in rows}
    secret = {each for each in papers if each and len(each) > 12}
    assert secret
    for role in ROLES:
        if Permission.EVIDENCE_READ in role.permissions or not holds(matrix, route, role):
            continue
        for address in matrix.addresses(route, role, "own"):
            name = next((each for each in route.parameters if each in EVERY_WORD), None)
            for word in EVERY_WORD.get(name or "", ("",)):
                said = address.replace("/nothing", f"/{word}", 1) if name else address
                answer = asked(matrix.reader(role), route, said)
                assert is_answered(answer), (role, said)
                assert not TRACE.search(answer.text), (role, said)
                assert not {each for each in secret if each in answer.text}, (role, said)
                # A report of all that is known of an enterprise holds its evidence.
                if route.path.startswith("/reports/enterprises/"):
                    assert answer.status_code == 403, (role, said)
