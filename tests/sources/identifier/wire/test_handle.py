"""Names: case, parts, authority, and the server that is responsible."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.wire import errors, handle


def test_only_ascii_letters_are_folded() -> None:
    assert handle.fold("88.900.1/sn-é产ß") == "88.900.1/SN-é产ß".encode()
    assert handle.fold_text("ı/ß") == "ı/ß"
    assert handle.is_same("88.900.1/Sn", "88.900.1/sN")
    # é composed and decomposed are different names: nothing is normalised.
    assert not handle.is_same("88.900.1/é", "88.900.1/e\u0301")


@settings(max_examples=50)
@given(st.text(max_size=20))
def test_folding_text_and_octets_agree(name: str) -> None:
    assert handle.fold(name) == handle.fold(name.encode()) == handle.fold_text(name).encode()
    assert handle.fold(handle.fold(name)) == handle.fold(name)


def test_parts_of_a_name() -> None:
    assert handle.split("88.900.1/a/b") == ("88.900.1", "a/b")
    assert handle.split("88.900.1") == ("0.NA", "88.900.1")
    assert handle.prefix_handle("88.900.1") == "0.NA/88.900.1"
    assert handle.is_prefix_handle("0.na/88.900")
    assert not handle.is_prefix_handle("88.900/0.NA/")


def test_a_prefix_is_derived_from_another() -> None:
    assert handle.parent_prefix("88.900.1") == "88.900"
    assert handle.parent_prefix("88") is None
    assert handle.parent_prefix(".88") is None


@pytest.mark.parametrize(
    "name", ["88.900.1", "/a", "88.900.1/", "88.900/a\x00b", "88.900/a\x7f", "88.900/" + "产" * 700]
)
def test_what_can_be_no_handle(name: str) -> None:
    with pytest.raises(errors.InvalidHandle):
        handle.check(name)
    assert handle.check("88.900.1/产品 一") == "88.900.1/产品 一"


def test_the_number_without_a_positive_partner_is_zero() -> None:
    # §1.16: −2³¹ stays negative in Java; 0 here.
    assert handle.positive(bytes.fromhex("80000000")) == 0
    assert handle.positive(bytes.fromhex("80000001")) == 2_147_483_647
    assert handle.positive(bytes.fromhex("ffffffff")) == 1


def test_the_server_of_a_handle() -> None:
    # 626612451 mod 4 = 3, 986926208 mod 4 = 0, 419026994 mod 4 = 2.
    told = [handle.server_number("88.100.1/sn-0001", option, 4) for option in (0, 1, 2)]
    assert told == [3, 0, 2]
    with pytest.raises(errors.BadField):
        handle.server_number("88.100.1/sn-0001", 3, 4)
    with pytest.raises(errors.BadField):
        handle.server_number("88.100.1/sn-0001", 0, 0)


def test_a_name_that_utf8_cannot_write_is_refused() -> None:
    with pytest.raises(errors.NotText):
        handle.fold("88.900/\ud800")
