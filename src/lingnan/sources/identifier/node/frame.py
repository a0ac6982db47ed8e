"""What worker and writer say to one another over their socket, as octets.

    length int4 · kind int1 · number int4 · content

The number is the asker's and is echoed. Written out with few Python calls: a registration passes
through four of these functions. Not for the Handle protocol (see wire).
"""

import json
from collections.abc import Iterator
from enum import IntEnum
from struct import Struct, pack, unpack_from
from struct import error as StructError  # noqa: N812
from typing import Final

from lingnan.sources.identifier.node.failure import FrameBroken
from lingnan.sources.identifier.records import errors
from lingnan.sources.identifier.records.change import (
    Act,
    AddValues,
    Batch,
    BatchOutcome,
    Change,
    Create,
    Delete,
    Given,
    ModifyValues,
    Outcome,
    RemoveValues,
    SetStatus,
)
from lingnan.sources.identifier.records.errors import RecordsError, RecordsWriteFailed
from lingnan.sources.identifier.records.stored import Stored
from lingnan.sources.identifier.wire.codes import Response

#: Octets of one frame; a full batch of 10,000 rows of 4 kB each stays below.
MAX_FRAME: Final = 64 << 20
_HEAD: Final = Struct(">IBI")
_HEAD_LENGTH: Final = _HEAD.size
_CHANGE: Final = Struct(">BBIIIIH")
_GIVEN: Final = Struct(">QII")
_OUTCOME: Final = Struct(">HQIQHI")
_BATCH: Final = Struct(">BIIIIHI")
_BATCH_OUTCOME: Final = Struct(">HIBI")
_NONE: Final = 0xFFFFFFFF
_OVERWRITE, _MINT, _ATOMIC, _ACT = 1, 2, 4, 8


class Kind(IntEnum):
    """What a frame is."""

    CHANGE = 1
    BATCH = 2
    OUTCOME = 3
    BATCH_OUTCOME = 4
    FAILURE = 5
    COUNTERS = 6
    ASK_COUNTERS = 7
    ALL_COUNTERS = 8
    PASSED = 9
    REQUEST = 10
    ACTS = 11
    COUNTS = 12


_KINDS: Final = (Create, Delete, AddValues, RemoveValues, ModifyValues, SetStatus)
_NUMBER: Final = {kind: number for number, kind in enumerate(_KINDS)}


def pack_frame(kind: int, number: int, content: bytes) -> bytes:
    """Write one frame."""
    return _HEAD.pack(len(content) + 5, kind, number) + content


class Frames:
    """Takes octets as they arrive and gives the frames that are whole."""

    def __init__(self) -> None:
        self._left = b""

    def feed(self, octets: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Give kind, number and content of each frame that these octets complete.

        Raises: FrameBroken.
        """
        left = self._left + octets if self._left else octets
        at, end = 0, len(left)
        while end - at >= _HEAD_LENGTH:
            length, kind, number = _HEAD.unpack_from(left, at)
            if not 5 <= length <= MAX_FRAME:
                self._left = b""
                raise FrameBroken(reason=f"length {length}")
            stop = at + 4 + length
            if stop > end:
                break
            yield kind, number, left[at + _HEAD_LENGTH : stop]
            at = stop
        self._left = left[at:]


def encode_wish(wish: Change | Batch) -> tuple[Kind, bytes]:
    """Write a wish; answer its kind and content."""
    if isinstance(wish, Batch):
        return Kind.BATCH, _encode_batch(wish)
    handle = wish.handle.encode(errors="surrogatepass")
    flags, public, template = 0, None, None
    if isinstance(wish, Create | AddValues | ModifyValues):
        octets, public = wish.values
        if isinstance(wish, Create):
            flags = wish.overwrite * _OVERWRITE | wish.mint * _MINT
            template = wish.template_code
    elif isinstance(wish, RemoveValues):
        octets = pack(f">{len(wish.indexes)}I", *wish.indexes)
    elif isinstance(wish, SetStatus):
        octets = pack(">i", wish.status)
    else:
        octets = b""
    told = None if template is None else template.encode()
    act = b""
    if wish.act is not None:
        flags |= _ACT
        act = json.dumps(wish.act, ensure_ascii=False).encode(errors="surrogatepass")
    head = _CHANGE.pack(
        _NUMBER[type(wish)],
        flags,
        len(handle),
        len(octets),
        _NONE if public is None else len(public),
        _NONE if told is None else len(told),
        len(wish.given),
    )
    given = _encode_given(wish.given) if wish.given else b""
    return Kind.CHANGE, b"".join((head, handle, octets, public or b"", told or b"", given, act))


def decode_wish(kind: int, content: bytes) -> Change | Batch:
    """Read a wish. Raises: FrameBroken."""
    try:
        if kind == Kind.BATCH:
            return _decode_batch(content)
        if kind == Kind.CHANGE:
            return _decode_change(content)
    except (StructError, IndexError, ValueError, TypeError) as problem:
        raise FrameBroken(reason=problem) from problem
    raise FrameBroken(reason=f"kind {kind}")


def encode_answer(answer: Outcome | BatchOutcome | RecordsError) -> tuple[Kind, bytes]:
    """Write how a wish ended; answer its kind and content."""
    if isinstance(answer, Outcome):
        handle = answer.handle.encode(errors="surrogatepass")
        head = _OUTCOME.pack(
            answer.response,
            answer.record_no,
            answer.revision,
            answer.sequence,
            len(answer.indexes),
            len(handle),
        )
        if answer.indexes:
            handle += pack(f">{len(answer.indexes)}I", *answer.indexes)
        return Kind.OUTCOME, head + handle
    if isinstance(answer, BatchOutcome):
        head = _BATCH_OUTCOME.pack(
            answer.response, answer.rows_count, answer.is_repeated, len(answer.failures)
        )
        rows = b"".join(pack(">IH", row, code) for row, code in answer.failures.items())
        return Kind.BATCH_OUTCOME, head + rows
    values = {name: str(value) for name, value in answer.values.items()}
    return Kind.FAILURE, json.dumps([answer.code, values]).encode()


def decode_answer(kind: int, content: bytes) -> Outcome | BatchOutcome:
    """Read how a wish ended. Raises: the RecordsError it ended with; FrameBroken."""
    if kind == Kind.OUTCOME:
        response, record_no, revision, sequence, count, length = _OUTCOME.unpack_from(content)
        end = _OUTCOME.size + length
        indexes = unpack_from(f">{count}I", content, end) if count else ()
        handle = content[_OUTCOME.size : end].decode(errors="surrogatepass")
        return Outcome(Response(response), handle, indexes, record_no, revision, sequence)
    if kind == Kind.BATCH_OUTCOME:
        response, rows, repeated, count = _BATCH_OUTCOME.unpack_from(content)
        told = unpack_from(">" + "IH" * count, content, _BATCH_OUTCOME.size)
        failures = {row: Response(code) for row, code in zip(told[::2], told[1::2], strict=True)}
        return BatchOutcome(Response(response), rows, failures, bool(repeated))
    if kind == Kind.FAILURE:
        code, values = json.loads(content)
        raise _FAILURES.get(code, RecordsWriteFailed)(**values)
    raise FrameBroken(reason=f"kind {kind}")


_FAILURES: Final[dict[str, type[RecordsError]]] = {
    each.code: each
    for each in vars(errors).values()
    if isinstance(each, type) and issubclass(each, RecordsError)
}


def _decode_change(content: bytes) -> Change:
    number, flags, handle_, octets_, public_, template_, given_ = _CHANGE.unpack_from(content)
    begin = _CHANGE.size
    stop = begin + handle_
    handle = content[begin:stop].decode(errors="surrogatepass")
    begin, stop = stop, stop + octets_
    octets = content[begin:stop]
    public: bytes | None = None
    if public_ != _NONE:
        begin, stop = stop, stop + public_
        public = content[begin:stop]
    template: str | None = None
    if template_ != _NONE:
        begin, stop = stop, stop + template_
        template = content[begin:stop].decode()
    given: tuple[Given, ...] = ()
    if given_:
        given, stop = _decode_given(content, stop, given_)
    act: Act | None = None
    if flags & _ACT:
        act = Act(*json.loads(content[stop:].decode(errors="surrogatepass")))
    kind = _KINDS[number]
    if kind is Create:
        values = Stored(octets, public)
        overwrite, mint = bool(flags & _OVERWRITE), bool(flags & _MINT)
        return Create(handle, values, overwrite, mint, template, given, act)
    if kind is AddValues or kind is ModifyValues:
        return kind(handle, Stored(octets, public), given, act)
    if kind is RemoveValues:
        return RemoveValues(handle, unpack_from(f">{octets_ // 4}I", octets), given, act)
    if kind is SetStatus:
        return SetStatus(handle, unpack_from(">i", octets)[0], given, act)
    return Delete(handle, given, act)


def _encode_given(given: tuple[Given, ...]) -> bytes:
    told = []
    for each in given:
        name = each.handle.encode(errors="surrogatepass")
        told.append(_GIVEN.pack(each.record_no, each.revision, len(name)) + name)
    return b"".join(told)


def _decode_given(content: bytes, at: int, count: int) -> tuple[tuple[Given, ...], int]:
    found = []
    for _ in range(count):
        record_no, revision, length = _GIVEN.unpack_from(content, at)
        at += _GIVEN.size
        name = content[at : at + length].decode(errors="surrogatepass")
        found.append(Given(name, record_no, revision))
        at += length
    return tuple(found), at


def _encode_batch(batch: Batch) -> bytes:
    owner = batch.owner.encode()
    key = None if batch.idempotency_key is None else batch.idempotency_key.encode()
    template = None if batch.template_code is None else batch.template_code.encode()
    handles = [handle.encode(errors="surrogatepass") for handle in batch.handles]
    octets = [values[0] for values in batch.values]
    publics = [values[1] for values in batch.values]
    flags = batch.overwrite * _OVERWRITE | batch.is_atomic * _ATOMIC
    act = b""
    if batch.act is not None:
        flags |= _ACT
        act = json.dumps(batch.act, ensure_ascii=False).encode(errors="surrogatepass")
    head = _BATCH.pack(
        flags,
        len(owner),
        _NONE if key is None else len(key),
        _NONE if template is None else len(template),
        _NONE if batch.content_digest is None else len(batch.content_digest),
        len(batch.given),
        len(handles),
    )
    values_count = pack(">I", len(octets))
    shape = f">{len(handles)}I"
    value_shape = f">{len(octets)}I"
    lengths = (
        pack(shape, *map(len, handles)),
        pack(value_shape, *map(len, octets)),
        pack(value_shape, *[_NONE if public is None else len(public) for public in publics]),
    )
    kept = [public for public in publics if public is not None]
    return b"".join(
        (
            head,
            owner,
            key or b"",
            template or b"",
            batch.content_digest or b"",
            _encode_given(batch.given),
            values_count,
            *lengths,
            *handles,
            *octets,
            *kept,
            act,
        )
    )


def _decode_batch(content: bytes) -> Batch:
    flags, owner_, key_, template_, digest_, given_, count = _BATCH.unpack_from(content)
    at = _BATCH.size
    owner, at = content[at : at + owner_].decode(), at + owner_
    key: str | None = None
    if key_ != _NONE:
        key, at = content[at : at + key_].decode(), at + key_
    template: str | None = None
    if template_ != _NONE:
        template, at = content[at : at + template_].decode(), at + template_
    digest: bytes | None = None
    if digest_ != _NONE:
        digest, at = content[at : at + digest_], at + digest_
    given, at = _decode_given(content, at, given_)
    (values_count,) = unpack_from(">I", content, at)
    at += 4
    handle_lengths = unpack_from(f">{count}I", content, at)
    at += 4 * count
    octet_lengths = unpack_from(f">{values_count}I", content, at)
    at += 4 * values_count
    public_lengths = unpack_from(f">{values_count}I", content, at)
    at += 4 * values_count
    handles = []
    for length in handle_lengths:
        handles.append(content[at : at + length].decode(errors="surrogatepass"))
        at += length
    octets = []
    for length in octet_lengths:
        octets.append(content[at : at + length])
        at += length
    publics: list[bytes | None] = []
    for length in public_lengths:
        if length == _NONE:
            publics.append(None)
        else:
            publics.append(content[at : at + length])
            at += length
    values = [Stored(*both) for both in zip(octets, publics, strict=True)]
    told: Act | None = None
    if flags & _ACT:
        told = Act(*json.loads(content[at:].decode(errors="surrogatepass")))
    return Batch(
        handles,
        values,
        owner,
        key,
        content_digest=digest,
        is_atomic=bool(flags & _ATOMIC),
        overwrite=bool(flags & _OVERWRITE),
        template_code=template,
        given=given,
        act=told,
    )
