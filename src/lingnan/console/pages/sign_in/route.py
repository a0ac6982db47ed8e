"""Signing in: password, code, one-time link, another issuer; the language; signing out."""

from typing import Final

from lingnan.access import end_session, prove, redeem, sign_in
from lingnan.access.errors import AccessError, SessionEnded, TooMany
from lingnan.console.pages.sign_in.carried import carried_of, go_on
from lingnan.console.pages.sign_in.context import (
    Carried,
    CodeContext,
    DoneContext,
    LinkContext,
    SignInContext,
)
from lingnan.console.pages.sign_in.issuer import begin, come_back, issuers_of
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import LANGUAGE, SIGNED_OUT, session_name
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.route import Open, Row, get, post
from lingnan.console.web.way import way_of


def _ask(call: Call) -> Answer:
    return _form(call, Carried(way_of(call.asked("next", "/"))))


def _sign_in(call: Call) -> Answer:
    name, told = call.typed("name"), call.form.get("password", [""])[-1]
    carried = carried_of(call)
    if not name:
        return _form(call, carried)
    try:
        opened = sign_in(call.desk.access, name, told, at=call.at, origin=call.origin)
    except AccessError as failure:
        return _form(call, carried, name=name, failure=failure)
    _leave(call)
    cookies = {_cookie(call): opened.token.reveal()}
    if not opened.is_complete:
        return Shown(call.tr.gettext("Second factor"), CodeContext(carried), cookies=cookies)
    return go_on(call, carried, cookies)


def _prove(call: Call) -> Answer:
    carried, token = carried_of(call), call.cookies.get(_cookie(call), "")
    try:
        opened = prove(call.desk.access, token, call.typed("code"), at=call.at, origin=call.origin)
    except SessionEnded as failure:
        return _form(call, carried, failure=failure)
    except AccessError as failure:
        context = CodeContext(carried, told_of(call, failure))
        return Shown(call.tr.gettext("Second factor"), context, status_of(failure))
    return go_on(call, carried, {_cookie(call): opened.token.reveal()})


def _resume(call: Call) -> Answer:
    """Go on in this window after signing in in another."""
    carried = carried_of(call)
    if call.identity is None:
        return _form(call, carried, failure=SessionEnded())
    return go_on(call, carried, {})


def _done(call: Call) -> Answer:
    name = call.identity.name if call.identity else ""
    return Shown(call.tr.gettext("You are signed in"), DoneContext(name))


def _ask_link(call: Call) -> Answer:
    return Shown(call.tr.gettext("Set your password"), LinkContext(call.asked("token")))


def _redeem(call: Call) -> Answer:
    token, told = call.typed("token"), call.form.get("password", [""])[-1]
    try:
        account = redeem(call.desk.access, token, told, at=call.at, origin=call.origin)
        opened = sign_in(call.desk.access, account.name, told, at=call.at, origin=call.origin)
    except AccessError as failure:
        context = LinkContext(token, told_of(call, failure))
        return Shown(call.tr.gettext("Set your password"), context, status_of(failure))
    _leave(call)
    cookies = {_cookie(call): opened.token.reveal()}
    if not opened.is_complete:
        return Shown(call.tr.gettext("Second factor"), CodeContext(Carried()), cookies=cookies)
    return Moved("/", cookies)


def _sign_out(call: Call) -> Answer:
    if call.token:
        end_session(call.desk.access, call.token, at=call.at, origin=call.origin)
    return Moved("/sign-in", {_cookie(call): ""}, SIGNED_OUT)


def _language(call: Call) -> Answer:
    wanted = "en" if call.typed("lang") == "en" else "zh"
    return Moved(way_of(call.typed("next")), {LANGUAGE: wanted})


def _form(
    call: Call, carried: Carried, *, name: str = "", failure: AccessError | None = None
) -> Answer:
    problem = "" if failure is None else told_of(call, failure)
    status = 200 if failure is None else status_of(failure)
    seconds = failure.values.get("seconds") if isinstance(failure, TooMany) else None
    headers = {} if seconds is None else {"Retry-After": str(seconds)}
    context = SignInContext(carried, issuers_of(call), name, problem)
    return Shown(call.tr.gettext("Sign in"), context, status, headers)


def _leave(call: Call) -> None:
    """End the session that this browser had before: a sign-in begins a new one."""
    before = call.cookies.get(_cookie(call))
    if before:
        end_session(call.desk.access, before, at=call.at, origin=call.origin)


def _cookie(call: Call) -> str:
    return session_name(is_secure=call.desk.is_secure)


ROUTES: Final = (
    get("/sign-in", Open.ANYBODY, _ask),
    post("/sign-in", Open.ANYBODY, _sign_in, carries_kept=True),
    post("/sign-in/code", Open.ANYBODY, _prove, carries_kept=True),
    post("/sign-in/resume", Open.ANYBODY, _resume, carries_kept=True),
    get("/sign-in/done", Open.ANYBODY, _done),
    get("/sign-in/with/{issuer}", Open.ANYBODY, begin, issuer=Row.CONTENT),
    get("/sign-in/with/{issuer}/back", Open.ANYBODY, come_back, issuer=Row.CONTENT),
    get("/welcome", Open.ANYBODY, _ask_link),
    post("/welcome", Open.ANYBODY, _redeem),
    post("/sign-out", Open.SIGNED_IN, _sign_out, is_before_factor=True),
    post("/language", Open.ANYBODY, _language),
)
MENU: Final = ()
