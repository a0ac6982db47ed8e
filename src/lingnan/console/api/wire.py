"""Read a request from the wire and check its shape; write plain data as JSON.

Not for who asks nor for what is answered (serve).
"""

import hashlib
import json
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from lingnan.console.api.errors import MediaTypeUnknown, Place, Unfit, Unreadable
from lingnan.console.api.route import Spooled
from lingnan.console.api.unfit import places_of
from lingnan.console.web.errors import TooLarge
from lingnan.console.web.guard import octets_text
from lingnan.kernel import Text
from lingnan.packs import Pack

_M = TypeVar("_M", bound=BaseModel)
_IN_MEMORY: Final = 4 << 20
_UTF8: Final = ("utf-8", "utf8", "us-ascii")
_REPEATED: Final = Text("出现多次", "stands more than once")


def ensure_kind(request: Request, wanted: str) -> None:
    """Refuse a body of another kind. Raises: MediaTypeUnknown."""
    told = request.headers.get("content-type", "")
    kind, _, parameters = told.partition(";")
    charset = parameters.partition("charset=")[2].strip(' "').lower()
    packed = request.headers.get("content-encoding", "identity").lower()
    is_fit = kind.strip().lower() == wanted and (not charset or charset in _UTF8)
    if not is_fit or packed != "identity":
        found = told if packed == "identity" else f"{told} ({packed})"
        raise MediaTypeUnknown(found=found[:80] or "–", wanted=wanted)


async def read_body(request: Request, limit: int) -> bytes:
    """Answer a body of at most so many octets. Raises: TooLarge, Unreadable."""
    return b"".join([piece async for piece in _pieces(request, limit)])


async def spool(request: Request, limit: int) -> Spooled:
    """Keep a long body in a file, with its hash. Raises: TooLarge, Unreadable."""
    digest, count = hashlib.sha256(), 0
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the caller ends it
    try:
        async for piece in _pieces(request, limit):
            digest.update(piece)
            count += len(piece)
            file.write(piece)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Spooled(file, digest.hexdigest(), count)


async def _pieces(request: Request, limit: int) -> AsyncIterator[bytes]:
    seen = 0
    try:
        async for piece in request.stream():
            seen += len(piece)
            if seen > limit:
                raise TooLarge(limit=octets_text(limit))
            yield piece
    except ClientDisconnect as problem:
        raise Unreadable(reason=Text("传输中断", "it did not come whole")) from problem


def read_query(model: type[_M], query: Sequence[tuple[str, str]], pack: Pack) -> _M:
    """Answer the parameters of an address by their model. Raises: Unfit."""
    given = dict(query)
    names = [name for name, _value in query]
    twice = [name for name in given if names.count(name) > 1]
    if twice:
        raise Unfit([Place(f"query.{name}"[:200], None, _REPEATED) for name in twice])
    try:
        return model.model_validate_strings(given, context={"pack": pack})
    except ValidationError as problem:
        raise Unfit(places_of(problem, "query")) from problem


def read_json(model: type[_M], content: bytes, pack: Pack) -> _M:
    """Answer a JSON body by its model. Raises: Unreadable, Unfit."""
    try:
        return model.model_validate_json(content, context={"pack": pack})
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        if first["type"] == "json_invalid":
            raise Unreadable(reason=str(first["ctx"]["error"])[:200]) from problem
        raise Unfit(places_of(problem, "body")) from problem


def json_octets(content: object) -> bytes:
    """Write plain data as one JSON document. Units: instants UTC, days ISO 8601."""
    told = json.dumps(
        content, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
    )
    return told.encode("utf-8", "replace")


def _plain(value: object) -> object:
    if isinstance(value, Text):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(type(value))
