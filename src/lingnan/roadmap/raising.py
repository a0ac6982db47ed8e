"""What a measure does to answers: from which to which, how surely, for how many points.

Not for levels (projection).
"""

from collections.abc import Iterator
from itertools import groupby

import numpy as np

from lingnan.diagnosis.model import Item
from lingnan.roadmap.asked import Asked
from lingnan.roadmap.model import Raised
from lingnan.roadmap.phrase import listing
from lingnan.roadmap.state import Flags
from lingnan.roadmap.step import Step
from lingnan.roadmap.tables import AUDIT_PCT


def raised_by(asked: Asked, number: int, claimed: Flags, proven: Flags) -> tuple[Raised, ...]:
    """What a measure raises beyond the states at its end, item by item, the surest step first.

    An audit raises proof only, so that it shows where the plan is made on proof.
    """
    catalogue = asked.setting.catalogue
    on_proven = asked.request.side == "proven"
    state = proven if on_proven else claimed
    if catalogue.proves[number]:
        sure = int(asked.setting.tables.number[AUDIT_PCT])
        likely = np.where((claimed == 1) & on_proven, sure, 0)
    else:
        likely = catalogue.likelihood[number]
    found: list[Raised] = []
    for own in catalogue.steps.of_item:
        fresh = [s for s in own if likely[s.number] > 0 and not state[s.number]]
        if fresh:
            reached = [s for s in own if state[s.number]]
            found += _of_item(asked, own[0].item, reached, fresh, likely.tolist())
    return tuple(found)


def _of_item(
    asked: Asked, item: Item, reached: list[Step], fresh: list[Step], likely: list[int]
) -> Iterator[Raised]:
    share = asked.setting.catalogue.steps.share
    full = asked.setting.catalogue.model.full_millipoints
    gate = _gate_pct(asked)
    known = asked.subject.proven if asked.request.side == "proven" else asked.subject.claimed
    is_multi = item.kind == "multi"
    before = _code(reached, is_multi=is_multi) or known.get(item.id)
    options = {option.code: option.text for option in item.options}
    for likelihood, group in groupby(fresh, key=lambda step: likely[step.number]):
        steps = list(group)
        reached = reached + steps
        after = _code(steps if is_multi else reached, is_multi=is_multi) or ""
        texts = [options[step.code] for step in (steps if is_multi else steps[-1:])]
        yield Raised(
            item=f"{asked.setting.catalogue.model.id}:{item.id}",
            text=item.topic or item.text,
            before=before,
            after=after,
            after_text=listing(texts),
            likelihood_pct=likelihood,
            millipoints=round(sum(float(share[s.number]) * full for s in steps)),
            counts_for_gate=likelihood >= gate,
        )
        before = _code(reached, is_multi=is_multi)


def _gate_pct(asked: Asked) -> int:
    value = asked.planner.pack.assumption("roadmap.gate_likelihood").value
    return int(value * 100)


def _code(steps: list[Step], *, is_multi: bool) -> str | None:
    if not steps:
        return None
    ordered = sorted(steps, key=lambda step: step.rank)
    return ",".join(s.code for s in ordered) if is_multi else ordered[-1].code
