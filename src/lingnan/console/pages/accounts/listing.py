"""The list of accounts, and the form for a new one."""

from lingnan.access import Account, Permission, Role, State, Target
from lingnan.access.account_list import search_accounts
from lingnan.console.group.paging import PAGE_ROWS, page_links
from lingnan.console.i18n import Translator
from lingnan.console.pages.accounts.context import (
    AccountLine,
    AccountsContext,
    CreateContext,
)
from lingnan.console.pages.accounts.grant_form import form_of
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.scope_name import ScopeNames


def show(call: Call) -> Answer:
    """The accounts that the address asks for, a page at a time."""
    text = call.asked("text")[:64]
    state = call.choice("state", [each.value for each in State], "")
    role = call.choice("role", [each.value for each in Role], "")
    page = call.page_number()
    found = search_accounts(
        call.desk.access,
        text=text,
        state=State(state) if state else None,
        role=Role(role) if role else None,
        limit=PAGE_ROWS,
        offset=(page - 1) * PAGE_ROWS,
    )
    names = ScopeNames(call)
    context = AccountsContext(
        accounts=tuple(_line(call, names, each) for each in found.accounts),
        count=found.count,
        pages=page_links(call, page, found.count),
        text=text,
        state=state,
        states=tuple((each.value, state_name(call.tr, each)) for each in State),
        role=role,
        roles=tuple((each.value, each.name_in.in_(call.lang)) for each in Role),
        may_change=call.may(Permission.ACCOUNTS_CHANGE, Target()),
    )
    return Shown(call.tr.gettext("Accounts"), context)


def ask_create(call: Call) -> Answer:
    """The form for a new account."""
    return Shown(call.tr.gettext("New account"), CreateContext(form_of(call)))


def state_name(tr: Translator, state: State) -> str:
    """Name a state of an account."""
    _ = tr.gettext
    return {
        State.INVITED: _("invited, no password yet"),
        State.ACTIVE: _("active"),
        State.LOCKED: _("locked"),
    }[state]


def _line(call: Call, names: ScopeNames, account: Account) -> AccountLine:
    return AccountLine(
        account.account_id,
        account.name,
        account.display_name or "",
        names.grants(account.grants),
        state_name(call.tr, account.state),
        account.has_second_factor,
        account.signed_in_at,
    )
