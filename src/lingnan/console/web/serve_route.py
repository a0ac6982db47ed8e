"""The walk of one request: bounds, who asks, which row, the handler, the answer, the failure.

Every page goes through here and nothing else decides who may see it.
"""

import logging
import secrets
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from lingnan.access import Identity, Permission, ScopeKind, Target, find_session, may
from lingnan.access.errors import (
    Refused,
    SameHands,
    SecondFactorNeeded,
    SessionEnded,
    TokenInvalid,
    TooMany,
)
from lingnan.access.rate import address_key
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import session_name
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import (
    FactorMissing,
    ForeignOrigin,
    HostUnknown,
    NothingThere,
    NotSignedIn,
    Unexpected,
)
from lingnan.console.web.failure import failure_page
from lingnan.console.web.frame import address_of
from lingnan.console.web.menu import Entry
from lingnan.console.web.once import claim, form_key, settle_claim
from lingnan.console.web.receive import form_of, lang_of, page_of, query_of
from lingnan.console.web.render import response_of
from lingnan.console.web.route import Open, Route, check_route
from lingnan.console.web.target import target_of
from lingnan.kernel import LingnanError

_log: Final = logging.getLogger(__name__)
#: Failures of which many in a short time mean an attack; alerts hang on the log's warnings.
_UNUSUAL: Final = (TooMany, Refused, SameHands, ForeignOrigin, HostUnknown, TokenInvalid)
MARK: Final = "lingnan_permission"
SIGN_IN: Final = "/sign-in"
SECOND_FACTOR: Final = "/me/second-factor"


def add_route(app: FastAPI, desk: Desk, route: Route, entries: Sequence[Entry]) -> None:
    """Add a page to the application. Raises: RouteOpen."""
    check_route(route)

    async def endpoint(request: Request) -> Response:
        return await _serve(desk, route, entries, request)

    setattr(endpoint, MARK, route.permission)
    app.add_api_route(
        route.path,
        endpoint,
        methods=[route.method],
        response_model=None,
        include_in_schema=False,
        name=route.name,
    )


async def _serve(desk: Desk, route: Route, entries: Sequence[Entry], request: Request) -> Response:
    call = call_of(desk, request)
    try:
        refusal = request.state.refusal
        if refusal is not None:
            raise refusal
        if route.method == "POST":
            form = await form_of(request, route, desk.bounds)
            call.form, call.files = form.fields, form.files
        return await run_in_threadpool(_answered, call, route, entries)
    except LingnanError as failure:
        elsewhere = _elsewhere(call, failure) if route.method == "GET" else None
        if elsewhere is not None:
            return response_of(call, elsewhere, entries)
        if isinstance(failure, Refused | SameHands):
            await run_in_threadpool(note_refusal, call, route)
        # Names of routes and codes are constants: what was typed never comes into the log.
        level = logging.WARNING if isinstance(failure, _UNUSUAL) else logging.INFO
        _log.log(level, "%s: %s", route.name, failure.code)
        told = failure
    except Exception as problem:  # noqa: BLE001  one request must not end the console
        number = secrets.token_hex(4)
        _log.error("%s (%s): %s", route.name, number, place_of(problem))
        told = Unexpected(number=number)
    return response_of(call, failure_page(call, told), entries)


def call_of(desk: Desk, request: Request) -> Call:
    """Answer a request as a call, before anybody knows who asks."""
    return Call(
        desk=desk,
        path=request.url.path,
        method=request.method,
        at=desk.clock(),
        lang=lang_of(request),
        parameters={name: str(value) for name, value in request.path_params.items()},
        query=query_of(request),
        cookies=request.cookies,
        origin=request.client.host if request.client else None,
        # Going back asks for the whole page again.
        is_piece=request.headers.get("hx-request") == "true"
        and request.headers.get("hx-history-restore-request") != "true",
        page=page_of(request),
        host=request.headers.get("host", ""),
    )


def _answered(call: Call, route: Route, entries: Sequence[Entry]) -> Response:
    network, now = address_key(call.origin), call.at.timestamp()
    call.desk.network_limit.take(network, now)
    sign_in_by_cookie(call, is_needed=route.permission is not Open.ANYBODY)
    # Many readers may stand behind one address: who is signed in is counted by himself.
    who = call.identity
    call.desk.limit.take(f"account:{who.account_id}" if who else f"address:{network}", now)
    ensure_route(call, route)
    answer = _once(call, route) if route.method == "POST" else route.handler(call)
    return response_of(call, answer, entries)


def sign_in_by_cookie(call: Call, *, is_needed: bool) -> None:
    """Say who asks. Raises: NotSignedIn, SessionEnded, SecondFactorNeeded when one is needed."""
    token = call.cookies.get(session_name(is_secure=call.desk.is_secure))
    if not token:
        if is_needed:
            raise NotSignedIn
        return
    try:
        found = find_session(call.desk.access, token, at=call.at, origin=call.origin)
    except LingnanError:
        if is_needed:
            raise
        return
    call.identity, call.token = found, token


def ensure_route(call: Call, route: Route) -> None:
    """Check the second factor, the route's permission, and over the row that its path names.

    Raises: NotSignedIn, FactorMissing, Refused; NothingThere also for a row that one may not see,
        so that nobody learns which rows there are.
    """
    permission = route.permission
    is_for_all = permission is Open.ANYBODY or route.is_before_factor
    if call.identity is not None and call.identity.lacks_second_factor and not is_for_all:
        raise FactorMissing
    if not isinstance(permission, Permission):
        if permission is Open.SIGNED_IN and call.identity is None:
            raise NotSignedIn
        return
    identity: Identity = call.who
    is_held = permission in identity.permissions
    if not is_held or (route.of_installation and not may(identity, permission, Target())):
        raise Refused(permission=permission.label, who=identity.name)
    for name, kind in route.rows.items():
        if not isinstance(kind, ScopeKind):
            continue
        target = target_of(call.store, kind, call.parameters[name], at=call.at)
        if target is None or not may(identity, permission, target):
            if target is not None:
                note_refusal(call, route)
            raise NothingThere
        call.target = target if call.target is None else call.target | target


def note_refusal(call: Call, route: Route) -> None:
    """Write a refused act to the audit trail."""
    if call.identity is not None and isinstance(route.permission, Permission):
        call.note(route.permission, f"route:{route.method} {call.path}"[:300], is_done=False)


def _once(call: Call, route: Route) -> Answer:
    if not call.typed("_once") or call.identity is None:
        return route.handler(call)
    said = form_key(call)
    database, owner = call.store.database, call.identity.account_id
    before = claim(database, said, owner, at=call.at)
    if before is not None:
        return Moved(before)
    location: str | None = None
    try:
        answer = route.handler(call)
        if isinstance(answer, Moved):
            location = answer.location
        elif isinstance(answer, Shown):
            location = answer.again or None
        return answer
    finally:
        settle_claim(database, said, owner, location)


def _elsewhere(call: Call, failure: LingnanError) -> Moved | None:
    """Send a reader who must sign in, or bind a second factor, there and back afterwards."""
    if isinstance(failure, NotSignedIn | SessionEnded | SecondFactorNeeded):
        return Moved(_with_way(SIGN_IN, call))
    if isinstance(failure, FactorMissing):
        return Moved(_with_way(SECOND_FACTOR, call))
    return None


def _with_way(where: str, call: Call) -> str:
    here = (call.page or "/") if call.is_piece else address_of(call)
    return where if here == "/" else f"{where}?next={quote(here, safe='')}"


def place_of(problem: Exception) -> str:
    """Tell where and what kind; never the message, which may hold a secret or a person's data."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(problem).__name__} at {steps}"
