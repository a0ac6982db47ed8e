"""Consent: which data of an enterprise a bank, provider … may see, for what, and until when.

The enterprise gives and withdraws it; a withdrawal holds for the next request. It covers a set of
indicators, or all; nothing else of the evidence is shown to the recipient.
Not for what follows from a role (identity).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from lingnan.access.errors import BadConsent, NoConsent
from lingnan.access.policy import Access
from lingnan.access.scope import Scope, ScopeKind
from lingnan.access.secret import fresh_id
from lingnan.access.store import consent as _kept
from lingnan.kernel import Text
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

#: To whom an enterprise may consent.
RECIPIENTS: Final = (ScopeKind.BANK, ScopeKind.PROVIDER)
#: Stands for every indicator.
ALL: Final = "*"
_MAX_PURPOSE: Final = 500
_MAX_INDICATORS: Final = 500
#: The last day of a consent ends when it ends in China.
_CHINA: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent.

    Attributes:
        indicators: ids of what may be seen; `*` alone for all.
        until: the last day on which it holds.
    """

    consent_id: str
    uscc: str
    recipient: Scope
    indicators: tuple[str, ...]
    purpose: str
    until: date
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None

    def is_live(self, at: datetime) -> bool:
        """Answer whether it holds at an instant."""
        return self.withdrawn_at is None and self.given_at <= at and _day(at) <= self.until


def give_consent(
    access: Access,
    uscc: str,
    recipient: Scope,
    *,
    indicators: Collection[str],
    purpose: str,
    until: date,
    actor: str,
    at: datetime,
) -> Consent:
    """Keep a consent of an enterprise. Raises: BadConsent."""
    chosen = tuple(sorted(set(indicators)))
    if recipient.kind not in RECIPIENTS:
        raise BadConsent(reason=Text("接收方不可用", "nobody may be given it as such a recipient"))
    if not chosen:
        raise BadConsent(reason=Text("未选择数据范围", "no data were chosen"))
    if len(chosen) > _MAX_INDICATORS:
        most = _MAX_INDICATORS
        raise BadConsent(reason=Text(f"数据项超过 {most} 个", f"more than {most} data were chosen"))
    if not purpose.strip():
        raise BadConsent(reason=Text("未写明用途", "no purpose is stated"))
    if len(purpose) > _MAX_PURPOSE:
        most = _MAX_PURPOSE
        reason = Text(f"用途超过 {most} 字", f"the purpose is longer than {most} characters")
        raise BadConsent(reason=reason)
    if until < _day(at):
        raise BadConsent(reason=Text("到期日已过", "its last day is past"))
    given = Consent(
        fresh_id(access.entropy),
        uscc,
        recipient,
        (ALL,) if ALL in chosen else chosen,
        purpose.strip(),
        until,
        at,
        actor,
        None,
    )
    with access.database.begin() as connection:
        connection.execute(
            _kept.insert().values(
                consent_id=given.consent_id,
                uscc=uscc,
                recipient_kind=recipient.kind.value,
                recipient_key=recipient.key,
                indicators=json.dumps(given.indicators, ensure_ascii=False),
                purpose=given.purpose,
                until_date=until,
                given_at=at,
                given_by=actor,
            )
        )
        _note(connection, given, "give", actor, at)
    return given


def withdraw_consent(
    access: Access, uscc: str, consent_id: str, *, actor: str, at: datetime
) -> Consent:
    """Withdraw a consent of an enterprise; that holds from now, and is noted once.

    Raises: NoConsent.
    """
    is_it = (_kept.c.consent_id == consent_id) & (_kept.c.uscc == uscc)
    with access.database.begin() as connection:
        changed = _kept.update().where(is_it, _kept.c.withdrawn_at.is_(None))
        count = connection.execute(changed.values(withdrawn_at=at)).rowcount
        row = connection.execute(select(_kept).where(is_it)).first()
        if row is None:
            raise NoConsent(consent=consent_id[:40])
        found = _consent(row)
        if count:
            _note(connection, found, "withdraw", actor, at)
    return found


def consents_of(database: Database, uscc: str) -> list[Consent]:
    """All consents an enterprise ever gave, the latest first."""
    query = select(_kept).where(_kept.c.uscc == uscc).order_by(_kept.c.given_at.desc())
    with database.read() as connection:
        return [_consent(row) for row in connection.execute(query)]


def consents_to(database: Database, recipient: Scope, *, at: datetime) -> list[Consent]:
    """The consents that a recipient holds at an instant, by enterprise."""
    query = select(_kept).where(_is_to({recipient.key}, recipient.kind), is_live(at))
    with database.read() as connection:
        rows = connection.execute(query.order_by(_kept.c.uscc, _kept.c.given_at))
        return [_consent(row) for row in rows]


def live_recipients(database: Database, uscc: str, *, at: datetime) -> list[tuple[ScopeKind, str]]:
    """To whom an enterprise's consent holds at an instant."""
    query = select(_kept.c.recipient_kind, _kept.c.recipient_key).where(
        _kept.c.uscc == uscc, is_live(at)
    )
    with database.read() as connection:
        rows = connection.execute(query.distinct()).all()
    return [(ScopeKind(row.recipient_kind), row.recipient_key) for row in rows]


def is_live(at: datetime) -> ColumnElement[bool]:
    """The condition that a row of consents holds at an instant."""
    return (
        _kept.c.withdrawn_at.is_(None) & (_kept.c.given_at <= at) & (_kept.c.until_date >= _day(at))
    )


def consenting(kind: ScopeKind, at: datetime) -> Any:
    """A place for `visible`: from recipients to the condition that a row's enterprise consented.

    Answers a function from a column of codes to such a place.
    """

    def of_column(uscc: ColumnElement[Any]) -> Any:
        def place(keys: Collection[str]) -> ColumnElement[bool]:
            given = select(_kept.c.uscc).where(_is_to(keys, kind), is_live(at))
            return uscc.in_(given)

        return place

    return of_column


def _is_to(keys: Collection[str], kind: ScopeKind) -> ColumnElement[bool]:
    return (_kept.c.recipient_kind == kind.value) & _kept.c.recipient_key.in_(sorted(keys))


def _consent(row: Any) -> Consent:
    return Consent(
        row.consent_id,
        row.uscc,
        Scope(ScopeKind(row.recipient_kind), row.recipient_key),
        tuple(json.loads(row.indicators)),
        row.purpose,
        row.until_date,
        row.given_at,
        row.given_by,
        row.withdrawn_at,
    )


def _note(connection: Connection, found: Consent, what: str, actor: str, at: datetime) -> None:
    thing = f"consent:{found.consent_id}"
    detail = f"{what} {found.recipient} until {found.until}"
    deed = Deed(at, actor, "consents:give", thing, detail, subject_code=found.uscc)
    record_deeds(connection, [deed])


def _day(at: datetime) -> date:
    return at.astimezone(_CHINA).date()
