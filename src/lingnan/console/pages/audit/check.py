"""Checks of the two chains: ordered as jobs, listed, and what came of each."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from lingnan.access import Permission, Target
from lingnan.console.pages.audit.context import CheckContext, CheckLine, ChecksContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of, told_of
from lingnan.console.web.job_view import job_of_reader, job_view
from lingnan.console.work.job import Job, JobState, list_jobs
from lingnan.console.work.queue import JobWish, put_job
from lingnan.console.work.store import job as job_table
from lingnan.console.work.task.table import VERIFY_EVIDENCE, VERIFY_TRAIL
from lingnan.evidence.segment import segments
from lingnan.kernel import LingnanError, Text
from lingnan.store.audit import TRAIL, audit_head

_KINDS: Final = (VERIFY_TRAIL, VERIFY_EVIDENCE)
_SHOWN: Final = 20
_HASH_SIGNS: Final = 64


def show(call: Call) -> Answer:
    """The checks that were made, and the forms for another."""
    return _shown(call)


def order_trail(call: Call) -> Answer:
    """Order a check of the audit trail."""
    try:
        known = _known(call.typed("known"))
    except FormUnreadable as failure:
        return _shown(call, failure)
    argument = {} if known is None else {"known": known}
    return _ordered(call, VERIFY_TRAIL, argument, Permission.AUDIT_VERIFY)


def order_evidence(call: Call) -> Answer:
    """Order a check of the chain of evidence."""
    return _ordered(call, VERIFY_EVIDENCE, {}, Permission.EVIDENCE_VERIFY)


def show_one(call: Call) -> Answer:
    """One check: how far it is, or what came of it."""
    found = job_of_reader(call, call.parameters["job_id"])
    if found.kind not in _KINDS:
        raise NothingThere
    told: Mapping[str, Any] = found.outcome or {}
    is_done = found.state is JobState.DONE
    view = job_view(call, found)
    holds = bool(is_done and told["holds"])
    context = CheckContext(
        job=view,
        is_done=is_done,
        holds=holds,
        sentence=verdict_of(call, found),
        facts=_facts(call, found, told) if is_done else (),
        keep=f"{told['count']}:{told['last']}" if holds and "last" in told else "",
    )
    return Shown(view.name, context)


def verdict_of(call: Call, job: Job) -> str:
    """Tell what a check found, in one sentence; empty while it goes on."""
    _, number = call.tr.gettext, call.tr.number
    if job.state is not JobState.DONE or job.outcome is None:
        return ""
    told, is_trail = job.outcome, job.kind == VERIFY_TRAIL
    why = (told["why"] or {}).get(call.lang, "")
    if is_trail and told["holds"]:
        form = _("The audit trail holds: {count} entries, none changed, removed or put between.")
    elif is_trail:
        form = _("The audit trail is broken from entry {broken} on: {why}.")
    elif told["holds"]:
        form = _("The chain of evidence holds: {count} rows in {segments} segments.")
    else:
        form = _("The chain of evidence is broken from segment {broken} on: {why}.")
    return form.format(
        count=number(told["count"]),
        segments=number(told.get("segments")),
        broken=number(told["broken"]),
        why=why,
    )


def _shown(call: Call, failure: LingnanError | None = None) -> Answer:
    head, count = _head(call)
    lake = call.store.lake
    context = ChecksContext(
        checks=tuple(_line(call, each) for each in _recent(call)),
        head=head,
        entries_count=count,
        segments_count=len(segments(lake)) if lake.exists("evidence") else 0,
        may_evidence=Permission.EVIDENCE_VERIFY in call.who.permissions,
        known=call.typed("known"),
        problem="" if failure is None else told_of(call, failure),
    )
    status = 200 if failure is None else status_of(failure)
    return Shown(call.tr.gettext("Check the chains"), context, status)


def _ordered(call: Call, kind: str, argument: Mapping[str, Any], permission: Permission) -> Answer:
    wish = JobWish(
        kind=kind,
        argument=argument,
        actor=call.who.actor,
        scope_code=call.pack.region_code,
        action=permission.value,
        account_id=call.who.account_id,
    )
    return Moved(f"/audit/checks/{put_job(call.store.database, wish, at=call.at)}")


def _recent(call: Call) -> list[Job]:
    """The last checks: of all where the reader may check the whole region, else his own."""
    region = Target.region(call.pack.region_code)
    own = job_table.c.account_id == call.who.account_id
    where = None if call.may(Permission.AUDIT_VERIFY, region) else own
    database = call.store.database
    found = [job for kind in _KINDS for job in list_jobs(database, kind, where=where, limit=_SHOWN)]
    return sorted(found, key=lambda each: each.created_at, reverse=True)[:_SHOWN]


def _line(call: Call, job: Job) -> CheckLine:
    view = job_view(call, job)
    verdict = verdict_of(call, job) or view.state_name
    return CheckLine(job.job_id, view.name, job.created_at, view.actor, verdict)


def _facts(call: Call, job: Job, told: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    _, tr = call.tr.gettext, call.tr
    found = [(_("Ended at"), tr.instant(job.ended_at))]
    if job.kind == VERIFY_TRAIL:
        found.append((_("Entries that hold"), tr.number(told["count"])))
        known = job.argument.get("known")
        if known is not None:
            found.append((_("Compared with what was kept elsewhere"), f"{known[0]}:{known[1]}"))
    else:
        found.append((_("Rows that hold"), tr.number(told["count"])))
        found.append((_("Segments"), tr.number(told["segments"])))
        if told["file"]:
            found.append((_("File"), str(told["file"])))
    return tuple(found)


def _head(call: Call) -> tuple[str, int]:
    query = select(audit_head).where(audit_head.c.trail == TRAIL)
    with call.store.database.read() as connection:
        row = connection.execute(query).first()
    return ("", 0) if row is None else (f"{row.entry_id}:{row.sha256}", int(row.entry_id))


def _known(said: str) -> tuple[int, str] | None:
    """Read what was kept elsewhere, ENTRY:SHA256. Raises: FormUnreadable."""
    if not said:
        return None
    entry, _, sha256 = said.replace(" ", "").partition(":")
    is_hash = len(sha256) == _HASH_SIGNS and all(sign in "0123456789abcdef" for sign in sha256)
    if not (entry.isascii() and entry.isdecimal() and len(entry) < 16 and is_hash):
        reason = Text("应为“条目号:64 位哈希”", "it is ENTRY:SHA256, the hash in 64 digits")
        raise FormUnreadable(reason=reason)
    return int(entry), sha256
