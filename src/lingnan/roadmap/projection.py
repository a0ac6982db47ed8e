"""Where both sides stand at the end of every half-year of a plan, by the reference scorer.

Only answers that a measure reaches surely enough for a gate count. They are claimed when it is
finished, and proven then if the evidence it yields is; an audit proves what is claimed. Not for
solvers, which know gates only.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from lingnan.roadmap.asked import Asked
from lingnan.roadmap.case import Case
from lingnan.roadmap.check import Starts, available_at
from lingnan.roadmap.model import LevelPoint, Standing
from lingnan.roadmap.state import Flags

_ATTESTED = 2
NOW = "now"


def in_order(case: Case, starts: Starts) -> list[tuple[int, int]]:
    """Measures by number with the period from which they serve: as finished, audits last."""
    finished = ((f, int(case.measure[a])) for a, f in available_at(case, starts).items())
    return [(number, f) for f, number in sorted(finished)]


def states_before(
    asked: Asked, finished: Sequence[tuple[int, int]]
) -> dict[int, tuple[Flags, Flags]]:
    """What is claimed and proven when each measure is finished, those finished before it included.

    The key -1 holds the states at the end.
    """
    proves = asked.setting.catalogue.proves
    claimed, proven = asked.claimed.copy(), asked.proven.copy()
    found: dict[int, tuple[Flags, Flags]] = {}
    for number, _ in sorted(finished, key=lambda each: (each[1], bool(proves[each[0]]))):
        found[number] = (claimed.copy(), proven.copy())
        _finish(asked, number, claimed, proven)
    found[-1] = (claimed, proven)
    return found


def project(asked: Asked, finished: Sequence[tuple[int, int]]) -> tuple[LevelPoint, ...]:
    """Levels and points of both sides now and at the end of each half-year."""
    calendar = asked.setting.calendar
    proves = asked.setting.catalogue.proves
    claimed, proven = asked.claimed.copy(), asked.proven.copy()
    points = [_point(asked, NOW, claimed, proven)]
    left = sorted(finished, key=lambda each: (each[1], bool(proves[each[0]])))
    for period in range(calendar.periods):
        while left and left[0][1] <= period + 1:
            _finish(asked, left.pop(0)[0], claimed, proven)
        points.append(_point(asked, calendar.name(period), claimed, proven))
    return tuple(points)


def _finish(asked: Asked, number: int, claimed: Flags, proven: Flags) -> None:
    catalogue = asked.setting.catalogue
    if catalogue.proves[number]:
        np.maximum(proven, claimed, out=proven)
        return
    sure = catalogue.gate_provider[number].astype(np.uint8)
    np.maximum(claimed, sure, out=claimed)
    if catalogue.measures[number].proof_grade >= _ATTESTED:
        np.maximum(proven, sure, out=proven)


def _point(asked: Asked, name: str, claimed: Flags, proven: Flags) -> LevelPoint:
    return LevelPoint(
        name,
        _standing(asked, claimed, asked.subject.claimed),
        _standing(asked, proven, asked.subject.proven),
    )


def _standing(asked: Asked, reached: Flags, known: Mapping[str, str]) -> Standing:
    return asked.planner.standing(asked.setting, reached, dict(known))
