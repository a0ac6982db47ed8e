"""``/api/handles?prefix=``, ``/api/prefixes``, ``/api/site``: lists and the site.

Source: Handle protocol facts §1.15: ``totalCount`` is a string, as in the reference. Not for single
handles (see api_handle).
"""

from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.node.http.answer import Answer
from lingnan.sources.identifier.node.http.api_handle import read_json
from lingnan.sources.identifier.node.http.errors import BadBody
from lingnan.sources.identifier.node.http.identity import peer_of
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.reply_json import api_answer, is_success, reply_json
from lingnan.sources.identifier.node.http.request import Request, decode_path
from lingnan.sources.identifier.node.http.status import status_of
from lingnan.sources.identifier.node.model import Proven, Reply
from lingnan.sources.identifier.wire.body.listing import ListResponse
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.codes import Operation
from lingnan.sources.identifier.wire.handle import is_prefix_handle, prefix_handle
from lingnan.sources.identifier.wire.json_key import JsonObject

#: Name where an operation needs none (Handle protocol facts §1.9).
_NO_HANDLE: Final = "/"
_NO_PREFIX: Final = Text("缺少 prefix", "there is no prefix")


async def list_handles(request: Request, port: NodePort, proven: Proven | None) -> Answer:
    """Answer the handles under a prefix, all or one page of them.

    Ours beside the reference: ``after={handle}`` with ``pageSize`` goes on behind a handle, which
    costs the same however long the list is; pages cannot be counted up to any depth.
    Raises: HttpError.
    """
    prefix = request.first("prefix") or ""
    name = prefix if is_prefix_handle(prefix) else prefix_handle(prefix)
    told: JsonObject = {"prefix": prefix}
    page, size = request.number("page", -1), request.number("pageSize", -1)
    after = request.first("after")
    if size < 0 or (page < 0 and after is None):
        return await _list(request, port, proven, Operation.LIST_HANDLES, name, told)
    skipped = 0 if after is not None else page * size
    found = await port.page(
        name, peer_of(request), proven, skipped=skipped, count=size, after=after
    )
    if isinstance(found, Reply):
        status = status_of(Operation.LIST_HANDLES, found.response)
        return api_answer(request, status, reply_json(found, name), is_private=True)
    told = {"responseCode": 1, **told, "totalCount": str(found.total_count)}
    told |= {"pageSize": size} if after is not None else {"page": page, "pageSize": size}
    told["handles"] = list(found.handles)
    return api_answer(request, 200, told, is_private=True)


async def list_prefixes(request: Request, port: NodePort, proven: Proven | None) -> Answer:
    """Answer the prefixes that live here.

    Raises: HttpError.
    """
    return await _list(request, port, proven, Operation.LIST_HOMED_PREFIXES, _NO_HANDLE, {})


async def change_prefix(
    request: Request, path: str, port: NodePort, proven: Proven | None
) -> Answer:
    """Home a prefix (POST) or unhome one (DELETE); it is named in path, query or body.

    Raises: HttpError.
    """
    prefix = request.first("prefix") or decode_path(path)
    if not prefix and request.body:
        told = read_json(request)
        named = told.get("prefix") if isinstance(told, dict) else None
        prefix = named if isinstance(named, str) else ""
    if not prefix:
        raise BadBody(reason=_NO_PREFIX)
    name = prefix if is_prefix_handle(prefix) else prefix_handle(prefix)
    is_post = request.method == "POST"
    operation = Operation.HOME_PREFIX if is_post else Operation.UNHOME_PREFIX
    reply = await port.perform(operation, HandleRequest(name), 0, peer_of(request), proven)
    status = status_of(operation, reply.response)
    return api_answer(request, status, reply_json(reply, name), is_private=True)


async def get_site(request: Request, port: NodePort, proven: Proven | None) -> Answer:
    """Answer the site of this node.

    Raises: HttpError.
    """
    body = HandleRequest(_NO_HANDLE)
    reply = await port.perform(Operation.GET_SITE_INFO, body, 0, peer_of(request), proven)
    return api_answer(
        request, status_of(Operation.GET_SITE_INFO, reply.response), reply_json(reply)
    )


async def _list(
    request: Request,
    port: NodePort,
    proven: Proven | None,
    operation: Operation,
    name: str,
    told: JsonObject,
) -> Answer:
    reply = await port.perform(operation, HandleRequest(name), 0, peer_of(request), proven)
    status = status_of(operation, reply.response)
    if not is_success(reply):
        return api_answer(request, status, reply_json(reply, name), is_private=True)
    names = _names(reply)
    page, size = request.number("page", -1), request.number("pageSize", -1)
    told = {"responseCode": 1, **told, "totalCount": str(len(names))}
    if page >= 0 and size >= 0:
        told |= {"page": page, "pageSize": size}
        names = names[page * size : (page + 1) * size]
    told["prefixes" if operation == Operation.LIST_HOMED_PREFIXES else "handles"] = names
    return api_answer(request, status, told, is_private=True)


def _names(reply: Reply) -> list[str]:
    bodies = (reply.body, *reply.following)
    return [name for body in bodies if isinstance(body, ListResponse) for name in body.handles]
