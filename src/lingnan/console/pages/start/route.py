"""Where a reader begins: the first page of his menu, or his own enterprise, park, chain …"""

from typing import Final

from lingnan.access import Role, ScopeKind
from lingnan.console.web.answer import Answer, Moved
from lingnan.console.web.call import Call
from lingnan.console.web.route import Open, get

#: The page of one row that a role is about; the first match in this order.
_OWN: Final = (
    (Role.ENTERPRISE, ScopeKind.ENTERPRISE, "/enterprises/{key}"),
    (Role.PARK_OPERATOR, ScopeKind.PARK, "/parks/{key}"),
    (Role.CHAIN_LEADER, ScopeKind.CHAIN, "/chains/{key}"),
    (Role.PROVIDER, ScopeKind.PROVIDER, "/providers/{key}"),
    (Role.BANK, ScopeKind.BANK, "/banks/{key}"),
)
_BY_ROLE: Final = (
    (Role.PROGRAMME_OFFICE, "/overview"),
    (Role.AUDITOR, "/overview"),
    (Role.NODE_OPERATOR, "/node"),
    (Role.NODE_REVIEWER, "/node"),
    (Role.NODE_ENTERPRISE, "/node"),
    (Role.ADMINISTRATOR, "/accounts"),
)


def _start(call: Call) -> Answer:
    for role, where in _BY_ROLE:
        if role in call.who.roles:
            return Moved(where)
    for role, kind, where in _OWN:
        for grant in call.who.grants:
            if grant.role is role and grant.scope.kind is kind:
                return Moved(where.format(key=grant.scope.key))
    return Moved("/me")


ROUTES: Final = (get("/", Open.SIGNED_IN, _start),)
MENU: Final = ()
