"""The menu: entries that pages declare, of which a reader sees those that he may open."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.access import Identity, Permission, Role, Target, may
from lingnan.console.i18n import Translator


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu.

    Attributes:
        path: may hold the kind of a scope, as in `/enterprises/{enterprise}`: then the reader's own
            is put in, and who has none does not see the entry.
        label: a message of the catalogue.
        order: entries stand in this order.
        permission: who has it somewhere sees the entry; one of `roles` too, when any are named.
        of_installation: only who has it over the installation itself sees the entry.
        of_region: only who has it over the whole region sees the entry.
    """

    path: str
    label: str
    order: int
    permission: Permission
    roles: frozenset[Role] = frozenset()
    of_installation: bool = False
    of_region: bool = False


#: Orders at which another part of a long menu begins: looking, deciding, data, all else.
_PARTS: Final = (60, 68, 100)
_LONG: Final = 8


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on a page; `begins_part`: a line stands above it."""

    path: str
    label: str
    is_here: bool = False
    begins_part: bool = False


def menu_of(
    entries: Sequence[Entry], identity: Identity, path: str, tr: Translator, *, region: str
) -> tuple[Link, ...]:
    """Answer the menu of a reader; the entry whose path begins the page's is the one he is in.

    `region`: the code of the whole region.
    """
    ordered = sorted(entries, key=lambda each: each.order)
    shown = [
        (own, entry)
        for entry in ordered
        if _is_for(entry, identity, region) and (own := _path_of(entry, identity)) is not None
    ]
    here = max((own for own, _entry in shown if _is_in(own, path)), key=len, default=None)
    parts = [bisect(_PARTS, entry.order) for _own, entry in shown]
    return tuple(
        Link(own, tr.gettext(entry.label), own == here, len(shown) > _LONG and part != before)
        for (own, entry), part, before in zip(shown, parts, parts[:1] + parts, strict=False)
    )


def _is_for(entry: Entry, identity: Identity, region: str) -> bool:
    if entry.roles and not entry.roles & identity.roles:
        return False
    if entry.of_installation:
        return may(identity, entry.permission, Target())
    if entry.of_region:
        return may(identity, entry.permission, Target.region(region))
    return entry.permission in identity.permissions


def _path_of(entry: Entry, identity: Identity) -> str | None:
    """The path with the reader's own row in it; null when he has none of that kind."""
    own = {
        str(grant.scope.kind): grant.scope.key
        for grant in sorted(identity.grants, reverse=True)
        if not entry.roles or grant.role in entry.roles
    }
    try:
        return entry.path.format_map(own)
    except KeyError:
        return None


def _is_in(entry: str, path: str) -> bool:
    return path == entry or path.startswith(entry.rstrip("/") + "/")
