"""Data of an HS_SITE value, and body of the answer to get-site-info: servers and how to reach them.

Source: RFC 3651 §3.2.2, Handle protocol facts §1.8, §1.16. Not for choosing among sites (see
resolver).
"""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from struct import Struct
from typing import Final

from lingnan.sources.identifier.wire.codes import HashOption, InterfaceType, SiteFlag
from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.handle import server_number
from lingnan.sources.identifier.wire.octets import (
    Reader,
    pack_fields,
    pack_int4,
    pack_items,
    pack_octets,
    pack_text,
)

ADDRESS_LENGTH: Final = 16
_HEAD: Final = Struct(">HBBHBB")
_INTERFACE: Final = Struct(">BBI")
_LOOPBACK: Final = IPv6Address("::1")


@dataclass(frozen=True, slots=True)
class Interface:
    """One way to reach a server: `type` masks `InterfaceType`, `protocol` is of `Protocol`.

    Source: RFC 3651 §3.2.2.
    """

    type: int
    protocol: int
    port: int

    @property
    def is_admin(self) -> bool:
        """Answer whether administration is taken here."""
        return bool(self.type & InterfaceType.ADMIN.value)

    @property
    def is_query(self) -> bool:
        """Answer whether resolution is taken here."""
        return bool(self.type & InterfaceType.QUERY.value)

    def encode(self) -> bytes:
        """Write the interface (RFC 3651 §3.2.2)."""
        return pack_fields(_INTERFACE, "interface", self.type, self.protocol, self.port)

    @classmethod
    def read(cls, reader: Reader) -> "Interface":
        """Read an interface where the reader stands (RFC 3651 §3.2.2)."""
        return cls(*reader.fields(_INTERFACE))


@dataclass(frozen=True, slots=True)
class Server:
    """One server of a site: `address` has 16 octets, `public_key` is a key as in HS_PUBKEY.

    Source: RFC 3651 §3.2.2.
    """

    server_id: int
    address: bytes
    public_key: bytes
    interfaces: tuple[Interface, ...]

    @property
    def host(self) -> str:
        """Answer the address as text."""
        return unpack_address(self.address)

    def encode(self) -> bytes:
        """Write the server (RFC 3651 §3.2.2).

        Raises:
            BadField: the address has not 16 octets. OutOfRange: a number does not fit.
        """
        if len(self.address) != ADDRESS_LENGTH:
            raise BadField(field="address", value=self.address.hex(), allowed="16 octets")
        return b"".join(
            (
                pack_int4(self.server_id, "serverId"),
                self.address,
                pack_octets(self.public_key),
                pack_items(each.encode() for each in self.interfaces),
            )
        )

    @classmethod
    def read(cls, reader: Reader) -> "Server":
        """Read a server where the reader stands (RFC 3651 §3.2.2)."""
        return cls(
            reader.int4(),
            reader.raw(ADDRESS_LENGTH),
            reader.octets(),
            reader.items(Interface.read, least=_INTERFACE.size),
        )


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and a value that describe a site: desc, domain, path (RFC 3651 §3.2.2)."""

    name: str
    value: str

    def encode(self) -> bytes:
        """Write the attribute (RFC 3651 §3.2.2)."""
        return pack_text(self.name) + pack_text(self.value)

    @classmethod
    def read(cls, reader: Reader) -> "Attribute":
        """Read an attribute where the reader stands (RFC 3651 §3.2.2)."""
        return cls(reader.text(), reader.text())


@dataclass(frozen=True, slots=True)
class SiteInfo:
    """One site.

    Attributes:
        serial: raised with every change. flags: mask of `SiteFlag`.
        hash_option: of `HashOption`. protocol_major, protocol_minor: version the servers speak.

    Source: RFC 3651 §3.2.2.
    """

    serial: int
    servers: tuple[Server, ...]
    attributes: tuple[Attribute, ...] = ()
    flags: int = SiteFlag.PRIMARY.value
    hash_option: int = HashOption.HANDLE.value
    protocol_major: int = 2
    protocol_minor: int = 11
    data_version: int = 1
    hash_filter: bytes = b""

    @property
    def is_primary(self) -> bool:
        """Answer whether the site takes changes."""
        return bool(self.flags & SiteFlag.PRIMARY.value)

    @property
    def is_multi_primary(self) -> bool:
        """Answer whether there are several primary sites."""
        return bool(self.flags & SiteFlag.MULTI_PRIMARY.value)

    @property
    def version(self) -> tuple[int, int]:
        """Answer the protocol version that the servers speak."""
        return self.protocol_major, self.protocol_minor

    def attribute(self, name: str) -> str | None:
        """Answer the value of the first attribute of a name; None without one."""
        return next((each.value for each in self.attributes if each.name == name), None)

    def server_of(self, handle: str | bytes) -> Server:
        """Answer the server that is responsible for a handle (RFC 3651 §3.2.2).

        Raises:
            BadField: the site has no server, or an unknown hash option.
        """
        return self.servers[server_number(handle, self.hash_option, len(self.servers))]

    def encode(self) -> bytes:
        """Write the record, without a length before it (Handle protocol facts §1.8)."""
        return b"".join(
            (
                pack_fields(
                    _HEAD,
                    "site",
                    self.data_version,
                    self.protocol_major,
                    self.protocol_minor,
                    self.serial,
                    self.flags,
                    self.hash_option,
                ),
                pack_octets(self.hash_filter),
                pack_items(each.encode() for each in self.attributes),
                pack_items(each.encode() for each in self.servers),
            )
        )

    @classmethod
    def decode(cls, octets: bytes) -> "SiteInfo":
        """Read a record that fills the octets (RFC 3651 §3.2.2).

        Raises:
            WireError: the octets are no site record.
        """
        reader = Reader(octets)
        data_version, major, minor, serial, flags, hash_option = reader.fields(_HEAD)
        hash_filter = reader.octets()
        attributes = reader.items(Attribute.read, least=8)
        servers = reader.items(Server.read, least=28)
        reader.finish()
        return cls(
            serial,
            servers,
            attributes,
            flags,
            hash_option,
            major,
            minor,
            data_version,
            hash_filter,
        )


def pack_address(host: str) -> bytes:
    """Write an IPv4 or IPv6 address into 16 octets, IPv4 at the right (Handle protocol facts §1.8).

    Raises:
        BadField: the text is no address.
    """
    try:
        address = ip_address(host)
    except ValueError:
        raise BadField(field="address", value=host, allowed="IPv4, IPv6") from None
    return address.packed.rjust(ADDRESS_LENGTH, b"\0")


def unpack_address(octets: bytes) -> str:
    """Answer 16 octets as text: IPv4 where the first twelve are zero or mark a mapped address.

    Raises:
        BadField: not 16 octets.

    Source: Handle protocol facts §1.8.
    """
    if len(octets) != ADDRESS_LENGTH:
        raise BadField(field="address", value=octets.hex(), allowed="16 octets")
    address = IPv6Address(octets)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    if address == _LOOPBACK or any(octets[:12]):
        return str(address)
    return str(IPv4Address(octets[12:]))
