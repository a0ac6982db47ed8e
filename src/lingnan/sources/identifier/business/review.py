"""The review of an application by somebody else than the applicant; each decision is kept.

Source: review by another than the applicant, Handle protocol facts §4.3 (审核).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from lingnan.access import Permission, ensure_other_hands
from lingnan.kernel import Text
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.application import (
    Application,
    change_application,
    findings_json,
    read_application,
)
from lingnan.sources.identifier.business.application_check import (
    Lookup,
    check_identity,
    errors_of,
    told,
)
from lingnan.sources.identifier.business.errors import EntryInvalid, OpenFindings
from lingnan.sources.identifier.business.lifecycle import APPLICATION
from lingnan.sources.identifier.business.table import prefix_review
from lingnan.store import Database

DECISIONS: Final = ("approve", "reject", "return")
_REASON: Final = Text("审核意见", "reason")


@dataclass(frozen=True, slots=True)
class Review:
    """One decision."""

    review_no: int
    decision: str
    reviewer: str
    reason: str | None
    at: datetime


def review(
    database: Database,
    application_no: str,
    decision: str,
    *,
    reviewer: Actor,
    at: datetime,
    reason: str | None = None,
    lookup: Lookup | None = None,
) -> Application:
    """Decide on an application: approve, reject, or return it to be corrected.

    The register is asked anew. Rejecting and returning need a reason; so does approving what could
    not be looked up.

    Raises:
        NoApplication, StepRefused. SameHands: the reviewer applied. OpenFindings: an approval
        against errors. EntryInvalid: a reason is missing.
    """
    with database.read() as connection:
        # Another connection of the same database answers the lookup, so it comes first.
        findings = check_identity(read_application(connection, application_no).form, lookup)
    with database.begin() as connection:
        before = read_application(connection, application_no, for_update=True)
        step = APPLICATION.step(application_no, before.state, decision)
        if step.needs_other_hands:
            ensure_other_hands(reviewer.name, before.applicant)
        errors = errors_of(findings)
        if decision == "approve" and errors:
            raise OpenFindings(application=application_no, reason=told(errors))
        is_unseen = any(each.code == rules.NOT_LOOKED_UP.code for each in findings)
        if (decision != "approve" or is_unseen) and not (reason or "").strip():
            raise EntryInvalid(field=_REASON, reason=Text("未填写", "it is empty"))
        cells = {"findings": findings_json(findings)}
        change_application(connection, before, step.to, at=at, **cells)
        count = select(func.count()).where(prefix_review.c.application_no == application_no)
        connection.execute(
            prefix_review.insert().values(
                application_no=application_no,
                review_no=(connection.scalar(count) or 0) + 1,
                decision=decision,
                reviewer=reviewer.name,
                reason=None if reason is None else reason.strip()[:500],
                at=at,
            )
        )
        note(
            connection,
            reviewer,
            Permission.IDENTIFIER_REVIEW,
            f"prefix-application:{application_no}",
            at=at,
            detail=_detail(decision, [each.code for each in findings]),
            subject_code=before.form.uscc,
        )
        return read_application(connection, application_no)


def list_reviews(database: Database, application_no: str) -> list[Review]:
    """The decisions on an application, the first one first."""
    table = prefix_review.c
    query = select(table.review_no, table.decision, table.reviewer, table.reason, table.at).where(
        table.application_no == application_no
    )
    with database.read() as connection:
        return [Review(*row) for row in connection.execute(query.order_by(table.review_no))]


def _detail(decision: str, codes: list[str]) -> str:
    return f"{decision} {' '.join(codes)}".rstrip()
