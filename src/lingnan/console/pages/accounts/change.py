"""What an administrator does with accounts; each act lands in the audit trail with the change.

A form carries the state in which the account was read; who would save over another's change is
shown what stands now, and what he typed.
"""

from collections.abc import Callable
from typing import Final

from lingnan.access import (
    Account,
    create_account,
    end_sessions_of,
    invite,
    lock_account,
    set_grants,
    unlock_account,
)
from lingnan.access.federated import link_account, links_of, unlink_account
from lingnan.access.second_factor import remove
from lingnan.console.pages.accounts.context import CreateContext, InviteContext
from lingnan.console.pages.accounts.grant_form import form_of, told_grant, typed_grant
from lingnan.console.pages.accounts.one import named, path_of, seen_state, shown
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.seen import ensure_seen
from lingnan.console.web.way import welcome_link
from lingnan.kernel import LingnanError, Text

_REASON_SIGNS: Final = 200
_NAME_SIGNS: Final = 80


def create(call: Call) -> Answer:
    """Make an account and show its one-time link."""
    name, display = call.typed("name"), call.typed("display_name")
    try:
        if len(display) > _NAME_SIGNS:
            why = Text(
                f"姓名超过 {_NAME_SIGNS} 字", f"the name is longer than {_NAME_SIGNS} characters"
            )
            raise FormUnreadable(reason=why)
        made = create_account(
            call.desk.access,
            name,
            grants=[typed_grant(call)],
            actor=call.who.actor,
            at=call.at,
            display_name=display or None,
        )
    except LingnanError as failure:
        context = CreateContext(form_of(call), name, display, told_of(call, failure))
        return Shown(call.tr.gettext("New account"), context, status_of(failure))
    return _invited(call, made)


def send_link(call: Call) -> Answer:
    """Show a new one-time link; the one before is void."""
    account = named(call)
    try:
        return _invited(call, account)
    except LingnanError as failure:
        return shown(call, account, failure)


def add_grant(call: Call) -> Answer:
    """Give a further role; who gains one signs in anew."""

    def act(account: Account) -> None:
        grants = {*account.grants, typed_grant(call)}
        set_grants(call.desk.access, account.name, grants, actor=call.who.actor, at=call.at)

    return _changed(call, act)


def remove_grant(call: Call) -> Answer:
    """Take a role away."""

    def act(account: Account) -> None:
        grants = set(account.grants) - {told_grant(call.typed("grant"))}
        set_grants(call.desk.access, account.name, grants, actor=call.who.actor, at=call.at)

    return _changed(call, act)


def lock(call: Call) -> Answer:
    """Lock the account: its sessions end, its tokens rest."""

    def act(account: Account) -> None:
        why = _reason(call)
        lock_account(call.desk.access, account.name, actor=call.who.actor, at=call.at, reason=why)

    return _changed(call, act)


def unlock(call: Call) -> Answer:
    """Lift a lock of either kind."""

    def act(account: Account) -> None:
        why = _reason(call)
        unlock_account(call.desk.access, account.name, actor=call.who.actor, at=call.at, reason=why)

    return _changed(call, act)


def unbind(call: Call) -> Answer:
    """Take away the second factor of who lost the device."""

    def act(account: Account) -> None:
        remove(call.desk.access, account.name, actor=call.who.actor, at=call.at)

    return _changed(call, act)


def end_sessions(call: Call) -> Answer:
    """End all sessions of the account."""
    account = named(call)
    end_sessions_of(call.desk.access, account.name, actor=call.who.actor, at=call.at)
    return Moved(path_of(account.account_id))


def link(call: Call) -> Answer:
    """Let somebody at an issuer enter by the account."""

    def act(account: Account) -> None:
        issuer = call.typed("issuer")
        if issuer not in {each.issuer for each in call.desk.federation.settings}:
            raise FormUnreadable(reason=Text("没有这个认证平台", "there is no such issuer"))
        link_account(
            call.desk.access,
            account.name,
            issuer,
            call.typed("subject"),
            actor=call.who.actor,
            at=call.at,
        )

    return _changed(call, act)


def unlink(call: Call) -> Answer:
    """Let somebody at an issuer no longer enter by the account."""

    def act(account: Account) -> None:
        issuer, subject = call.typed("issuer"), call.typed("subject")
        who, at = call.who.actor, call.at
        unlink_account(call.desk.access, account.name, issuer, subject, actor=who, at=at)

    return _changed(call, act)


def _changed(call: Call, act: Callable[[Account], None]) -> Answer:
    """Do an act on the account that the path names, unless it changed since it was read."""
    account = named(call)
    try:
        state = seen_state(account, links_of(call.desk.access, account.name))
        ensure_seen(call, state, f"account:{account.name}")
        act(account)
    except LingnanError as failure:
        return shown(call, named(call), failure)
    return Moved(path_of(account.account_id))


def _invited(call: Call, account: Account) -> Answer:
    access = call.desk.access
    token = invite(access, account.name, actor=call.who.actor, at=call.at)
    context = InviteContext(
        account.name,
        welcome_link(call.address, token.reveal()),
        account.account_id,
        call.at + access.policy.link,
    )
    again = path_of(account.account_id)
    return Shown(call.tr.gettext("One-time link"), context, again=again)


def _reason(call: Call) -> str | None:
    told = call.typed("reason")
    if len(told) > _REASON_SIGNS:
        why = Text(
            f"理由超过 {_REASON_SIGNS} 字", f"the reason is longer than {_REASON_SIGNS} characters"
        )
        raise FormUnreadable(reason=why)
    return told or None
