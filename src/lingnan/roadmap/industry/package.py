"""The standard packages of a catalogue: a light measure with whatever it requires at an enterprise.

What a package takes depends on what is there already: a measure all of whose sure effects are
reached is in place, a requirement that is in place costs nothing, and a needed answer that is given
asks for no measure. Of several measures that would do, light ones go first, then cheap ones.
Not for choosing packages (greedy) nor for whole batches (closure).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lingnan.roadmap.assumed import SIZES
from lingnan.roadmap.catalogue import Catalogue, bits_of
from lingnan.roadmap.industry.bit import pack_bits
from lingnan.roadmap.industry.errors import NoPackages
from lingnan.roadmap.industry.member import SECTION
from lingnan.roadmap.industry.model import Side
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Integers


@dataclass(frozen=True, slots=True, eq=False)
class Packages:
    """The packages on offer, and what computing with them needs.

    Shapes (P packages, n measures, Q relevant steps, W words of them, 4 size classes):
        measure (P,): number of the light measure. relevant (Q,): steps that any measure gives or
        needs. gives (n, W): steps that a finished measure surely gives. feasible (4,): measures
        (bits) that enterprises of a size can carry out at all. rank (4, n): order of preference.
        req_start (n+1,), req_mask; need_start (n+1,), need_step (places in `relevant`), need_mask.
        price (4, n, 3); eligible (n,): whether any subsidy rule pays for it; duration (4, n);
        sets (n): `gives` as one whole number each; provider (n, Q): the flags of `gives`;
        proves (n, Q): those backed by more than a statement.
    """

    catalogue: Catalogue
    ids: tuple[str, ...]
    measure: Integers
    relevant: Integers
    gives: Integers
    sets: tuple[int, ...]
    provider: Flags
    proves: Flags
    feasible: Integers
    rank: Integers
    req_start: Integers
    req_mask: Integers
    need_start: Integers
    need_step: Integers
    need_mask: Integers
    price: Integers
    eligible: NDArray[np.bool_]
    duration: Integers

    def __len__(self) -> int:
        return len(self.ids)


def packages_of(catalogue: Catalogue, side: Side = "claimed") -> Packages:
    """The standard packages of a catalogue on its model.

    On the proven side, only measures that leave attested or observed evidence give steps.
    Raises: NoPackages.
    """
    section = catalogue.sections[:, ord(SECTION) - 65]
    leaves_proof = np.array([measure.proof_grade >= 2 for measure in catalogue.measures])
    counts = np.ones_like(leaves_proof) if side == "claimed" else leaves_proof
    sure = catalogue.gate_provider & counts[:, None]
    useful: NDArray[np.bool_] = np.asarray(sure.any(axis=1) & section)
    light = [
        number
        for number, measure in enumerate(catalogue.measures)
        if measure.is_light and useful[number]
    ]
    if not light:
        raise NoPackages(pack=catalogue.pack.id, model=catalogue.model.id)
    needed = {step for group in catalogue.needs for step, _ in group}
    touched = sure.any(axis=0)
    relevant = np.array(
        [s for s in range(len(catalogue.steps.steps)) if touched[s] or s in needed], dtype=np.int64
    )
    place = {int(step): number for number, step in enumerate(relevant)}
    needs = [[(place[s], mask & ~(1 << j)) for s, mask in g] for j, g in enumerate(catalogue.needs)]
    given = np.ascontiguousarray(sure[:, relevant]).astype(np.uint8)
    return Packages(
        catalogue=catalogue,
        ids=tuple(catalogue.measures[number].id for number in light),
        measure=np.array(light, dtype=np.int64),
        relevant=relevant,
        gives=pack_bits(given),
        sets=tuple(set_of(row) for row in given),
        provider=given,
        proves=given * leaves_proof[:, None].astype(np.uint8),
        feasible=np.array(
            [_feasible(catalogue, section, size) for size in range(len(SIZES))], dtype=np.int64
        ),
        rank=_ranks(catalogue),
        req_start=_starts(catalogue.requirements),
        req_mask=np.array([m for g in catalogue.requirements for m in g] or [0], dtype=np.int64),
        need_start=_starts(needs),
        need_step=np.array([s for g in needs for s, _ in g] or [0], dtype=np.int64),
        need_mask=np.array([m for g in needs for _, m in g] or [0], dtype=np.int64),
        price=catalogue.price,
        eligible=np.array([bool(measure.subsidies) for measure in catalogue.measures]),
        duration=catalogue.duration,
    )


def _starts(lists: object) -> Integers:
    counts = [len(part) for part in lists]  # type: ignore[attr-defined]
    return np.cumsum([0, *counts]).astype(np.int64)


def _feasible(catalogue: Catalogue, section: NDArray[np.bool_], size: int) -> int:
    """Measures that are offered to a size and whose requirements can be met."""
    offered = catalogue.available[size] & section & ~catalogue.proves
    found = sum(1 << int(j) for j in np.flatnonzero(offered))
    while True:
        lost = sum(
            1 << j for j in bits_of(found) if not all(g & found for g in catalogue.requirements[j])
        )
        if not lost:
            return found
        found &= ~lost


def _ranks(catalogue: Catalogue) -> Integers:
    """Places in the order of preference: light before others, cheap before dear."""
    found = np.zeros((len(SIZES), len(catalogue)), dtype=np.int64)
    for size in range(len(SIZES)):
        order = sorted(
            range(len(catalogue)),
            key=lambda j: (not catalogue.measures[j].is_light, catalogue.price[size, j, 1], j),
        )
        found[size, order] = np.arange(len(catalogue))
    return found


def set_of(flags: Flags) -> int:
    """Flags over relevant steps as a set: one whole number of any length."""
    return sum(1 << int(place) for place in np.flatnonzero(flags))


def in_place(packages: Packages, reached: int) -> int:
    """The measures (bits) all of whose sure effects are among the reached relevant steps."""
    found = 0
    for number, given in enumerate(packages.sets):
        if given and not given & ~reached:
            found |= 1 << number
    return found


def closure_of(packages: Packages, package: int, size: int, reached: int) -> int | None:
    """The measures (bits) an enterprise buys with a package; null when it cannot have it.

    Plain reference of the kernel in `closure`. `reached`: set of places in `relevant`.
    Limits: does not go back on a choice among several; a package blocked by its preferred
        requirement alone would count as blocked, though `feasible` rules that out but for needs.
    """
    done = in_place(packages, reached)
    bought, todo = 0, 1 << int(packages.measure[package])
    while todo:
        number = next(bits_of(todo))
        todo &= ~(1 << number)
        if done >> number & 1:
            continue
        if not int(packages.feasible[size]) >> number & 1:
            return None
        bought |= 1 << number
        for group in _open_groups(packages, number, reached):
            if group & (done | bought | todo):
                continue
            fit = list(bits_of(group & int(packages.feasible[size])))
            if not fit:
                return None
            todo |= 1 << min(fit, key=lambda j: int(packages.rank[size, j]))
    return bought if finish_of(packages, bought, done, size, reached) is not None else None


def finish_of(packages: Packages, bought: int, done: int, size: int, reached: int) -> int | None:
    """Half-years until all bought measures are in service, each after what it requires.

    Null when they wait for one another.
    """
    finish: dict[int, int] = {}
    is_changed = True
    while is_changed:
        is_changed = False
        for number in bits_of(bought):
            start = 0
            for group in _open_groups(packages, number, reached):
                if group & done:
                    continue
                ends = [finish[j] for j in bits_of(group & bought) if j in finish]
                start = max(start, min(ends)) if ends else -1
                if start < 0:
                    break
            if start >= 0:
                end = start + int(packages.duration[size, number])
                if end < finish.get(number, 1 << 30):
                    finish[number] = end
                    is_changed = True
    if len(finish) < bought.bit_count():
        return None
    return max(finish.values(), default=0)


def _open_groups(packages: Packages, number: int, reached: int) -> list[int]:
    first, last = packages.req_start[number : number + 2]
    groups = [int(mask) for mask in packages.req_mask[first:last]]
    first, last = packages.need_start[number : number + 2]
    open_needs = [
        int(packages.need_mask[row])
        for row in range(int(first), int(last))
        if not reached >> int(packages.need_step[row]) & 1
    ]
    return groups + open_needs
