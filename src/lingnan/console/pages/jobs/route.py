"""One job: its page, its bar, stopping it."""

from typing import Final

from lingnan.console.pages.jobs.context import JobContext, JobPieceContext
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.job_view import job_of_reader, job_view
from lingnan.console.web.route import Open, Row, get, post
from lingnan.console.work.job import JobState
from lingnan.console.work.pulse import ask_to_stop
from lingnan.console.work.queue import cancel_waiting


def _job(call: Call) -> Answer:
    view = job_view(call, job_of_reader(call, call.parameters["job_id"]))
    if not call.is_piece:
        return Shown(view.name, JobContext(view))
    # What stands around the bar has changed too when the job has ended.
    headers = {} if view.is_open else {"HX-Refresh": "true"}
    return Shown(view.name, JobPieceContext(view), headers=headers)


def _cancel(call: Call) -> Answer:
    job = job_of_reader(call, call.parameters["job_id"])
    if not job_view(call, job).may_cancel and job.state.is_open:
        raise NothingThere
    is_waiting = cancel_waiting(call.store.database, job.job_id, at=call.at)
    if not is_waiting and job.state is JobState.RUNNING:
        ask_to_stop(call.store, job.job_id)
    return Moved(f"/jobs/{job.job_id}")


ROUTES: Final = (
    get("/jobs/{job_id}", Open.SIGNED_IN, _job, job_id=Row.OWN),
    post("/jobs/{job_id}/cancel", Open.SIGNED_IN, _cancel, job_id=Row.OWN),
)
MENU: Final = ()
