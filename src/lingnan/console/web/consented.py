"""What of one enterprise somebody may see: all in his scope, else what it consented to.

The one piece that every page and the JSON interface filter evidence and diagnosis by. Not for
whether he may see the enterprise at all (access.may over its target).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lingnan.access import Identity, Permission, Target, may, reach
from lingnan.access.consent import ALL, RECIPIENTS, Consent, consents_of
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.diagnosis import Model
from lingnan.evidence import EvidenceRow
from lingnan.packs import Pack
from lingnan.store import Database

#: Stands among consented indicators for headcount and revenue, which are no evidence.
FIGURES: Final = "registry:figures"
_OF_EVIDENCE: Final = frozenset({Permission.EVIDENCE_READ, Permission.EVIDENCE_ADD})


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen.

    Attributes:
        indicators: null for everything; else ids, `registry:figures` too.
        is_by_consent: whether it follows from consents alone, not from an office or membership.
        evidence: of which indicators the rows and answers themselves may be seen; null for all. A
            park operator or chain leader sees a member's levels and roadmap, and none of these.
    """

    indicators: frozenset[str] | None = None
    is_by_consent: bool = False
    evidence: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is held back."""
        return self.indicators is None

    @property
    def has_figures(self) -> bool:
        """Whether headcount and revenue may be seen."""
        return self.shows(FIGURES)

    def shows(self, indicator: str) -> bool:
        """Answer whether evidence of an indicator may be seen."""
        return self.indicators is None or indicator in self.indicators

    @property
    def has_evidence(self) -> bool:
        """Whether every row of evidence may be seen."""
        return self.evidence is None

    def rows(self, rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
        """Keep the evidence from which something may be computed for the reader."""
        return [row for row in rows if self.shows(row.fact.indicator_code)]

    def evident(self, rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
        """Keep the evidence that may be shown to the reader row by row."""
        if self.evidence is None:
            return list(rows)
        return [row for row in rows if row.fact.indicator_code in self.evidence]

    def shows_model(self, model: Model) -> bool:
        """Answer whether a diagnosis on a model may be seen.

        A level from a part of the answers would be another level: all of them or none.
        """
        if self.indicators is None:
            return True
        return all(self.shows(code) for item in model.items for code in item.indicators)

    def shows_answers(self, model: Model) -> bool:
        """Answer whether the answers and the proof behind a diagnosis may be seen, all of them."""
        if self.evidence is None:
            return True
        return self.evidence.issuperset(code for item in model.items for code in item.indicators)

    def ensure_model(self, model: Model) -> None:
        """Raise NotConsented unless a diagnosis on the model may be seen."""
        if not self.shows_model(model):
            raise NotConsented


def sight_of(
    database: Database,
    identity: Identity,
    permission: Permission,
    uscc: str,
    target: Target,
    *,
    at: datetime,
) -> Sight:
    """Answer what somebody who may see an enterprise may see of it at an instant.

    `target`: where the enterprise lies, its live recipients among its places (web.target).
    """
    own = Target(frozenset(place for place in target.places if place.kind not in RECIPIENTS))
    live: list[Consent] | None = None

    def seen(asked: Permission) -> tuple[frozenset[str] | None, bool]:
        nonlocal live
        if may(identity, asked, own):
            return None, False
        held = reach(identity, asked)
        if not held:
            return frozenset(), True
        if live is None:
            live = [each for each in consents_of(database, uscc) if each.is_live(at)]
        given = [each for each in live if held.covers(Target(own.places | {each.recipient}))]
        return _indicators(given), True

    indicators, is_by_consent = seen(permission)
    evidence = indicators if permission in _OF_EVIDENCE else seen(Permission.EVIDENCE_READ)[0]
    return Sight(indicators, is_by_consent, evidence)


def _indicators(given: Iterable[Consent]) -> frozenset[str] | None:
    found = {code for consent in given for code in consent.indicators}
    return None if ALL in found else frozenset(found)


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Indicators that are consented to together.

    Attributes:
        model_id: the model whose answers they are; null for indicators of no model.
        codes: the ids a consent to the group holds.
    """

    id: str
    model_id: str | None
    codes: tuple[str, ...]


def indicator_groups(pack: Pack) -> tuple[IndicatorGroup, ...]:
    """Answer the groups of indicators an enterprise may consent to: by model, the others, figures.

    Indicators of published totals speak of regions and are left out.
    """
    groups = []
    read: set[str] = set()
    for model in pack.models:
        codes = dict.fromkeys(
            code
            for item in model.items
            for code in (model.indicator_code(item.id), *item.measured_by)
        )
        read.update(codes)
        groups.append(IndicatorGroup(model.id, model.id, tuple(codes)))
    others = tuple(
        each.code
        for each in pack.indicators
        if each.code not in read and not each.code.startswith("published.")
    )
    return (
        *groups,
        IndicatorGroup("others", None, others),
        IndicatorGroup(FIGURES, None, (FIGURES,)),
    )
