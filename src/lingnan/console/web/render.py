"""Turn a handler's answer into a response. Not for deciding what is answered."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Final
from urllib.parse import quote

from starlette.responses import JSONResponse, Response, StreamingResponse

from lingnan.console.web.answer import Answer, Context, Data, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import put_cookie
from lingnan.console.web.frame import frame_of
from lingnan.console.web.menu import Entry
from lingnan.console.web.template import environment

#: Signs of an address that stand for themselves or are encoded already. Source: RFC 3986 section 2.
_PLAIN: Final = "/:?#[]@!$&'()*+,;=%-._~"


def response_of(call: Call, answer: Answer, entries: Sequence[Entry]) -> Response:
    """Answer the response for a value of a handler."""
    if isinstance(answer, Shown):
        page = page_text(call, answer, entries)
        headers = {"Vary": "HX-Request", **answer.headers}
        response = Response(page, answer.status, headers, "text/html; charset=utf-8")
        return _with_cookies(call, response, answer.cookies)
    if isinstance(answer, Sent):
        return _sent(answer)
    if isinstance(answer, Data):
        return JSONResponse(json.loads(json.dumps(answer.content, default=str)), answer.status)
    return moved_response(call, answer)


def page_text(call: Call, shown: Shown, entries: Sequence[Entry]) -> str:
    """Fill the template of a page or of a part of one."""
    template = environment(call.tr).get_template(shown.context.template)
    frame = frame_of(call, shown.title, entries)
    return template.render(frame=frame, **names_of(shown.context))


def names_of(context: Context) -> dict[str, Any]:
    """Answer what a template is told, one name a field."""
    return {field.name: getattr(context, field.name) for field in fields(context)}


def moved_response(call: Call, moved: Moved) -> Response:
    """Answer "done; look there": 303, or the header that HTMX follows as a whole page."""
    # What somebody typed may stand in it: a header holds signs of ASCII alone.
    location = quote(moved.location, safe=_PLAIN)
    if call.is_piece:
        headers = {"HX-Redirect": location, **moved.headers}
        return _with_cookies(call, Response(status_code=204, headers=headers), moved.cookies)
    headers = {"Location": location, **moved.headers}
    response = Response(status_code=303, headers=headers)
    return _with_cookies(call, response, moved.cookies)


def _with_cookies(call: Call, response: Response, cookies: Mapping[str, str]) -> Response:
    for name, value in cookies.items():
        put_cookie(response, name, value, is_secure=call.desk.is_secure)
    return response


def _sent(sent: Sent) -> Response:
    name = quote(sent.file_name, safe="")
    ascii_name = "".join(
        sign for sign in sent.file_name if sign.isascii() and sign not in '"\\\r\n'
    )
    shown = f"attachment; filename=\"{ascii_name or 'file'}\"; filename*=UTF-8''{name}"
    headers = {"Content-Disposition": shown}
    if isinstance(sent.content, bytes):
        return Response(sent.content, 200, headers, sent.media_type)
    return StreamingResponse(sent.content, 200, headers, sent.media_type)
