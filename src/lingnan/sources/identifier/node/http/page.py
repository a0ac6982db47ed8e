"""Pages for people and Digital Link answers for programs: what a scanned code opens.

A path is a registered handle, else a GS1 Digital Link, else a prefix, else not found. Works without
scripts. Not for the JSON interface (see route) and not for registration data.

Source: GS1-Conformant Resolver 1.2, GS1 Digital Link standard, RFC 9264.
"""

import re
from typing import Final
from urllib.parse import quote

from lingnan.sources.identifier.coding import Code, read_link, recognise
from lingnan.sources.identifier.coding.digital_link import DigitalLink
from lingnan.sources.identifier.coding.errors import CodingError, CompressedLink, NotDigitalLink
from lingnan.sources.identifier.coding.model import System
from lingnan.sources.identifier.node.http import link_set
from lingnan.sources.identifier.node.http.answer import Answer, json_answer
from lingnan.sources.identifier.node.http.finding import Finding, Found
from lingnan.sources.identifier.node.http.identity import peer_of
from lingnan.sources.identifier.node.http.link_set import Link
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.request import Request, decode_path
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.shown import description_of
from lingnan.sources.identifier.node.http.status import status_of
from lingnan.sources.identifier.node.http.view import View
from lingnan.sources.identifier.node.http.word import PAGE
from lingnan.sources.identifier.node.model import Reply
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation, Response
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import check, is_prefix_handle, prefix_handle
from lingnan.sources.identifier.wire.value import HandleValue

_PREFIX: Final = re.compile(r"[0-9A-Za-z]+(?:\.[0-9A-Za-z]+)*")
_REFERRALS: Final = frozenset({Response.SERVICE_REFERRAL, Response.PREFIX_REFERRAL})
_ABSENT: Final = frozenset({Response.HANDLE_NOT_FOUND, Response.VALUES_NOT_FOUND})
_LONGEST_QUERY: Final = 2_048
_ALL: Final = frozenset({"all", "linkset"})


class Pages:
    """Answers everything that is for people, and Digital Links."""

    def __init__(self, port: NodePort, settings: HttpSettings) -> None:
        self._port = port
        self._settings = settings
        self._finding = Finding(port)
        self._view = View(settings)

    async def respond(self, request: Request) -> Answer:
        """Answer a request for a page, a picture, a style sheet, or a Digital Link.

        Raises: BadTarget.
        """
        path = request.path
        if path == "/":
            return self._home(request)
        if path == self._view.style_path:
            return self._view.style()
        if path == "/.well-known/gs1resolver":
            root = self._view.base(request)
            name = self._settings.name.in_(request.lang)
            told = link_set.description_file(root, name, self._settings.contact)
            return json_answer(200, told)
        name = decode_path(path[1:])
        if path.startswith("/qr/"):
            return self._view.picture(request, name[3:])
        if path.startswith("/.well-known/"):
            return self._not_found(request, name)
        return await self._show(request, name)

    def _home(self, request: Request) -> Answer:
        asked = (request.first("q") or "").strip()[:_LONGEST_QUERY]
        if not asked:
            return self._view.home(request)
        try:
            code = recognise(asked)
        except (CodingError, UnicodeError) as problem:
            if "/" in asked and _is_name(asked):
                return _to("/" + quote(asked, safe="/"), request)
            if "." in asked and _PREFIX.fullmatch(asked):
                return _to("/" + asked, request)
            message = problem.message if isinstance(problem, CodingError) else PAGE["bad"]
            return self._view.message(request, 400, PAGE["bad"], message, query=asked)
        if code.system is System.HANDLE:
            name = code.canonical
            name = name[5:] if is_prefix_handle(name) else name
            return _to("/" + quote(name, safe="/"), request)
        found = self._finding.of_code(code)
        if found is None:
            return self._not_found(request, code.canonical)
        return _to("/" + quote(found.handle, safe="/"), request)

    async def _show(self, request: Request, name: str) -> Answer:
        link = None if self._finding.is_registered(name) else _link(request)
        if isinstance(link, CodingError):
            return self._view.message(request, 400, PAGE["bad"], link.message)
        if link is not None:
            code = link.code
            found = self._finding.of_link(link, code)
            if found is None:
                return self._not_found(request, code.canonical, link=link)
            return await self._linked(request, link, code, found)
        handle = prefix_handle(name) if _PREFIX.fullmatch(name) else name
        if not _is_name(handle):
            return self._not_found(request, name)
        reply = await self._resolve(request, handle)
        if not isinstance(reply.body, ResolveResponse):
            return self._without_values(request, name, reply)
        return self._handle_page(request, reply.body.handle, reply.body.values)

    async def _linked(
        self, request: Request, link: DigitalLink, code: Code, found: Found
    ) -> Answer:
        """Answer a Digital Link: a linkset, a redirection to a link, or the page itself."""
        reply = await self._resolve(request, found.handle)
        if not isinstance(reply.body, ResolveResponse):
            return self._without_values(request, code.canonical, reply)
        values = reply.body.values
        own_page = self._view.address(request, found.handle)
        links = link_set.links_of(values, own_page)
        anchor = self._view.base(request) + request.path
        headers = _link_headers(request)
        wanted = link.link_type
        if wanted in _ALL or _prefers_linkset(request):
            told = link_set.linkset(anchor, links, description_of(values))
            return json_answer(200, told, headers=headers, kind=link_set.MEDIA_TYPE)
        chosen = links[:1] if wanted is None else link_set.links_of_type(links, wanted)
        if not chosen:
            return self._not_found(request, f"{code.canonical} {wanted}", link=link)
        if chosen[0].href == own_page:
            return self._view.handle_page(
                request, found.handle, values, code=code, is_above=found.is_above, headers=headers
            )
        return Answer(307, headers=(("Location", _ascii(chosen[0])), *headers))

    def _handle_page(
        self, request: Request, handle: str, values: tuple[HandleValue, ...]
    ) -> Answer:
        try:
            code: Code | None = self._view.code_of(handle)
        except CodingError:
            code = None
        if request.first("linkType") in _ALL or _prefers_linkset(request):
            own_page = self._view.address(request, handle)
            told = link_set.linkset(
                own_page, link_set.links_of(values, own_page), description_of(values)
            )
            return json_answer(200, told, headers=_link_headers(request), kind=link_set.MEDIA_TYPE)
        return self._view.handle_page(
            request, handle, values, code=code, headers=_link_headers(request)
        )

    def _without_values(self, request: Request, name: str, reply: Reply) -> Answer:
        if reply.response in _REFERRALS and isinstance(reply.body, Referral):
            return self._view.referred(request, name, reply.body)
        if reply.response in _ABSENT:
            return self._not_found(request, name)
        status = status_of(Operation.RESOLVE, reply.response)
        if reply.response == Response.NOT_RESPONSIBLE:
            return self._not_found(request, name)
        text = PAGE["busy_text"].format(code=int(reply.response))
        return self._view.message(request, status, PAGE["busy"], text)

    def _not_found(self, request: Request, name: str, *, link: DigitalLink | None = None) -> Answer:
        if link is not None and (_prefers_linkset(request) or link.link_type in _ALL):
            return json_answer(404, {"responseCode": 100, "message": PAGE["not_found"].en})
        text = PAGE["not_found_text"].format(name=name[:200])
        return self._view.message(request, 404, PAGE["not_found"], text)

    async def _resolve(self, request: Request, handle: str) -> Reply:
        body = ResolveRequest(handle)
        return await self._port.perform(
            Operation.RESOLVE, body, int(PLAIN_FLAGS), peer_of(request), None
        )


def _link(request: Request) -> DigitalLink | CodingError | None:
    """Answer the Digital Link that a path is, the reason why it is a wrong one, or None."""
    query = request.target.partition("?")[2]
    try:
        # The host does not matter to what is named, so that a strange one cannot mislead.
        link = read_link("https://host" + request.path + ("?" + query if query else ""))
        link.code  # noqa: B018 - judges whether the elements go together
        return link
    except (NotDigitalLink, CompressedLink, UnicodeError):
        return None
    except CodingError as problem:
        return problem


def _is_name(text: str) -> bool:
    try:
        check(text)
    except WireError:
        return False
    return True


def _prefers_linkset(request: Request) -> bool:
    return link_set.MEDIA_TYPE in (request.header("accept") or "").lower()


def _link_headers(request: Request) -> tuple[tuple[str, str], ...]:
    # The resolver standard wants it known where all links are.
    target = f'<{request.path}?linkType=linkset>; rel="linkset"; type="{link_set.MEDIA_TYPE}"'
    return (("Link", target), ("Vary", "Accept, Accept-Language"))


def _ascii(link: Link) -> str:
    """Answer an address as a header may carry it (RFC 3987 §3.1)."""
    return quote(link.href, safe="!#$%&'()*+,/:;=?@[]~-._")


def _to(path: str, request: Request) -> Answer:
    lang = request.first("lang")
    query = f"?lang={lang[:2]}" if lang and lang[:2] in {"zh", "en"} else ""
    return Answer(303, headers=(("Location", path + query),))
