"""Who may prove what: the one rule by which a fact is declared or attested, for pages and JSON.

An enterprise declares about itself, whoever fills the form for it; a provider proves by its own
data; who holds `evidence:attest` over the enterprise vouches for a paper of a third party. The
enterprise's own paper proves nothing, nor does a paper in the hands of who uploaded it. Not for
what a value means (sources.declared) nor for keeping the fact (evidence.Ledger).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from lingnan.access import Identity, Permission, ScopeKind, Target
from lingnan.console.work.store import upload
from lingnan.evidence import Grade
from lingnan.kernel import uscc
from lingnan.packs.content import Indicator
from lingnan.registry import Enterprise
from lingnan.store import Database

#: The source of what is only declared.
DECLARED: Final = "declared"
_SOURCE_SIGNS: Final = 80
_NAMES: Final = {"declared": Grade.DECLARED, "attested": Grade.ATTESTED, "observed": Grade.OBSERVED}


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody may prove facts: the highest grade, and the source he must be named by.

    `source`: null where he may name the third party.
    """

    most: Grade
    source: str | None


class Lack(StrEnum):
    """Why a fact stays declared."""

    PAPER = "paper"
    STANDING = "standing"
    HANDS = "hands"
    ISSUER = "issuer"
    INDICATOR = "indicator"


@dataclass(frozen=True, slots=True)
class Proof:
    """What a fact is kept as. `lack`: why it is not attested; null when it is."""

    grade: Grade
    source: str
    lack: Lack | None


def standing_of(identity: Identity, target: Target | None) -> Standing:
    """Answer how far somebody may prove facts about a target; about any at all when it is null.

    Where it is null the least of all his roles counts. Who acts for the enterprise only declares,
    whatever else he is.
    """
    adding = [
        grant
        for grant in identity.grants
        if Permission.EVIDENCE_ADD in grant.role.permissions
        and (target is None or any(grant.scope.covers(place) for place in target.places))
    ]
    if any(grant.scope.kind is ScopeKind.ENTERPRISE for grant in adding):
        return Standing(Grade.DECLARED, DECLARED)
    attesting = [Permission.EVIDENCE_ATTEST in grant.role.permissions for grant in adding]
    is_whole = any(attesting) if target is not None else bool(attesting) and all(attesting)
    if is_whole and Permission.EVIDENCE_ATTEST in identity.permissions:
        return Standing(Grade.ATTESTED, None)
    keys = sorted(grant.scope.key for grant in adding if grant.scope.kind is ScopeKind.PROVIDER)
    if keys and (target is not None or len(keys) == len(adding)):
        return Standing(Grade.ATTESTED, f"provider:{keys[0]}")
    return Standing(Grade.DECLARED, DECLARED)


def proof_of(
    standing: Standing,
    enterprise: Enterprise,
    indicator: Indicator,
    *,
    issuer: str | None,
    document: str | None,
    is_own_paper: bool = False,
) -> Proof:
    """Answer grade and source of a fact: a third party's paper proves, as far as all let it.

    Args:
        issuer: who issued the paper, as it stands on it. document: its SHA-256.
        is_own_paper: whether who vouches for the paper uploaded it himself (see uploaded_by).
    """
    lack = _lack(standing, enterprise, indicator, issuer, document, is_own_paper=is_own_paper)
    if lack is not None or issuer is None:
        return Proof(Grade.DECLARED, DECLARED, lack or Lack.PAPER)
    source = standing.source or f"document:{issuer.strip()}"[:_SOURCE_SIGNS]
    return Proof(Grade.ATTESTED, source, None)


def _lack(
    standing: Standing,
    enterprise: Enterprise,
    indicator: Indicator,
    issuer: str | None,
    document: str | None,
    *,
    is_own_paper: bool,
) -> Lack | None:
    if issuer is None or not issuer.strip() or document is None:
        return Lack.PAPER
    if standing.most < Grade.ATTESTED:
        return Lack.STANDING
    if is_own_paper:
        return Lack.HANDS
    own = {enterprise.uscc, enterprise.name_zh, enterprise.name_en}
    if issuer.strip() in own or uscc.normalise(issuer) == enterprise.uscc:
        return Lack.ISSUER
    if not takes_paper(indicator):
        return Lack.INDICATOR
    return None


def takes_paper(indicator: Indicator) -> bool:
    """Answer whether a paper can prove a fact of an indicator."""
    return Grade.ATTESTED in {_NAMES[name] for name in indicator.grades_possible}


def uploaded_by(database: Database, identity: Identity, subject: str, sha256: str | None) -> bool:
    """Answer whether an account itself uploaded a paper about a subject."""
    if sha256 is None:
        return False
    table = upload.c
    query = select(table.upload_id).where(
        table.sha256 == sha256,
        table.subject_code == subject,
        table.account_id == identity.account_id,
    )
    with database.read() as connection:
        return connection.execute(query.limit(1)).first() is not None
