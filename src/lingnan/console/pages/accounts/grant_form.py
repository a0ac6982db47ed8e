"""A role over a scope as a form says it: what may be chosen, and what was typed is read.

Not for what a role may do (access.role).
"""

from lingnan.access import Grant, Role, Scope, ScopeKind
from lingnan.access.scope import SCOPE_NAME
from lingnan.console.pages.accounts.context import GrantForm
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.target import target_of
from lingnan.kernel import Text


def form_of(call: Call) -> GrantForm:
    """Answer the form with what was typed last."""
    lang = call.lang
    return GrantForm(
        roles=tuple((each.value, each.name_in.in_(lang)) for each in Role),
        kinds=tuple((each.value, SCOPE_NAME[each].in_(lang)) for each in ScopeKind),
        role=call.typed("role"),
        kind=call.typed("kind"),
        key=call.typed("key"),
    )


def typed_grant(call: Call) -> Grant:
    """Answer the role that was typed, over a scope that there is.

    Raises: FormUnreadable, BadScope, BadGrant.
    """
    role, kind, key = call.typed("role"), call.typed("kind"), call.typed("key")
    if role not in tuple(Role) or kind not in tuple(ScopeKind):
        raise FormUnreadable(reason=Text("未选择角色和范围", "no role and scope were chosen"))
    known = ScopeKind(kind)
    scope = Scope(known) if known is ScopeKind.EVERYTHING else Scope(known, key)
    grant = Grant(Role(role), scope)
    is_row = known not in (ScopeKind.EVERYTHING, ScopeKind.PREFIX)
    if is_row and target_of(call.store, known, scope.key, at=call.at) is None:
        name = SCOPE_NAME[known]
        raise FormUnreadable(
            reason=Text(f"没有{name.zh} {key[:80]}", f"there is no {name.en} {key[:80]}")
        )
    return grant


def told_grant(said: str) -> Grant:
    """Answer a role as a page wrote it. Raises: FormUnreadable, BadScope, BadGrant."""
    role, _, scope = said.partition("@")
    if role not in tuple(Role):
        raise FormUnreadable(reason=Text("没有这个角色", "there is no such role"))
    return Grant(Role(role), Scope.parse(scope))
