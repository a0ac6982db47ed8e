"""Which piece of evidence speaks for each item of one enterprise: the plain reference.

The same rule as evidence.resolve, written for one subject: highest grade, then fresh before stale,
then the latest fact date, then the highest evidence number. Not for ranges of subjects.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from lingnan.diagnosis.errors import VALUE_UNREADABLE
from lingnan.diagnosis.item import read_value
from lingnan.diagnosis.model import Answers, Item, Model
from lingnan.evidence.model import EvidenceRow, Grade
from lingnan.kernel import Finding


@dataclass(frozen=True, slots=True)
class Lifetime:
    """How long evidence of an indicator is fresh, and when it stops counting (null = never)."""

    fresh_days: int
    expires_days: int | None


@dataclass(frozen=True, slots=True)
class ItemEvidence:
    """One row of evidence read as an answer to one item; `code` is the canonical answer."""

    item: Item
    row: EvidenceRow
    code: str
    is_fresh: bool

    @property
    def is_proof(self) -> bool:
        """Whether it counts on the proven side."""
        return self.row.fact.grade >= Grade.ATTESTED

    @property
    def rank(self) -> tuple[int, bool, date, int]:
        """The better of two pieces of evidence has the higher rank."""
        fact = self.row.fact
        return (int(fact.grade), self.is_fresh, fact.fact_date, self.row.evidence_no)


@dataclass(frozen=True, slots=True)
class Choice:
    """All readable living evidence by item id, the best first, and what could not be read."""

    by_item: Mapping[str, tuple[ItemEvidence, ...]]
    findings: tuple[Finding, ...]

    @property
    def claimed(self) -> Answers:
        """The answers of the claimed side."""
        return {name: found[0].code for name, found in self.by_item.items()}

    @property
    def proven(self) -> Answers:
        """The answers of the proven side."""
        return {name: found[0].code for name, found in self.by_item.items() if found[0].is_proof}


def choose(
    rows: Iterable[EvidenceRow],
    model: Model,
    lifetimes: Mapping[str, Lifetime],
    *,
    as_of: date,
) -> Choice:
    """Sort the evidence about one enterprise by the items of a model.

    Shapes: rows: the rows that count (no amended ones). An indicator without a lifetime never
        grows stale. Rows dated after `as_of`, expired or unreadable are left out.
    """
    items: defaultdict[str, list[Item]] = defaultdict(list)
    for item in model.items:
        for indicator in item.indicators:
            items[indicator].append(item)
    found: defaultdict[str, list[ItemEvidence]] = defaultdict(list)
    findings = []
    for row in rows:
        fact = row.fact
        lifetime = lifetimes.get(fact.indicator_code)
        age = (as_of - fact.fact_date).days
        expires = None if lifetime is None else lifetime.expires_days
        if age < 0 or (expires is not None and age > expires):
            continue
        for item in items.get(fact.indicator_code, ()):
            code = read_value(item, fact.value_code, fact.value_number)
            if code is None:
                findings.append(_unreadable(item, row))
            else:
                is_fresh = lifetime is None or age <= lifetime.fresh_days
                found[item.id].append(ItemEvidence(item, row, code, is_fresh))
    order = (item.id for item in model.items if item.id in found)
    best_first = {
        name: tuple(sorted(found[name], key=lambda piece: piece.rank, reverse=True))
        for name in order
    }
    return Choice(best_first, tuple(findings))


def _unreadable(item: Item, row: EvidenceRow) -> Finding:
    fact = row.fact
    return VALUE_UNREADABLE.finding(
        field=item.id,
        value=fact.value_code if fact.value_code is not None else fact.value_number,
        subject=fact.subject_code,
        evidence_no=row.evidence_no,
        allowed=", ".join(option.code for option in item.options),
    )
