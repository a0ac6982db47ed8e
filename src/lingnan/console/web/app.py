"""The application: pages, files, the guard, and pages that do not exist. Not for the transport."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from threading import Thread

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from lingnan.access import Permission
from lingnan.console.web.asset_route import check_assets, serve_asset
from lingnan.console.web.compress import Compress
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import NothingThere, RouteOpen
from lingnan.console.web.failure import failure_page
from lingnan.console.web.guard import Guard
from lingnan.console.web.menu import Entry
from lingnan.console.web.render import response_of
from lingnan.console.web.route import Open, Route
from lingnan.console.web.run_view import prepare_views
from lingnan.console.web.serve_route import MARK, add_route, call_of
from lingnan.kernel import Text

Extension = Callable[[FastAPI, Desk], None]


def console_app(
    desk: Desk,
    routes: Sequence[Route],
    entries: Sequence[Entry],
    extensions: Sequence[Extension] = (),
) -> ASGIApp:
    """Make the console.

    `extensions` add what are no pages (the JSON interface); their routes declare permission too.
    Raises: RouteOpen, AssetBroken.
    """

    @asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        if desk.run is not None:
            desk.shelves.begin(desk.run)
            Thread(target=prepare_views, args=(desk,), daemon=True).start()
        yield
        desk.close()

    # Without the pages of FastAPI that describe it: they load scripts from elsewhere.
    app = FastAPI(
        title="Lingnan",
        lifespan=life,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    check_assets()
    setattr(serve_asset, MARK, Open.ANYBODY)
    app.add_api_route(
        "/assets/{digest}/{file}",
        serve_asset,
        methods=["GET"],
        response_model=None,
        include_in_schema=False,
    )
    for route in routes:
        add_route(app, desk, route, entries)
    for extend in extensions:
        extend(app, desk)
    check_declared(app.routes)

    async def nowhere(request: Request, _problem: Exception) -> Response:
        call = call_of(desk, request)
        return response_of(call, failure_page(call, NothingThere()), entries)

    for status in (404, 405, NothingThere):
        app.add_exception_handler(status, nowhere)
    return Guard(Compress(app), desk.hosts, desk.is_secure, desk.bounds.upload_octets + (1 << 20))


def check_declared(routes: Sequence[BaseRoute]) -> None:
    """Refuse an application in which a route says nothing about permission. Raises: RouteOpen."""
    for route in routes:
        endpoint = getattr(route, "endpoint", None)
        if not isinstance(getattr(endpoint, MARK, None), Permission | Open):
            lack = Text("权限", "a permission")
            raise RouteOpen(route=getattr(route, "path", repr(route)), lack=lack)
