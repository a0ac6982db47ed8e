"""What an operation answered, as JSON of the HTTP interface.

Not for HTTP statuses (see status) and not for the quick way (see record_json).

Source: Handle protocol facts §1.15.
"""

import re
from typing import Final

from lingnan.kernel.text import Lang
from lingnan.sources.identifier.node.http.answer import (
    JAVASCRIPT,
    JSON,
    Answer,
    write_json,
)
from lingnan.sources.identifier.node.http.errors import BadParameter, HttpError
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.model import Reply
from lingnan.sources.identifier.wire.body.challenge import VerifyResponse
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveResponse
from lingnan.sources.identifier.wire.body.site_answer import SiteResponse
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.json_form import values_to_json
from lingnan.sources.identifier.wire.json_key import JsonObject
from lingnan.sources.identifier.wire.json_site import site_to_json

#: A function that a page may have its answer passed to; nothing else may come before the bracket.
_CALLBACK: Final = re.compile(
    r"[A-Za-z_$][A-Za-z0-9_$]{0,63}(?:\.[A-Za-z_$][A-Za-z0-9_$]{0,63}){0,4}"
)
#: Told with 401: a browser must not ask its user for a password by itself.
CHALLENGES: Final = (("WWW-Authenticate", "Handle"), ("WWW-Authenticate", 'Basic realm="handle"'))


def reply_json(reply: Reply, handle: str | None = None) -> JsonObject:
    """Answer a reply as JSON; `handle` is told where the reply names none itself."""
    told: JsonObject = {"responseCode": int(reply.response)}
    body = reply.body
    if handle is not None:
        told["handle"] = handle
    match body:
        case ResolveResponse():
            told["handle"] = body.handle
            told["values"] = values_to_json(body.values)
        case SiteResponse():
            told["site"] = site_to_json(body.site)
        case VerifyResponse():
            told["verificationResult"] = body.is_match
        case Referral():
            if body.handle:
                told["referral"] = body.handle
            if body.values is not None:
                told["values"] = values_to_json(body.values)
        case ErrorResponse():
            if body.message:
                told["message"] = body.message
            if body.indexes:
                told["indexes"] = list(body.indexes)
        case _:
            pass
    return told


def error_json(error: HttpError, lang: Lang) -> JsonObject:
    """Answer a failure of the HTTP side as JSON."""
    return {
        "responseCode": error.response.value,
        "code": error.code,
        "message": f"{error.message.in_(lang)}{error.advice.in_(lang)}",
    }


def api_answer(
    request: Request,
    status: int,
    told: JsonObject,
    *,
    is_private: bool = False,
    headers: tuple[tuple[str, str], ...] = (),
) -> Answer:
    """Answer JSON as the request wishes: ``pretty``, or passed to a ``callback``.

    Args:
        is_private: what it tells is not for everybody, so nobody may keep it.

    Raises: BadParameter: the callback is no plain name of a function.
    """
    if is_private:
        headers = (*headers, ("Cache-Control", "no-store"))
    if status == 401:
        headers = (*headers, *CHALLENGES)
    text = write_json(told, is_pretty=request.flag("pretty"))
    callback = request.first("callback")
    if callback is None:
        return Answer(status, text, JSON, headers)
    if _CALLBACK.fullmatch(callback) is None:
        raise BadParameter(name="callback", value=ascii(callback[:40]))
    # JSON is JavaScript since ECMAScript 2019; for older engines two line ends are written out.
    script = text.replace(b"\xe2\x80\xa8", b"\\u2028").replace(b"\xe2\x80\xa9", b"\\u2029")
    # A comment first, so that no chosen name stands at the begin of the file.
    return Answer(
        status, b"/**/" + callback.encode("ascii") + b"(" + script + b");", JAVASCRIPT, headers
    )


def is_success(reply: Reply) -> bool:
    """Answer whether an operation was done."""
    return reply.response == Response.SUCCESS
