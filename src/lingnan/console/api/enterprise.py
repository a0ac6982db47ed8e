"""Routes of enterprises: the register, one of them."""

from typing import Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.api import register
from lingnan.console.api.route import ApiRoute, Ask, Lines, Reply
from lingnan.console.api.shape import enterprise as shape
from lingnan.console.i18n import N_
from lingnan.console.web.dossier import note_look
from lingnan.console.web.errors import NothingThere


def _list(ask: Ask[shape.EnterpriseQuery, None]) -> Reply | Lines:
    if ask.wants_lines:
        return Lines(register.every(ask.call, ask.query))
    items, following = register.page_of(ask.call, ask.query)
    return Reply({"items": items, "next": following})


def _one(ask: Ask[None, None]) -> Reply:
    uscc = ask.call.parameters["uscc"]
    found = register.one_of(ask.call, uscc)
    if found is None:
        raise NothingThere
    note_look(ask.call, Permission.REGISTRY_READ, uscc, "api:profile")
    return Reply(found)


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/enterprises",
        Permission.REGISTRY_READ,
        _list,
        N_("Enterprises within the reader's scope, by code"),
        shape.EnterprisePage,
        query=shape.EnterpriseQuery,
        has_lines=True,
        note=N_(
            "Accept: application/x-ndjson gives all of them from the cursor on, one a line. A "
            "search gives the best matches and has no next."
        ),
    ),
    ApiRoute(
        "GET",
        "/enterprises/{uscc}",
        Permission.REGISTRY_READ,
        _one,
        N_("One enterprise"),
        shape.Enterprise,
        rows={"uscc": ScopeKind.ENTERPRISE},
    ),
)
