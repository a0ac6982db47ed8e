"""The FastAPI application of the management API, and what it does between requests.

Not for the transport (see serve).
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

from fastapi import FastAPI

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.validity import expire
from lingnan.sources.identifier.business.wish import settle
from lingnan.sources.identifier.management import (
    carrier_routes,
    data_routes,
    doip_routes,
    meta_routes,
    prefix_routes,
    replica_routes,
    template_routes,
    token_routes,
)
from lingnan.sources.identifier.management.desk import Desk
from lingnan.sources.identifier.management.route import add_route, check_routes

_log: Final = logging.getLogger(__name__)
ROUTES: Final = (
    *token_routes.ROUTES,
    *template_routes.ROUTES,
    *data_routes.ROUTES,
    *doip_routes.ROUTES,
    *meta_routes.ROUTES,
    *prefix_routes.ROUTES,
    *carrier_routes.ROUTES,
    *replica_routes.ROUTES,
)


def management_app(desk: Desk) -> FastAPI:
    """Make the management API.

    While it runs it settles open wishes and withholds identifiers whose validity has ended.

    Raises: RouteOpen, here and again when it starts: a route says nothing about permission.
    """

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        check_routes(app.routes)
        upkeep = asyncio.create_task(_keep_up(desk))
        try:
            yield
        finally:
            upkeep.cancel()
            with suppress(asyncio.CancelledError):
                await upkeep

    # Without the pages that describe it: they load scripts from elsewhere and ask no permission.
    app = FastAPI(
        title="Lingnan",
        lifespan=life,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for route in ROUTES:
        add_route(app, desk, route)
    check_routes(app.routes)
    return app


async def keep_up(desk: Desk) -> None:
    """Settle open wishes, and withhold what has expired, once."""
    async with desk.settling:
        await settle(desk.database, desk.registrar.writer)
    await expire(desk.registrar, at=desk.clock())


async def _keep_up(desk: Desk) -> None:
    while True:
        try:
            await keep_up(desk)
        except LingnanError as problem:
            # The writer may be away for a moment; the next round does it.
            _log.warning("%s", problem.code)
        await asyncio.sleep(desk.expire_seconds)
