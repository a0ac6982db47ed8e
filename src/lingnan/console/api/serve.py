"""The walk of one request of the JSON interface: who asks, which row, shape, handler, answer.

The door's rules are those of pages (web.serve_route); only how it is told differs.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as Anything
from starlette.types import Receive, Scope, Send

from lingnan.access.errors import Refused, SameHands
from lingnan.access.request_limit import RequestLimit
from lingnan.console.api import keyed
from lingnan.console.api.errors import MethodUnknown
from lingnan.console.api.problem import MEDIA_TYPE, problem_of
from lingnan.console.api.route import JSON, LINES, ApiRoute, Ask, Keyed, Lines, Reply, Spooled
from lingnan.console.api.wire import (
    ensure_kind,
    json_octets,
    read_body,
    read_json,
    read_query,
    spool,
)
from lingnan.console.web.bearer import identify
from lingnan.console.web.call import Call
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import NothingThere, Unexpected
from lingnan.console.web.route import Open, check_route
from lingnan.console.web.serve_route import MARK, call_of, ensure_route, note_refusal, place_of
from lingnan.kernel import LingnanError

_log: Final = logging.getLogger(__name__)
#: So many requests that compute for seconds stand for one of the others in the limits.
_HEAVY: Final = 25
REPLAYED: Final = "Idempotency-Replayed"
#: Stands on every answer of a store whose enterprises are invented.
SYNTHETIC: Final = "Lingnan-Synthetic"


def add_api_route(app: FastAPI, desk: Desk, route: ApiRoute, heavy: RequestLimit) -> None:
    """Add a route to the application. Raises: RouteOpen."""
    check_route(route.door)

    async def endpoint(request: Request) -> Response:
        return await _serve(desk, route, heavy, request)

    setattr(endpoint, MARK, route.permission)
    app.add_api_route(
        route.whole_path,
        endpoint,
        methods=[route.method],
        response_model=None,
        include_in_schema=False,
        name=f"{route.method} {route.whole_path}",
    )


def heavy_limit(desk: Desk) -> RequestLimit:
    """Answer the limit of requests that compute for seconds, for each who asks."""
    bounds = desk.bounds
    return RequestLimit(
        per_second=bounds.requests / _HEAVY, burst=max(5, int(bounds.burst / _HEAVY))
    )


def add_elsewhere(app: FastAPI, desk: Desk, prefix: str, routes: tuple[ApiRoute, ...]) -> None:
    """Answer what is no route below the prefix: another method of one is 405, the rest 404."""
    elsewhere = _Elsewhere(desk, routes)
    setattr(elsewhere, MARK, Open.ANYBODY)
    for path in (prefix, prefix + "/{rest:path}"):
        app.router.routes.append(Anything(path, elsewhere, include_in_schema=False))


class _Elsewhere:
    """A plain ASGI application, so that it is asked for whatever method."""

    def __init__(self, desk: Desk, routes: tuple[ApiRoute, ...]) -> None:
        self._desk = desk
        self._methods: dict[str, set[str]] = {}
        for route in routes:
            self._methods.setdefault(route.whole_path, set()).add(route.method)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        call = call_of(self._desk, request)
        allowed = ", ".join(sorted(_allowed(request.url.path, self._methods)))
        told: LingnanError = NothingThere()
        if allowed:
            told = MethodUnknown(method=request.method[:20], allowed=allowed)
        await _problem(call, told)(scope, receive, send)


def _allowed(path: str, methods: Mapping[str, set[str]]) -> set[str]:
    steps = path.split("/")
    found: set[str] = set()
    for known, allowed in methods.items():
        wanted = known.split("/")
        if len(wanted) == len(steps) and all(
            step == want or (want.startswith("{") and step)
            for step, want in zip(steps, wanted, strict=True)
        ):
            # A fixed word hides what only a parameter matches.
            if "{" not in known:
                return allowed
            found |= allowed
    return found


async def _serve(desk: Desk, route: ApiRoute, heavy: RequestLimit, request: Request) -> Response:
    call = call_of(desk, request)
    try:
        refusal = request.state.refusal
        if refusal is not None:
            raise refusal
        await run_in_threadpool(_enter, call, route, heavy, request)
        content = await _content(call, route, request)
        response = await run_in_threadpool(_answer, call, route, request, content)
        if desk.store.manifest.synthetic:
            response.headers[SYNTHETIC] = "true"
        return response
    except LingnanError as failure:
        if isinstance(failure, Refused | SameHands):
            await run_in_threadpool(note_refusal, call, route.door)
        told = failure
    except Exception as problem:  # noqa: BLE001  one request must not end the interface
        number = secrets.token_hex(4)
        _log.error("%s %s (%s): %s", route.method, route.path, number, place_of(problem))
        told = Unexpected(number=number)
    return _problem(call, told)


def _enter(call: Call, route: ApiRoute, heavy: RequestLimit, request: Request) -> None:
    call.identity = identify(
        call.desk, request.headers, call.cookies, at=call.at, origin=call.origin
    )
    if route.is_heavy:
        who = call.who.token_id or call.who.account_id
        heavy.take(who, call.at.timestamp())
    ensure_route(call, route.door)


async def _content(call: Call, route: ApiRoute, request: Request) -> bytes | Spooled:
    if route.body is None:
        return b""
    ensure_kind(request, route.takes)
    bounds = call.desk.bounds
    if route.takes == LINES:
        return await spool(request, route.most_octets or bounds.upload_octets)
    return await read_body(request, route.most_octets or bounds.form_octets)


def _answer(call: Call, route: ApiRoute, request: Request, content: bytes | Spooled) -> Response:
    try:
        return _keyed(call, route, request, content)
    finally:
        if isinstance(content, Spooled):
            content.file.close()


def _keyed(call: Call, route: ApiRoute, request: Request, content: bytes | Spooled) -> Response:
    """Answer; a request with a key only once."""
    told = request.headers.get(keyed.HEADER)
    key = None
    if route.keyed is not Keyed.NO:
        key = keyed.key_of(told, is_needed=route.keyed is Keyed.MUST)
    ask = _ask(call, route, request, content, key)
    if key is None:
        return _response(route, route.handler(ask))
    database = call.store.database
    claimed = keyed.claim(
        database, key, call.who.account_id, _request_sha256(call, route, content), at=call.at
    )
    if isinstance(claimed, keyed.Kept):
        headers = {REPLAYED: "true"}
        return Response(claimed.body.encode(), claimed.status, headers, JSON)
    try:
        reply = route.handler(ask)
        if not isinstance(reply, Reply):
            raise TypeError(type(reply))
        body = json_octets(reply.content)
    except BaseException:
        keyed.free(database, claimed)
        raise
    keyed.settle(database, claimed, route.status, body.decode())
    return Response(body, route.status, media_type=JSON)


def _ask(
    call: Call, route: ApiRoute, request: Request, content: bytes | Spooled, key: str | None
) -> Ask[Any, Any]:
    pack = call.pack
    query = (
        None
        if route.query is None
        else read_query(route.query, request.query_params.multi_items(), pack)
    )
    body: Any = content
    if route.body is not None and isinstance(content, bytes):
        body = read_json(route.body, content, pack)
    wants_lines = route.has_lines and LINES in request.headers.get("accept", "")
    return Ask(call, query, body, key, wants_lines)


def _request_sha256(call: Call, route: ApiRoute, content: bytes | Spooled) -> str:
    of_body = (
        content.sha256 if isinstance(content, Spooled) else hashlib.sha256(content).hexdigest()
    )
    return hashlib.sha256(f"{route.method} {call.path} {of_body}".encode()).hexdigest()


def _response(route: ApiRoute, reply: Reply | Lines) -> Response:
    if isinstance(reply, Lines):
        return StreamingResponse(_lines(reply), route.status, media_type=LINES)
    return Response(json_octets(reply.content), route.status, media_type=JSON)


def _lines(reply: Lines) -> Iterator[bytes]:
    for row in reply.rows:
        yield json_octets(row) + b"\n"


def _problem(call: Call, failure: LingnanError) -> Response:
    status, body, headers = problem_of(call, failure)
    return Response(json_octets(body), status, headers, MEDIA_TYPE)
