"""One's own API tokens: made with fewer permissions than one has, shown once, revoked."""

from datetime import timedelta
from typing import Final

from lingnan.access import (
    ApiToken,
    Permission,
    Scope,
    list_tokens,
    make_token,
    revoke_token,
)
from lingnan.access.errors import AccessError
from lingnan.console.pages.me.context import TokenLine, TokenMadeContext, TokensContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.scope_name import ScopeNames, permission_choices

TOKENS: Final = "/me/tokens"
_DAYS: Final = "90"


def show(call: Call) -> Answer:
    """One's own tokens, and the form for another."""
    return _shown(call)


def make(call: Call) -> Answer:
    """Make a token and show it this once."""
    access, who = call.desk.access, call.who
    label = call.text("label", call.tr.gettext("What it is for"), most=80)
    most = access.policy.token.days
    days = call.whole("days", call.tr.gettext("Days"), least=1, most=most)
    known = {each.value: each for each in Permission}
    wanted = [known[each] for each in call.form.get("permission", []) if each in known]
    scope = call.typed("scope")
    try:
        made, secret = make_token(
            access,
            who.name,
            label=label,
            permissions=wanted,
            expires_at=call.at + timedelta(days=days),
            actor=who.actor,
            at=call.at,
            scope=Scope.parse(scope) if scope else None,
        )
    except AccessError as failure:
        return _shown(call, failure)
    context = TokenMadeContext(secret.reveal(), made.label, made.expires_at)
    return Shown(call.tr.gettext("New API token"), context, again=TOKENS)


def revoke(call: Call) -> Answer:
    """Make one of one's own tokens void."""
    access, who, token_id = call.desk.access, call.who, call.parameters["token_id"]
    if not any(each.token_id == token_id for each in list_tokens(access, who.name)):
        raise NothingThere
    revoke_token(access, token_id, actor=who.actor, at=call.at)
    return Moved(TOKENS)


def _shown(call: Call, failure: AccessError | None = None) -> Answer:
    access, who, names = call.desk.access, call.who, ScopeNames(call)
    scopes = {grant.scope for grant in who.grants}
    context = TokensContext(
        tokens=tuple(_line(call, names, each) for each in list_tokens(access, who.name)),
        may_make=Permission.TOKENS_MAKE in who.permissions,
        # No token makes another one.
        permissions=permission_choices(call, who.permissions - {Permission.TOKENS_MAKE}),
        scopes=tuple((str(each), _scope(names, each)) for each in sorted(scopes)),
        chosen=frozenset(call.form.get("permission", [])),
        label=call.typed("label"),
        days=call.typed("days") or _DAYS,
        most_days=access.policy.token.days,
        problem="" if failure is None else told_of(call, failure),
    )
    status = 200 if failure is None else status_of(failure)
    return Shown(call.tr.gettext("My API tokens"), context, status)


def _line(call: Call, names: ScopeNames, token: ApiToken) -> TokenLine:
    _ = call.tr.gettext
    is_live = token.revoked_at is None and call.at < token.expires_at
    state = _("in force") if is_live else _("expired")
    return TokenLine(
        token_id=token.token_id,
        label=token.label,
        permissions=tuple(each.label.in_(call.lang) for each in sorted(token.permissions)),
        scope="" if token.scope is None else _scope(names, token.scope),
        created_at=token.created_at,
        expires_at=token.expires_at,
        used_at=token.used_at,
        state=_("revoked") if token.revoked_at is not None else state,
        is_live=is_live,
    )


def _scope(names: ScopeNames, scope: Scope) -> str:
    told = names.words(scope)
    return " ".join(part for part in (told.kind, told.name or told.key) if part)
