"""Failures as application/problem+json: status, code, both languages, where it is wrong.

Not for what may fail (errors of each room). Source: RFC 9457; RFC 6750 section 3; RFC 9110 15.5.
"""

from typing import Any, Final

from lingnan.console.api import errors as api
from lingnan.console.web import errors as web
from lingnan.console.web.call import Call
from lingnan.console.web.failure import status_of as page_status
from lingnan.console.web.failure import title_of
from lingnan.kernel import LingnanError

MEDIA_TYPE: Final = "application/problem+json"
_BEARER: Final = 'Bearer realm="Lingnan"'
_STATUS: Final[tuple[tuple[type[LingnanError], int], ...]] = (
    (api.Unreadable, 400),
    (api.KeyMissing, 400),
    (api.AddressForbidden, 403),
    (api.MethodUnknown, 405),
    (api.KeyReused, 409),
    (api.TooManyLines, 413),
    (api.MediaTypeUnknown, 415),
    (api.Unfit, 422),
    (web.Unexpected, 500),
)
_ASKED_WRONG: Final = 400
_CONFLICT: Final = 409


def status_of(failure: LingnanError) -> int:
    """Answer the HTTP status of a failure.

    What follows the schema and yet cannot be done, as things stand in store and pack, is 409.
    """
    for kind, status in _STATUS:
        if isinstance(failure, kind):
            return status
    status = page_status(failure)
    return _CONFLICT if status == _ASKED_WRONG else status


def problem_of(call: Call, failure: LingnanError) -> tuple[int, dict[str, Any], dict[str, str]]:
    """Answer status, body and headers for a failure."""
    status = status_of(failure)
    places = failure.places if isinstance(failure, api.Unfit) else ()
    message, advice = failure.message, failure.advice
    gap = "" if call.lang == "zh" else " "
    body = {
        "type": f"urn:lingnan:problem:{failure.code}",
        "title": title_of(call.tr, status),
        "status": status,
        "detail": f"{message.in_(call.lang)}{gap}{advice.in_(call.lang)}",
        "code": failure.code,
        "message": message,
        "advice": advice,
        "findings": [
            {"where": place.where, "value": place.value, "what": place.what} for place in places
        ],
    }
    return status, body, _headers(failure, status)


def _headers(failure: LingnanError, status: int) -> dict[str, str]:
    if status == 401:
        return {"WWW-Authenticate": _BEARER}
    if status == 405:
        return {"Allow": str(failure.values.get("allowed", ""))}
    seconds = failure.values.get("seconds")
    if status == 429 and seconds is not None:
        return {"Retry-After": str(seconds)}
    return {"Retry-After": "2"} if isinstance(failure, web.StillWorking) else {}
