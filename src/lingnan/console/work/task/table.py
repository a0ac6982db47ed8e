"""Which task does which kind of job."""

from collections.abc import Mapping
from typing import Final

from lingnan.console.work.change.enter import enter
from lingnan.console.work.change.settle import CHANGE
from lingnan.console.work.errand import Task
from lingnan.console.work.importing.carry_out import carry_out
from lingnan.console.work.importing.undo import undo
from lingnan.console.work.task.compare import compare
from lingnan.console.work.task.node_report import MAKE, SEND, make_reports, send_reports
from lingnan.console.work.task.plan import PLAN, plan
from lingnan.console.work.task.report import report
from lingnan.console.work.task.run import run
from lingnan.console.work.task.verify import check_evidence, check_trail

IMPORT: Final = "import"
UNDO: Final = "undo"
RUN: Final = "run"
COMPARE: Final = "compare"
REPORT: Final = "report"
VERIFY_TRAIL: Final = "verify-trail"
VERIFY_EVIDENCE: Final = "verify-evidence"

TASKS: Final[Mapping[str, Task]] = {
    IMPORT: carry_out,
    UNDO: undo,
    CHANGE: enter,
    RUN: run,
    COMPARE: compare,
    REPORT: report,
    PLAN: plan,
    MAKE: make_reports,
    SEND: send_reports,
    VERIFY_TRAIL: check_trail,
    VERIFY_EVIDENCE: check_evidence,
}
