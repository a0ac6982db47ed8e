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


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen.

    Attributes:
        indicators: null for everything; else ids, `registry:figures` too.
        is_by_consent: whether it follows from consents alone, not from an office or membership.
    """

    indicators: frozenset[str] | None = None
    is_by_consent: bool = False

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

    def rows(self, rows: Iterable[EvidenceRow]) -> list[EvidenceRow]:
        """Keep the evidence that may be seen."""
        return [row for row in rows if self.shows(row.fact.indicator_code)]

    def shows_model(self, model: Model) -> bool:
        """Answer whether a diagnosis on a model may be seen.

        A level from a part of the answers would be another level: all of them or none.
        """
        if self.indicators is None:
            return True
        return all(self.shows(code) for item in model.items for code in item.indicators)

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
    own = frozenset(place for place in target.places if place.kind not in RECIPIENTS)
    if may(identity, permission, Target(own)):
        return Sight()
    held = reach(identity, permission)
    given = [
        consent
        for consent in consents_of(database, uscc)
        if consent.is_live(at) and held.covers(Target(own | {consent.recipient}))
    ]
    return Sight(_indicators(given), is_by_consent=True)


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
