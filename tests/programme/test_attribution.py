"""Who makes the gap: hand-worked shares, and sums that must be exact."""

from hypothesis import given
from hypothesis import strategies as st

from lingnan.programme.attribution import SliceCount, attribute

CITIES = {
    "a": SliceCount(population=500, claimed=300, proven=100),
    "b": SliceCount(population=300, claimed=100, proven=90),
    "c": SliceCount(population=200, claimed=0, proven=0),
}


def test_without_stated_targets_population_decides() -> None:
    found = {part.key: part for part in attribute(600, CITIES)}
    assert {key: part.expected for key, part in found.items()} == {"a": 300, "b": 180, "c": 120}
    assert {key: part.gap_claimed for key, part in found.items()} == {"a": 0, "b": 80, "c": 120}
    assert {key: part.gap_proven for key, part in found.items()} == {"a": 200, "b": 90, "c": 120}


def test_the_greatest_proven_gap_comes_first() -> None:
    assert [part.key for part in attribute(600, CITIES)] == ["a", "c", "b"]


def test_a_stated_target_is_taken_at_its_word_and_the_rest_shared_out() -> None:
    found = {part.key: part for part in attribute(600, CITIES, {"a": 400, "elsewhere": 50})}
    # 200 are left for b and c, who have 300 and 200 of the population: 120 and 80.
    assert {key: part.expected for key, part in found.items()} == {"a": 400, "b": 120, "c": 80}
    assert [part.key for part in found.values() if part.is_stated] == ["a"]


def test_stated_targets_that_leave_nothing_are_set_aside() -> None:
    found = attribute(600, CITIES, {"a": 700})
    assert {part.key: part.expected for part in found} == {"a": 300, "b": 180, "c": 120}
    assert not any(part.is_stated for part in found)


def test_nobody_who_could_count_makes_no_gap() -> None:
    assert attribute(10, {}) == ()
    assert attribute(10, {"a": SliceCount(0, 0, 0)}) == ()


counts = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))


@given(
    goal=st.integers(0, 2 * 10**6),
    slices=st.lists(counts, min_size=1, max_size=25).filter(lambda parts: any(p[0] for p in parts)),
    stated=st.dictionaries(st.integers(0, 24), st.floats(0, 10**6), max_size=5),
)
def test_gaps_add_up_to_the_whole_gap_exactly(
    goal: int, slices: list[tuple[int, int, int]], stated: dict[int, float]
) -> None:
    named = {str(number): SliceCount(*part) for number, part in enumerate(slices)}
    found = attribute(goal, named, {str(key): value for key, value in stated.items()})
    assert len(found) == len(slices)
    assert sum(part.expected for part in found) == goal
    assert sum(part.gap_claimed for part in found) == goal - sum(part[1] for part in slices)
    assert sum(part.gap_proven for part in found) == goal - sum(part[2] for part in slices)
    assert [part.gap_proven for part in found] == sorted(
        (part.gap_proven for part in found), reverse=True
    )
