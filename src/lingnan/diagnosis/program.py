"""What a compiled model consists of: whole-number sums over items, and formulas over the sums.

The formulas are written once and read in two algebras: Python integers (one enterprise) and Ibis
columns (all enterprises). Not for making programs: that is compile.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Any, Generic, TypeVar

N = TypeVar("N")


@dataclass(frozen=True, slots=True)
class Accumulator:
    """A sum over items: millipoints x multiplier, exact in whole numbers.

    `multipliers` has one entry per item, 0 for items that do not take part. Every possible sum is a
    multiple of `unit` and at most `most`.
    """

    multipliers: tuple[int, ...]
    unit: int
    most: int


@dataclass(frozen=True, slots=True)
class Linear:
    """(sum of factor x accumulator + constant) / denominator."""

    terms: tuple[tuple[int, int], ...]
    constant: int
    denominator: int


@dataclass(frozen=True, slots=True)
class Combined:
    """(sum of factor x part) / denominator, where some part is not linear."""

    terms: tuple[tuple["Formula", int], ...]
    denominator: int


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of the parts."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Staged:
    """Satisfied stages count `stage` each, the first unsatisfied its own value, later ones none."""

    parts: tuple["Formula", ...]
    threshold: int
    stage: int


Formula = Linear | Combined | Least | Staged


@dataclass(frozen=True, slots=True)
class Count:
    """How many items of a group reach a level (1 per item that does)."""

    group: str
    level: int


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled model.

    `lifts` are the linear parts of the root: proof of an item can raise only one of them.
    `lift_of` gives per item the number of its part and its multiplier there; None where the item
    earns no points.
    """

    accumulators: tuple[Accumulator, ...]
    counts: tuple[Count, ...]
    root: Formula
    dimensions: tuple[tuple[str, Formula], ...]
    lifts: tuple[Linear, ...]
    lift_of: tuple[tuple[int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class Algebra(Generic[N]):
    """How to choose between numbers; all else are the operators + - * and comparisons."""

    choose: Callable[[Any, N, N], N]
    least: Callable[[Sequence[N]], N]


PLAIN: Algebra[int] = Algebra(choose=lambda test, yes, no: yes if test else no, least=min)


def sums_of(program: Program, earned: Sequence[int]) -> list[int]:
    """The sums of all accumulators, given the millipoints of each item."""
    return [
        sum(m * value for m, value in zip(part.multipliers, earned, strict=True) if m)
        for part in program.accumulators
    ]


@dataclass(frozen=True, slots=True)
class Ratio(Generic[N]):
    """A whole number over a constant: an exact value in either algebra."""

    numerator: N
    denominator: int


#: The numerator of a linear part.
Reading = Callable[[Linear], Any]


def linear_from(sums: Sequence[Any]) -> Reading:
    """Read linear parts off the sums of the accumulators."""

    def read(part: Linear) -> Any:
        total: Any = part.constant
        for index, factor in part.terms:
            total = total + (sums[index] if factor == 1 else sums[index] * factor)
        return total

    return read


def raised(read: Reading, part: Linear, units: Any) -> Reading:
    """Read as before, but with one linear part `units` higher: what if more were proven?"""
    return lambda other: read(other) + units if other == part else read(other)


def linears_of(formula: Formula) -> Iterator[Linear]:
    """The linear parts of a formula, in order."""
    if isinstance(formula, Linear):
        yield formula
    elif isinstance(formula, Combined):
        for part, _ in formula.terms:
            yield from linears_of(part)
    else:
        for part in formula.parts:
            yield from linears_of(part)


def evaluate(formula: Formula, read: Reading, algebra: Algebra[Any]) -> Ratio[Any]:
    """The exact value of a formula."""
    if isinstance(formula, Linear):
        return Ratio(read(formula), formula.denominator)
    if isinstance(formula, Combined):
        return _weighted([(evaluate(p, read, algebra), f) for p, f in formula.terms], formula)
    values = [evaluate(part, read, algebra) for part in formula.parts]
    denominator = _common(values)
    scaled = [value.numerator * (denominator // value.denominator) for value in values]
    if isinstance(formula, Least):
        return Ratio(algebra.least(scaled), denominator)
    limit = formula.threshold * denominator
    total: Any = len(scaled) * formula.stage * denominator
    for number in range(len(scaled) - 1, -1, -1):
        here = scaled[number]
        total = algebra.choose(here < limit, here + number * formula.stage * denominator, total)
    return Ratio(total, denominator)


def satisfied_stages(
    formula: Staged, read: Reading, algebra: Algebra[Any]
) -> tuple[list[Ratio[Any]], Any]:
    """The value of each stage, and how many in a row from the first are satisfied."""
    values = [evaluate(part, read, algebra) for part in formula.parts]
    level: Any = len(values)
    for number in range(len(values) - 1, -1, -1):
        value = values[number]
        is_short = value.numerator < formula.threshold * value.denominator
        level = algebra.choose(is_short, number, level)
    return values, level


def _weighted(parts: list[tuple[Ratio[Any], int]], formula: Combined) -> Ratio[Any]:
    denominator = _common([value for value, _ in parts])
    total: Any = 0
    for value, factor in parts:
        total = total + value.numerator * (factor * (denominator // value.denominator))
    return Ratio(total, denominator * formula.denominator)


def _common(values: Sequence[Ratio[Any]]) -> int:
    return lcm(*(value.denominator for value in values))
