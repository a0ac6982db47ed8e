import pytest

from lingnan.sources.identifier.node.failure import FrameBroken
from lingnan.sources.identifier.node.frame import (
    Frames,
    Kind,
    decode_answer,
    decode_wish,
    encode_answer,
    encode_wish,
    pack_frame,
)
from lingnan.sources.identifier.records.change import (
    Act,
    AddValues,
    Batch,
    BatchOutcome,
    Create,
    Delete,
    Given,
    ModifyValues,
    Outcome,
    RemoveValues,
    SetStatus,
)
from lingnan.sources.identifier.records.errors import BatchReused, RecordsFull
from lingnan.sources.identifier.records.stored import Stored
from lingnan.sources.identifier.wire.codes import Response

GIVEN = (Given("0.NA/88.900", 7, 3), Given("产品", 0, 0))
WISHES = [
    Create("88.900/a", Stored(b"all", None)),
    Create("88.900/产品", Stored(b"all", b""), True, True, "T-1", GIVEN),
    Create("88.900/\ud800", Stored(b"", b"pub"), mint=True),
    Delete("88.900/a", GIVEN),
    AddValues("88.900/a", Stored(b"x" * 70_000, b"y")),
    RemoveValues("88.900/a", (1, 4_294_967_295), GIVEN[:1]),
    RemoveValues("88.900/a", ()),
    ModifyValues("88.900/a", Stored(b"v", None), GIVEN),
    SetStatus("88.900/a", -4),
    Delete("88.900/a", GIVEN, Act("handle:301:88.900/ADMIN", "identifier:delete-handle", "::1")),
    Create("88.900/a", Stored(b"v", None), act=Act("handle:1:a/\ud800", "identifier:x")),
    SetStatus("88.900/a", -4, (), Act("handle:1:产品", "identifier:x", None, "d")),
    Batch(["88.900/a", "88.900/产品"], [Stored(b"1", None), Stored(b"22", b"3")]),
    Batch(
        ["a/b"],
        [Stored(b"", b"")],
        owner="o",
        idempotency_key="k",
        content_digest=b"d" * 32,
        is_atomic=True,
        overwrite=True,
        template_code="",
        given=GIVEN,
    ),
]
ANSWERS = [
    Outcome(Response.SUCCESS, "88.900/产品", (), 9, 2, 1 << 40),
    Outcome(Response.VALUE_EXISTS, "", (1, 300)),
    BatchOutcome(
        Response.SUCCESS, 5, {0: Response.HANDLE_EXISTS, 4: Response.INVALID_HANDLE}, True
    ),
]


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: type(wish).__name__)
def test_wishes_come_back(wish):
    assert decode_wish(*encode_wish(wish)) == wish


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: type(answer).__name__)
def test_answers_come_back(answer):
    assert decode_answer(*encode_answer(answer)) == answer


@pytest.mark.parametrize(
    "failure", [RecordsFull(path="records", reason="no room"), BatchReused(key="k")]
)
def test_failures_are_raised_as_what_they_were(failure):
    with pytest.raises(type(failure)) as met:
        decode_answer(*encode_answer(failure))
    assert met.value.message == failure.message


def test_frames_arrive_in_any_pieces():
    octets = b"".join(pack_frame(Kind.CHANGE, n, bytes([n]) * n * 100) for n in range(1, 20))
    for size in (1, 7, 1000, len(octets)):
        frames = Frames()
        found = [
            frame
            for at in range(0, len(octets), size)
            for frame in frames.feed(octets[at : at + size])
        ]
        assert [(n, len(content)) for _, n, content in found] == [
            (n, n * 100) for n in range(1, 20)
        ]


def test_broken_frames_are_refused():
    with pytest.raises(FrameBroken):
        list(Frames().feed(b"\xff\xff\xff\xff" + bytes(20)))
    for kind, content in ((Kind.CHANGE, b"\0" * 5), (Kind.BATCH, b"\0"), (99, b"")):
        with pytest.raises(FrameBroken):
            decode_wish(kind, content)
