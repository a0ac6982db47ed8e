"""Which request goes where. Not for what is answered there.

Paths of the JSON interface come first, then those of well-known names, pages and registration data;
whatever is left is a Digital Link or a handle, to be shown.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.node.errors import Refusal
from lingnan.sources.identifier.node.failure import WriterGone
from lingnan.sources.identifier.node.http import api_handle, api_list, api_session, tunnel
from lingnan.sources.identifier.node.http.answer import TEXT, Answer, json_answer
from lingnan.sources.identifier.node.http.errors import HttpError
from lingnan.sources.identifier.node.http.identity import identify
from lingnan.sources.identifier.node.http.page import Pages
from lingnan.sources.identifier.node.http.passing import (
    pack_answer,
    pack_request,
    place_of,
    unpack_answer,
    unpack_request,
)
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.registration_data import RegistrationData
from lingnan.sources.identifier.node.http.reply_json import CHALLENGES, api_answer, error_json
from lingnan.sources.identifier.node.http.request import Request, decode_path
from lingnan.sources.identifier.node.http.session import Sessions
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.status import plain_answer, status_of
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.errors import WireError

_READ: Final = "GET, HEAD, OPTIONS"
_HANDLE: Final = "GET, HEAD, PUT, DELETE, OPTIONS"
_PREFIX: Final = "GET, HEAD, POST, DELETE, OPTIONS"
_SESSION: Final = "GET, HEAD, PUT, POST, DELETE, OPTIONS"
_ANY: Final = "GET, HEAD, POST, PUT, DELETE, OPTIONS"
_METRICS: Final = "text/plain; version=0.0.4; charset=utf-8"


class Router:
    """Answers requests of one worker.

    Args:
        metrics: gives the text of the metrics; asked for only where settings allow it.
    """

    def __init__(
        self,
        port: NodePort,
        settings: HttpSettings,
        *,
        metrics: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        self.port = port
        self.settings = settings
        self._metrics = metrics
        self.sessions = Sessions(
            limit=settings.sessions,
            each=settings.sessions_each,
            seconds=settings.session_seconds,
            place=port.siblings.place if port.siblings is not None else 0,
        )
        if port.siblings is not None:
            port.siblings.respond = self.respond_passed
        self._pages = Pages(port, settings)
        self._registration = RegistrationData(port, settings)

    async def respond(self, request: Request) -> Answer:
        """Answer any request; anticipated failures become answers."""
        siblings = self.port.siblings
        if siblings is not None:
            place = place_of(request)
            if place is not None and place != siblings.place and place < siblings.count:
                # A worker that is away has taken its sessions with it.
                with suppress(WriterGone):
                    passed = await siblings.pass_request(place, pack_request(request))
                    return unpack_answer(passed)
        return await self.respond_here(request)

    async def respond_passed(self, content: bytes) -> bytes:
        """Answer a request that another worker has passed on."""
        return pack_answer(await self.respond_here(unpack_request(content)))

    async def respond_here(self, request: Request) -> Answer:
        """Answer a request in this worker."""
        try:
            return await self._route(request)
        except HttpError as error:
            return _failure(request, error)
        except (Refusal, WireError) as error:
            status = status_of(Operation.RESOLVE, error.response)
            told = {
                "responseCode": int(error.response),
                "code": error.code,
                "message": error.render(request.lang),
            }
            return json_answer(status, told, headers=CHALLENGES if status == 401 else ())
        except LingnanError as error:
            told = {
                "responseCode": Response.ERROR.value,
                "code": error.code,
                "message": error.render(request.lang),
            }
            return json_answer(500, told)

    async def _route(self, request: Request) -> Answer:
        path = request.path
        if request.method == "OPTIONS":
            return _options(request, _allowed(path))
        if tunnel.is_tunnel(request):
            return await tunnel.post_message(request, self.port)
        if request.method not in _allowed(path).split(", "):
            return plain_answer(405, headers=(("Allow", _allowed(path)),))
        if path.startswith("/api/"):
            return await self._api(request, path[5:])
        if path == "/metrics":
            return await self._show_metrics()
        if path.startswith("/rdap/"):
            return await self._registration.respond(request, path[6:])
        return await self._pages.respond(request)

    async def _api(self, request: Request, rest: str) -> Answer:
        room, _, name = rest.partition("/")
        port = self.port
        if room == "sessions":
            return await self._session(request, name)
        proven = await identify(request, port, self.sessions)
        match room:
            case "handles":
                if name:
                    handle = decode_path(name)
                    match request.method:
                        case "PUT":
                            return await api_handle.put_handle(request, handle, port, proven)
                        case "DELETE":
                            return await api_handle.delete_handle(request, handle, port, proven)
                        case _:
                            return await api_handle.get_handle(request, handle, port, proven)
                if request.method in {"GET", "HEAD"} and request.first("prefix") is not None:
                    return await api_list.list_handles(request, port, proven)
                told = {
                    "responseCode": Response.INVALID_HANDLE.value,
                    "message": Response.INVALID_HANDLE.name,
                }
                return api_answer(request, 400, told)
            case "prefixes":
                if request.method in {"GET", "HEAD"}:
                    return await api_list.list_prefixes(request, port, proven)
                return await api_list.change_prefix(request, name, port, proven)
            case "site" if not name:
                return await api_list.get_site(request, port, proven)
            case "verifications" if name:
                return await api_session.get_verification(request, name, port, proven)
            case _:
                return plain_answer(404)

    async def _session(self, request: Request, name: str) -> Answer:
        if name not in {"", "this"}:
            return plain_answer(404)
        if not name:
            if request.method != "POST":
                return plain_answer(405, headers=(("Allow", "POST, OPTIONS"),))
            return await api_session.post_session(request, self.port, self.sessions)
        return await api_session.on_session(request, self.port, self.sessions)

    async def _show_metrics(self) -> Answer:
        if not self.settings.has_metrics or self._metrics is None:
            return plain_answer(404)
        return Answer(200, (await self._metrics()).encode(), _METRICS)


def _allowed(path: str) -> str:
    if path.startswith("/api/"):
        room, _, name = path[5:].partition("/")
        match room:
            case "handles":
                return _HANDLE if name else _READ
            case "prefixes":
                return _PREFIX
            case "sessions":
                return _SESSION
        return _READ
    return _ANY if path == "*" else _READ


def _options(request: Request, allowed: str) -> Answer:
    """Answer what may be asked, and to a browser's preflight what a page may (Fetch, CORS)."""
    headers: tuple[tuple[str, str], ...] = (("Allow", allowed),)
    if request.header("access-control-request-method") is not None:
        headers = (
            *headers,
            ("Access-Control-Allow-Methods", allowed),
            ("Access-Control-Allow-Headers", "Accept, Authorization, Content-Type"),
            ("Access-Control-Max-Age", "86400"),
            ("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers"),
        )
    return Answer(204, headers=headers)


def _failure(request: Request, error: HttpError) -> Answer:
    headers = CHALLENGES if error.status == 401 else ()
    if not request.path.startswith(("/api/", "/rdap/")) and not tunnel.is_tunnel(request):
        return Answer(error.status, error.render(request.lang).encode(), TEXT, headers)
    return json_answer(error.status, error_json(error, request.lang), headers=headers)
