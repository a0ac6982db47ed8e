"""What all pages of one enterprise share: who it is, its tabs, what may be seen, who looks.

Not for what a page says (pages/*), nor for where the enterprise lies (target).
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.errors import NothingThere
from lingnan.registry import Enterprise
from lingnan.store.audit import audit_entry

#: The tabs: name, end of the address, the permission that opens it.
TABS: Final = (
    ("profile", "", Permission.REGISTRY_READ),
    ("diagnosis", "/diagnosis", Permission.DIAGNOSIS_READ),
    ("questionnaire", "/questionnaire", Permission.DIAGNOSIS_SCORE),
    ("roadmap", "/roadmap", Permission.ROADMAP_READ),
    ("consents", "/consents", Permission.CONSENTS_READ),
    ("lookers", "/lookers", Permission.AUDIT_READ),
)
#: One look is noted once in so long, however often the reader comes back to the page.
_ONE_LOOK: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab; the template knows its label by `name`."""

    name: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """The head of a page of one enterprise.

    Attributes:
        name: as the reader reads it.
        is_own: whether the reader acts for the enterprise.
        is_partial: whether only what the enterprise consented to is shown.
    """

    uscc: str
    name: str
    tabs: tuple[Tab, ...]
    is_own: bool
    is_partial: bool
    is_synthetic: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A page of one enterprise, opened: the register's row, what may be seen, and the head."""

    enterprise: Enterprise
    sight: Sight
    dossier: Dossier


def open_dossier(call: Call, permission: Permission, here: str) -> Opened:
    """Open the page `here` (a tab's name) of the enterprise that the path names; note the look.

    Raises: NothingThere when it is not registered.
    """
    uscc = call.parameters["uscc"]
    enterprise = call.desk.registry.get(uscc)
    if enterprise is None or call.target is None:
        raise NothingThere
    sight = sight_of(call.store.database, call.who, permission, uscc, call.target, at=call.at)
    note_look(call, permission, uscc, here)
    dossier = Dossier(
        uscc=uscc,
        name=name_of(call, enterprise),
        tabs=tuple(
            Tab(name, f"/enterprises/{uscc}{end}", name == here)
            for name, end, needed in TABS
            if call.may(needed)
        ),
        is_own=acts_for(call, uscc),
        is_partial=sight.is_by_consent,
        is_synthetic=enterprise.is_synthetic,
    )
    return Opened(enterprise, sight, dossier)


def name_of(call: Call, enterprise: Enterprise) -> str:
    """Answer an enterprise's name in the reader's language, where it has one there."""
    return enterprise.name_zh if call.lang == "zh" else enterprise.name_en or enterprise.name_zh


def acts_for(call: Call, uscc: str) -> bool:
    """Answer whether the reader acts for an enterprise itself."""
    own = Scope(ScopeKind.ENTERPRISE, uscc)
    return any(grant.scope == own for grant in call.who.grants)


def note_look(call: Call, permission: Permission, uscc: str, page: str) -> None:
    """Write into the audit trail that somebody else looked at an enterprise's page.

    The enterprise's own people are not noted, and one look is noted once in a quarter of an hour.
    """
    if acts_for(call, uscc):
        return
    thing = f"page:{page}"
    query = select(audit_entry.c.entry_id).where(
        audit_entry.c.subject_code == uscc,
        audit_entry.c.actor == call.who.actor,
        audit_entry.c.object == thing,
        audit_entry.c.action == permission.value,
        audit_entry.c.at > call.at - _ONE_LOOK,
    )
    with call.store.database.read() as connection:
        known = connection.execute(query.limit(1)).first()
    if known is None:
        call.note(permission, thing, subject=uscc)
