"""Handle values ⇄ JSON of the HTTP interface.

What octets alone can tell survives both ways; a typed form is shown for HS_ADMIN, HS_VLIST, HS_SITE
and HS_PUBKEY, text where the data is text, else base64. Source: Handle protocol facts §1.15. Not
for envelopes of answers such as responseCode (see node) and not for sites and keys (see json_site,
json_key).
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import DEFAULT_PERMISSIONS
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.json_field import MAX_INT4, Field
from lingnan.sources.identifier.wire.json_key import JsonObject, key_from_json, key_to_json
from lingnan.sources.identifier.wire.json_site import site_from_json, site_to_json
from lingnan.sources.identifier.wire.limit import MAX_ARRAY, MAX_VALUES
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.typed import decode_data
from lingnan.sources.identifier.wire.value import DEFAULT_TTL, HandleValue

_LEGACY_TAIL: Final = b"\0\0"
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BAD_TIME: Final = Text(
    "应为 ISO 8601 时间，如 2026-11-22T23:48:39Z，在 1970 至 2106 年之间",
    "it must be a time in ISO 8601, as 2026-11-22T23:48:39Z, from 1970 to 2106",
)
_BAD_FORMAT: Final = Text(
    "应为 string、base64、hex、admin、vlist、site 或 key",
    "it must be string, base64, hex, admin, vlist, site or key",
)
_TOO_LONG: Final = Text(f"超过 {MAX_ARRAY} 字节", f"it is longer than {MAX_ARRAY} octets")


def value_to_json(value: HandleValue) -> JsonObject:
    """Answer one value as JSON; permissions and references only when they are not the usual.

    Source: Handle protocol facts §1.15.
    """
    told: JsonObject = {
        "index": value.index,
        "type": value.type,
        "data": data_to_json(value.type, value.data),
    }
    if value.permissions != DEFAULT_PERMISSIONS:
        told["permissions"] = format(value.permissions, "04b")
    told["ttl"] = _time_to_json(value.ttl) if value.is_ttl_absolute else value.ttl
    told["timestamp"] = _time_to_json(value.timestamp)
    if value.references:
        told["references"] = references_to_json(value.references)
    return told


def value_from_json(value: object, *, now: int, path: str = "value") -> HandleValue:
    """Answer the value of its JSON form.

    Args:
        now: UNIX seconds, used where no timestamp is given. path: how errors name the value.

    Raises:
        BadJson: a field is missing or cannot be understood; the error names it.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    timestamp = field.optional("timestamp")
    permissions = field.optional("permissions")
    references = field.optional("references")
    ttl, is_absolute = _ttl(field.optional("ttl"))
    return HandleValue(
        index=field.member("index").integer(1),
        type=field.member("type").text(),
        data=data_from_json(field.member("data")),
        ttl=ttl,
        is_ttl_absolute=is_absolute,
        timestamp=now if timestamp is None else _time_from_json(timestamp),
        permissions=DEFAULT_PERMISSIONS.value if permissions is None else permissions.mask(4, 8),
        references=() if references is None else references_from_json(references),
    )


def values_to_json(values: Iterable[HandleValue]) -> list[JsonObject]:
    """Answer several values as JSON (Handle protocol facts §1.15)."""
    return [value_to_json(value) for value in values]


def values_from_json(value: object, *, now: int, path: str = "values") -> tuple[HandleValue, ...]:
    """Answer the values of a JSON array, at most `MAX_VALUES`.

    Raises:
        BadJson: a field is missing or cannot be understood; the error names it.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    return tuple(value_from_json(each, now=now) for each in field.items(MAX_VALUES))


def data_to_json(value_type: str, data: bytes) -> JsonObject:
    """Answer the data of a value: its typed form, text, or base64 (Handle protocol facts §1.15)."""
    return _typed_to_json(value_type, data) or _plain_to_json(data)


def data_from_json(value: object, path: str = "data") -> bytes:
    """Answer the octets of data in any of its formats; a bare string is text.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    if isinstance(field.value, str):
        data = field.text().encode()
    else:
        data = _formatted(field.member("format"), field.member("value"))
    if len(data) > MAX_ARRAY:
        raise field.failure(_TOO_LONG)
    return data


def admin_to_json(admin: AdminRecord) -> JsonObject:
    """Answer an administrator as JSON; rights most significant first, twelve digits or more.

    Source: Handle protocol facts §1.15.
    """
    told: JsonObject = {
        "handle": admin.handle,
        "index": admin.index,
        "permissions": format(admin.rights, "012b"),
    }
    if admin.is_legacy:
        told["legacyByteLength"] = True
    return told


def admin_from_json(value: object, path: str = "admin") -> AdminRecord:
    """Answer the administrator of its JSON form.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    legacy = field.optional("legacyByteLength")
    return AdminRecord(
        rights=field.member("permissions").mask(12, 16),
        handle=field.member("handle").handle(),
        index=field.member("index").integer(),
        tail=_LEGACY_TAIL if legacy is not None and legacy.boolean() else b"",
    )


def references_to_json(references: Iterable[Reference]) -> list[JsonObject]:
    """Answer references as JSON: those of a value, or the members of an HS_VLIST.

    Source: Handle protocol facts §1.15.
    """
    return [{"handle": each.handle, "index": each.index} for each in references]


def references_from_json(value: object, path: str = "references") -> tuple[Reference, ...]:
    """Answer the references of a JSON array.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    return tuple(
        Reference(each.member("handle").handle(), each.member("index").integer())
        for each in field.items()
    )


def _typed_to_json(value_type: str, data: bytes) -> JsonObject | None:
    try:
        record = decode_data(value_type, data)
    except WireError:
        return None
    if record is None:
        return None
    if isinstance(record, AdminRecord):
        return {"format": "admin", "value": admin_to_json(record)}
    if isinstance(record, tuple):
        return {"format": "vlist", "value": references_to_json(record)}
    if isinstance(record, SiteInfo):
        return {"format": "site", "value": site_to_json(record)}
    jwk = key_to_json(record)
    return None if jwk is None else {"format": "key", "value": jwk}


def _plain_to_json(data: bytes) -> JsonObject:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = None
    if text is None or _CONTROL.search(text):
        return {"format": "base64", "value": b64encode(data).decode()}
    return {"format": "string", "value": text}


def _formatted(form: Field, value: Field) -> bytes:
    match form.text():
        case "string":
            return value.text().encode()
        case "base64":
            return value.base64()
        case "hex":
            return value.hexadecimal()
        case "admin":
            return admin_from_json(value).encode()
        case "vlist":
            return encode_references(references_from_json(value))
        case "site":
            return site_from_json(value).encode()
        case "key":
            return key_from_json(value).encode()
        case _:
            raise form.failure(_BAD_FORMAT)


def _ttl(field: Field | None) -> tuple[int, bool]:
    if field is None:
        return DEFAULT_TTL, False
    if isinstance(field.value, str) and not field.value.isdigit():
        return _time_from_json(field), True
    return field.integer(), False


def _time_to_json(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"


def _time_from_json(field: Field) -> int:
    if isinstance(field.value, int):
        return field.integer()
    try:
        told = datetime.fromisoformat(field.text())
        at = told if told.tzinfo else told.replace(tzinfo=UTC)
        seconds = int(at.timestamp())
    except (ValueError, OverflowError):
        raise field.failure(_BAD_TIME) from None
    if not 0 <= seconds <= MAX_INT4:
        raise field.failure(_BAD_TIME)
    return seconds
