"""What is known of each supplier's own way to the level: where it stands, cost, earliest finish.

Comes from the enterprise roadmaps (out_upgrade). Not for who supplies whom (see network).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lingnan.kernel import Finding
from lingnan.roadmap.chain import rule
from lingnan.roadmap.chain.network import Integers, Mask, Network

_NONE = -1


@dataclass(frozen=True, slots=True)
class Candidate:
    """One enterprise and what it would take to bring it to the level.

    Attributes:
        level_now: on the side that is planned for; null when it was never assessed.
        is_above: whether it holds the level already.
        cost_cny: whole yuan of the least-cost upgrade; null when no upgrade reaches the level.
        finish_period: the first period in which it can hold the level, when begun at once; null
            counts as 0.
    """

    uscc: str
    level_now: int | None
    is_above: bool
    cost_cny: int | None = None
    finish_period: int | None = None


def candidates_of(
    subject_code: Sequence[str],
    side: Sequence[str],
    target_level: Sequence[int | None],
    level_now: Sequence[int | None],
    cost_cny: Sequence[int | None],
    finish_period: Sequence[int | None],
    *,
    for_side: str,
    level: int,
) -> dict[str, Candidate]:
    """The candidates by code, from the columns of out_upgrade.

    Shapes: columns of one length; one row per (subject, side). Rows of the other side are passed
        over. An upgrade to another level than `level` tells only where the enterprise stands.
    """
    found: dict[str, Candidate] = {}
    rows = zip(subject_code, side, target_level, level_now, cost_cny, finish_period, strict=True)
    for code, of_side, target, now, cost, finish in rows:
        if of_side != for_side:
            continue
        is_above = now is not None and now >= level
        fits = target == level and not is_above
        found[code] = Candidate(
            uscc=code,
            level_now=now,
            is_above=is_above,
            cost_cny=cost if fits else None,
            finish_period=finish if fits else None,
        )
    return found


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Candidates by the places of a network.

    Shapes: all (enterprises,). `level`, `cost` and `finish` are -1 where unknown or impossible.
    """

    is_above: Mask
    is_known: Mask
    level: Integers
    cost: Integers
    finish: Integers


def stand(network: Network, candidates: Mapping[str, Candidate]) -> tuple[Standing, list[Finding]]:
    """Put the candidates to their places; the leader counts as above whatever its own level."""
    count = len(network.codes)
    is_above, is_known = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    level, cost, finish = (np.full(count, _NONE, dtype=np.int64) for _ in range(3))
    findings: list[Finding] = []
    for place, code in enumerate(network.codes):
        candidate = candidates.get(code)
        if candidate is None:
            if network.tier[place] > 0:
                findings.append(rule.UPGRADE_UNKNOWN.finding(subject=code))
            continue
        is_known[place] = True
        is_above[place] = candidate.is_above
        level[place] = _NONE if candidate.level_now is None else candidate.level_now
        if not candidate.is_above and candidate.cost_cny is not None and candidate.cost_cny >= 0:
            cost[place] = candidate.cost_cny
            finish[place] = candidate.finish_period or 0
    is_above[network.leader] = True
    cost[network.leader] = _NONE
    return Standing(is_above, is_known, level, cost, finish), findings
