"""The API tokens of all accounts: seen, and revoked when one leaked. Making one is its owner's."""

from lingnan.access import ApiToken, Permission, Target, list_tokens, revoke_token
from lingnan.access.errors import TokenInvalid
from lingnan.console.group.paging import paged
from lingnan.console.pages.accounts.context import TokenLine, TokensContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.scope_name import ScopeNames


def show(call: Call) -> Answer:
    """All tokens, newest first, a page at a time."""
    found, names = list_tokens(call.desk.access), ScopeNames(call)
    rows, pages = paged(call, found)
    context = TokensContext(
        tokens=tuple(_line(call, names, each) for each in rows),
        pages=pages,
        live_count=sum(1 for each in found if _is_live(call, each)),
        may_revoke=call.may(Permission.TOKENS_REVOKE, Target()),
    )
    return Shown(call.tr.gettext("API tokens"), context)


def revoke(call: Call) -> Answer:
    """Make a token void for ever."""
    try:
        revoke_token(
            call.desk.access, call.parameters["token_id"], actor=call.who.actor, at=call.at
        )
    except TokenInvalid:
        raise NothingThere from None
    return Moved("/tokens")


def _is_live(call: Call, token: ApiToken) -> bool:
    return token.revoked_at is None and call.at < token.expires_at


def _line(call: Call, names: ScopeNames, token: ApiToken) -> TokenLine:
    _ = call.tr.gettext
    state = _("in force") if _is_live(call, token) else _("expired")
    scope = None if token.scope is None else names.words(token.scope)
    return TokenLine(
        token_id=token.token_id,
        account=token.account_name,
        label=token.label,
        permissions=tuple(each.label.in_(call.lang) for each in sorted(token.permissions)),
        scope="" if scope is None else f"{scope.kind} {scope.name or scope.key}".strip(),
        expires_at=token.expires_at,
        used_at=token.used_at,
        state=_("revoked") if token.revoked_at is not None else state,
        is_live=_is_live(call, token),
    )
