"""Integers, strings, octets and lists: what is read, and what is refused."""

from struct import Struct

import pytest

from lingnan.sources.identifier.wire import errors, octets
from lingnan.sources.identifier.wire.octets import Reader


def test_integers_are_unsigned_and_big_endian() -> None:
    reader = Reader(bytes.fromhex("ff 0102 ffffffff"))
    assert (reader.int1(), reader.int2(), reader.int4()) == (255, 258, 4_294_967_295)
    reader.finish()


def test_strings_and_lists() -> None:
    written = octets.pack_text("标识") + octets.pack_int4s([7, 8]) + octets.pack_texts(["a", ""])
    assert written.hex() == (
        "00000006e6a087e8af8600000002000000070000000800000002000000016100000000"
    )
    reader = Reader(written)
    assert reader.text() == "标识"
    assert reader.int4s() == (7, 8)
    assert reader.texts() == ("a", "")
    assert reader.left == 0


def test_an_end_too_early_tells_place_and_lack() -> None:
    with pytest.raises(errors.Truncated) as caught:
        Reader(bytes.fromhex("00000005 6162")).text()
    assert caught.value.values == {"offset": 4, "need": 5, "have": 2}


@pytest.mark.parametrize("method", ["int1", "int2", "int4", "octets", "text", "int4s", "texts"])
def test_nothing_is_read_from_nothing(method: str) -> None:
    with pytest.raises(errors.Truncated):
        getattr(Reader(b""), method)()


def test_a_count_that_cannot_be_true_reserves_nothing() -> None:
    # 1,000,000 strings need 4,000,000 octets; four are there.
    with pytest.raises(errors.Truncated):
        Reader(bytes.fromhex("000f4240 00000000")).texts()
    with pytest.raises(errors.TooLong):
        Reader(bytes.fromhex("ffffffff 00000000")).texts()
    with pytest.raises(errors.TooLong):
        Reader(bytes.fromhex("ffffffff 00000000")).int4s()


def test_a_length_above_the_limit_is_refused() -> None:
    # 0x801 = 2,049 octets, one more than a handle may have.
    with pytest.raises(errors.TooLong):
        Reader(bytes.fromhex("00000801") + b"a" * 2_049).handle()
    assert Reader(bytes.fromhex("00000800") + b"a" * 2_048).handle() == "a" * 2_048
    with pytest.raises(errors.TooLong):
        octets.pack_handle("a" * 2_049)


def test_what_is_not_utf8_is_refused_both_ways() -> None:
    with pytest.raises(errors.NotText):
        Reader(bytes.fromhex("00000001 ff")).text()
    with pytest.raises(errors.NotText):
        octets.pack_text("\ud800")


def test_a_reader_of_a_part_does_not_leave_it() -> None:
    reader = Reader(b"abcdef", 1, 3)
    assert reader.raw(2) == b"bc"
    with pytest.raises(errors.Truncated):
        reader.int1()
    with pytest.raises(errors.Surplus):
        Reader(b"abc").finish()


def test_numbers_that_do_not_fit_name_their_field() -> None:
    for pack, value in (
        (octets.pack_int1, 256),
        (octets.pack_int2, 65_536),
        (octets.pack_int4, 1 << 32),
        (octets.pack_int4, -1),
    ):
        with pytest.raises(errors.OutOfRange) as caught:
            pack(value, "ttl")
        assert caught.value.values["field"] == "ttl"
    with pytest.raises(errors.OutOfRange):
        octets.pack_fields(Struct(">B"), "flags", 300)
    with pytest.raises(errors.TooLong):
        octets.pack_items([b""] * 3, limit=2)
