"""Notes of pages about groups: how enterprises are counted there, and who looked.

Not for the audit trail itself (store.audit) nor for who finds a look in it (web.looked).
"""

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.console.group.member import sight_of
from lingnan.console.web.call import Call
from lingnan.console.web.looked import note_group

_READ = Permission.ROADMAP_READ


def counted_note(call: Call) -> str:
    """Say that a sample is not multiplied here; "" where nothing stands for others."""
    if call.store.manifest.expansion <= 1:
        return ""
    return call.tr.gettext("On this page enterprises are counted as registered, not multiplied.")


def note_members(call: Call, kind: ScopeKind, key: str, ending: str = "") -> None:
    """Note a look at the members of a park or chain whose names the reader sees. Raises: NoRun.

    `ending`: of the file that was taken; empty for the page.
    """
    sight = sight_of(call, _READ, kind, key)
    group = Scope(kind, key)
    note_group(
        call,
        _READ,
        group,
        day=call.run.as_of,
        cities=None if sight.is_whole else sight.cities,
        thing=f"{group}:{ending}" if ending else "",
        is_file=bool(ending),
    )
