"""Pages written from templates, the style sheet, and the QR code of a handle.

Templates escape everything. Not for which page is shown (see page).
"""

from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from re import compile as pattern
from typing import Any, Final
from urllib.parse import quote

import segno
from jinja2 import Environment, PackageLoader, StrictUndefined

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import Code, from_handle
from lingnan.sources.identifier.coding.model import System
from lingnan.sources.identifier.node.http.answer import HTML, Answer
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.shown import description_of, show_code, show_values
from lingnan.sources.identifier.node.http.status import plain_answer
from lingnan.sources.identifier.node.http.word import PAGE, SYSTEMS, synthetic_note
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.codes import Protocol
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import is_prefix_handle
from lingnan.sources.identifier.wire.json_site import site_to_json
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

_HOST: Final = pattern(
    r"[A-Za-z0-9._-]{1,255}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?"
)
_FOLDER: Final = "lingnan.sources.identifier.node.http"
_STYLE_AGE_S: Final = 31_536_000
_LONGEST_QR: Final = 1_000


class View:
    """Writes pages for one node."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._environment = Environment(
            loader=PackageLoader(_FOLDER, "template"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._style = (files(_FOLDER) / "template" / "style.css").read_bytes()
        # Its name changes with its content, so that it may be kept for ever.
        self.style_path = f"/assets/{sha256(self._style).hexdigest()[:12]}.css"

    def style(self) -> Answer:
        """Answer the style sheet."""
        age = f"public, max-age={_STYLE_AGE_S}, immutable"
        return Answer(200, self._style, "text/css;charset=UTF-8", (("Cache-Control", age),))

    def base(self, request: Request) -> str:
        """Answer scheme and host under which this node is reached."""
        host = request.header("host") or ""
        if self._settings.base:
            return self._settings.base
        scheme = "https" if request.is_secure else "http"
        return f"{scheme}://{host if _HOST.fullmatch(host) else 'localhost'}"

    def address(self, request: Request, handle: str) -> str:
        """Answer the address of the page of a handle."""
        return f"{self.base(request)}/{quote(handle, safe='/')}"

    def picture(self, request: Request, handle: str) -> Answer:
        """Answer the QR code of the page of a handle, as SVG."""
        address = self.address(request, handle)
        if not handle or len(address) > _LONGEST_QR:
            return plain_answer(404)
        drawn = BytesIO()
        code = segno.make_qr(address, error="m")
        code.save(drawn, kind="svg", border=4, scale=4, light="#fff", dark="#000", nl=False)
        return Answer(200, drawn.getvalue(), "image/svg+xml", (("Cache-Control", "max-age=3600"),))

    def code_of(self, handle: str) -> Code:
        """Answer the code that a handle was made from. Raises: CodingError."""
        return from_handle(handle)

    def home(self, request: Request) -> Answer:
        """Answer the page with the search."""
        return self._page(request, 200, "home.html", title=self._settings.name, query="")

    def message(
        self, request: Request, status: int, title: Text, text: Text, *, query: str = ""
    ) -> Answer:
        """Answer a page that says one thing."""
        return self._page(request, status, "message.html", title=title, text=text, query=query)

    def handle_page(
        self,
        request: Request,
        handle: str,
        values: tuple[HandleValue, ...],
        *,
        code: Code | None = None,
        is_above: bool = False,
        headers: tuple[tuple[str, str], ...] = (),
    ) -> Answer:
        """Answer the page of a handle."""
        lang = request.lang
        rows = show_values(values, lang)
        is_prefix = is_prefix_handle(handle)
        if is_prefix or (code is not None and code.system is System.HANDLE):
            code = None
        return self._page(
            request,
            200,
            "handle.html",
            headers,
            title=Text(handle, handle),
            handle=handle[5:] if is_prefix else handle,
            full_handle=handle,
            is_prefix=is_prefix,
            prefix=handle.partition("/")[0],
            description=description_of(values),
            shown=[row for row in rows if not row.is_technical],
            technical=[row for row in rows if row.is_technical],
            code=None if code is None else show_code(code, lang),
            scheme=None if code is None else SYSTEMS[code.system].in_(lang),
            is_above=is_above,
            note=synthetic_note(self._settings, handle),
            path=quote(handle, safe="/"),
            query="",
        )

    def referred(self, request: Request, name: str, referral: Referral) -> Answer:
        """Answer the page that names the node where a handle is resolved."""
        nodes = [text for value in referral.values or () for text in _addresses(value)]
        if referral.handle:
            nodes.insert(0, referral.handle)
        text = PAGE["referred_text"].format(name=name)
        return self._page(
            request,
            300,
            "referred.html",
            title=PAGE["referred"],
            text=text,
            nodes=nodes,
            query="",
            note=synthetic_note(self._settings, name),
        )

    def _page(
        self,
        request: Request,
        status: int,
        template: str,
        headers: tuple[tuple[str, str], ...] = (),
        **told: Any,
    ) -> Answer:
        lang = request.lang
        parameters = [(name, value) for name, value in request.parameters if name != "lang"]
        other = "en" if lang == "zh" else "zh"
        query = "&".join(
            f"{quote(name, safe='')}={quote(value, safe='')}"
            for name, value in (*parameters, ("lang", other))
        )
        text = self._environment.get_template(template).render(
            lang=lang,
            html_lang="zh-CN" if lang == "zh" else "en",
            word={name: term.in_(lang) for name, term in PAGE.items()},
            say=lambda term: term.in_(lang),
            node=self._settings.name,
            style=self.style_path,
            other_href=f"{request.path}?{query}",
            lang_query=f"?lang={lang}" if request.first("lang") else "",
            contact=self._settings.contact,
            **told,
        )
        names = {name for name, _ in headers}
        more = (("Content-Language", "zh-CN" if lang == "zh" else "en"),)
        vary = () if "Vary" in names else (("Vary", "Accept, Accept-Language"),)
        return Answer(status, text.encode("utf-8", "replace"), HTML, (*headers, *more, *vary))


def _addresses(value: HandleValue) -> list[str]:
    """Answer where the servers of a site value are reached."""
    try:
        site = SiteInfo.decode(value.data)
        told: Any = site_to_json(site)
    except WireError:
        return []
    return [
        f"{Protocol(interface.protocol).name} {_bracketed(server['address'])}:{interface.port}"
        for server, held in zip(told["servers"], site.servers, strict=True)
        for interface in held.interfaces
        if interface.protocol in set(Protocol)
    ]


def _bracketed(address: str) -> str:
    """Answer an IPv6 address in brackets, as before a port (RFC 3986 §3.2.2)."""
    return f"[{address}]" if ":" in address else address
