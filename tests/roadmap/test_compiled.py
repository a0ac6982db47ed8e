"""Parts of a compiled program are linked into its doors, whose results are those of Python."""

import numpy as np
import pytest

from lingnan.roadmap.kernel.compiled import compiled, door


@compiled
def _power(base, times):
    product = 1
    for _ in range(times):
        product *= base
    return product


@compiled
def _sum_of_powers(values, times):
    total = 0
    for value in values:
        total += _power(value, times) + _power(2, 3)
    return total


def test_a_door_gives_what_python_gives():
    values = np.array([3, 5, 7], dtype=np.int64)
    assert door(_sum_of_powers)(values, 2) == _plain(values, 2) == 9 + 25 + 49 + 3 * 8


def test_a_part_is_compiled_once_however_often_it_is_called_with_constants():
    door(_sum_of_powers)(np.array([1], dtype=np.int64), 1)
    # None where the door lay in the cache of an earlier run.
    assert len(_power.overloads) <= 1


def test_python_cannot_call_a_part():
    door(_power)(2, 2)
    with pytest.raises(TypeError):
        _power(2, 2)


def test_division_by_zero_is_that_of_arrays():
    @compiled
    def ratio(a, b):
        return a / b

    assert door(ratio)(1.0, 0.0) == np.inf


def _plain(values, times):
    return sum(int(value) ** times + 8 for value in values)
