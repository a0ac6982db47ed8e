"""The window of counters, against a plain set of all that was seen; and random numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.nonce import MAX_NUMBER, make_nonce, make_number
from lingnan.sources.identifier.proof.replay import WINDOW, ReplayWindow

property_test = settings(deadline=None, max_examples=100, derandomize=True)


def test_no_counter_counts_twice():
    window = ReplayWindow()
    assert [window.accept(counter) for counter in (1, 2, 2, 1, 4, 3, 3)] == [
        True,
        True,
        False,
        False,
        True,
        True,
        False,
    ]


def test_two_hundred_are_remembered():
    window = ReplayWindow()
    assert WINDOW == 200
    assert window.accept(300)
    assert window.accept(101)
    assert not window.accept(100)
    assert not window.accept(101)
    assert not window.accept(1)


@pytest.mark.parametrize("counter", [0, -1])
def test_a_message_without_counter_is_never_new(counter):
    assert not ReplayWindow().accept(counter)


def test_the_highest_counters():
    window = ReplayWindow()
    assert window.accept(2**32 - 2)
    assert window.accept(2**32 - 1)
    assert not window.accept(2**32 - 1)
    assert not window.accept(2**32 - 2)
    assert not window.accept(5)


@property_test
@given(st.lists(st.integers(0, 60) | st.integers(2**32 - 40, 2**32 - 1), max_size=80))
def test_it_judges_as_a_set_would(counters):
    window, seen = ReplayWindow(20), set()
    for counter in counters:
        highest = max(seen, default=0)
        expected = counter > 0 and counter > highest - 20 and counter not in seen
        assert window.accept(counter) is expected
        if expected:
            seen.add(counter)


def test_nonces_have_sixteen_octets_and_differ():
    nonces = {make_nonce() for _ in range(100)}
    assert len(nonces) == 100
    assert {len(nonce) for nonce in nonces} == {16}


def test_numbers_are_positive_as_java_reads_them_and_free():
    numbers: set[int] = set()
    for _ in range(200):
        number = make_number(numbers)
        assert 1 <= number <= MAX_NUMBER == 2**31 - 1
        assert number not in numbers
        numbers.add(number)


def test_a_taken_number_is_not_given_again():
    class AllButOneHalf:
        """Holds every number below 2³⁰."""

        def __contains__(self, number: object) -> bool:
            return isinstance(number, int) and number < 2**30

    assert all(make_number(AllButOneHalf()) >= 2**30 for _ in range(20))
