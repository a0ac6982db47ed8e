"""The list of imports, and one import's receipt and undo as its page shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select

from lingnan.access import Permission
from lingnan.console.group.paging import paged_count
from lingnan.console.i18n import N_
from lingnan.console.pages.imports.context import ImportLine, KindLine, Receipt, Undo
from lingnan.console.pages.imports.sight import imports_seen
from lingnan.console.web.call import Call
from lingnan.console.web.job_view import job_view
from lingnan.console.web.pages import Pages
from lingnan.console.work.importing.batch import BULK
from lingnan.console.work.importing.kind import KINDS, ImportKind, kind_of
from lingnan.console.work.job import Job, JobState, last_jobs_of
from lingnan.console.work.store import upload
from lingnan.console.work.upload import KeptUpload, list_uploads

_PAGE: Final = 50
COUNTED: Final = (
    ("added", N_("Added")),
    ("changed", N_("Changed")),
    ("unchanged", N_("Unchanged")),
    ("rejected", N_("Kept out")),
)
UNDONE: Final = (
    ("withdrawn", N_("Evidence withdrawn")),
    ("amended_before", N_("Amended by somebody since, left as it is")),
    ("set_back", N_("Set back to what stood before")),
    ("removed", N_("Added by the import, removed")),
    ("changed_since", N_("Changed by somebody since, left as it is")),
    ("spoken_of", N_("Added by the import, left because other records name it")),
)
SEVERITY: Final = {"error": N_("error"), "warning": N_("warning"), "info": N_("remark")}


def kind_lines(call: Call) -> tuple[KindLine, ...]:
    """Answer the kinds of files that may be brought."""
    return tuple(kind_line(call, kind) for kind in KINDS)


def kind_line(call: Call, kind: ImportKind) -> KindLine:
    """Answer a kind as it is shown."""
    return KindLine(kind.id, kind.name.in_(call.lang), kind.what.in_(call.lang))


def import_lines(call: Call) -> tuple[tuple[ImportLine, ...], Pages]:
    """Answer a page of the imports that the reader sees, the latest first."""
    database, where = call.store.database, imports_seen(call)
    with database.read() as connection:
        count = int(connection.scalar(select(func.count()).select_from(upload).where(where)) or 0)
    start, pages = paged_count(call, count, _PAGE)
    found = list_uploads(database, where, limit=_PAGE, offset=start)
    ids = [each.upload_id for each in found]
    jobs, undone = last_jobs_of(database, "import", ids), last_jobs_of(database, "undo", ids)
    return tuple(
        _line(call, each, jobs.get(each.upload_id), undone.get(each.upload_id)) for each in found
    ), pages


def _line(call: Call, kept: KeptUpload, job: Job | None, undone: Job | None) -> ImportLine:
    _ = call.tr.gettext
    state, told = _("not begun"), ""
    if job is not None:
        view = job_view(call, job)
        state, told = view.state_name, view.problem
        if job.state is JobState.DONE and job.outcome is not None:
            told = call.tr.sentence([counts_text(call, job.outcome["counts"])])
    if undone is not None and undone.state is JobState.DONE:
        state = _("undone")
    return ImportLine(
        id=kept.upload_id,
        file_name=kept.file_name,
        kind=kind_name(call, kept),
        actor=job.actor.partition(":")[2] if job is not None else "",
        at=_when(kept, job),
        state=state,
        told=told,
    )


def kind_name(call: Call, kept: KeptUpload) -> str:
    """Name what a file holds, and whether a program brought it."""
    name = kind_of(kept.argument["kind"]).name.in_(call.lang)
    if kept.purpose != BULK:
        return name
    return call.tr.gettext("{kind} (JSON interface)").format(kind=name)


def counts_text(call: Call, counts: Mapping[str, int]) -> str:
    """Write counts as one clause."""
    tr = call.tr
    return tr.listing([f"{tr.gettext(label)} {tr.number(counts[name])}" for name, label in COUNTED])


def receipt_of(call: Call, job: Job) -> Receipt | None:
    """Answer what an import did; null before it is done."""
    if job.state is not JobState.DONE or job.outcome is None:
        return None
    tr, outcome = call.tr, job.outcome
    counts = tuple(
        (tr.gettext(label), tr.number(outcome["counts"][name])) for name, label in COUNTED
    )
    findings = tuple(
        (name, tr.gettext(SEVERITY[name]), tr.number(count))
        for name, count in outcome["findings"].items()
        if count
    )
    return Receipt(
        counts, findings, sum(outcome["findings"].values()), str(outcome.get("batch_id", ""))
    )


def undo_of(call: Call, kept: KeptUpload, job: Job, undone: Job | None) -> Undo | None:
    """Answer how a done import can be undone, or what that did."""
    if job.state is not JobState.DONE:
        return None
    tr = call.tr
    is_begun = undone is not None and (undone.state.is_open or undone.state is JobState.DONE)
    outcome: Mapping[str, Any] = (undone.outcome or {}) if undone is not None else {}
    counts = outcome.get("counts", {})
    stays = kind_of(kept.argument["kind"]).stays
    return Undo(
        may=not is_begun and call.may(Permission.IMPORTS_UNDO),
        stays=() if stays is None else (stays.in_(call.lang),),
        job=None if undone is None else job_view(call, undone),
        counts=tuple(
            (tr.gettext(label), tr.number(counts[name])) for name, label in UNDONE if name in counts
        ),
        reason=str(outcome.get("reason", "")),
    )


def _when(kept: KeptUpload, job: Job | None) -> datetime:
    return kept.at if job is None else job.created_at
