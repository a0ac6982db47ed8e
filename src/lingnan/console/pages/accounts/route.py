"""The routes of accounts and tokens: of the installation itself, for administrator and auditor."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.accounts import change, listing, one, token
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Handler, Route, Row, get, post

_READ: Final = Permission.ACCOUNTS_READ
_CHANGE: Final = Permission.ACCOUNTS_CHANGE


def _act(what: str, handler: Handler) -> Route:
    path = f"/accounts/{{account_id}}/{what}"
    return post(path, _CHANGE, handler, of_installation=True, account_id=Row.OWN)


ROUTES: Final = (
    get("/accounts", _READ, listing.show, of_installation=True),
    get("/accounts/create", _CHANGE, listing.ask_create, of_installation=True),
    post("/accounts", _CHANGE, change.create, of_installation=True),
    get("/accounts/{account_id}", _READ, one.show, of_installation=True, account_id=Row.OWN),
    _act("invite", change.send_link),
    _act("grants", change.add_grant),
    _act("grants/remove", change.remove_grant),
    _act("lock", change.lock),
    _act("unlock", change.unlock),
    _act("unbind", change.unbind),
    _act("sessions/end", change.end_sessions),
    _act("links", change.link),
    _act("links/remove", change.unlink),
    get("/tokens", Permission.TOKENS_READ, token.show, of_installation=True),
    post(
        "/tokens/{token_id}/revoke",
        Permission.TOKENS_REVOKE,
        token.revoke,
        of_installation=True,
        token_id=Row.OWN,
    ),
)
MENU: Final = (
    Entry("/accounts", N_("Accounts"), 900, _READ, of_installation=True),
    Entry("/tokens", N_("API tokens"), 910, Permission.TOKENS_READ, of_installation=True),
)
