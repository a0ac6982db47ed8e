"""What the auditor asks of the trail: read from the address, and which entries he may see at all.

Not for looking them up (access.trail_search).
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, Final

from sqlalchemy import ColumnElement, select

from lingnan.access import Permission, ScopeKind, visible
from lingnan.access.errors import Refused
from lingnan.access.trail_search import TrailQuestion
from lingnan.console.pages.audit.context import Asked
from lingnan.console.web.call import Call
from lingnan.registry.store import registry_enterprise
from lingnan.store.audit import audit_entry

#: Days are those of China, as everywhere on the pages.
_CHINA: Final = timezone(timedelta(hours=8))
_REGIONS: Final = (ScopeKind.EVERYTHING, ScopeKind.PROVINCE, ScopeKind.CITY)
_SIGNS: Final = 100
#: A day beyond them asks for nothing, and could not be reckoned with.
_FIRST_YEAR, _LAST_YEAR = 1950, 9000


def asked_of(call: Call) -> Asked:
    """Answer what stands in the fields."""
    actor, action, thing, subject = (
        call.asked(name)[:_SIGNS] for name in ("actor", "action", "thing", "subject")
    )
    since, until = (call.asked(name)[:10] for name in ("since", "until"))
    done = call.choice("done", ("yes", "no"), "")
    return Asked(actor, action, thing, subject, since, until, done)


def question_of(asked: Asked) -> TrailQuestion:
    """Answer what is looked for; a day that is none asks for nothing."""
    until = _day(asked.until)
    return TrailQuestion(
        actor=asked.actor.strip(),
        action=asked.action.strip(),
        thing=asked.thing.strip(),
        subject=asked.subject.strip(),
        since=_begin(_day(asked.since)),
        until=_begin(None if until is None else until + timedelta(days=1)),
        is_done={"yes": True, "no": False}.get(asked.done),
    )


def seen_by(call: Call) -> ColumnElement[bool]:
    """Answer which entries the reader may see: all, or those about enterprises of his area.

    An enterprise that holds the permission over itself sees on its own page who looked.
    Raises: Refused.
    """
    held = call.reach(Permission.AUDIT_READ)
    if not any(scope.kind in _REGIONS for scope in held.scopes):
        raise Refused(permission=Permission.AUDIT_READ.label, who=call.who.name)
    places: dict[ScopeKind, Any] = {
        ScopeKind.ENTERPRISE: audit_entry.c.subject_code,
        ScopeKind.CITY: _in_cities,
        ScopeKind.PROVINCE: _in_provinces,
    }
    return visible(call.who, Permission.AUDIT_READ, places)


def _in_cities(keys: Collection[str]) -> ColumnElement[bool]:
    cells = registry_enterprise.c
    found = select(cells.uscc).where(cells.city_code.in_(sorted(keys)))
    return audit_entry.c.subject_code.in_(found)


def _in_provinces(keys: Collection[str]) -> ColumnElement[bool]:
    cells, heads = registry_enterprise.c, [key[:2] for key in keys]
    parts = [cells.city_code.startswith(head, autoescape=True) for head in sorted(heads)]
    condition = parts[0]
    for part in parts[1:]:
        condition = condition | part
    return audit_entry.c.subject_code.in_(select(cells.uscc).where(condition))


def _day(said: str) -> date | None:
    try:
        found = date.fromisoformat(said)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _begin(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), _CHINA)
