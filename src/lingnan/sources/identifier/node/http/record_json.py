"""Public values as they are stored, written as JSON without making values of them.

What stands around the data of a value – index, type, permissions, time to live – is alike in many
records, so it is written once and kept; data that need no escaping are put in as they are. Equal to
the general form of wire.json_form by test. Not for selected values.

Source: Handle protocol facts §1.6, §1.15; RFC 8259 §7.
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

#: index · timestamp · ttlType, ttl, permissions · length of the type
_VALUE: Final = Struct(">4s4s6sI").unpack_from
_FRAME: Final = Struct(">IBIB").unpack_from
_INT4: Final = Struct(">I").unpack_from
_NO_REFERENCES: Final = b"\0\0\0\0"
_USUAL: Final = DEFAULT_PERMISSIONS.value
#: Octets that stand for themselves in a JSON string.
_PLAIN: Final = bytes(code for code in range(0x20, 0x100) if code not in b'"\\\x7f')
_BEGIN: Final = b'{"format":"string","value":"'
_END: Final = b'"}'
#: Data longer than this are not kept, so that the memory for what is kept is bounded.
_KEPT_LENGTH: Final = 1_024


def record_json(octets: bytes) -> bytes:
    """Answer the JSON of a successful resolve.

    Args:
        octets: handle str, list of values: what `RecordReader.answer` gives (Handle protocol facts
            §1.9). They have been checked when they were stored.
    """
    at = 4 + _INT4(octets)[0]
    name = encode_basestring(octets[4:at].decode()).encode()
    parts = [b'{"responseCode":1,"handle":', name, b',"values":[']
    count = _INT4(octets, at)[0]
    if not count:
        return b"".join((*parts, b"]}"))
    stop = at + 4
    for _ in range(count):
        at = stop
        index, timestamp, life, length = _VALUE(octets, at)
        start = at + 18 + length
        kind, before, after = _frame(index + life + octets[at + 18 : start])
        end = start + 4 + _INT4(octets, start)[0]
        data = octets[start + 4 : end]
        stop = end + 4
        if kind is None and not data.translate(None, _PLAIN) and (data.isascii() or _is_text(data)):
            parts += (before, _BEGIN, data, _END, after, _instant(timestamp))
        else:
            parts += (before, _data(kind or "", data), after, _instant(timestamp))
        if octets[end:stop] == _NO_REFERENCES:
            parts.append(b'"},')
        else:
            stop = _after_references(octets, end)
            parts += (b'","references":', _references(octets[end:stop]), b"},")
    # The comma behind the last value gives way to the end.
    parts[-1] = parts[-1][:-1] + b"]}"
    return b"".join(parts)


@lru_cache(8_192)
def _frame(octets: bytes) -> tuple[str | None, bytes, bytes]:
    """Answer the type if its data have a form, and what is written before and behind the data.

    Args: octets: index, ttlType, ttl, permissions, type.
    """
    index, ttl_type, ttl, permissions = _FRAME(octets)
    kind = octets[10:].decode()
    mask = "" if permissions == _USUAL else f',"permissions":"{permissions:04b}"'
    life = f'"{_instant(octets[5:9]).decode()}"' if ttl_type else ttl
    before = f'{{"index":{index},"type":{encode_basestring(kind)},"data":'
    after = f'{mask},"ttl":{life},"timestamp":"'
    return kind if kind[:3].upper() == "HS_" else None, before.encode(), after.encode()


def _data(kind: str, data: bytes) -> bytes:
    return _kept_data(kind, data) if len(data) <= _KEPT_LENGTH else _general_data(kind, data)


def _general_data(kind: str, data: bytes) -> bytes:
    return write_json(data_to_json(kind, data))


#: An administrator is the same in all handles of an enterprise.
_kept_data = lru_cache(4_096)(_general_data)


@lru_cache(8_192)
def _instant(octets: bytes) -> bytes:
    seconds = int.from_bytes(octets, "big")
    return (datetime.fromtimestamp(seconds, UTC).isoformat()[:19] + "Z").encode()


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _references(octets: bytes) -> bytes:
    return write_json(references_to_json(decode_references(octets)))


def _after_references(octets: bytes, at: int) -> int:
    count = _INT4(octets, at)[0]
    at += 4
    for _ in range(count):
        at += 8 + int(_INT4(octets, at)[0])
    return at
