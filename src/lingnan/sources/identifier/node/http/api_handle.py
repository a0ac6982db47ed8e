"""``/api/handles/{handle}``: read, register, change, delete, by the operations of the protocol.

Source: Handle protocol facts §1.15, Handle.Net Technical Manual ch. 14. Not for lists (see
api_list) and not for who may do what (see node.operation).
"""

import json
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.errors import BadBody, WrongMediaType
from lingnan.sources.identifier.node.http.identity import peer_of
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.reply_json import api_answer, reply_json
from lingnan.sources.identifier.node.http.request import Request
from lingnan.sources.identifier.node.http.status import status_of
from lingnan.sources.identifier.node.model import Proven
from lingnan.sources.identifier.wire.body.change import (
    CreateResponse,
    RemoveRequest,
    ValuesRequest,
)
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Operation
from lingnan.sources.identifier.wire.handle import is_same
from lingnan.sources.identifier.wire.json_form import values_from_json
from lingnan.sources.identifier.wire.value import HandleValue

_USUAL: Final = Flag.RECURSIVE | Flag.CACHE_CERTIFIED
_NOT_JSON: Final = Text("不是有效的 JSON", "it is no JSON")
_NO_VALUES: Final = Text("缺少 values", "there are no values")
_OTHER_HANDLE: Final = Text("其中的标识与路径不一致", "its handle is not that of the path")
_OTHER_INDEXES: Final = Text(
    "其中的索引与参数 index 不一致", "its indexes are not those of the parameter index"
)


async def get_handle(
    request: Request, handle: str, port: NodePort, proven: Proven | None
) -> Answer:
    """Answer the values of a handle; restricted ones only when asked for by proof or parameter.

    Raises: HttpError.
    """
    if request.first("publicOnly") is not None:
        is_public_only = request.flag("publicOnly")
    else:
        is_public_only = proven is None
    flags = _common_flags(request)
    if is_public_only:
        flags |= Flag.PUBLIC_ONLY
    body = ResolveRequest(handle, request.indexes(), request.every("type"))
    reply = await port.perform(Operation.RESOLVE, body, int(flags), peer_of(request), proven)
    status = status_of(Operation.RESOLVE, reply.response)
    return api_answer(request, status, reply_json(reply, handle), is_private=proven is not None)


async def put_handle(
    request: Request, handle: str, port: NodePort, proven: Proven | None
) -> Answer:
    """Register a handle or replace all its values; with ``index``, add or replace those values.

    ``overwrite=false`` refuses what is there already: 409 with 101 or 201.
    Raises: HttpError, BadJson.
    """
    various = request.first("index") == "various"
    indexes = () if various else request.indexes()
    values = _values(request, handle, int(port.now()))
    if indexes and set(indexes) != {value.index for value in values}:
        raise BadBody(reason=_OTHER_INDEXES)
    is_overwriting = request.first("overwrite") is None or request.flag("overwrite")
    is_minting = request.flag("mintNewSuffix")
    flags = _common_flags(request)
    if is_overwriting:
        flags |= Flag.OVERWRITE
    if is_minting:
        flags |= Flag.MINT_SUFFIX
    operation = Operation.ADD_VALUES if various or indexes else Operation.CREATE_HANDLE
    # Whether it is new decides between 200 and 201 only (RFC 9110 §9.3.4).
    is_new = True
    if is_overwriting:
        is_new = operation is Operation.CREATE_HANDLE and not (
            not is_minting and _is_there(handle, port)
        )
    body: Body = ValuesRequest(handle, values)
    reply = await port.perform(operation, body, int(flags), peer_of(request), proven)
    if isinstance(reply.body, CreateResponse) and reply.body.handle:
        handle = reply.body.handle
    status = status_of(operation, reply.response, is_created=is_new)
    return api_answer(request, status, reply_json(reply, handle), is_private=True)


async def delete_handle(
    request: Request, handle: str, port: NodePort, proven: Proven | None
) -> Answer:
    """Delete a handle, or with ``index`` those values of it.

    Raises: HttpError.
    """
    indexes = request.indexes()
    body: Body = RemoveRequest(handle, indexes) if indexes else HandleRequest(handle)
    operation = Operation.REMOVE_VALUES if indexes else Operation.DELETE_HANDLE
    flags = int(_common_flags(request))
    reply = await port.perform(operation, body, flags, peer_of(request), proven)
    status = status_of(operation, reply.response)
    return api_answer(request, status, reply_json(reply, handle), is_private=True)


def read_json(request: Request) -> object:
    """Answer the JSON of a body.

    Raises: WrongMediaType, BadBody.
    """
    kind = (request.header("content-type") or "").partition(";")[0].strip().lower()
    if kind not in {"", "application/json"}:
        raise WrongMediaType(kind=kind[:40], expected="application/json")
    try:
        return json.loads(request.body)
    except (ValueError, RecursionError):
        raise BadBody(reason=_NOT_JSON) from None


def _values(request: Request, handle: str, now: int) -> tuple[HandleValue, ...]:
    told = read_json(request)
    if isinstance(told, list):
        return values_from_json(told, now=now)
    if not isinstance(told, dict):
        raise BadBody(reason=_NO_VALUES)
    if "values" in told:
        named = told.get("handle")
        if isinstance(named, str) and not _is_same(named, handle):
            raise BadBody(reason=_OTHER_HANDLE)
        return values_from_json(told["values"], now=now)
    if {"index", "type", "data"} <= told.keys():
        return values_from_json([told], now=now)
    raise BadBody(reason=_NO_VALUES)


def _is_same(named: str, handle: str) -> bool:
    try:
        return is_same(named, handle)
    except UnicodeError:
        return False


def _is_there(handle: str, port: NodePort) -> bool:
    port.reader.renew()
    return port.reader.entry(handle) is not None


def _common_flags(request: Request) -> Flag:
    flags = _USUAL
    if request.flag("auth"):
        flags |= Flag.AUTHORITATIVE
    if request.flag("doNotRefer"):
        flags |= Flag.NO_REFERRAL
    return flags
