"""Bodies of replication as the reference server does it: ids, transaction log, dump.

Source: Handle protocol facts §1.4, §1.9. Not for the stream of records that follows the answer to
1001 and 1002 outside of messages; our replicas read an outbox instead.
"""

from dataclasses import dataclass
from struct import Struct
from typing import Final, Self

from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.errors import BadField
from lingnan.sources.identifier.wire.octets import (
    Reader,
    pack_fields,
    pack_handle,
    pack_int1,
    pack_int4,
    pack_text,
)
from lingnan.sources.identifier.wire.version import CURRENT, Version, has_replication_flag

_INT8: Final = Struct(">Q")
_PLACE: Final = Struct(">BII")
_SINCE: Final = Struct(">QQ")


@dataclass(frozen=True, slots=True)
class Place:
    """Which server asks: hash option, number of servers, and its own number from 0.

    Source: Handle protocol facts §1.16.
    """

    hash_option: int
    server_count: int
    server_number: int

    def encode(self) -> bytes:
        """Write the place (Handle protocol facts §1.16)."""
        return pack_fields(_PLACE, "place", self.hash_option, self.server_count, self.server_number)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the place (Handle protocol facts §1.16)."""
        return cls(*reader.fields(_PLACE))


@dataclass(frozen=True, slots=True)
class TransactionsRequest(Body):
    """Asks for the transactions since the last one known (operation 1001).

    Attributes:
        last_id: last transaction known. queried_at: milliseconds since 1970 of the last query.
        replication_state: JSON of the state, instead of both, since 2.9; else None.

    Source: Handle protocol facts §1.9.
    """

    place: Place
    last_id: int = 0
    queried_at: int = 0
    replication_state: str | None = None

    def encode(self, version: Version = CURRENT) -> bytes:
        """Write the request; the flag octet only since 2.9 (Handle protocol facts §1.14).

        Raises:
            BadField: a replication state for an older version.
        """
        if has_replication_flag(version):
            return self.write()
        if self.replication_state is not None:
            raise BadField(field="replicationState", value=version, allowed="≥ 2.9")
        return self.write()[1:]

    @classmethod
    def decode(cls, octets: bytes, version: Version = CURRENT) -> Self:
        """Read the request; the flag octet only since 2.9 (Handle protocol facts §1.14)."""
        reader = Reader(octets if has_replication_flag(version) else b"\0" + octets)
        body = cls.read(reader)
        reader.finish()
        return body

    def write(self) -> bytes:
        """Write the request with the flag octet (Handle protocol facts §1.9)."""
        if self.replication_state is not None:
            return pack_int1(1) + pack_text(self.replication_state) + self.place.encode()
        since = pack_fields(_SINCE, "since", self.last_id, self.queried_at)
        return pack_int1(0) + since + self.place.encode()

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the request with the flag octet (Handle protocol facts §1.9)."""
        if reader.int1() == 1:
            state = reader.text()
            return cls(Place.read(reader), replication_state=state)
        last_id, queried_at = reader.fields(_SINCE)
        return cls(Place.read(reader), last_id, queried_at)


@dataclass(frozen=True, slots=True)
class TransactionsResponse(Body):
    """Announces the stream of transactions, and whether the connection stays open after it.

    Source: Handle protocol facts §1.9.
    """

    is_kept_open: bool

    def write(self) -> bytes:
        """Write one octet (Handle protocol facts §1.9)."""
        return pack_int1(int(self.is_kept_open))

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read one octet, of which the lowest bit counts (Handle protocol facts §1.9)."""
        return cls(bool(reader.int1() & 1))


@dataclass(frozen=True, slots=True)
class NextTransactionResponse(Body):
    """Tells the number of the next transaction (operation 1000) (Handle protocol facts §1.9)."""

    next_id: int

    def write(self) -> bytes:
        """Write eight octets (Handle protocol facts §1.9)."""
        return pack_fields(_INT8, "nextTxnId", self.next_id)

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read eight octets (Handle protocol facts §1.9)."""
        return cls(*reader.fields(_INT8))


@dataclass(frozen=True, slots=True)
class DumpRequest(Body):
    """Asks for all handles (operation 1002), from a starting point on if one is given.

    Attributes:
        start: handle after which to go on. start_type: kind of record it was, 0–3.

    Source: Handle protocol facts §1.9.
    """

    place: Place
    start: str | None = None
    start_type: int = 0

    def write(self) -> bytes:
        """Write the request (Handle protocol facts §1.9)."""
        place = self.place.encode()
        if self.start is None:
            return place
        return place + pack_handle(self.start) + pack_int4(self.start_type, "startingPointType")

    @classmethod
    def read(cls, reader: Reader) -> Self:
        """Read the request (Handle protocol facts §1.9)."""
        place = Place.read(reader)
        if not reader.left:
            return cls(place)
        return cls(place, reader.handle(), reader.int4())
