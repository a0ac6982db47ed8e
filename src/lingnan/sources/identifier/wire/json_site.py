"""Sites ⇄ JSON of the HTTP interface, as in the `site` data format and in ``/api/site``.

Source: Handle protocol facts §1.8, §1.15. Not for keys inside a site (see json_key).
"""

from base64 import b64encode
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.wire.codes import HashOption, InterfaceType, Protocol, SiteFlag
from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.json_field import Field
from lingnan.sources.identifier.wire.json_key import (
    JsonObject,
    key_data_from_json,
    key_data_to_json,
)
from lingnan.sources.identifier.wire.site import (
    Attribute,
    Interface,
    Server,
    SiteInfo,
    pack_address,
)

_PROTOCOLS: Final = {member.name: member.value for member in Protocol}
_BAD_ADDRESS: Final = Text("不是 IPv4 或 IPv6 地址", "it is no IPv4 or IPv6 address")
_BAD_PROTOCOL: Final = Text("应为 UDP、TCP、HTTP 或 HTTPS", "it must be UDP, TCP, HTTP or HTTPS")
_BAD_VERSION: Final = Text("应为 主版本.次版本，如 2.11", "it must be major.minor, as 2.11")


def site_to_json(site: SiteInfo) -> JsonObject:
    """Answer a site as JSON; the hash option only where it is not the usual one.

    Source: Handle protocol facts §1.15.
    """
    told: JsonObject = {
        "version": site.data_version,
        "protocolVersion": f"{site.protocol_major}.{site.protocol_minor}",
        "serialNumber": site.serial,
        "primarySite": site.is_primary,
        "multiPrimary": site.is_multi_primary,
    }
    if site.hash_option != HashOption.HANDLE:
        told["hashOption"] = site.hash_option
    if site.hash_filter:
        told["hashFilter"] = b64encode(site.hash_filter).decode()
    told["attributes"] = [{"name": each.name, "value": each.value} for each in site.attributes]
    told["servers"] = [_server_to_json(server) for server in site.servers]
    return told


def site_from_json(value: object, path: str = "site") -> SiteInfo:
    """Answer the site of its JSON form.

    Raises:
        BadJson: a field is missing or cannot be understood.

    Source: Handle protocol facts §1.15.
    """
    field = value if isinstance(value, Field) else Field(value, path)
    major, minor = _version(field.optional("protocolVersion"))
    flags = SiteFlag.PRIMARY.value if _flag(field, "primarySite") else 0
    if _flag(field, "multiPrimary"):
        flags |= SiteFlag.MULTI_PRIMARY.value
    attributes = field.optional("attributes")
    hash_filter = field.optional("hashFilter")
    return SiteInfo(
        serial=_number(field, "serialNumber", 1, 0xFFFF),
        servers=tuple(_server_from_json(each) for each in field.member("servers").items()),
        attributes=tuple(
            Attribute(each.member("name").text(), each.member("value").text())
            for each in (attributes.items() if attributes else ())
        ),
        flags=flags,
        hash_option=_number(field, "hashOption", HashOption.HANDLE.value, 2),
        protocol_major=major,
        protocol_minor=minor,
        data_version=_number(field, "version", 1, 0xFFFF),
        hash_filter=hash_filter.base64() if hash_filter else b"",
    )


def _server_to_json(server: Server) -> JsonObject:
    told: JsonObject = {"serverId": server.server_id, "address": server.host}
    if server.public_key:
        told["publicKey"] = key_data_to_json(server.public_key)
    told["interfaces"] = [
        {
            "query": each.is_query,
            "admin": each.is_admin,
            "protocol": _protocol_name(each.protocol),
            "port": each.port,
        }
        for each in server.interfaces
    ]
    return told


def _server_from_json(field: Field) -> Server:
    address = field.member("address")
    try:
        octets = pack_address(address.text())
    except BadField:
        raise address.failure(_BAD_ADDRESS) from None
    key = field.optional("publicKey")
    return Server(
        server_id=field.member("serverId").integer(),
        address=octets,
        public_key=key_data_from_json(key) if key else b"",
        interfaces=tuple(_interface_from_json(each) for each in field.member("interfaces").items()),
    )


def _interface_from_json(field: Field) -> Interface:
    kind = InterfaceType.QUERY.value if _flag(field, "query") else 0
    if _flag(field, "admin"):
        kind |= InterfaceType.ADMIN.value
    return Interface(
        kind, _protocol(field.member("protocol")), field.member("port").integer(1, 65_535)
    )


def _protocol_name(protocol: int) -> str | int:
    return next((name for name, number in _PROTOCOLS.items() if number == protocol), protocol)


def _protocol(field: Field) -> int:
    if isinstance(field.value, int):
        return field.integer(0, 0xFF)
    number = _PROTOCOLS.get(field.text().upper())
    if number is None:
        raise field.failure(_BAD_PROTOCOL)
    return number


def _version(field: Field | None) -> tuple[int, int]:
    if field is None:
        return 2, 11
    major, dot, minor = field.text().partition(".")
    if not dot:
        raise field.failure(_BAD_VERSION)
    return Field(major, field.path).integer(0, 255), Field(minor, field.path).integer(0, 255)


def _flag(field: Field, name: str) -> bool:
    found = field.optional(name)
    return False if found is None else found.boolean()


def _number(field: Field, name: str, default: int, high: int) -> int:
    found = field.optional(name)
    return default if found is None else found.integer(0, high)
