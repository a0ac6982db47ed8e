"""Read a request from the wire into a `Call`: bounded, decoded, nothing interpreted.

Not for who asks (serve_route).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request

from lingnan.console.web.call import Upload
from lingnan.console.web.cookie import LANGUAGE
from lingnan.console.web.desk import Bounds
from lingnan.console.web.errors import FormUnreadable, TooLarge
from lingnan.console.web.guard import octets_text
from lingnan.console.web.route import Route
from lingnan.kernel import Lang, Text
from lingnan.kernel.text import preferred_lang

_FIELDS: Final = 3_000
#: What a form that carries another's fields holds besides them.
_OF_SIGN_IN: Final = 20
_CARRIED: Final = 4
_FILES: Final = 20
_NAME_SIGNS: Final = 255


@dataclass(slots=True)
class Form:
    """What a form holds; its files end with the request."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, list[Upload]] = field(default_factory=dict)


def lang_of(request: Request) -> Lang:
    """Answer the language of a reader: chosen before, else as the browser prefers."""
    chosen = request.cookies.get(LANGUAGE)
    if chosen == "en":
        return "en"
    return "zh" if chosen == "zh" else preferred_lang(request.headers.get("accept-language", "zh"))


def query_of(request: Request) -> dict[str, Sequence[str]]:
    """Answer the parameters of an address; control signs removed."""
    found: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        found.setdefault(name, []).append(_plain(value))
    return dict(found)


def page_of(request: Request) -> str | None:
    """Answer the page of this console from which something is asked for, as a way within it."""
    told = request.headers.get("hx-current-url") or request.headers.get("referer", "")
    parts = urlsplit(told) if told.isprintable() else None
    if parts is None or parts.netloc != request.headers.get("host"):
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


async def form_of(request: Request, route: Route, bounds: Bounds) -> Form:
    """Read a form of a route. Raises: TooLarge, FormUnreadable."""
    limit = bounds.upload_octets if route.takes_files else bounds.form_octets
    if route.carries_kept:
        # The same fields under longer names, and written in another encoding.
        limit = _CARRIED * bounds.form_octets
    _bound(request, limit)
    try:
        read = await request.form(
            max_files=_FILES if route.takes_files else 0,
            max_fields=_FIELDS + _OF_SIGN_IN,
            max_part_size=bounds.form_octets,
        )
    except (MultiPartException, HTTPException, ClientDisconnect, UnicodeDecodeError) as problem:
        reason = Text("表单无法读取", "the form cannot be read")
        raise FormUnreadable(reason=reason) from problem
    form = Form()
    for name, value in read.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                kept = Upload(file_name_of(value.filename), value.size or 0, value.file)
                form.files.setdefault(name, []).append(kept)
        elif len(value) > bounds.field_signs:
            most = bounds.field_signs
            reason = Text(f"有一项超过 {most} 字", f"a field is longer than {most} characters")
            raise FormUnreadable(reason=reason)
        else:
            form.fields.setdefault(name, []).append(_plain(value))
    return form


def file_name_of(said: str) -> str:
    """Answer the last part of a file's name as it may be kept and shown."""
    last = said.replace("\\", "/").rpartition("/")[2]
    return _plain(last).replace("\n", " ")[-_NAME_SIGNS:] or "-"


def _bound(request: Request, limit: int) -> None:
    """Count octets as they come: a request may not tell its length, or lie about it."""
    receive = request._receive
    seen = 0

    async def bounded() -> dict[str, object]:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise TooLarge(limit=octets_text(limit))
        return dict(message)

    request._receive = bounded
    told = request.headers.get("content-length", "0")
    if told.isdecimal() and int(told[:15]) > limit:
        raise TooLarge(limit=octets_text(limit))


def _plain(value: str) -> str:
    """A text without control signs and without signs that turn the direction of its neighbours.

    Source: Unicode UAX 9 (explicit directional formatting); TR 36 section 2.
    """
    return "".join(sign for sign in value.replace("\r\n", "\n") if _is_plain(sign))


def _is_plain(sign: str) -> bool:
    code = ord(sign)
    if code < 0x20 or code == 0x7F:
        return sign in "\n\t"
    return not (0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or 0xD800 <= code <= 0xDFFF)
