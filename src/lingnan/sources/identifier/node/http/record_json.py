"""Public values as they are stored, written as JSON without making values of them.

The octets decide the JSON, so it is kept by them: a changed record has other octets and nothing is
ever out of date. Equal to the general form of wire.json_form by test. Not for selected values.

Source: Handle protocol facts §1.6, §1.15.
"""

from datetime import UTC, datetime
from functools import lru_cache
from json.encoder import encode_basestring
from struct import Struct
from typing import Final

from lingnan.sources.identifier.node.http.answer import write_json
from lingnan.sources.identifier.wire.codes import DEFAULT_PERMISSIONS
from lingnan.sources.identifier.wire.json_form import data_to_json, references_to_json
from lingnan.sources.identifier.wire.reference import decode_references

_FIXED: Final = Struct(">IIBIBI").unpack_from
_INT4: Final = Struct(">I").unpack_from
_NO_REFERENCES: Final = b"\0\0\0\0"
_USUAL: Final = DEFAULT_PERMISSIONS.value
#: Data longer than this is not kept, so that the memory for what is kept is bounded.
_KEPT_LENGTH: Final = 1_024


def record_json(octets: bytes) -> bytes:
    """Answer the JSON of a successful resolve.

    Args:
        octets: handle str, list of values: what `RecordReader.answer` gives (Handle protocol facts
            §1.9). They have been checked when they were stored.
    """
    size: int = _INT4(octets)[0]
    at = 4 + size
    name = encode_basestring(octets[4:at].decode())
    count: int = _INT4(octets, at)[0]
    at += 4
    told = []
    for _ in range(count):
        index, timestamp, ttl_type, ttl, permissions, length = _FIXED(octets, at)
        at += 18
        kind = octets[at : at + length]
        at += length + 4
        end = at + int.from_bytes(octets[at - 4 : at], "big")
        data = octets[at:end]
        at = end + 4
        references = ""
        if octets[end:at] != _NO_REFERENCES:
            at = _after_references(octets, end)
            references = ',"references":' + _references(octets[end:at])
        mask = "" if permissions == _USUAL else f',"permissions":"{permissions:04b}"'
        life = f'"{_instant(ttl)}"' if ttl_type else ttl
        told.append(
            f'{{"index":{index},"type":{_type(kind)},"data":{_data(kind, data)}{mask}'
            f',"ttl":{life},"timestamp":"{_instant(timestamp)}"{references}}}'
        )
    return f'{{"responseCode":1,"handle":{name},"values":[{",".join(told)}]}}'.encode()


def _data(kind: bytes, data: bytes) -> str:
    if kind[:3].upper() != b"HS_":
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = "\0"
        if text.isprintable():
            return f'{{"format":"string","value":{encode_basestring(text)}}}'
    if len(data) > _KEPT_LENGTH:
        return _general_data(kind, data)
    return _kept_data(kind, data)


def _general_data(kind: bytes, data: bytes) -> str:
    return write_json(data_to_json(kind.decode(), data)).decode()


#: An administrator is the same in all handles of an enterprise.
_kept_data = lru_cache(4_096)(_general_data)


@lru_cache(1_024)
def _type(kind: bytes) -> str:
    return encode_basestring(kind.decode())


@lru_cache(8_192)
def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z"


def _references(octets: bytes) -> str:
    return write_json(references_to_json(decode_references(octets))).decode()


def _after_references(octets: bytes, at: int) -> int:
    count: int = _INT4(octets, at)[0]
    at += 4
    for _ in range(count):
        at += 8 + int.from_bytes(octets[at : at + 4], "big")
    return at
