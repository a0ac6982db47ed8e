"""The route of the description itself: the OpenAPI document in the reader's language."""

from typing import Any, Final

from lingnan.console.api import (
    allocation,
    consent,
    diagnosis,
    enterprise,
    evidence,
    group,
    progress,
    roadmap,
    run,
    webhook,
)
from lingnan.console.api.openapi import describe
from lingnan.console.api.route import ApiRoute, Ask, Reply
from lingnan.console.i18n import N_, translator
from lingnan.console.web.desk import Desk
from lingnan.console.web.route import Open
from lingnan.kernel import Lang


def document_of(desk: Desk, lang: Lang) -> dict[str, Any]:
    """Answer the document in a language; made once for a pack."""
    key = (desk.pack.content_hash, lang, desk.is_secure)
    if key not in _MADE:
        _MADE[key] = describe(API_ROUTES, desk.pack, translator(lang), is_secure=desk.is_secure)
    return _MADE[key]


def _openapi(ask: Ask[None, None]) -> Reply:
    return Reply(document_of(ask.call.desk, ask.call.lang))


_MADE: Final[dict[tuple[str, Lang, bool], dict[str, Any]]] = {}
API_ROUTES: Final[tuple[ApiRoute, ...]] = (
    *run.ROUTES,
    *enterprise.ROUTES,
    *evidence.ROUTES,
    *diagnosis.ROUTES,
    *roadmap.ROUTES,
    *group.ROUTES,
    *progress.ROUTES,
    *allocation.ROUTES,
    *consent.ROUTES,
    *webhook.ROUTES,
    ApiRoute(
        "GET",
        "/openapi.json",
        Open.SIGNED_IN,
        _openapi,
        N_("This description, in OpenAPI 3.1"),
        dict[str, Any],
    ),
)
