"""The trail as a page and as a file."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final
from urllib.parse import urlencode

from lingnan.access import Entry, Permission
from lingnan.access.trail_search import TrailPage, search_trail
from lingnan.console.pages.audit.context import AuditContext, EntryLine
from lingnan.console.pages.audit.question import asked_of, question_of, seen_by
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.sheet import Cell, sent_csv
from lingnan.kernel import uscc

_ROWS: Final = 50
_FILE_ROWS: Final = 20_000
_ROWS_AT_ONCE: Final = 1_000
#: What is done in the name of a permission that has no member of its own.
_OTHERS: Final = ("accounts:sign-in", "accounts:sign-out")


def show(call: Call) -> Answer:
    """A page of the trail."""
    asked, seen = asked_of(call), seen_by(call)
    found = search_trail(
        call.store.database, question_of(asked), seen=seen, before_id=_before(call), limit=_ROWS
    )
    told = {name: value for name, value in asdict(asked).items() if value}
    older = {**told, "before": str(found.before_id)} if found.before_id else {}
    names = urlencode(told)
    context = AuditContext(
        sentence=_sentence(call, found),
        entries=tuple(line_of(call, each) for each in found.entries),
        asked=asked,
        actions=_actions(call),
        older=f"/audit?{urlencode(older)}" if older else "",
        newest=(f"/audit?{names}" if names else "/audit") if call.asked("before") else "",
        file=f"/audit/entries.csv?{names}" if names else "/audit/entries.csv",
        may_check=Permission.AUDIT_VERIFY in call.who.permissions,
    )
    return Shown(call.tr.gettext("Audit trail"), context)


def download(call: Call) -> Answer:
    """What was asked for as a file, the newest entries; that it was taken is noted itself."""
    asked, seen = asked_of(call), seen_by(call)
    question, database = question_of(asked), call.store.database
    told = urlencode({name: value for name, value in asdict(asked).items() if value})
    call.note(Permission.AUDIT_READ, "audit:entries.csv", detail=told or None)

    def rows() -> Iterator[tuple[Cell, ...]]:
        before, count = None, 0
        while count < _FILE_ROWS:
            page = search_trail(
                database, question, seen=seen, before_id=before, limit=_ROWS_AT_ONCE
            )
            for each in page.entries[: _FILE_ROWS - count]:
                yield _cells(each)
            count += len(page.entries)
            before = page.before_id
            if before is None:
                return

    return sent_csv("audit.csv", _HEADINGS, rows(), call.lang)


def line_of(call: Call, entry: Entry) -> EntryLine:
    """Answer an entry as a line of a table."""
    subject = entry.subject_code or ""
    return EntryLine(
        number=entry.entry_id,
        at=entry.at,
        actor=entry.actor,
        action=action_name(call, entry.action),
        code=entry.action,
        thing=entry.thing,
        detail=entry.detail or "",
        subject=subject,
        path=f"/enterprises/{subject}" if uscc.problem(subject) is None else "",
        origin=entry.origin or "",
        is_done=entry.is_done,
        sha256=entry.sha256,
    )


def action_name(call: Call, action: str) -> str:
    """Name an action for people; one that is no permission keeps its code."""
    _ = call.tr.gettext
    known = {each.value: each.label.in_(call.lang) for each in Permission}
    known |= {
        "accounts:sign-in": _("accounts: sign in"),
        "accounts:sign-out": _("accounts: sign out"),
    }
    return known.get(action, action)


def _actions(call: Call) -> tuple[tuple[str, str], ...]:
    codes = [*(each.value for each in Permission), *_OTHERS]
    return tuple((code, action_name(call, code)) for code in sorted(codes))


def _sentence(call: Call, found: TrailPage) -> str:
    count, number = len(found.entries), call.tr.number
    if not count and found.before_id is None:
        return call.tr.gettext("No entry is like this.")
    form = call.tr.ngettext(
        "{count} entry; looked at back to entry {first}.",
        "{count} entries; looked at back to entry {first}.",
        count,
    )
    return form.format(count=number(count), first=number(found.looked_from))


def _before(call: Call) -> int | None:
    told = call.asked("before")
    is_number = told.isascii() and told.isdigit() and len(told) < 16
    return int(told) if is_number else None


_HEADINGS: Final = (
    *("entry", "at", "actor", "action", "object", "detail", "subject", "origin", "done"),
    "sha256",
)


def _cells(entry: Entry) -> tuple[Cell, ...]:
    return (
        entry.entry_id,
        entry.at,
        entry.actor,
        entry.action,
        entry.thing,
        entry.detail,
        entry.subject_code,
        entry.origin,
        entry.is_done,
        entry.sha256,
    )
