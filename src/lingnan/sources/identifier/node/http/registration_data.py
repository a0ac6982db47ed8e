"""Registration data of prefixes and identifiers, in the shapes of RDAP.

What the records of this node hold, nothing more: who is registrant is business data and not here.
Source: RFC 7480, RFC 9083 (objects, errors), RFC 9082 (paths); IIIDAP drafts (Handle protocol facts
§4.4). Not for values as such (see api_handle).
"""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.node.http.answer import Answer, json_answer
from lingnan.sources.identifier.node.http.identity import peer_of
from lingnan.sources.identifier.node.http.port import NodePort
from lingnan.sources.identifier.node.http.request import Request, decode_path
from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.http.status import status_of
from lingnan.sources.identifier.node.http.word import synthetic_note
from lingnan.sources.identifier.node.model import Reply
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Operation
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import (
    check,
    fold_text,
    is_prefix_handle,
    parent_prefix,
    prefix_handle,
    split,
)
from lingnan.sources.identifier.wire.json_key import JsonObject
from lingnan.sources.identifier.wire.json_site import site_to_json
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

MEDIA_TYPE: Final = "application/rdap+json"
_CONFORMANCE: Final = ("rdap_level_0",)
_NOT_FOUND: Final = Text("本节点没有该对象。", "This node has no such object.")
_BAD: Final = Text("对象名称无效。", "The name of the object is not valid.")
_ELSEWHERE: Final = Text("请向所列站点查询。", "Ask the sites listed.")
_HELP: Final = (
    Text(
        "查询前缀：/rdap/prefix/{前缀}；查询标识：/rdap/identifier/{标识}。",
        "Ask for a prefix at /rdap/prefix/{prefix}, for an identifier at "
        "/rdap/identifier/{identifier}.",
    ),
    Text(
        "仅提供本节点记录中的公开数据。",
        "Only what the records of this node hold publicly is told.",
    ),
)
_SYNTHETIC: Final = Text("示例数据", "Example data")
_SERVICE: Final = Text("服务说明", "Service")


class RegistrationData:
    """Answers questions about who administers an object, where it is served, when it changed."""

    def __init__(self, port: NodePort, settings: HttpSettings) -> None:
        self._port = port
        self._settings = settings

    async def respond(self, request: Request, rest: str) -> Answer:
        """Answer ``prefix/{prefix}``, ``identifier/{handle}`` or ``help``.

        Raises: BadTarget.
        """
        kind, _, name = rest.partition("/")
        name = decode_path(name)
        lang = request.lang
        if kind == "help" and not name:
            return self._answer(200, self._help(lang))
        if kind == "prefix" and name:
            name = name if is_prefix_handle(name) else prefix_handle(name)
        elif kind != "identifier" or not name:
            return self._failure(400, _BAD, lang)
        try:
            check(name)
        except WireError:
            return self._failure(400, _BAD, lang)
        reply = await self._port.perform(
            Operation.RESOLVE, ResolveRequest(name), int(PLAIN_FLAGS), peer_of(request), None
        )
        if isinstance(reply.body, ResolveResponse):
            return self._answer(200, self._object(request, reply.body))
        return self._refusal(reply, lang)

    def _refusal(self, reply: Reply, lang: Lang) -> Answer:
        status = status_of(Operation.RESOLVE, reply.response)
        if isinstance(reply.body, Referral):
            told = self._error(300, _ELSEWHERE, lang)
            told["sites"] = _sites(reply.body.values or ())
            return self._answer(300, told)
        if status == 400:
            status = 404
        return self._failure(status, _NOT_FOUND, lang)

    def _object(self, request: Request, body: ResolveResponse) -> JsonObject:
        handle = body.handle
        is_prefix = is_prefix_handle(handle)
        prefix, suffix = split(handle)
        lang = request.lang
        told: JsonObject = {
            "rdapConformance": list(_CONFORMANCE),
            "objectClassName": "prefix" if is_prefix else "identifier",
            "lang": "zh-CN" if lang == "zh" else "en",
            "handle": handle,
            "name": suffix if is_prefix else handle,
            "status": ["active"],
        }
        parent = parent_prefix(suffix) if is_prefix else prefix
        if parent is not None:
            told["parentHandle"] = prefix_handle(parent)
        if body.values:
            last = max(value.timestamp for value in body.values)
            told["events"] = [{"eventAction": "last changed", "eventDate": _instant(last)}]
        entities = _entities(body.values)
        if entities:
            told["entities"] = entities
        sites = _sites(body.values)
        if sites:
            told["sites"] = sites
        told["links"] = _links(request, handle)
        note = synthetic_note(self._settings, handle)
        notices = [] if note is None else [_notice(_SYNTHETIC, (note,), lang)]
        told["notices"] = [*notices, _notice(_SERVICE, _HELP[1:], lang)]
        return told

    def _help(self, lang: Lang) -> JsonObject:
        return {
            "rdapConformance": list(_CONFORMANCE),
            "notices": [_notice(_SERVICE, _HELP, lang)],
        }

    def _error(self, status: int, text: Text, lang: Lang) -> JsonObject:
        return {
            "rdapConformance": list(_CONFORMANCE),
            "errorCode": status,
            "title": HTTPStatus(status).phrase,
            "description": [text.in_(lang)],
            "lang": "zh-CN" if lang == "zh" else "en",
        }

    def _failure(self, status: int, text: Text, lang: Lang) -> Answer:
        return self._answer(status, self._error(status, text, lang))

    def _answer(self, status: int, told: JsonObject) -> Answer:
        return json_answer(status, told, kind=MEDIA_TYPE)


def _entities(values: tuple[HandleValue, ...]) -> list[JsonObject]:
    """Answer the administrators that HS_ADMIN values name (RFC 9083 §5.1)."""
    found: list[JsonObject] = []
    for value in values:
        if fold_text(value.type) != "HS_ADMIN":
            continue
        try:
            admin = AdminRecord.decode(value.data)
        except WireError:
            continue
        entity: JsonObject = {
            "objectClassName": "entity",
            "handle": f"{admin.index}:{admin.handle}",
            "roles": ["administrative"],
        }
        if entity not in found:
            found.append(entity)
    return found


def _sites(values: tuple[HandleValue, ...]) -> list[JsonObject]:
    found = []
    for value in values:
        if fold_text(value.type).startswith(("HS_SITE", "HS_NA_DELEGATE")):
            try:
                found.append(site_to_json(SiteInfo.decode(value.data)))
            except WireError:
                continue
    return found


def _links(request: Request, handle: str) -> list[JsonObject]:
    name = quote(handle, safe="/")
    own = request.base + request.path
    return [
        {"value": own, "rel": "self", "href": own, "type": MEDIA_TYPE},
        {
            "value": own,
            "rel": "related",
            "href": f"{request.base}/api/handles/{name}",
            "type": "application/json",
        },
    ]


def _notice(title: Text, lines: tuple[Text, ...], lang: Lang) -> JsonObject:
    return {"title": title.in_(lang), "description": [line.in_(lang) for line in lines]}


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"
