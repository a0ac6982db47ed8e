"""Applications for an enterprise prefix: submitted, checked, corrected, withdrawn.

Not for the review (see review) nor for giving out a prefix (see allotment).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from lingnan.access import Permission
from lingnan.access.secret import fresh_id, system_entropy
from lingnan.kernel import Finding, Severity, Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.application_check import (
    ApplicationForm,
    Document,
    Lookup,
    check_form,
    check_identity,
    errors_of,
    told,
)
from lingnan.sources.identifier.business.errors import (
    ApplicationRefused,
    BadNumber,
    NoApplication,
)
from lingnan.sources.identifier.business.lifecycle import APPLICATION
from lingnan.sources.identifier.business.table import prefix_application
from lingnan.store import Database

_table = prefix_application
_APPLY = Permission.IDENTIFIER_APPLY


@dataclass(frozen=True, slots=True)
class Application:
    """One application as it stands.

    Attributes:
        findings: of the last check. applicant: the actor who submitted it.
        revision: rises with each step.
    """

    application_no: str
    parent_prefix: str
    form: ApplicationForm
    findings: tuple[Finding, ...]
    state: str
    applicant: str
    revision: int
    submitted_at: datetime
    changed_at: datetime


def submit(
    database: Database,
    form: ApplicationForm,
    parent_prefix: str,
    *,
    actor: Actor,
    at: datetime,
    lookup: Lookup | None = None,
) -> Application:
    """Take an application for a prefix under the node's own and check it against the register.

    Raises: ApplicationRefused for a form that is wrong by itself; BadNumber. What the register
        says is kept as findings for the reviewer.
    """
    form = _checked(form)
    application_no = fresh_id(system_entropy)
    row = {
        "application_no": application_no,
        "parent_prefix": parent_prefix,
        "findings": findings_json(check_identity(form, lookup)),
        "state": "submitted",
        "applicant": actor.name,
        "revision": 1,
        "submitted_at": at,
        "changed_at": at,
    }
    with database.begin() as connection:
        connection.execute(_table.insert().values(**row, **_form_cells(form)))
        _note(connection, actor, application_no, "submit", form.uscc, at)
        return read_application(connection, application_no)


def resubmit(
    database: Database,
    application_no: str,
    form: ApplicationForm,
    *,
    actor: Actor,
    at: datetime,
    lookup: Lookup | None = None,
) -> Application:
    """Hand in a returned application again, corrected.

    Raises: NoApplication, StepRefused, ApplicationRefused, BadNumber.
    """
    form = _checked(form)
    findings = check_identity(form, lookup)
    with database.begin() as connection:
        before = read_application(connection, application_no, for_update=True)
        step = APPLICATION.step(application_no, before.state, "resubmit")
        cells = _form_cells(form) | {"findings": findings_json(findings), "applicant": actor.name}
        change_application(connection, before, step.to, at=at, **cells)
        _note(connection, actor, application_no, "resubmit", form.uscc, at)
        return read_application(connection, application_no)


def withdraw(database: Database, application_no: str, *, actor: Actor, at: datetime) -> Application:
    """Take an application back before it is decided. Raises: NoApplication, StepRefused."""
    with database.begin() as connection:
        before = read_application(connection, application_no, for_update=True)
        step = APPLICATION.step(application_no, before.state, "withdraw")
        change_application(connection, before, step.to, at=at)
        _note(connection, actor, application_no, "withdraw", before.form.uscc, at)
        return read_application(connection, application_no)


def find_application(database: Database, application_no: str) -> Application:
    """One application. Raises: NoApplication."""
    with database.read() as connection:
        return read_application(connection, application_no)


def list_applications(database: Database, *conditions: Any, limit: int = 200) -> list[Application]:
    """The newest applications that meet all conditions on `prefix_application`."""
    query = select(_table).where(*conditions)
    order = (_table.c.submitted_at.desc(), _table.c.application_no)
    with database.read() as connection:
        rows = connection.execute(query.order_by(*order).limit(limit))
        return [_application(row) for row in rows]


def read_application(
    connection: Connection, application_no: str, *, for_update: bool = False
) -> Application:
    """One application in the caller's transaction. Raises: NoApplication."""
    query = select(_table).where(_table.c.application_no == application_no)
    row = connection.execute(query.with_for_update() if for_update else query).first()
    if row is None:
        raise NoApplication(application=application_no[:40])
    return _application(row)


def change_application(
    connection: Connection, before: Application, state: str, *, at: datetime, **cells: object
) -> None:
    """Write a step of an application that was read for update."""
    changed = _table.update().where(_table.c.application_no == before.application_no)
    connection.execute(
        changed.values(state=state, revision=before.revision + 1, changed_at=at, **cells)
    )


def is_number(text: str) -> bool:
    """Answer whether a text can be the last part of an enterprise's prefix."""
    return text.isascii() and text.isdigit() and 1 <= len(text) <= 20


def _checked(form: ApplicationForm) -> ApplicationForm:
    form = form.tidy()
    found = errors_of(check_form(form))
    if found:
        raise ApplicationRefused(reason=told(found), findings=tuple(found))
    if form.asked_number is not None and not is_number(form.asked_number):
        raise BadNumber(number=form.asked_number[:40])
    return form


def _note(
    connection: Connection, actor: Actor, number: str, detail: str, uscc: str, at: datetime
) -> None:
    thing = f"prefix-application:{number}"
    note(connection, actor, _APPLY, thing, at=at, detail=detail, subject_code=uscc)


def _form_cells(form: ApplicationForm) -> dict[str, object]:
    cells = {name: getattr(form, name) for name in form.__slots__ if name != "documents"}
    return cells | {"documents": json.dumps([asdict(each) for each in form.documents])}


def findings_json(findings: Sequence[Finding]) -> str:
    """Write findings as they are kept: code, severity, field, value and both texts."""
    told_findings = [
        {
            "code": each.code,
            "severity": each.severity.value,
            "field": each.field,
            "value": each.value,
            "what": [each.what.zh, each.what.en],
            "remedy": [each.remedy.zh, each.remedy.en],
        }
        for each in findings
    ]
    return json.dumps(told_findings, ensure_ascii=False)


def _application(row: Any) -> Application:
    documents = tuple(Document(**each) for each in json.loads(row.documents))
    form = ApplicationForm(
        **{name: getattr(row, name) for name in ApplicationForm.__slots__ if name != "documents"},
        documents=documents,
    )
    findings = tuple(
        Finding(
            each["code"],
            Severity(each["severity"]),
            Text(*each["what"]),
            Text(*each["remedy"]),
            field=each["field"],
            value=each["value"],
            subject=row.uscc,
        )
        for each in json.loads(row.findings)
    )
    return Application(
        row.application_no,
        row.parent_prefix,
        form,
        findings,
        row.state,
        row.applicant,
        row.revision,
        row.submitted_at,
        row.changed_at,
    )
