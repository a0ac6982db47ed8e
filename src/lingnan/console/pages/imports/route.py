"""Imports: the list, the form of a kind, one import, its start, its findings, its undo."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.i18n import N_
from lingnan.console.pages.imports.context import ImportContext, ImportsContext, UploadContext
from lingnan.console.pages.imports.form import headings_of, keep_import
from lingnan.console.pages.imports.look import finding_lines, look_of, preview
from lingnan.console.pages.imports.read import (
    import_lines,
    kind_line,
    kind_lines,
    kind_name,
    receipt_of,
    undo_of,
)
from lingnan.console.pages.imports.sight import PURPOSE, cities_of, import_of, scope_code_of
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.guard import octets_text
from lingnan.console.web.job_view import job_view
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.sheet import sent_csv
from lingnan.console.work.errors import NothingToUndo, UploadGone
from lingnan.console.work.importing.kind import kind_of
from lingnan.console.work.importing.preview import form_of
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.console.work.job import Job, JobState, last_jobs_of
from lingnan.console.work.queue import JobWish, put_job
from lingnan.console.work.upload import KeptUpload, set_argument
from lingnan.evidence.segment import last_segment
from lingnan.kernel import Text
from lingnan.store.findings import list_batch

_READ: Final = Permission.IMPORTS_READ
_START: Final = Permission.IMPORTS_START
_SHOWN: Final = 50


def _imports(call: Call) -> Answer:
    lines, pages = import_lines(call)
    context = ImportsContext(lines, pages, kind_lines(call), call.may(_START))
    return Shown(call.tr.gettext("Imports"), context)


def _form(call: Call) -> Answer:
    kind = kind_of(call.asked("kind"))
    models = tuple((model.id, model.title.in_(call.lang)) for model in call.pack.models)
    context = UploadContext(
        kind=kind_line(call, kind),
        asks=kind.asks,
        models=models,
        limit=octets_text(call.desk.bounds.upload_octets),
        has_form=kind.id not in ("cloud-bill", "answers"),
    )
    return Shown(kind.name.in_(call.lang), context)


def _empty_form(call: Call) -> Answer:
    kind = kind_of(call.asked("kind"))
    headers = form_of(call.pack, ImportSettings(kind.id))
    return sent_csv(f"{kind.id}.csv", headers, [])


def _upload(call: Call) -> Answer:
    scope_code_of(call)
    return Moved(f"/imports/{keep_import(call)}")


def _import(call: Call) -> Answer:
    kept = import_of(call)
    job, undone = _job_of(call, kept, "import"), _job_of(call, kept, "undo")
    receipt = None if job is None else receipt_of(call, job)
    is_before = job is None or job.state in (JobState.FAILED, JobState.CANCELLED)
    found = preview(call, kept) if is_before else None
    shown = list_batch(call.store.database, receipt.batch_id, _SHOWN) if receipt else []
    context = ImportContext(
        id=kept.upload_id,
        facts=_facts(call, kept, job),
        may_start=is_before and found is not None and call.may(_START),
        job=None if job is None else job_view(call, job),
        look=None if found is None else look_of(call, found),
        receipt=receipt,
        shown=finding_lines(call, shown),
        undo=None if job is None else undo_of(call, kept, job, undone),
    )
    return Shown(kept.file_name, context)


def _headings(call: Call) -> Answer:
    kept = import_of(call, _START)
    _keep_headings(call, kept)
    return Moved(f"/imports/{kept.upload_id}")


def _start(call: Call) -> Answer:
    kept = import_of(call, _START)
    if kept.purpose != PURPOSE:
        raise NothingThere
    _keep_headings(call, kept)
    head = last_segment(call.store.lake)
    wish = JobWish(
        kind="import",
        argument={
            "upload_id": kept.upload_id,
            "cities": cities_of(call),
            "segment_no": 0 if head is None else head.segment_no,
        },
        actor=call.who.actor,
        scope_code=kept.scope_code or call.pack.region_code,
        action=_START.value,
        account_id=call.who.account_id,
        thing=kept.upload_id,
        once_key=f"import:{kept.upload_id}",
    )
    put_job(call.store.database, wish, at=call.at)
    return Moved(f"/imports/{kept.upload_id}")


def _undo(call: Call) -> Answer:
    kept = import_of(call, Permission.IMPORTS_UNDO)
    reason = call.text("reason", call.tr.gettext("Reason"))
    job = _job_of(call, kept, "import")
    if job is None or job.state is not JobState.DONE:
        raise NothingToUndo(reason=Text("它没有完成", "it was not completed"))
    wish = JobWish(
        kind="undo",
        argument={"job_id": job.job_id, "reason": reason},
        actor=call.who.actor,
        scope_code=job.scope_code,
        action=Permission.IMPORTS_UNDO.value,
        account_id=call.who.account_id,
        thing=kept.upload_id,
        once_key=f"undo:{kept.upload_id}",
    )
    put_job(call.store.database, wish, at=call.at)
    return Moved(f"/imports/{kept.upload_id}")


def _findings(call: Call) -> Answer:
    kept = import_of(call)
    job = _job_of(call, kept, "import")
    receipt = None if job is None else receipt_of(call, job)
    call.known(receipt)
    found = list_batch(call.store.database, receipt.batch_id if receipt else "")
    _ = call.tr.gettext
    headings = (
        _("Row"), _("Severity"), _("Kind of finding"), _("Field"), _("Value"),
        _("What happened"), _("What to do"), _("Subject"),
    )  # fmt: skip
    rows = [
        (each.row, each.severity.value, each.code, each.field, each.value, each.what, each.remedy,
         each.subject)
        for each in found
    ]  # fmt: skip
    return sent_csv(f"findings-{kept.upload_id}.csv", headings, rows, call.lang)


def _keep_headings(call: Call, kept: KeptUpload) -> None:
    if not any(name.startswith("column.") for name in call.form):
        return
    found = preview(call, kept)
    if found is None:
        raise UploadGone(file=kept.file_name)
    settings = headings_of(call, kept, found.columns)
    set_argument(call.store.database, kept.upload_id, settings.plain())


def _job_of(call: Call, kept: KeptUpload, kind: str) -> Job | None:
    return last_jobs_of(call.store.database, kind, [kept.upload_id]).get(kept.upload_id)


def _facts(call: Call, kept: KeptUpload, job: Job | None) -> tuple[tuple[str, str], ...]:
    _, settings = call.tr.gettext, ImportSettings.of(kept.argument)
    found = [
        (_("Kind"), kind_name(call, kept)),
        (_("File size"), _size(call, kept.octets_count)),
        (_("Uploaded at"), call.tr.instant(kept.at)),
        ("SHA-256", kept.sha256),
    ]
    if job is not None:
        found.append((_("Brought by"), job.actor.partition(":")[2] or job.actor))
    if settings.model_id:
        title = call.pack.model(settings.model_id).title.in_(call.lang)
        found.append((_("Assessment model"), title))
    if settings.fact_date:
        found.append((_("Day of the answers or facts"), call.tr.day(settings.fact_date)))
    if settings.vendor:
        found.append((_("Cloud vendor"), settings.vendor))
    if settings.uscc:
        found.append((_("Unified social credit code"), settings.uscc))
    return tuple(found)


def _size(call: Call, octets: int) -> str:
    if octets < 1024:
        return call.tr.gettext("{count} octets").format(count=call.tr.number(octets))
    return octets_text(octets)


ROUTES: Final = (
    get("/imports", _READ, _imports),
    get("/imports/new", _START, _form),
    get("/imports/form.csv", _START, _empty_form),
    post("/imports", _START, _upload, takes_files=True),
    get("/imports/{import_id}", _READ, _import, import_id=Row.OWN),
    post("/imports/{import_id}/headings", _START, _headings, import_id=Row.OWN),
    post("/imports/{import_id}/start", _START, _start, import_id=Row.OWN),
    post("/imports/{import_id}/undo", Permission.IMPORTS_UNDO, _undo, import_id=Row.OWN),
    get("/imports/{import_id}/findings.csv", _READ, _findings, import_id=Row.OWN),
)
MENU: Final = (Entry("/imports", N_("Imports"), 70, _READ),)
