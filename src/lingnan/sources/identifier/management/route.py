"""Routes and the permission each asks: a route without one keeps the API from starting.

A handler gets a `Call` and answers data; here it is signed in, counted, answered and, where it
fails, told in a coded way. Not for what handlers do.
"""

import logging
import secrets
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from lingnan.access import Permission
from lingnan.access.errors import Refused, SameHands
from lingnan.access.rate import address_key
from lingnan.kernel import Lang, LingnanError
from lingnan.kernel.text import preferred_lang
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.management.answer import Shape, done, failed
from lingnan.sources.identifier.management.call import Call, identify, token_of
from lingnan.sources.identifier.management.desk import Desk
from lingnan.sources.identifier.management.errors import NotSignedIn, RouteOpen, Unexpected

_log: Final = logging.getLogger(__name__)
_MARK: Final = "lingnan_permission"
Handler = Callable[[Call], Awaitable[Any]]


class Open(Enum):
    """What a route may ask in place of a permission."""

    #: Anybody: it proves itself, or tells nothing.
    ANYBODY = "anybody"
    #: Anybody who is signed in, about himself.
    SIGNED_IN = "signed-in"


@dataclass(frozen=True, slots=True)
class Route:
    """One route.

    Attributes: permission: that who asks must hold over some scope; which rows it reaches is for
        the handler to ensure.
    """

    method: str
    path: str
    permission: Permission | Open
    handler: Handler
    shape: Shape = Shape.STATUS


def add_route(app: FastAPI, desk: Desk, route: Route) -> None:
    """Add a route to the API."""

    async def endpoint(request: Request) -> Response:
        return await _serve(desk, route, request)

    setattr(endpoint, _MARK, route.permission)
    app.add_api_route(
        route.path,
        endpoint,
        methods=[route.method],
        response_model=None,
        name=f"{route.method} {route.path}",
    )


def check_routes(routes: list[BaseRoute]) -> None:
    """Refuse an API in which a route says nothing about permission. Raises: RouteOpen."""
    for route in routes:
        endpoint = getattr(route, "endpoint", None)
        if not isinstance(getattr(endpoint, _MARK, None), Permission | Open):
            raise RouteOpen(route=getattr(route, "path", repr(route)))


async def _serve(desk: Desk, route: Route, request: Request) -> Response:
    at = desk.clock()
    origin = request.client.host if request.client else None
    call = Call(desk, request, at, language_of(request), origin)
    headers: dict[str, str] = {"Cache-Control": "no-store"}
    try:
        desk.limit.take(f"address:{address_key(origin)}", at.timestamp())
        await _sign_in(call, route)
        data = await route.handler(call)
        if isinstance(data, Response):
            data.headers.update(headers)
            return data
        return JSONResponse(done(route.shape, data, call.lang), headers=headers)
    except LingnanError as failure:
        if isinstance(failure, SameHands):
            _note_refusal(call, route)
        told = failure
    except Exception as problem:  # noqa: BLE001  one request must not end the API
        number = secrets.token_hex(4)
        _log.error("%s %s (%s): %s", route.method, route.path, number, _place(problem))
        told = Unexpected(number=number)
    status, body = failed(route.shape, told, call.lang)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    seconds = told.values.get("seconds")
    if status == 429 and seconds is not None:
        headers["Retry-After"] = str(seconds)
    return JSONResponse(body, status, headers=headers)


async def _sign_in(call: Call, route: Route) -> None:
    if route.permission is Open.ANYBODY:
        return
    token = token_of(call.request)
    if token is None:
        raise NotSignedIn
    call.identity = await identify(call.desk, token, at=call.at, origin=call.origin)
    call.desk.limit.take(f"account:{call.identity.account_id}", call.at.timestamp())
    permission = route.permission
    if isinstance(permission, Permission) and permission not in call.identity.permissions:
        _note_refusal(call, route)
        raise Refused(permission=permission.label, who=call.identity.name)


def _place(problem: Exception) -> str:
    """Tell where and what kind; never the message, which may hold a secret or a person's data."""
    frames = traceback.extract_tb(problem.__traceback__)[-4:]
    steps = " > ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    return f"{type(problem).__name__} at {steps}"


def _note_refusal(call: Call, route: Route) -> None:
    if call.identity is None or not isinstance(route.permission, Permission):
        return
    thing = f"route:{route.method} {route.path}"
    with call.desk.database.begin() as connection:
        actor = Actor.of(call.identity)
        note(connection, actor, route.permission, thing, at=call.at, is_done=False)


def language_of(request: Request) -> Lang:
    """Answer the language that a request prefers."""
    return preferred_lang(request.headers.get("accept-language", "zh"))
