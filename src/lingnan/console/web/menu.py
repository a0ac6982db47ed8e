"""The menu: entries that pages declare, of which a reader sees those that he may open."""

from collections.abc import Sequence
from dataclasses import dataclass

from lingnan.access import Identity, Permission, Role
from lingnan.console.i18n import Translator


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu.

    Attributes:
        label: a message of the catalogue.
        order: entries stand in this order.
        permission: who has it somewhere sees the entry; one of `roles` too, when any are named.
    """

    path: str
    label: str
    order: int
    permission: Permission
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on a page."""

    path: str
    label: str
    is_here: bool = False


def menu_of(
    entries: Sequence[Entry], identity: Identity, path: str, tr: Translator
) -> tuple[Link, ...]:
    """Answer the menu of a reader; the entry whose path begins the page's is the one he is in."""
    shown = [
        entry for entry in sorted(entries, key=lambda each: each.order) if _is_for(entry, identity)
    ]
    here = max((entry.path for entry in shown if _is_in(entry.path, path)), key=len, default=None)
    return tuple(Link(entry.path, tr.gettext(entry.label), entry.path == here) for entry in shown)


def _is_for(entry: Entry, identity: Identity) -> bool:
    if entry.roles and not entry.roles & identity.roles:
        return False
    return entry.permission in identity.permissions


def _is_in(entry: str, path: str) -> bool:
    return path == entry or path.startswith(entry.rstrip("/") + "/")
