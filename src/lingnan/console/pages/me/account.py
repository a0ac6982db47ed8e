"""The account at a glance, its password, its sessions, and what it is told."""

from datetime import UTC, datetime

from lingnan.access import (
    Permission,
    change_password,
    end_sessions_of,
    find_account,
    list_tokens,
)
from lingnan.access.errors import AccessError
from lingnan.access.federated import links_of
from lingnan.access.notice import see_all
from lingnan.access.role import ROLES
from lingnan.access.second_factor import recovery_count
from lingnan.access.secret import fingerprint
from lingnan.access.session import (
    end_session_of,
    list_sessions,
    rotate_session,
    session_id_of,
)
from lingnan.console.pages.me.context import MeContext, PasswordContext, SessionLine
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import SIGNED_OUT, session_name
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.scope_name import ScopeNames
from lingnan.console.web.way import way_of
from lingnan.kernel import Text

ME = "/me"


def show(call: Call) -> Answer:
    """The account at a glance."""
    access, who = call.desk.access, call.who
    found = find_account(access, who.name)
    live = [each for each in list_tokens(access, who.name) if each.revoked_at is None]
    context = MeContext(
        name=found.name,
        display_name=found.display_name or "",
        grants=ScopeNames(call).grants(found.grants),
        has_password=found.password_at is not None,
        password_at=found.password_at,
        has_factor=found.has_second_factor,
        needs_factor=any(ROLES[role].is_privileged for role in who.roles),
        codes_count=recovery_count(access, who.account_id) if found.has_second_factor else 0,
        issuers=tuple(each.issuer for each in links_of(access, who.name)),
        tokens_count=sum(1 for each in live if each.expires_at > call.at),
        may_make_tokens=Permission.TOKENS_MAKE in who.permissions,
        sessions=_sessions(call),
    )
    return Shown(call.tr.gettext("My account"), context)


def ask_password(call: Call) -> Answer:
    """The form for another password."""
    return Shown(call.tr.gettext("Change the password"), PasswordContext())


def set_password(call: Call) -> Answer:
    """Change the password: all other sessions end, this one gets a new token."""
    access, who, token = call.desk.access, call.who, call.token or ""
    present, wanted, again = (
        call.form.get(name, [""])[-1] for name in ("present_password", "password", "password_again")
    )
    title = call.tr.gettext("Change the password")
    if wanted != again:
        problem = call.tr.gettext("The two new passwords differ.")
        return Shown(title, PasswordContext(problem), 400)
    try:
        change_password(
            access, who.name, present, wanted, at=call.at, session=token, origin=call.origin
        )
    except AccessError as failure:
        return Shown(title, PasswordContext(told_of(call, failure)), status_of(failure))
    opened = rotate_session(access, token, at=call.at)
    return Moved(ME, {session_name(is_secure=call.desk.is_secure): opened.token.reveal()})


def see_notices(call: Call) -> Answer:
    """Let go of what was shown about the account."""
    try:
        until = datetime.fromisoformat(call.typed("until")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise FormUnreadable(reason=Text("时间有误", "the instant cannot be read")) from None
    see_all(call.desk.access, call.who.account_id, until=until)
    return Moved(way_of(call.typed("next"), ME))


def end_one(call: Call) -> Answer:
    """End one of one's own sessions."""
    who, session_id = call.who, call.parameters["session_id"]
    is_gone = end_session_of(
        call.desk.access, who.account_id, session_id, actor=who.actor, at=call.at
    )
    if not is_gone:
        raise NothingThere
    return Moved(ME)


def end_others(call: Call) -> Answer:
    """End all of one's own sessions but this."""
    access, who = call.desk.access, call.who
    end_sessions_of(access, who.name, actor=who.actor, at=call.at, besides=call.token)
    return Moved(ME)


def end_all(call: Call) -> Answer:
    """Sign out everywhere."""
    end_sessions_of(call.desk.access, call.who.name, actor=call.who.actor, at=call.at)
    return Moved("/sign-in", {session_name(is_secure=call.desk.is_secure): ""}, SIGNED_OUT)


def _sessions(call: Call) -> tuple[SessionLine, ...]:
    this = session_id_of(fingerprint(call.token or ""))
    return tuple(
        SessionLine(
            each.session_id,
            each.opened_at,
            each.used_at,
            each.expires_at,
            each.origin or "",
            each.session_id == this,
        )
        for each in list_sessions(call.desk.access, call.who.account_id, at=call.at)
    )
