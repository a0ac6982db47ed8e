"""Identifiers of an enterprise node by DOIP operations, and signing in by challenge.

/api/v1/doip and /api/v1/doip/public (Handle protocol facts §4.5). The identifier's type is the
handle of its template; the content is {English name: text}. Not for the DOIP wire protocol.
"""

import base64
import binascii
from typing import Any, Final

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.amendment import amend_rows, delete_handles
from lingnan.sources.identifier.business.challenge import make_challenge
from lingnan.sources.identifier.business.node_application import prove_application
from lingnan.sources.identifier.business.registration import register_rows
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import TEMPLATE_ID_INDEX, Template
from lingnan.sources.identifier.business.template_store import list_templates
from lingnan.sources.identifier.management.answer import Shape
from lingnan.sources.identifier.management.call import Call, optional_of, text_of
from lingnan.sources.identifier.management.data_routes import one
from lingnan.sources.identifier.management.desk import APPLICATION_MAY
from lingnan.sources.identifier.management.detail import find_entry, text_at, visible_values
from lingnan.sources.identifier.management.errors import BodyMalformed, OperationUnknown
from lingnan.sources.identifier.management.route import Open, Route

_READ, _REGISTER = Permission.IDENTIFIER_READ, Permission.IDENTIFIER_REGISTER
CREATE: Final = "0.DOIP/Op.Create"
RETRIEVE: Final = "0.DOIP/Op.Retrieve"
UPDATE: Final = "0.DOIP/Op.Update"
DELETE: Final = "0.DOIP/Op.Delete"
UPDATE_SOME: Final = "0.DOIP.EXTEND/Op.Update.Non.Overlay"
_DATA_TYPE: Final = {"number": 2, "integer": 2, "date": 3, "datetime": 3}


async def challenge(call: Call) -> str:
    """Answer a challenge for an application; its text is to be signed."""
    return make_challenge(call.desk.database, call.query("handle"), at=call.at)


async def verify_response(call: Call) -> dict[str, Any]:
    """Take the signature over a challenge and give a token. Raises: ProofRefused."""
    form = await call.object()
    handle = text_of(form, "handle", most=300)
    nonce = optional_of(form, "nonce", most=64)
    signature = signature_of(form)
    desk = call.desk
    found = prove_application(desk.database, handle, nonce, signature, at=call.at)
    life = desk.limits.key_token_life
    token = desk.key_tokens.make(
        found.handle, APPLICATION_MAY, expires_at=call.at + life, at=call.at
    )
    return {"token": token.reveal(), "expiresIn": int(life.total_seconds())}


async def retrieve(call: Call) -> dict[str, Any]:
    """Show an identifier: 0.DOIP/Op.Retrieve. Raises: OperationUnknown, IdentifierUnknown."""
    operation = call.query("operationId")
    if operation != RETRIEVE:
        raise OperationUnknown(operation=operation[:80])
    entry = find_entry(call, call.query("targetId"))
    values = visible_values(call, entry)
    type_handle = text_at(values, TEMPLATE_ID_INDEX)
    template = _template(call, type_handle) if type_handle else None
    items = {} if template is None else {item.index: item for item in template.items}
    elements = [
        {
            "index": value.index,
            "type": value.type,
            "name": items[value.index].name,
            "data": value.data.decode(errors="replace"),
            "dataType": _DATA_TYPE.get(items[value.index].data_type.value, 1),
        }
        for value in values
        if value.index in items
    ]
    attributes = {"id": entry.handle, "type": type_handle, "elements": elements}
    return {"id": entry.handle, "type": type_handle, "attributes": attributes}


async def operate(call: Call) -> dict[str, Any] | None:
    """Create, update, update some values of, or delete an identifier.

    Raises: OperationUnknown, IdentifierRefused, NoTemplate, BodyMalformed.
    """
    operation, handle = call.query("operationId"), call.query("targetId")
    registrar, at = call.desk.registrar, call.at
    if operation == DELETE:
        one(await delete_handles(registrar, call.who, [handle], at=at))
        return None
    if operation not in (CREATE, UPDATE, UPDATE_SOME):
        raise OperationUnknown(operation=operation[:80])
    form, octets = await call.json()
    row = _row(call, handle, form)
    if operation == CREATE:
        key = call.idempotency_key
        content = handle.encode("utf-8", "surrogatepass") + b"\n" + octets
        found = await register_rows(registrar, call.who, [row], at=at, key=key, content=content)
    else:
        is_partial = operation == UPDATE_SOME
        found = await amend_rows(registrar, call.who, [row], at=at, is_partial=is_partial)
    one(found)
    return {"type": form["type"], "attributes": form["attributes"]}


def signature_of(form: dict[str, Any]) -> bytes:
    """Answer the member `signature`, base64 of either alphabet. Raises: BodyMalformed."""
    text = text_of(form, "signature", most=4000).translate(str.maketrans("-_", "+/"))
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        reason = Text("signature 不是 Base64", "signature is no base64")
        raise BodyMalformed(reason=reason) from None


def _row(call: Call, handle: str, form: Any) -> dict[str, Any]:
    """Answer the row that a DOIP body asks for."""
    attributes = form.get("attributes") if isinstance(form, dict) else None
    content = attributes.get("content") if isinstance(attributes, dict) else None
    if not isinstance(content, dict):
        reason = Text("缺少 attributes.content", "attributes.content is missing")
        raise BodyMalformed(reason=reason)
    template = _template(call, text_of(form, "type", most=300))
    row: dict[str, Any] = {"handle": handle}
    if template is None:
        # Told by the judge of rows, with the version that does not exist.
        return row | {"templateVersion": str(form["type"]), "value": []}
    items = {item.type: item for item in template.items}
    row["templateVersion"] = template.version
    row["value"] = [
        {
            "index": items[name].index if name in items else name,
            "type": name,
            "data": {"format": "string", "value": text},
        }
        for name, text in content.items()
    ]
    return row


def _template(call: Call, handle: str) -> Template | None:
    found = list_templates(call.desk.database, metadata_template.c.handle == handle, limit=1)
    return found[0] if found else None


_PATH: Final = "/api/v1/doip"
_SHAPE: Final = Shape.CODE
ROUTES: Final = (
    Route("GET", f"{_PATH}/public/challenge", Open.ANYBODY, challenge, _SHAPE),
    Route("POST", f"{_PATH}/public/verify-response", Open.ANYBODY, verify_response, _SHAPE),
    Route("GET", _PATH, _READ, retrieve, _SHAPE),
    Route("POST", _PATH, _REGISTER, operate, _SHAPE),
)
