"""One's own second factor: bound with a QR code, proven, its recovery codes, taken away."""

from urllib.parse import parse_qs, quote, urlsplit

import segno

from lingnan.access import find_account
from lingnan.access.errors import AccessError
from lingnan.access.own_factor import remove_own, renew_recovery, step_up
from lingnan.access.role import ROLES
from lingnan.access.second_factor import confirm, enrol, pending, recovery_count
from lingnan.access.secret import Secret
from lingnan.access.session import confirm_session
from lingnan.console.pages.me.context import CodesContext, FactorContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import session_name
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.way import way_of

FACTOR = "/me/second-factor"
_GROUP = 4


def show(call: Call) -> Answer:
    """The second factor as it stands, and what may be done with it."""
    return _shown(call, way_of(call.asked("next")))


def begin(call: Call) -> Answer:
    """Draw a secret; the page then shows its picture until a first code confirms it."""
    enrol(call.desk.access, call.who.name)
    return Moved(_here(way_of(call.typed("next"))))


def finish(call: Call) -> Answer:
    """Bind it with a first code: recovery codes are shown once, the session gets a new token."""
    access, who, way = call.desk.access, call.who, way_of(call.typed("next"))
    try:
        codes = confirm(access, who.name, call.typed("code"), at=call.at)
    except AccessError as failure:
        return _shown(call, way, failure)
    opened = confirm_session(access, call.token or "", at=call.at, origin=call.origin)
    return _codes(call, codes, way, _cookie(call, opened.token))


def prove_again(call: Call) -> Answer:
    """Prove it in a session that began without."""
    way = way_of(call.typed("next"))
    try:
        opened = step_up(
            call.desk.access,
            call.who.name,
            call.token or "",
            call.typed("code"),
            at=call.at,
            origin=call.origin,
        )
    except AccessError as failure:
        return _shown(call, way, failure)
    return Moved(way, _cookie(call, opened.token))


def renew_codes(call: Call) -> Answer:
    """Draw new recovery codes, shown once."""
    code = call.typed("code")
    try:
        codes = renew_recovery(
            call.desk.access, call.who.name, code, at=call.at, origin=call.origin
        )
    except AccessError as failure:
        return _shown(call, "/me", failure)
    return _codes(call, codes, "/me", {})


def take_away(call: Call) -> Answer:
    """Take it away, proven by a code: other sessions end."""
    token, code = call.token or "", call.typed("code")
    try:
        opened = remove_own(
            call.desk.access, call.who.name, token, code, at=call.at, origin=call.origin
        )
    except AccessError as failure:
        return _shown(call, "/me", failure)
    return Moved(FACTOR, _cookie(call, opened.token))


def _shown(call: Call, way: str, failure: AccessError | None = None) -> Answer:
    access, who = call.desk.access, call.who
    is_bound = find_account(access, who.name).has_second_factor
    waiting = pending(access, who.name)
    state = "none" if waiting is None else "pending"
    if is_bound:
        state = "bound" if who.has_second_factor else "unproven"
    context = FactorContext(
        state=state,
        is_needed=any(ROLES[role].is_privileged for role in who.roles),
        way=way,
        picture=_picture(waiting) if waiting else "",
        key=_key(waiting) if waiting else "",
        codes_count=recovery_count(access, who.account_id) if is_bound else 0,
        problem="" if failure is None else told_of(call, failure),
    )
    status = 200 if failure is None else status_of(failure)
    return Shown(call.tr.gettext("Second factor"), context, status)


def _codes(call: Call, codes: list[Secret], way: str, cookies: dict[str, str]) -> Answer:
    context = CodesContext(tuple(each.reveal() for each in codes), way)
    title = call.tr.gettext("Recovery codes")
    return Shown(title, context, cookies=cookies, again=FACTOR)


def _picture(uri: Secret) -> str:
    """The QR code as an address of data, which the policy of the pages lets pictures have."""
    made = segno.make(uri.reveal(), error="m")
    return str(made.svg_data_uri(scale=5, border=4, dark="#1b2733", light="#fff", omitsize=False))


def _key(uri: Secret) -> str:
    key = parse_qs(urlsplit(uri.reveal()).query)["secret"][0]
    return " ".join(key[start : start + _GROUP] for start in range(0, len(key), _GROUP))


def _here(way: str) -> str:
    return FACTOR if way == "/" else f"{FACTOR}?next={quote(way, safe='')}"


def _cookie(call: Call, token: Secret) -> dict[str, str]:
    return {session_name(is_secure=call.desk.is_secure): token.reveal()}
