"""Add the interface to the application of the console."""

from fastapi import FastAPI

from lingnan.console.api.description import API_ROUTES
from lingnan.console.api.route import PREFIX
from lingnan.console.api.serve import add_api_route, add_elsewhere, heavy_limit
from lingnan.console.web.desk import Desk


def extend(app: FastAPI, desk: Desk) -> None:
    """Add every route of the interface, and what answers where there is none. Raises: RouteOpen."""
    heavy = heavy_limit(desk)
    for route in API_ROUTES:
        add_api_route(app, desk, route, heavy)
    add_elsewhere(app, desk, PREFIX, API_ROUTES)
