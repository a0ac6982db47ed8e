"""Turn the tree of a model into a program: few whole-number sums, then formulas over them.

Every part of the tree that is linear in the points of the items becomes sums with constant weights;
what is not (minimum, stages) becomes a formula. Dimensions share their sums with the whole.
Not for evaluating: see program and batch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from lingnan.diagnosis.errors import ModelTooFine
from lingnan.diagnosis.model import Given, Item, Leaf, Model, Node, Part
from lingnan.diagnosis.program import (
    Accumulator,
    Combined,
    Count,
    Formula,
    Least,
    Linear,
    Program,
    Staged,
    linears_of,
)
from lingnan.diagnosis.score import STAGE, counted, threshold_of

#: Whole numbers up to here are exact in every engine, also where it divides in floating point.
LARGEST = 2**53


@dataclass(frozen=True, slots=True)
class _Sum:
    """A linear functional: coefficient per item, plus a constant."""

    coefficients: dict[int, Fraction]
    constant: Fraction


_Draft = _Sum | tuple[str, Node, tuple["_Draft", ...]]
_Key = tuple[tuple[int, Fraction], ...]


@lru_cache(maxsize=64)
def compile_model(model: Model) -> Program:
    """The program of a model; its results equal those of the reference scorer.

    Raises:
        ModelTooFine: the weights need numbers above 2^53.
    """
    drafts = [_draft(model.root), *(_draft(dim.node) for dim in model.dimensions)]
    needed = {_key(part): part for draft in drafts for part in _linear_parts(draft)}
    basis = _Basis(model, list(needed.values()))
    root = basis.formula(drafts[0])
    lifts = tuple(part for part in linears_of(root) if part.terms)
    return Program(
        accumulators=tuple(basis.accumulators),
        counts=tuple(Count(group, level) for group, level in counted(model.gates)),
        root=root,
        dimensions=tuple(
            (dim.id, basis.formula(draft))
            for dim, draft in zip(model.dimensions, drafts[1:], strict=True)
        ),
        lifts=lifts,
        lift_of=tuple(_lift(item, lifts, basis.accumulators) for item in model.items),
    )


def _draft(part: Part) -> _Draft:
    if isinstance(part, Leaf):
        return _Sum({part.item_number: Fraction(1)}, Fraction(0))
    if isinstance(part, Given):
        return _Sum({}, part.millipoints)
    parts = tuple(_draft(child) for child in part.parts)
    if part.aggregate not in ("sum", "weighted_mean"):
        return (part.aggregate, part, parts)
    sums = [child for child in parts if isinstance(child, _Sum)]
    if len(sums) < len(parts):
        return (part.aggregate, part, parts)
    return _add(list(zip(sums, _weights(part), strict=True)))


def _weights(node: Node) -> Sequence[Fraction]:
    return node.weights or [Fraction(1)] * len(node.parts)


def _add(parts: Sequence[tuple[_Sum, Fraction]]) -> _Sum:
    total: dict[int, Fraction] = {}
    for part, weight in parts:
        for number, coefficient in part.coefficients.items():
            total[number] = total.get(number, Fraction(0)) + coefficient * weight
    return _Sum(total, sum((part.constant * weight for part, weight in parts), Fraction(0)))


def _linear_parts(draft: _Draft) -> Iterator[_Sum]:
    if isinstance(draft, _Sum):
        yield draft
    else:
        for part in draft[2]:
            yield from _linear_parts(part)


def _key(part: _Sum) -> _Key:
    return tuple(sorted(part.coefficients.items()))


def _lift(
    item: Item, lifts: Sequence[Linear], accumulators: Sequence[Accumulator]
) -> tuple[int, int] | None:
    for number, linear in enumerate(lifts):
        for index, factor in linear.terms:
            multiplier = accumulators[index].multipliers[item.number]
            if multiplier:
                return number, multiplier * factor
    return None


def _step(item: Item) -> int:
    """What every possible value of an item is a multiple of."""
    return gcd(item.max_millipoints, *(option.millipoints for option in item.options))


class _Basis:
    """The accumulators of a model, and how every linear part is put together from them."""

    def __init__(self, model: Model, parts: list[_Sum]) -> None:
        self.model = model
        self.accumulators: list[Accumulator] = []
        self._own: list[tuple[_Key, Fraction]] = []
        for part in sorted(parts, key=lambda part: len(part.coefficients)):
            if self._cover(_key(part)) is None:
                self._keep(part)

    def formula(self, draft: _Draft) -> Formula:
        """The formula of a drafted part."""
        if isinstance(draft, _Sum):
            return self._linear(draft)
        aggregate, node, parts = draft
        formulas = tuple(self.formula(part) for part in parts)
        if aggregate == "minimum":
            return Least(formulas)
        if aggregate == "staged_product":
            return Staged(formulas, threshold_of(node), STAGE)
        weights = _weights(node)
        whole = lcm(*(weight.denominator for weight in weights))
        pairs = zip(formulas, weights, strict=True)
        return Combined(tuple((f, int(weight * whole)) for f, weight in pairs), whole)

    def _linear(self, part: _Sum) -> Linear:
        cover = self._cover(_key(part)) or []
        scales = [factor for _, factor in cover]
        whole = lcm(part.constant.denominator, *(scale.denominator for scale in scales))
        terms = tuple((index, int(factor * whole)) for index, factor in cover)
        most = sum(self.accumulators[index].most * factor for index, factor in terms)
        if (most + int(part.constant * whole)) * (STAGE + 1) >= LARGEST:
            raise ModelTooFine(model=self.model.id, node=self.model.root.id)
        return Linear(terms, int(part.constant * whole), whole)

    def _keep(self, part: _Sum) -> None:
        """Give a linear part its own accumulator, in the largest whole unit that fits."""
        whole = lcm(*(c.denominator for c in part.coefficients.values()))
        plain = [int(part.coefficients.get(i.number, 0) * whole) for i in self.model.items]
        shrink = gcd(*plain)
        multipliers = tuple(number // shrink for number in plain)
        most = sum(
            item.max_millipoints * multiplier
            for item, multiplier in zip(self.model.items, multipliers, strict=True)
        )
        unit = gcd(
            *(_step(item) * m for item, m in zip(self.model.items, multipliers, strict=True))
        )
        self.accumulators.append(Accumulator(multipliers, unit, most))
        self._own.append((_key(part), Fraction(shrink, whole)))

    def _cover(self, key: _Key) -> list[tuple[int, Fraction]] | None:
        """The part as a sum of accumulators over disjoint items; None if they do not suffice."""
        left = dict(key)
        found: list[tuple[int, Fraction]] = []
        for index in range(len(self._own) - 1, -1, -1):
            own, unit = self._own[index]
            if not own or any(number not in left for number, _ in own):
                continue
            ratios = {left[number] / coefficient for number, coefficient in own}
            if len(ratios) == 1:
                found.append((index, ratios.pop() * unit))
                for number, _ in own:
                    del left[number]
        return None if left else found
