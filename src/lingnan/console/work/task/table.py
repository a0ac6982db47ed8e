"""Which task does which kind of job."""

from collections.abc import Mapping
from typing import Final

from lingnan.console.work.errand import Task
from lingnan.console.work.importing.carry_out import carry_out
from lingnan.console.work.importing.undo import undo
from lingnan.console.work.task.run import run

IMPORT: Final = "import"
UNDO: Final = "undo"
RUN: Final = "run"

TASKS: Final[Mapping[str, Task]] = {IMPORT: carry_out, UNDO: undo, RUN: run}
