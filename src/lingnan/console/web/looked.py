"""Looks at many enterprises at once: one entry of the trail a view, found again by each of them.

Who sees an enterprise's levels or needs by name on the page of its park, chain or provider, or
takes a file of the register, has looked at it. Such an entry names in its subject the group, and in
its detail the day whose members were shown and the cities whose names were readable, so that an
enterprise finds it by its memberships, consents and place (`looked_at`). Lists that an office or an
auditor scrolls through are not noted: they see all enterprises of their region by their office.
Not for a look at one enterprise (dossier).
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

from sqlalchemy import ColumnElement, and_, or_

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.access.consent import Consent, consents_of
from lingnan.console.shelf.kept import Kept
from lingnan.console.web.call import Call
from lingnan.registry import Enterprise, GroupKind, Membership
from lingnan.store.audit import audit_entry

#: Conditions on entries of the trail, by the subject they name.
Conditions = dict[str, list[ColumnElement[bool]]]
#: Stands for the names of all cities.
EVERY: Final = "*"
_REGION: Final = "region"
_CHINA: Final = timezone(timedelta(hours=8))
_noted: Final = Kept(10_000)
_GROUPS: Final = {GroupKind.PARK: ScopeKind.PARK, GroupKind.CHAIN: ScopeKind.CHAIN}


def note_group(
    call: Call,
    permission: Permission,
    group: Scope,
    *,
    day: date,
    cities: Collection[str] | None,
    thing: str = "",
    is_file: bool = False,
) -> None:
    """Note a look at the members of a group; the same look once an account and day, a file always.

    Args:
        day: whose members were shown. cities: whose enterprises' names were shown; null for all.
        thing: what was shown; else the group's page. is_file: whether it was taken as a file.
    """
    if cities is not None and not cities:
        return
    names = EVERY if cities is None else ",".join(sorted(cities))
    told = thing or str(group)
    key = (call.store.root, call.who.actor, told, day, names, call.at.date())

    def write() -> bool:
        call.note(permission, told, subject=str(group), detail=f"{day} {names}")
        return True

    if is_file:
        write()
    else:
        _noted.of(key, write)


def note_export(call: Call, permission: Permission, thing: str, *, detail: str) -> None:
    """Note that a file of enterprises was taken, once for each scope that it may hold."""
    found = call.reach(permission)
    for scope in sorted({found.narrow} if found.narrow else found.scopes):
        if scope.kind is ScopeKind.EVERYTHING:
            subject = f"{_REGION}:{call.pack.region_code}"
        elif scope.kind in (ScopeKind.PROVINCE, ScopeKind.CITY):
            subject = f"{_REGION}:{scope.key}"
        else:
            subject = scope.key if scope.kind is ScopeKind.ENTERPRISE else str(scope)
        told = f"{call.at.astimezone(_CHINA).date()} {EVERY} {detail}"
        call.note(permission, thing, subject=subject, detail=told[:500])


def looked_at(call: Call, enterprise: Enterprise) -> ColumnElement[bool]:
    """Answer the condition on entries of the trail that an enterprise was looked at, or changed."""
    subject = audit_entry.c.subject_code
    regions = {enterprise.region_code, enterprise.city_code, call.pack.region_code}
    plain = [enterprise.uscc, *(f"{_REGION}:{code}" for code in sorted(regions))]
    groups = {
        **_member_looks(call.desk.registry.memberships(enterprise.uscc), enterprise.city_code),
        **_consent_looks(consents_of(call.store.database, enterprise.uscc)),
    }
    conditions = [each for found in groups.values() for each in found]
    # The subjects stand alone too, so that the trail is read by its index.
    return and_(subject.in_([*plain, *groups]), or_(subject.in_(plain), *conditions))


def _member_looks(memberships: Iterable[Membership], city_code: str) -> Conditions:
    """By group: entries whose day lies in a membership, and that showed names of the city."""
    cells = audit_entry.c
    found: Conditions = {}
    for each in memberships:
        kind = _GROUPS.get(each.group_kind)
        if kind is None:
            continue
        subject = f"{kind.value}:{each.group_id}"
        # An entry's detail begins with the day whose members were shown: ISO days sort as text.
        parts = [
            cells.subject_code == subject,
            cells.detail >= each.from_date.isoformat(),
            or_(
                cells.detail.like(f"% {EVERY}%"),
                cells.detail.contains(city_code, autoescape=True),
            ),
        ]
        if each.until_date is not None:
            parts.append(cells.detail < each.until_date.isoformat())
        found.setdefault(subject, []).append(and_(*parts))
    return found


def _consent_looks(consents: Iterable[Consent]) -> Conditions:
    """By recipient: entries of the time in which a consent held."""
    cells = audit_entry.c
    found: Conditions = {}
    for each in consents:
        end = datetime.combine(each.until + timedelta(days=1), time.min, _CHINA)
        if each.withdrawn_at is not None:
            end = min(end, each.withdrawn_at)
        subject = str(each.recipient)
        found.setdefault(subject, []).append(
            and_(cells.subject_code == subject, cells.at >= each.given_at, cells.at < end)
        )
    return found
