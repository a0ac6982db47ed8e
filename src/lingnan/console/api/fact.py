"""One fact as a program hands it in: what it means, and how far who hands it in may prove it.

An enterprise declares about itself; the office vouches for a paper of a third party; a provider
for itself. Not for many (bulk) nor for keeping it (evidence.Ledger).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lingnan.access import Identity, Permission, Role, ScopeKind, Target
from lingnan.console.api.errors import NotPossible
from lingnan.console.api.shape.evidence import Fact as FactSent
from lingnan.evidence import Fact, Grade
from lingnan.kernel import Period, Text, uscc
from lingnan.packs import Pack
from lingnan.packs.content import Indicator
from lingnan.registry import Enterprise
from lingnan.sources.declared.value import PROBLEM_WORDS, option_codes, read_value
from lingnan.sources.intake import china_day
from lingnan.sources.word import FIRST_DAY

DECLARED: Final = "declared"
_NAMES: Final = {"declared": Grade.DECLARED, "attested": Grade.ATTESTED, "observed": Grade.OBSERVED}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody may prove facts: the highest grade, and the source he must be named by.

    `source`: null where he may name the third party.
    """

    most: Grade
    source: str | None


def standing_of(identity: Identity, target: Target | None) -> Standing:
    """Answer how far somebody may prove facts about a target; about any at all when it is null.

    Where it is null the least of all his roles counts.
    """
    adding = [
        grant
        for grant in identity.grants
        if Permission.EVIDENCE_ADD in grant.role.permissions
        and (target is None or any(grant.scope.covers(place) for place in target.places))
    ]
    roles = {grant.role for grant in adding}
    if roles == {Role.PROGRAMME_OFFICE} or (target and Role.PROGRAMME_OFFICE in roles):
        return Standing(Grade.ATTESTED, None)
    keys = sorted(grant.scope.key for grant in adding if grant.scope.kind is ScopeKind.PROVIDER)
    if keys and (target is not None or roles == {Role.PROVIDER}):
        return Standing(Grade.ATTESTED, f"provider:{keys[0]}")
    return Standing(Grade.DECLARED, DECLARED)


def fact_of(
    pack: Pack, enterprise: Enterprise, sent: FactSent, standing: Standing, *, at: datetime
) -> Fact:
    """Answer the fact that is to be kept. Raises: NotPossible."""
    indicator = pack.indicator(sent.indicator)
    read = read_value(pack, indicator, sent.value, sent.unit)
    if read.problem is not None:
        words = PROBLEM_WORDS.get(read.problem, Text(read.problem, read.problem))
        allowed = option_codes(pack, indicator.code) or indicator.unit
        told = Text(f"{words.zh}（可用 {allowed}）", f"{words.en} (it takes {allowed})")
        raise NotPossible(field="value", value=sent.value, reason=told)
    if not read.code and read.number is None:
        reason = Text("没有内容", "it is empty")
        raise NotPossible(field="value", value=sent.value, reason=reason)
    _ensure_day(sent.fact_date, at)
    grade, source = _proof(enterprise, indicator, sent, standing)
    return Fact(
        subject_code=enterprise.uscc,
        indicator_code=indicator.code,
        value_code=read.code,
        value_number=read.number,
        unit=None if read.number is None else indicator.unit,
        period=Period.day(sent.fact_date),
        fact_date=sent.fact_date,
        grade=grade,
        source=source,
        document=sent.document_sha256,
    )


def _ensure_day(day: date, at: datetime) -> None:
    if not FIRST_DAY <= day <= china_day(at):
        reason = Text(f"须在 {FIRST_DAY} 至今天之间", f"it lies between {FIRST_DAY} and today")
        raise NotPossible(field="fact_date", value=day, reason=reason)


def _proof(
    enterprise: Enterprise, indicator: Indicator, sent: FactSent, standing: Standing
) -> tuple[Grade, str]:
    """Grade and source: a paper of a third party proves, as far as role and indicator let it."""
    if (sent.issuer is None) != (sent.document_sha256 is None):
        reason = Text("须与凭证同时给出", "issuer and document_sha256 go together")
        raise NotPossible(field="issuer", value=sent.issuer, reason=reason)
    if sent.issuer is None or standing.most < Grade.ATTESTED:
        return Grade.DECLARED, DECLARED
    own = {enterprise.uscc, enterprise.name_zh, enterprise.name_en}
    possible = [_NAMES[name] for name in indicator.grades_possible]
    is_own = sent.issuer.strip() in own or uscc.normalise(sent.issuer) == enterprise.uscc
    if is_own or Grade.ATTESTED not in possible:
        return Grade.DECLARED, DECLARED
    return Grade.ATTESTED, standing.source or f"document:{sent.issuer.strip()}"[:80]
