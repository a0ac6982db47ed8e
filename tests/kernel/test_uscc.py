"""Check characters are worked out by hand after GB 32100-2015 and GB 11714."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.kernel import uscc

# Public codes, each consistent with both check characters (arithmetic below).
TENCENT = "9144030071526726XG"
HUAWEI = "914403001922038216"
ALIBABA = "91330100799655058B"

FIRST_17 = st.builds(
    lambda head, region, body: head + region + body,
    st.text(uscc.ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(uscc.ALPHABET, min_size=9, max_size=9),
)


def test_alphabet_leaves_out_five_letters() -> None:
    assert len(uscc.ALPHABET) == 31
    assert set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - set(uscc.ALPHABET) == set("IOSVZ")


def test_weights_are_powers_of_three_modulo_31() -> None:
    # 1, 3, 9, 27, 81-62=19, 57-31=26, 78-62=16, 48-31=17, 51-31=20, 60-31=29, 87-62=25,
    # 75-62=13, 39-31=8, 24, 72-62=10, 30, 90-62=28
    assert uscc.WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def test_check_character_by_hand_with_a_letter() -> None:
    #   9   1   4   4   0   3   0   0   7   1   5   2   6   7   2   6   X (= 29)
    # x 1   3   9  27  19  26  16  17  20  29  25  13   8  24  10  30  28
    # = 9   3  36 108   0  78   0   0 140  29 125  26  48 168  20 180 812  -> sum 1782
    # 1782 = 57 x 31 + 15;  31 - 15 = 16;  value 16 is G.
    assert 57 * 31 + 15 == 1782
    assert uscc.ALPHABET[16] == "G"
    assert uscc.check_character(TENCENT[:17]) == "G"


def test_check_character_by_hand_with_digits_only() -> None:
    #   9   1   4   4   0   3   0   0   1   9   2   2   0   3   8   2   1
    # x 1   3   9  27  19  26  16  17  20  29  25  13   8  24  10  30  28
    # = 9   3  36 108   0  78   0   0  20 261  50  26   0  72  80  60  28  -> sum 831
    # 831 = 26 x 31 + 25;  31 - 25 = 6.
    assert uscc.check_character(HUAWEI[:17]) == "6"


def test_check_character_by_hand_in_another_province() -> None:
    #   9   1   3   3   0   1   0   0   7   9   9   6   5   5   0   5   8
    # x 1   3   9  27  19  26  16  17  20  29  25  13   8  24  10  30  28
    # = 9   3  27  81   0  26   0   0 140 261 225  78  40 120   0 150 224  -> sum 1384
    # 1384 = 44 x 31 + 20;  31 - 20 = 11;  value 11 is B.
    assert uscc.check_character(ALIBABA[:17]) == "B"


def test_remainder_zero_gives_zero() -> None:
    # Sum 0: 31 - 0 = 31, which is taken modulo 31, so the character is 0, not a 32nd one.
    assert uscc.check_character("0" * 17) == "0"
    # 4 x 1 + 9 x 3 = 31, again 0 modulo 31.
    assert uscc.check_character("49" + "0" * 15) == "0"


@pytest.mark.parametrize("first17", ["", "9" * 16, "9" * 18, "I" + "0" * 16, "a" + "0" * 16])
def test_check_character_refuses_anything_else(first17: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        uscc.check_character(first17)


@pytest.mark.parametrize("code", [TENCENT, HUAWEI, ALIBABA])
def test_public_codes_are_valid(code: str) -> None:
    assert uscc.problem(code) is None
    assert uscc.is_valid(code)
    assert uscc.organisation_code_problem(code) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("", "length"),
        (HUAWEI[:17], "length"),
        (HUAWEI + "0", "length"),
        (HUAWEI.replace("0", "O", 1), "alphabet"),
        (TENCENT.lower(), "alphabet"),
        ("9144A300192203821X", "alphabet"),  # position 5 belongs to the region: digits only
        ("9144０3001922038216", "alphabet"),  # full-width: normalise first
        ("914403001922038215", "check"),
        ("914403001922038261", "check"),  # the last two exchanged
        # Department 0: one 9 less in position 1 (weight 1) lowers the sum 831 by 9 to 822;
        # 822 = 26 x 31 + 16;  31 - 16 = 15, which is F.
        ("01440300192203821F", "department"),
    ],
)
def test_problems(code: str, expected: str) -> None:
    assert uscc.problem(code) == expected
    assert not uscc.is_valid(code)


def test_normalise() -> None:
    assert uscc.normalise(" 9144030071526726xg　") == TENCENT
    assert uscc.normalise("９１４４０３００７１５２６７２６ＸＧ") == TENCENT


def test_organisation_code_by_hand() -> None:
    # 71526726: 7x3 + 1x7 + 5x9 + 2x10 + 6x5 + 7x8 + 2x4 + 6x2
    #         = 21 + 7 + 45 + 20 + 30 + 56 + 8 + 12 = 199 = 18 x 11 + 1;  11 - 1 = 10, written X.
    assert uscc.organisation_check_character("71526726") == "X"
    # 19220382: 3 + 63 + 18 + 20 + 0 + 24 + 32 + 4 = 164 = 14 x 11 + 10;  11 - 10 = 1.
    assert uscc.organisation_check_character("19220382") == "1"
    # 79965505: 21 + 63 + 81 + 60 + 25 + 40 + 0 + 10 = 300 = 27 x 11 + 3;  11 - 3 = 8.
    assert uscc.organisation_check_character("79965505") == "8"
    # MA000000 (M = 22, A = 10): 22x3 + 10x7 = 136 = 12 x 11 + 4;  11 - 4 = 7.
    assert uscc.organisation_check_character("MA000000") == "7"
    # 00000000: sum 0;  11 - 0 = 11, written 0.
    assert uscc.organisation_check_character("00000000") == "0"


def test_organisation_code_is_judged_apart() -> None:
    # 19220382 needs 1 (above); with 2 in position 17 the sum 831 rises by 28 to 859;
    # 859 = 27 x 31 + 22;  31 - 22 = 9. So the whole code is valid, its organisation code is not.
    code = "914403001922038229"
    assert uscc.problem(code) is None
    assert uscc.organisation_code_problem(code) == "organisation"


def test_organisation_check_refuses_anything_else() -> None:
    with pytest.raises(ValueError, match="eight"):
        uscc.organisation_check_character("7152672")


@given(FIRST_17, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_one_wrong_character_is_always_found(first17: str, place: int, other: str) -> None:
    code = first17 + uscc.check_character(first17)
    assert uscc.problem(code) in (None, "department")
    mistyped = code[:place] + other + code[place + 1 :]
    if other != code[place]:
        assert uscc.problem(mistyped) in ("check", "alphabet")


@given(FIRST_17, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_found(first17: str, place: int) -> None:
    code = first17 + uscc.check_character(first17)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert uscc.problem(swapped) in ("check", "alphabet")
