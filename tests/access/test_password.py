"""Password rules and how passwords are kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.access.deny import STEMS, WALKS
from lingnan.access.errors import BadPassword
from lingnan.access.hashing import Hasher
from lingnan.access.password import check_password, normalised

CHEAP = Hasher(memory_kib=8, passes=1)


@pytest.mark.parametrize(
    "password",
    [
        *("seven quiet herons", "七只安静的白鹭站在水边等待", "x9 tea lorry!", "20240101138001"),
        *("seven quiet herons \U0001f9a9 stand", "x" + " long quiet heron" * 7),
        *("abcdefghijkl mnop violin", "password of the harbour master", "ＡＢＣ１２３ 茶 violin"),
    ],
)
def test_long_and_uncommon_will_do_whatever_it_is_composed_of(password):
    check_password(password, names=("wei",))


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("elevenchars", "fewer than 12"),
        ("", "fewer than 12"),
        ("七只安静的白鹭", "fewer than 12"),
        ("0" + "七 quiet heron " * 20, "more than 128"),
        ("seven\tquiet herons", "control"),
        ("Password1234", "first that are guessed"),
        ("P@ssw0rd!2024", "first that are guessed"),
        ("admin@123456", "first that are guessed"),
        ("123456789012", "first that are guessed"),
        ("210987654321", "first that are guessed"),
        ("qwertyuiopas", "first that are guessed"),
        ("1qaz2wsx3edc", "first that are guessed"),
        ("aaaaaaaaaaaaaaaa", "first that are guessed"),
        ("abcabcabcabcabc", "first that are guessed"),
        ("ｐａｓｓｗｏｒｄ１２３４５", "first that are guessed"),
        ("correct horse battery staple", "first that are guessed"),
        ("Lingnan@2026!!", "first that are guessed"),
        ("zhang.wei2026!!", "account's own name"),
        ("ZHANG.WEI-zhang.wei", "account's own name"),
        ("iew.gnahz2026", "account's own name"),
    ],
)
def test_what_is_refused_and_why(password, told):
    with pytest.raises(BadPassword) as caught:
        check_password(password, names=("zhang.wei", ""))
    shown = caught.value.render("en") + repr(caught.value)
    assert told in shown
    assert not password or password not in shown


def test_a_password_that_merely_mentions_the_name_will_do():
    check_password("zhang.wei walks along the river", names=("zhang.wei",))


@given(st.sampled_from(WALKS), st.integers(0, 60), st.integers(12, 30), st.booleans())
def test_every_piece_of_a_walk_is_refused(walk, start, length, is_backwards):
    row = walk[::-1] if is_backwards else walk
    piece = row[start : start + length]
    if len(piece) >= 12:
        with pytest.raises(BadPassword):
            check_password(piece.upper())


@given(st.sampled_from(sorted(STEMS)), st.text("0123456789!@#. ", max_size=12))
def test_every_stem_with_digits_and_signs_is_refused(stem, more):
    with pytest.raises(BadPassword):
        check_password(stem + more)


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_what_is_kept_matches_the_password_and_no_other(password, other):
    kept = CHEAP.keep(password)
    assert kept.startswith("$argon2id$")
    assert CHEAP.matches(kept, password)
    assert CHEAP.matches(kept, other) is (normalised(other) == normalised(password))
    assert kept != CHEAP.keep(password)


def test_full_width_and_composed_letters_are_the_same_password():
    assert CHEAP.matches(CHEAP.keep("ＡＢＣ é 123456789"), "ABC e\u0301 123456789")


def test_nothing_kept_matches_nothing():
    assert not CHEAP.matches(None, "the password of nobody")
    assert not CHEAP.matches("no hash", "x")


def test_the_cost_of_a_real_hash_and_its_renewal():
    kept = Hasher().keep("seven quiet herons")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not Hasher().is_outdated(kept)
    assert Hasher().is_outdated(CHEAP.keep("seven quiet herons"))
