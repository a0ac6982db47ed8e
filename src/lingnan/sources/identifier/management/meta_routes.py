"""Templates in the shape of an enterprise node: /api/v1/open/meta (Handle protocol facts §4.5).

The code of a template (metaCode) is its version here. Editing goes through the second-level shape
(template_routes), where what may change is said item by item.
"""

from typing import Any, Final

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.errors import NoTemplate
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import DataType, Item, Template
from lingnan.sources.identifier.business.template_form import read_template, write_template
from lingnan.sources.identifier.business.template_store import (
    add_template,
    enable_template,
    list_templates,
    remove_template,
)
from lingnan.sources.identifier.management.answer import Shape
from lingnan.sources.identifier.management.call import Call, text_of
from lingnan.sources.identifier.management.errors import BodyMalformed
from lingnan.sources.identifier.management.place import ensure_open
from lingnan.sources.identifier.management.route import Route
from lingnan.sources.identifier.management.template_routes import ensure_readable

_READ, _CHANGE = Permission.IDENTIFIER_READ, Permission.IDENTIFIER_TEMPLATE
_TYPES: Final = {"1": DataType.STRING, "2": DataType.NUMBER, "3": DataType.DATE}
_CODES: Final = {kind: int(code) for code, kind in _TYPES.items()}
_LEVELS: Final = ("industryCategory", "industrySpecific", "industryTrade", "industrySubclass")


async def create(call: Call) -> dict[str, Any]:
    """Add a template under `prefix`, or the prefix of the application that asks.

    Raises: TemplateInvalid, TemplateExists, Refused.
    """
    told = await call.object()
    prefix = told.get("prefix") or told.get("metaHandle") or call.who.name
    items = told.get("metaItemCreateDTOS")
    form = read_template(
        {name: told.get(name) for name in _LEVELS}
        | {
            "prefix": str(prefix).partition("/")[0],
            "version": told.get("metaCode"),
            "name": told.get("metaName"),
            "description": told.get("metaDesc") or None,
            "type": told.get("type", 2),
            "items": [_item(item) for item in items] if isinstance(items, list) else None,
        }
    )
    ensure_open(call, _CHANGE, form.prefix)
    made = add_template(call.desk.database, form, actor=call.actor, at=call.at)
    await call.settle(made.handle)
    return {"metaHandle": made.handle}


async def info(call: Call) -> dict[str, Any]:
    """Show a template by its handle. Raises: NoTemplate, Refused."""
    handle = call.query("metaHandle")
    ensure_readable(call, handle.partition("/")[0])
    found = _find(call, handle)
    form = write_template(found)
    return {name: form[name] for name in _LEVELS} | {
        "metaHandle": found.handle,
        "metaName": found.name_zh,
        "metaCode": found.version,
        "metaDesc": found.description or "",
        "metaState": int(found.is_enabled),
        "metaContributor": found.prefix,
        "createdTime": f"{found.made_at:%Y-%m-%d %H:%M:%S}",
        "updatedTime": f"{found.changed_at:%Y-%m-%d %H:%M:%S}",
        "itemVOS": [_told(item) for item in found.items],
    }


async def publish(call: Call) -> list[dict[str, Any]]:
    """Enable (publish) or disable (withdraw) templates. Raises: NoTemplate, Refused."""
    form = await call.object()
    kind = text_of(form, "opType", most=20)
    handles = form.get("metaHandleList")
    if kind not in ("publish", "withdraw") or not isinstance(handles, list):
        reason = Text("opType 应为 publish 或 withdraw", "opType is publish or withdraw")
        raise BodyMalformed(reason=reason)
    answered = []
    for handle in map(str, handles[:100]):
        ensure_open(call, _CHANGE, handle.partition("/")[0])
        found = _find(call, handle)
        enable_template(
            call.desk.database,
            found.prefix,
            found.version,
            is_enabled=kind == "publish",
            actor=call.actor,
            at=call.at,
        )
        answered.append({"metaHandle": found.handle, "state": "success"})
    return answered


async def remove(call: Call) -> None:
    """Remove a template that nothing refers to. Raises: NoTemplate, TemplateInUse, Refused."""
    handle = call.query("metaHandle")
    ensure_open(call, _CHANGE, handle.partition("/")[0])
    found = _find(call, handle)
    remove_template(call.desk.database, found.prefix, found.version, actor=call.actor, at=call.at)
    await call.settle(found.handle)


def _find(call: Call, handle: str) -> Template:
    found = list_templates(call.desk.database, metadata_template.c.handle == handle, limit=1)
    if not found:
        prefix, _, suffix = handle.partition("/")
        raise NoTemplate(prefix=prefix[:128], version=suffix[:128])
    return found[0]


def _item(told: Any) -> dict[str, Any]:
    """Answer an item of the other shape in ours; what is missing is told by its reader."""
    if not isinstance(told, dict):
        return {}
    schema = told.get("itemSchemaCreateDTO")
    limits = schema if isinstance(schema, dict) else {}
    kind = _TYPES.get(str(limits.get("dataType", "1")))
    return {
        "name": told.get("chineseName"),
        "idType": told.get("englishName"),
        "required": bool(told.get("required")),
        "metadata": {
            "type": "?" if kind is None else kind.value,
            "minLength": limits.get("minLength"),
            "maxLength": limits.get("maxLength"),
        },
    }


def _told(item: Item) -> dict[str, Any]:
    return {
        "itemIndex": item.index,
        "itemCode": item.type,
        "englishName": item.type,
        "chineseName": item.name,
        "itemState": int(not item.is_enabled),
        "required": int(item.is_required),
        "itemSchemaVO": {
            "dataType": _CODES.get(item.data_type, 1),
            "minLength": item.least,
            "maxLength": item.most,
        },
    }


_PATH: Final = "/api/v1/open/meta"
_SHAPE: Final = Shape.CODE
ROUTES: Final = (
    Route("POST", f"{_PATH}/create", _CHANGE, create, _SHAPE),
    Route("GET", f"{_PATH}/info", _READ, info, _SHAPE),
    Route("PUT", f"{_PATH}/publish-or-withdraw", _CHANGE, publish, _SHAPE),
    Route("DELETE", f"{_PATH}/delete", _CHANGE, remove, _SHAPE),
)
