"""Response codes of the protocol → HTTP status, and answers without a protocol message.

Source: Handle protocol facts §1.15; RFC 9110 §15 for what that does not name.
"""

from http import HTTPStatus
from typing import Final

from lingnan.sources.identifier.node.http.answer import Answer, json_answer
from lingnan.sources.identifier.wire.codes import Operation, Response

_STATUS: Final[dict[int, int]] = {
    Response.SUCCESS: 200,
    Response.BUSY: 503,
    Response.PROTOCOL_ERROR: 400,
    Response.OPERATION_NOT_SUPPORTED: 501,
    Response.RECURSION_LIMIT: 508,
    Response.READ_ONLY: 503,
    Response.HANDLE_NOT_FOUND: 404,
    Response.HANDLE_EXISTS: 409,
    Response.INVALID_HANDLE: 400,
    Response.VALUES_NOT_FOUND: 404,
    Response.VALUE_EXISTS: 409,
    Response.INVALID_VALUE: 400,
    Response.OUT_OF_DATE_SITE: 409,
    Response.NOT_RESPONSIBLE: 400,
    Response.SERVICE_REFERRAL: 300,
    Response.PREFIX_REFERRAL: 300,
    Response.NOT_ADMINISTRATOR: 403,
    Response.INSUFFICIENT_PERMISSION: 403,
    Response.AUTHENTICATION_NEEDED: 401,
    Response.AUTHENTICATION_FAILED: 401,
    Response.INVALID_CREDENTIAL: 401,
    Response.AUTHENTICATION_TIMEOUT: 401,
    Response.AUTHENTICATION_ERROR: 401,
    Response.LOGIN_AGAIN: 401,
    Response.LOGIN_FIRST: 401,
    Response.SESSION_TIMEOUT: 403,
    Response.DAILY_LIMIT: 429,
    Response.REGISTRATION_LIMIT: 403,
    Response.PREFIX_LIMIT: 403,
}


def status_of(operation: int, response: int, *, is_created: bool = False) -> int:
    """Answer the HTTP status of a response code.

    Values that are not there are 404 when asked for, 400 when they were to be changed, on which
    clients in use rely. A new handle, or values added without replacing any, is 201.

    Source: Handle protocol facts §1.15.
    """
    if response == Response.SUCCESS and is_created:
        return HTTPStatus.CREATED
    if response == Response.VALUES_NOT_FOUND and operation != Operation.RESOLVE:
        return HTTPStatus.BAD_REQUEST
    return _STATUS.get(response, HTTPStatus.INTERNAL_SERVER_ERROR)


def plain_answer(status: int, *, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """Answer a failure that HTTP itself names, before any operation."""
    response = Response.ERROR if status >= 500 else Response.PROTOCOL_ERROR
    told = {"responseCode": response.value, "message": HTTPStatus(status).phrase}
    return json_answer(status, told, headers=headers)
