"""The vectorised checks answer what kernel.uscc answers, for any text."""

import pyarrow as pa
from hypothesis import example, given
from hypothesis import strategies as st

from lingnan.kernel import uscc
from lingnan.registry import uscc_array

VALID = (
    st.text(uscc.ALPHABET, min_size=9, max_size=9)
    .flatmap(
        lambda tail: st.tuples(
            st.sampled_from("159ANY78BX"), st.sampled_from("12"), st.from_regex(r"\A[0-9]{6}\Z")
        ).map(lambda head: "".join(head) + tail)
    )
    .map(lambda first: first + uscc.check_character(first))
)
SPOILT = st.tuples(VALID, st.integers(0, 17), st.sampled_from("0OIlSVZ9a Ａ中\t")).map(
    lambda parts: parts[0][: parts[1]] + parts[2] + parts[0][parts[1] + 1 :]
)
FULL_WIDTH = VALID.map(lambda code: "".join(chr(ord(each) + 0xFEE0) for each in code))
ANY = st.none() | VALID | VALID.map(str.lower) | SPOILT | FULL_WIDTH | st.text(max_size=20)


@given(st.lists(ANY, max_size=30))
@example(["中" * 6, "", None, "9" * 18])
def test_equal_to_the_kernel(codes):
    typed = pa.array(codes, pa.string())
    written = uscc_array.normalise(typed)
    expected = [None if each is None else uscc.normalise(each) for each in codes]
    assert written.to_pylist() == expected
    assert list(uscc_array.problems(written)) == [
        None if each is None else uscc.problem(each) for each in expected
    ]


@given(st.lists(ANY, min_size=3, max_size=30))
def test_slices_are_read_in_place(codes):
    part = pa.array(codes, pa.string()).slice(1, len(codes) - 2)
    written = uscc_array.normalise(part)
    assert list(uscc_array.problems(written)) == [
        None if each is None else uscc.problem(uscc.normalise(each)) for each in codes[1:-1]
    ]


@given(st.lists(VALID, min_size=1, max_size=50))
def test_keys_sort_like_codes(codes):
    first, second = uscc_array.sort_keys(pa.array(codes, pa.string()))
    keys = list(zip(first.tolist(), second.tolist(), strict=True))
    order = sorted(range(len(codes)), key=keys.__getitem__)
    assert [codes[place] for place in order] == sorted(codes)
    assert len(set(keys)) == len(set(codes))
