"""What the page of a job is told."""

from dataclasses import dataclass

from lingnan.console.web.answer import Context
from lingnan.console.web.job_view import JobView


@dataclass(frozen=True, slots=True)
class JobContext(Context):
    """A job with its bar."""

    template = "jobs/job.html"
    job: JobView


@dataclass(frozen=True, slots=True)
class JobPieceContext(Context):
    """The bar of a job alone, asked for again and again."""

    template = "jobs/piece.html"
    job: JobView
