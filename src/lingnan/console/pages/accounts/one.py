"""One account as a page: what it is, and the forms for what may be done with it."""

from lingnan.access import Account, Permission, State, Target, list_tokens
from lingnan.access.account_list import account_of
from lingnan.access.errors import NoAccount
from lingnan.access.federated import Link, links_of
from lingnan.access.session import list_sessions
from lingnan.console.pages.accounts.context import AccountContext, LinkLine
from lingnan.console.pages.accounts.grant_form import form_of
from lingnan.console.pages.accounts.listing import state_name
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.scope_name import ScopeNames
from lingnan.console.web.seen import state_of
from lingnan.kernel import LingnanError


def path_of(account_id: str) -> str:
    """Answer the address of an account."""
    return f"/accounts/{account_id}"


def named(call: Call) -> Account:
    """Answer the account that the path names. Raises: NothingThere."""
    try:
        return account_of(call.desk.access, call.parameters["account_id"])
    except NoAccount:
        raise NothingThere from None


def seen_state(account: Account, links: list[Link]) -> str:
    """Answer the state of an account that somebody else may have changed meanwhile."""
    return state_of(
        account.state.value,
        [str(each) for each in account.grants],
        account.has_second_factor,
        account.password_at,
        [(each.issuer, each.subject) for each in links],
    )


def show(call: Call) -> Answer:
    """The account that the path names."""
    return shown(call, named(call))


def shown(call: Call, account: Account, failure: LingnanError | None = None) -> Answer:
    """One account; after a failure with what was typed and what stands now."""
    access = call.desk.access
    links = links_of(access, account.name)
    tokens = [each for each in list_tokens(access, account.name) if each.revoked_at is None]
    is_resting = account.locked_until is not None and call.at < account.locked_until
    context = AccountContext(
        account_id=account.account_id,
        name=account.name,
        display_name=account.display_name or "",
        state=state_name(call.tr, account.state),
        is_locked=account.state is State.LOCKED,
        locked_until=account.locked_until if is_resting else None,
        grants=ScopeNames(call).grants(account.grants),
        has_factor=account.has_second_factor,
        created_at=account.created_at,
        password_at=account.password_at,
        signed_in_at=account.signed_in_at,
        sessions_count=len(list_sessions(access, account.account_id, at=call.at)),
        tokens_count=sum(1 for each in tokens if each.expires_at > call.at),
        links=tuple(LinkLine(each.issuer, each.subject, each.linked_at) for each in links),
        issuers=tuple(
            (each.issuer, each.name.in_(call.lang)) for each in call.desk.federation.settings
        ),
        subject=call.typed("subject"),
        reason=call.typed("reason"),
        form=form_of(call),
        seen=seen_state(account, links),
        may_change=call.may(Permission.ACCOUNTS_CHANGE, Target()),
        is_self=account.account_id == call.who.account_id,
        problem="" if failure is None else told_of(call, failure),
    )
    status = 200 if failure is None else status_of(failure)
    return Shown(account.name, context, status)
