"""A job as a page shows it: what it is, how far it is, what came of it or why it failed.

Not for doing it (work) nor for its own page (pages.jobs).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.target import target_of
from lingnan.console.work.job import Job, JobState, find_job
from lingnan.console.work.pulse import read_pulse, share_of

#: Kinds of jobs: what they are called, who may see those of his area, where their result stands.
_NAME: Final = {
    "import": N_("Import"),
    "undo": N_("Undoing an import"),
    "change": N_("Entering a change into the register"),
    "run": N_("Run of the programme"),
    "report": N_("Making a document"),
    "compare": N_("Comparison of scenarios"),
    "plan": N_("Planning a roadmap"),
    "node-make": N_("Making the node's reports"),
    "node-send": N_("Sending the node's reports"),
    "verify-trail": N_("Check of the audit trail"),
    "verify-evidence": N_("Check of the evidence chain"),
}
_READ: Final = {
    "import": Permission.IMPORTS_READ,
    "undo": Permission.IMPORTS_READ,
    "change": Permission.IMPORTS_START,
    "run": Permission.RUNS_READ,
    "report": Permission.REPORTS_READ,
    "plan": Permission.ROADMAP_READ,
    "node-make": Permission.IDENTIFIER_READ,
    "node-send": Permission.IDENTIFIER_READ,
    "compare": Permission.PROGRAMME_ALLOCATE,
    "verify-trail": Permission.AUDIT_VERIFY,
    "verify-evidence": Permission.EVIDENCE_VERIFY,
}
_START: Final = {
    "import": Permission.IMPORTS_START,
    "undo": Permission.IMPORTS_UNDO,
    "change": Permission.IMPORTS_START,
    "run": Permission.RUNS_START,
    "report": Permission.REPORTS_MAKE,
    "plan": Permission.ROADMAP_PLAN,
    "node-make": Permission.IDENTIFIER_REPORT,
    "node-send": Permission.IDENTIFIER_REPORT,
    "compare": Permission.PROGRAMME_ALLOCATE,
    "verify-trail": Permission.AUDIT_VERIFY,
    "verify-evidence": Permission.EVIDENCE_VERIFY,
}
_STATE: Final = {
    JobState.WAITING: N_("waiting"),
    JobState.RUNNING: N_("running"),
    JobState.DONE: N_("done"),
    JobState.FAILED: N_("failed"),
    JobState.CANCELLED: N_("cancelled"),
}


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it is shown.

    Attributes:
        percent: done, 0 to 100. problem, advice, code: of a failed one, else empty.
        is_stalled: it waits and nobody is there to do it.
        result: the page of what came of it; empty when there is none.
    """

    id: str
    name: str
    state: str
    state_name: str
    percent: int
    is_open: bool
    is_stalled: bool
    may_cancel: bool
    created_at: datetime
    ended_at: datetime | None
    actor: str
    tries: int
    problem: str = ""
    advice: str = ""
    code: str = ""
    result: str = ""


def job_of_reader(call: Call, job_id: str) -> Job:
    """Answer a job that the reader began, or that belongs to his area. Raises: NothingThere."""
    found = find_job(call.store.database, job_id)
    if found is None or not _may(call, found, _READ):
        raise NothingThere
    return found


def job_view(call: Call, job: Job) -> JobView:
    """Answer a job as it is shown."""
    told: dict[str, Any] = dict(job.outcome or {}) if job.state is JobState.FAILED else {}
    is_open = job.state.is_open
    share = share_of(call.store, job.job_id) if job.state is JobState.RUNNING else 0.0
    pulse = read_pulse(call.store) if is_open else None
    is_held = pulse is not None and pulse.job_id == job.job_id and pulse.is_held
    # Done while it is asked for, by no worker.
    is_at_once = job.state is JobState.RUNNING and job.worker_id is None
    return JobView(
        id=job.job_id,
        name=call.tr.gettext(_NAME.get(job.kind, job.kind)),
        state=job.state.value,
        state_name=call.tr.gettext(_STATE[job.state]),
        percent=100 if job.state is JobState.DONE else int(100 * share),
        is_open=is_open,
        is_stalled=is_open and not is_at_once and (pulse is None or not pulse.is_alive),
        may_cancel=is_open and not is_held and not is_at_once and _may(call, job, _START),
        created_at=job.created_at,
        ended_at=job.ended_at,
        actor=job.actor.partition(":")[2] or job.actor,
        tries=job.tries_count,
        problem=_said(told.get("message"), call),
        advice=_said(told.get("advice"), call),
        code=str(told.get("code", "")),
        result=_result(job),
    )


def _may(call: Call, job: Job, permissions: dict[str, Permission]) -> bool:
    if job.account_id is not None and job.account_id == call.who.account_id:
        return True
    permission, target = permissions.get(job.kind), _target(call, job)
    return permission is not None and target is not None and call.may(permission, target)


def _target(call: Call, job: Job) -> Target | None:
    """Where a job lies: in its region; what is about a park, chain or prefix in that too."""
    kind, _, key = (job.thing or "").partition(":")
    region = Target.region(job.scope_code)
    if job.kind not in ("plan", "node-make", "node-send"):
        return region
    found = target_of(call.store, ScopeKind(kind), key, at=call.at)
    return None if found is None else found | region


def _said(told: Any, call: Call) -> str:
    return str(told.get(call.lang, "")) if isinstance(told, dict) else ""


def _result(job: Job) -> str:
    if job.kind in ("import", "undo"):
        return f"/imports/{job.thing}"
    if job.kind in ("node-make", "node-send"):
        return "/node/reports"
    if job.kind == "plan":
        return str(job.argument["way"])
    if job.kind == "change":
        return f"/enterprises/{job.argument['uscc']}#changes"
    if job.state is not JobState.DONE or job.outcome is None:
        return ""
    if job.kind in ("verify-trail", "verify-evidence"):
        return f"/audit/checks/{job.job_id}"
    if job.kind == "run":
        return f"/runs/{job.outcome['run_id']}"
    return {"report": "/reports", "compare": f"/scenarios/compare/{job.job_id}"}.get(job.kind, "")
