"""Notes of pages about groups: how enterprises are counted there, and who looked.

Not for the audit trail itself (store.audit).
"""

from typing import Final

from lingnan.access import Permission
from lingnan.console.shelf.kept import Kept
from lingnan.console.web.call import Call

_noted: Final = Kept(10_000)


def counted_note(call: Call) -> str:
    """Say that a sample is not multiplied here; "" where nothing stands for others."""
    if call.store.manifest.expansion <= 1:
        return ""
    return call.tr.gettext("On this page enterprises are counted as registered, not multiplied.")


def note_look(call: Call, permission: Permission, thing: str) -> None:
    """Write into the audit trail that somebody looked at a group, once an account and day."""
    key = (call.store.root, call.who.actor, thing, call.at.date())

    def write() -> bool:
        call.note(permission, thing)
        return True

    _noted.of(key, write)
