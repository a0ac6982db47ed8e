"""Projects: offered by a provider, agreed by the enterprise, carried out, accepted by both.

Each step is one transaction with its entry in the audit trail, and only from the state before.
Not for the acceptance itself (acceptance) nor for words (read).
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from lingnan.access import Scope, ScopeKind
from lingnan.access.consent import consents_to
from lingnan.access.secret import fresh_id
from lingnan.console.pages.providers.errors import NoConsentGiven, NotPossibleNow
from lingnan.console.pages.providers.need import may_know
from lingnan.console.pages.providers.product import Product
from lingnan.console.pages.providers.store import provider_project
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.kernel import Text
from lingnan.store.audit import Deed, record_deeds

OFFERED, AGREED, RUNNING, ACCEPTED = "offered", "agreed", "running", "accepted"
DECLINED, WITHDRAWN = "declined", "withdrawn"
STATE_NAME: Final = {
    OFFERED: Text("已报价", "offered"),
    AGREED: Text("已约定", "agreed"),
    RUNNING: Text("实施中", "running"),
    ACCEPTED: Text("已验收", "accepted"),
    DECLINED: Text("企业未接受", "declined"),
    WITHDRAWN: Text("已撤回", "withdrawn"),
}
#: Steps by name: the state before, the state after, the column of their instant.
_STEPS: Final = {
    "agree": (OFFERED, AGREED, "agreed_at"),
    "decline": (OFFERED, DECLINED, "ended_at"),
    "withdraw": (OFFERED, WITHDRAWN, "ended_at"),
    "start": (AGREED, RUNNING, "started_at"),
}
PROVIDER_STEPS: Final = ("withdraw", "start")
ENTERPRISE_STEPS: Final = ("agree", "decline")


@dataclass(frozen=True, slots=True)
class Project:
    """A project as it is kept. Units: price in yuan.

    Attributes: report_items: codes of the indicators whose answers the report vouches for.
    """

    project_id: str
    provider_code: str
    uscc: str
    product_id: str
    measure_id: str
    state: str
    price_cny: int
    planned_months: int
    note: str | None
    offered_at: datetime
    agreed_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    report_upload_id: str | None
    report_sha256: str | None
    report_items: tuple[str, ...]
    accepted_on: date | None
    provider_signed_at: datetime | None
    provider_signed_by: str | None
    enterprise_signed_at: datetime | None
    enterprise_signed_by: str | None
    evidence_nos: tuple[int, ...]

    @property
    def is_signed_by_provider(self) -> bool:
        """Whether the provider has signed and the enterprise not yet."""
        return self.state == RUNNING and self.provider_signed_at is not None


def consented_to(call: Call, provider: str) -> dict[str, frozenset[str]]:
    """Answer by enterprise which indicators a provider may see now."""
    recipient = Scope(ScopeKind.PROVIDER, provider)
    found: dict[str, frozenset[str]] = {}
    for each in consents_to(call.store.database, recipient, at=call.at):
        found[each.uscc] = found.get(each.uscc, frozenset()) | frozenset(each.indicators)
    return found


def offer(
    call: Call, product: Product, uscc: str, *, price_cny: int, planned_months: int, note: str
) -> str:
    """Make an offer to an enterprise that consented for this measure; answers the project's id.

    Raises: NoConsentGiven.
    """
    consented = consented_to(call, product.provider_code).get(uscc, frozenset())
    if not may_know(call.pack, product.cells.measure_id, consented):
        raise NoConsentGiven
    project_id = fresh_id(call.desk.access.entropy)
    with call.store.database.begin() as connection:
        connection.execute(
            provider_project.insert().values(
                project_id=project_id,
                provider_code=product.provider_code,
                uscc=uscc,
                product_id=product.product_id,
                measure_id=product.cells.measure_id,
                state=OFFERED,
                price_cny=price_cny,
                planned_months=planned_months,
                note=note or None,
                offered_at=call.at,
            )
        )
        note_step(connection, call, project_id, uscc, "offer")
    return project_id


def take_step(call: Call, project: Project, step: str) -> None:
    """Bring a project into its next state. Raises: NothingThere, NotPossibleNow."""
    if step not in _STEPS:
        raise NothingThere
    before, after, instant = _STEPS[step]
    table = provider_project
    is_it = (table.c.project_id == project.project_id) & (table.c.state == before)
    with call.store.database.begin() as connection:
        values = {"state": after, instant: call.at}
        if not connection.execute(table.update().where(is_it).values(**values)).rowcount:
            raise not_possible(find_state(connection, project.project_id))
        note_step(connection, call, project.project_id, project.uscc, step)


def find_project(call: Call, project_id: str, where: ColumnElement[bool]) -> Project:
    """Answer a project of a provider or an enterprise. Raises: NothingThere."""
    found = list_projects(call, where, provider_project.c.project_id == project_id)
    if not found:
        raise NothingThere
    return found[0]


def list_projects(call: Call, *where: ColumnElement[bool], most: int = 500) -> list[Project]:
    """Answer projects that meet all conditions, the latest first."""
    table = provider_project.c
    order = (table.offered_at.desc(), table.project_id)
    query = select(provider_project).where(*where).order_by(*order).limit(most)
    with call.store.database.read() as connection:
        return [_project(row) for row in connection.execute(query)]


def find_state(connection: Connection, project_id: str) -> str:
    """Answer the state of a project within a transaction."""
    query = select(provider_project.c.state).where(provider_project.c.project_id == project_id)
    return str(connection.scalar(query))


def not_possible(state: str) -> NotPossibleNow:
    """What to tell when a step does not fit the state."""
    return NotPossibleNow(state=STATE_NAME.get(state, Text(state, state)))


def note_step(connection: Connection, call: Call, project_id: str, uscc: str, what: str) -> None:
    """Write a step into the audit trail, so that the enterprise finds it under its name."""
    thing = f"project:{project_id}"
    deed = Deed(call.at, call.who.actor, "market:change", thing, what, uscc, call.origin)
    record_deeds(connection, [deed])


def _project(row: Any) -> Project:
    cells = dict(row._mapping)
    cells["report_items"] = tuple(json.loads(row.report_items or "[]"))
    cells["evidence_nos"] = tuple(int(each) for each in (row.evidence_nos or "").split(",") if each)
    return Project(**cells)
