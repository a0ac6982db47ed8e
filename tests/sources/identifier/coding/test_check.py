"""Check digits and pairs against worked and published examples."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.coding import base58, charset, check
from lingnan.sources.identifier.coding.errors import BadCharacter, BadLength, WrongCheck


def test_mod10_by_hand() -> None:
    # 629104150021: from the right 1·3+2·1+0·3+0·1+5·3+1·1+4·3+0·1+1·3+9·1+2·3+6·1 = 57; 60−57 = 3
    assert check.mod10("629104150021") == "3"


@pytest.mark.parametrize(
    "number",
    [
        "73513537",  # EAN-8
        "036000291452",  # UPC-A
        "9780306406157",  # ISBN-13
        "09506000134352",  # GTIN-14 of the GS1 Digital Link examples
        "376104250021234569",  # SSCC of the GS1 check digit page
    ],
)
def test_published_numbers(number: str) -> None:
    check.require_mod10(number)


def test_wrong_digit_says_the_right_one() -> None:
    with pytest.raises(WrongCheck) as caught:
        check.require_mod10("9780306406158")
    assert caught.value.values["expected"] == "7"
    assert "7" in caught.value.message.zh


def test_other_digits_are_no_digits() -> None:
    with pytest.raises(BadCharacter) as caught:
        check.mod10("12３")
    assert caught.value.values["position"] == 3


@given(st.text(charset.DIGITS, min_size=1, max_size=20), st.data())
def test_any_single_typing_error_is_found(body: str, data: st.DataObject) -> None:
    number = body + check.mod10(body)
    place = data.draw(st.integers(0, len(number) - 1))
    other = data.draw(st.sampled_from([d for d in charset.DIGITS if d != number[place]]))
    with pytest.raises(WrongCheck):
        check.require_mod10(number[:place] + other + number[place + 1 :])


def test_pair_by_hand() -> None:
    # "1A": from the right A has value 29, times 2 = 58; 1 has value 14, times 3 = 42; Σ 100.
    # 100 = 3·32 + 4 → characters 3 and 4 of 23456789…: "5" and "6".
    assert check.pair("1A") == "56"


@pytest.mark.parametrize(
    "text", ["1987654Ad4X4bL5ttr2310c2K", "12345_ABCDEFGHIJKLMCP", "7907665Bm8v2AB", "00000!HV"]
)
def test_published_pairs(text: str) -> None:
    check.require_pair(text)


def test_pair_refuses() -> None:
    with pytest.raises(WrongCheck):
        check.require_pair("1987654Ad4X4bL5ttr2310cXK")
    with pytest.raises(BadCharacter):
        check.require_pair("12 45AB")
    with pytest.raises(BadLength):
        check.require_pair("2")
    with pytest.raises(BadLength):
        check.pair("1" * 98)


@given(st.binary(max_size=40))
def test_base58_round_trip(octets: bytes) -> None:
    assert base58.decode(base58.encode(octets)) == octets


def test_base58_published() -> None:
    # draft-msporny-base58-03, section 5
    assert base58.encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58.encode(bytes.fromhex("0000287fb4cd")) == "11233QC4"
    with pytest.raises(ValueError, match="alphabet"):
        base58.decode("0")
