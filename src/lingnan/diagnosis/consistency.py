"""Contradictions inside the evidence about one enterprise.

Two kinds: weaker evidence that claims more than stronger evidence shows, and answers that cannot
both be true (rules of the model). Not for whether a single value is readable: see choice.
"""

from collections.abc import Iterator
from itertools import combinations

from lingnan.diagnosis.choice import Choice, ItemEvidence
from lingnan.diagnosis.errors import OVERSTATED, RULE_BROKEN
from lingnan.diagnosis.item import points
from lingnan.diagnosis.model import Consistency, Model
from lingnan.kernel import Finding


def contradictions(choice: Choice, model: Model) -> list[Finding]:
    """Every contradiction in the fresh evidence, by item, then by rule.

    Limits: of each grade only the best fresh piece is compared; answers in the same band agree.
    """
    found = [
        _overstated(weak, strong)
        for pieces in choice.by_item.values()
        for weak, strong in _overstatements(pieces)
    ]
    for rule in model.consistency:
        found += _broken(rule, choice)
    return found


def _overstatements(
    pieces: tuple[ItemEvidence, ...],
) -> Iterator[tuple[ItemEvidence, ItemEvidence]]:
    best: dict[int, ItemEvidence] = {}
    for piece in pieces:
        if piece.is_fresh:
            best.setdefault(int(piece.row.fact.grade), piece)
    for weak, strong in combinations(sorted(best), 2):
        if _worth(best[weak]) > _worth(best[strong]):
            yield best[weak], best[strong]


def _worth(piece: ItemEvidence) -> int:
    return points(piece.item, piece.code)


def _overstated(weak: ItemEvidence, strong: ItemEvidence) -> Finding:
    return OVERSTATED.finding(
        field=weak.item.id,
        value=shown(weak),
        subject=weak.row.fact.subject_code,
        weak_no=weak.row.evidence_no,
        weak_grade=weak.row.fact.grade.word,
        weak_source=weak.row.fact.source,
        strong_no=strong.row.evidence_no,
        strong_grade=strong.row.fact.grade.word,
        strong_source=strong.row.fact.source,
        strong_value=shown(strong),
    )


def _broken(rule: Consistency, choice: Choice) -> Iterator[Finding]:
    """The rule is broken by band; inside one band, by the shares where both are known."""
    lower, upper = choice.by_item.get(rule.lower), choice.by_item.get(rule.upper)
    if not lower or not upper or not (lower[0].is_fresh and upper[0].is_fresh):
        return
    low, high = lower[0], upper[0]
    shares = (low.row.fact.value_number, high.row.fact.value_number)
    if shares[0] is not None and shares[1] is not None:
        is_broken = shares[0] > shares[1]
    else:
        is_broken = _place(low) > _place(high)
    if is_broken:
        yield RULE_BROKEN.finding(
            field=rule.lower,
            value=shown(low),
            subject=low.row.fact.subject_code,
            lower=rule.lower,
            lower_no=low.row.evidence_no,
            upper=rule.upper,
            upper_value=shown(high),
            upper_no=high.row.evidence_no,
            text=rule.text,
        )


def _place(piece: ItemEvidence) -> int:
    return [option.code for option in piece.item.options].index(piece.code)


def shown(piece: ItemEvidence) -> str:
    """The value as a person reads it: a share as percent, options by their codes."""
    number = piece.row.fact.value_number
    if number is None:
        return piece.code
    if piece.item.kind == "ratio":
        return f"{(number * 100).normalize():f}% ({piece.code})"
    return f"{number.normalize():f}"
