"""The catalogue of a pack against one model, as arrays: what a measure costs, needs and raises.

Not for one enterprise (case) nor for how far it has got (state).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from lingnan.diagnosis import Model
from lingnan.diagnosis.item import read_codes
from lingnan.packs import Pack
from lingnan.packs.content import Effect, Measure, PriceBand
from lingnan.roadmap.assumed import SIZES, Assumed
from lingnan.roadmap.case import MOST_MEASURES
from lingnan.roadmap.errors import CatalogueTooLarge, CyclicRequirements, NoCatalogue
from lingnan.roadmap.step import Integers, Steps, steps_of


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Measures by number, in the order of the pack.

    Shapes (n measures, S steps, 4 size classes):
        price (4, n, 3): low, expected, high; available (4, n); running (4, n) a half-year;
        staff (4, n) hundredths of a person; duration (4, n) periods.
        likelihood (n, S): per cent, 0 where a measure does not raise to the step.
        gate_provider (n, S): whether the likelihood counts for gates; raises (n, S): the same of
            effective providers only.
        offers (n, S): likelihood of effective providers: a provider that requires another one
            which is as likely is left out, since that one gives the step already.
        requirements: per measure, sets of measures (bits) of which one must be finished.
        needs: per measure, steps (numbers) that must be reached, with the set that can raise them.
        gain_ppm (4, n): yearly gain in parts per million of revenue, graded.
        sections (n, 26): whether enterprises of an industry section can use it.
        proves (n,): whether it turns what is claimed into proof.
    Units: whole yuan.
    """

    pack: Pack
    model: Model
    steps: Steps
    measures: tuple[Measure, ...]
    number_of: Mapping[str, int]
    price: Integers
    available: NDArray[np.bool_]
    running: Integers
    staff: Integers
    duration: Integers
    likelihood: Integers
    gate_provider: NDArray[np.bool_]
    raises: NDArray[np.bool_]
    offers: Integers
    requirements: tuple[tuple[int, ...], ...]
    needs: tuple[tuple[tuple[int, int], ...], ...]
    gain_ppm: Integers
    sections: NDArray[np.bool_]
    proves: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.measures)


def build_catalogue(pack: Pack, model: Model) -> Catalogue:
    """Read a pack's measures against one model.

    Raises: NoCatalogue, CatalogueTooLarge, CyclicRequirements, ModelNotPlannable.
    """
    measures = pack.measures
    if not measures:
        raise NoCatalogue(pack=pack.id)
    if len(measures) > MOST_MEASURES:
        raise CatalogueTooLarge(count=len(measures), most=MOST_MEASURES)
    assumed = Assumed(pack)
    steps = steps_of(model)
    number_of = {measure.id: number for number, measure in enumerate(measures)}
    price, available, running, staff, duration = _bands(measures)
    likelihood = np.array(
        [_raised(measure.effects, steps) for measure in measures], dtype=np.int64
    ).reshape(len(measures), len(steps.steps))
    gate_provider = likelihood >= int(assumed.number("gate_likelihood") * 100)
    requirements = tuple(_requirements(measure, number_of) for measure in measures)
    order_of(measures, requirements)
    return Catalogue(
        pack=pack,
        model=model,
        steps=steps,
        measures=measures,
        number_of=number_of,
        price=price,
        available=available,
        running=running,
        staff=staff,
        duration=duration,
        likelihood=likelihood,
        gate_provider=gate_provider,
        raises=_effective(gate_provider.astype(np.int64), requirements) > 0,
        offers=_effective(likelihood, requirements),
        requirements=requirements,
        needs=tuple(_needs(measure, steps, gate_provider) for measure in measures),
        gain_ppm=_gains(measures, assumed),
        sections=_sections(measures),
        proves=np.array([measure.proves_claims for measure in measures]),
    )


def bits_of(word: int) -> Iterator[int]:
    """The numbers of the measures in a set."""
    while word:
        low = word & -word
        yield low.bit_length() - 1
        word ^= low


def _bands(
    measures: Sequence[Measure],
) -> tuple[Integers, NDArray[np.bool_], Integers, Integers, Integers]:
    count = len(measures)
    price = np.zeros((len(SIZES), count, 3), dtype=np.int64)
    available = np.zeros((len(SIZES), count), dtype=np.bool_)
    running, staff, duration = (np.zeros((len(SIZES), count), dtype=np.int64) for _ in range(3))
    for number, measure in enumerate(measures):
        for band in measure.prices:
            for size in band.size_classes:
                place = SIZES.index(size)
                price[place, number] = (band.low_cny, band.expected_cny, band.high_cny)
                available[place, number] = True
                running[place, number] = -(-band.running_cny_year // 2)
                staff[place, number] = _hundredths(band)
                duration[place, number] = band.duration_half_years
    return price, available, running, staff, duration


def _hundredths(band: PriceBand) -> int:
    return int(band.staff_fte * 100)


def _raised(effects: Sequence[Effect], steps: Steps) -> list[int]:
    """Likelihood in per cent per step."""
    found = [0] * len(steps.steps)
    for effect in effects:
        if steps.model.id not in effect.models:
            continue
        for name in effect.items:
            item = steps.model.by_id.get(name)
            code = read_codes(item, effect.answer) if item else None
            if item is None or code is None:
                continue  # reported by the pack check
            for step in steps.of_answer(item, code):
                found[step.number] = max(found[step.number], int(effect.likelihood * 100))
    return found


def _requirements(measure: Measure, number_of: Mapping[str, int]) -> tuple[int, ...]:
    groups = [(name,) for name in measure.all_of] + list(measure.any_of)
    return tuple(
        sum({1 << number_of[name] for name in group if name in number_of}) for group in groups
    )


def _needs(
    measure: Measure, steps: Steps, gate_provider: NDArray[np.bool_]
) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for need in measure.needs:
        item = steps.model.by_id.get(need.item) if need.model == steps.model.id else None
        code = read_codes(item, need.answer) if item else None
        if item is None or code is None:
            continue
        reached = steps.of_answer(item, code)
        for step in reached if item.kind == "multi" else reached[-1:]:
            providers = sum(1 << int(j) for j in np.flatnonzero(gate_provider[:, step.number]))
            found.append((step.number, providers))
    return tuple(found)


def order_of(measures: Sequence[Measure], requirements: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The measures so that requirements come first; any-of groups by their first possible one.

    Raises: CyclicRequirements naming a circle.
    """
    done = 0
    order: list[int] = []
    left = list(range(len(measures)))
    while left:
        ready = [j for j in left if all(group & done for group in requirements[j])]
        if not ready:
            cycle = _circle(left[0], requirements, done)
            names = " → ".join(measures[j].id for j in cycle)
            raise CyclicRequirements(cycle=names)
        order += ready
        done |= sum(1 << j for j in ready)
        left = [j for j in left if j not in ready]
    return tuple(order)


def _circle(start: int, requirements: Sequence[Sequence[int]], done: int) -> list[int]:
    seen: list[int] = []
    here = start
    while here not in seen:
        seen.append(here)
        group = next(group for group in requirements[here] if not group & done)
        if not group:
            return [*seen, here]
        here = next(bits_of(group))
    return [*seen[seen.index(here) :], here]


def _closures(requirements: Sequence[Sequence[int]]) -> list[int]:
    """Per measure, the measures it cannot do without (through requirements of a single one)."""
    closures = [0] * len(requirements)
    is_changed = True
    while is_changed:
        is_changed = False
        for number, groups in enumerate(requirements):
            found = closures[number]
            for group in groups:
                if group & (group - 1) == 0:
                    found |= group
                    for other in bits_of(group):
                        found |= closures[other]
            is_changed |= found != closures[number]
            closures[number] = found
    return closures


def _effective(likelihood: Integers, requirements: Sequence[Sequence[int]]) -> Integers:
    offers = likelihood.copy()
    for number, closure in enumerate(_closures(requirements)):
        for other in bits_of(closure):
            offers[number, likelihood[other] >= likelihood[number]] = 0
    return offers


def _gains(measures: Sequence[Measure], assumed: Assumed) -> Integers:
    """Yearly gain in ppm of revenue: middle of the band × grade × share of its base."""
    found = np.zeros((len(SIZES), len(measures)), dtype=np.int64)
    for number, measure in enumerate(measures):
        for outcome in measure.outcomes:
            middle = (outcome.gain_low_pct + outcome.gain_high_pct) / 2
            weight = assumed.number(f"grade_weight.{outcome.grade}")
            is_revenue = outcome.base == "revenue"
            part = Decimal(1) if is_revenue else assumed.number(f"base_share.{outcome.base}")
            gain = int(middle / 100 * weight * part * 1_000_000)
            for size in outcome.size_classes:
                found[SIZES.index(size), number] += gain
    return found


def _sections(measures: Sequence[Measure]) -> NDArray[np.bool_]:
    found = np.zeros((len(measures), 26), dtype=np.bool_)
    for number, measure in enumerate(measures):
        for section in measure.sections or [chr(65 + letter) for letter in range(26)]:
            found[number, ord(section[0]) - 65] = True
    return found
