"""The programme: what counts towards each target, how it stands, where it heads, who is behind.

Reads evidence, levels and the register; the rules come from the content pack. Not for judging
single enterprises (diagnosis) nor for showing results (console).
"""

from lingnan.programme.answer import progress_answer
from lingnan.programme.content import Figure, figures_of_pack, figures_of_rows
from lingnan.programme.metrics import status_of_chunk, status_of_entities
from lingnan.programme.model import Basis, Side, Status
from lingnan.programme.outputs import ProgrammeResult, programme_outputs
from lingnan.programme.store import (
    FORECAST_SCHEMA,
    OUT_FORECAST,
    OUT_PROGRESS,
    OUT_STATUS,
    OUT_TARGET,
    PROGRESS_SCHEMA,
    STATUS_SCHEMA,
    TARGET_SCHEMA,
    read_forecast,
    read_progress,
    read_status,
    read_targets,
    status_of_subject,
)

__all__ = [
    "FORECAST_SCHEMA",
    "OUT_FORECAST",
    "OUT_PROGRESS",
    "OUT_STATUS",
    "OUT_TARGET",
    "PROGRESS_SCHEMA",
    "STATUS_SCHEMA",
    "TARGET_SCHEMA",
    "Basis",
    "Figure",
    "ProgrammeResult",
    "Side",
    "Status",
    "figures_of_pack",
    "figures_of_rows",
    "programme_outputs",
    "progress_answer",
    "read_forecast",
    "read_progress",
    "read_status",
    "read_targets",
    "status_of_chunk",
    "status_of_entities",
    "status_of_subject",
]
