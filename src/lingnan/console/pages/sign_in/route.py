"""Signing in: password, code, one-time link; the language; signing out."""

from typing import Final

from lingnan.access import end_session, prove, redeem, sign_in
from lingnan.access.errors import AccessError, TooMany
from lingnan.console.pages.sign_in.context import (
    CodeContext,
    LinkContext,
    ResumeContext,
    SignInContext,
)
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import LANGUAGE, session_name
from lingnan.console.web.route import Open, get, post

_KEPT: Final = "kept."
_START: Final = "/"


def _ask(call: Call) -> Answer:
    return Shown(call.tr.gettext("Sign in"), SignInContext(next=_way(call.asked("next", _START))))


def _sign_in(call: Call) -> Answer:
    name, told = call.typed("name"), call.form.get("password", [""])[-1]
    kept, way = _kept(call), _way(call.typed("next"))
    if not name:
        return Shown(call.tr.gettext("Sign in"), SignInContext(way, kept=kept))
    try:
        opened = sign_in(call.desk.access, name, told, at=call.at, origin=call.origin)
    except TooMany:
        raise
    except AccessError as failure:
        context = SignInContext(way, name, failure.message.in_(call.lang), kept)
        return Shown(call.tr.gettext("Sign in"), context, 401)
    cookies = {_cookie(call): opened.token.reveal()}
    if not opened.is_complete:
        context_code = CodeContext(way, kept=kept)
        return Shown(call.tr.gettext("Second factor"), context_code, cookies=cookies)
    return _go_on(call, way, kept, cookies)


def _prove(call: Call) -> Answer:
    kept, way = _kept(call), _way(call.typed("next"))
    token = call.cookies.get(_cookie(call), "")
    try:
        opened = prove(call.desk.access, token, call.typed("code"), at=call.at, origin=call.origin)
    except AccessError as failure:
        context = CodeContext(way, failure.message.in_(call.lang), kept)
        return Shown(call.tr.gettext("Second factor"), context, 401)
    return _go_on(call, way, kept, {_cookie(call): opened.token.reveal()})


def _ask_link(call: Call) -> Answer:
    return Shown(call.tr.gettext("Set your password"), LinkContext(call.asked("token")))


def _redeem(call: Call) -> Answer:
    token, told = call.typed("token"), call.form.get("password", [""])[-1]
    try:
        account = redeem(call.desk.access, token, told, at=call.at)
        opened = sign_in(call.desk.access, account.name, told, at=call.at, origin=call.origin)
    except AccessError as failure:
        problem = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        return Shown(call.tr.gettext("Set your password"), LinkContext(token, problem), 400)
    return Moved(_START, {_cookie(call): opened.token.reveal()})


def _sign_out(call: Call) -> Answer:
    if call.token:
        end_session(call.desk.access, call.token, at=call.at, origin=call.origin)
    return Moved("/sign-in", {_cookie(call): ""})


def _language(call: Call) -> Answer:
    wanted = "en" if call.typed("lang") == "en" else "zh"
    return Moved(_way(call.typed("next")), {LANGUAGE: wanted})


def _go_on(
    call: Call, way: str, kept: tuple[tuple[str, str], ...], cookies: dict[str, str]
) -> Answer:
    if not kept:
        return Moved(way, cookies)
    return Shown(call.tr.gettext("Go on where you were"), ResumeContext(way, kept), cookies=cookies)


def _kept(call: Call) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name.removeprefix(_KEPT), value)
        for name, values in call.form.items()
        if name.startswith(_KEPT)
        for value in values
    )


def _way(said: str) -> str:
    """A way within this console: one slash, no other site's name, no second line."""
    is_ours = said.startswith("/") and not said.startswith(("//", "/\\")) and said.isprintable()
    return said if is_ours else _START


def _cookie(call: Call) -> str:
    return session_name(is_secure=call.desk.is_secure)


ROUTES: Final = (
    get("/sign-in", Open.ANYBODY, _ask),
    post("/sign-in", Open.ANYBODY, _sign_in),
    post("/sign-in/code", Open.ANYBODY, _prove),
    get("/welcome", Open.ANYBODY, _ask_link),
    post("/welcome", Open.ANYBODY, _redeem),
    post("/sign-out", Open.SIGNED_IN, _sign_out),
    post("/language", Open.ANYBODY, _language),
)
MENU: Final = ()
