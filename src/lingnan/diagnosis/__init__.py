"""Assess enterprises against models that are data: claimed and proven level, gaps, missing proof.

The door. `build_model` prepares a model; `score` explains one sheet, `score_all` scores everyone,
`diagnose` explains one enterprise from its evidence. Not for counting towards targets: programme.
"""

from lingnan.diagnosis.answer_table import answer_table, answered, distinct_answers
from lingnan.diagnosis.answers import SheetScore, read_sheet, score_sheet
from lingnan.diagnosis.batch import add_up, read_off, score_all
from lingnan.diagnosis.build import build_model
from lingnan.diagnosis.diagnose import Diagnosis, ModelDiagnosis, diagnose
from lingnan.diagnosis.history import levels_to_intervals, moments_of
from lingnan.diagnosis.model import Model, Score
from lingnan.diagnosis.peer import dimensions_long, peer_table, score_rows, with_percentiles
from lingnan.diagnosis.score import score
from lingnan.diagnosis.store import (
    DIMENSION_SCHEMA,
    LEVEL_SCHEMA,
    PEER_SCHEMA,
    SCORE_SCHEMA,
    Standing,
    read_standing,
)

__all__ = [
    "DIMENSION_SCHEMA",
    "LEVEL_SCHEMA",
    "PEER_SCHEMA",
    "SCORE_SCHEMA",
    "Diagnosis",
    "Model",
    "ModelDiagnosis",
    "Score",
    "SheetScore",
    "Standing",
    "add_up",
    "answer_table",
    "answered",
    "build_model",
    "diagnose",
    "dimensions_long",
    "distinct_answers",
    "levels_to_intervals",
    "moments_of",
    "peer_table",
    "read_off",
    "read_sheet",
    "read_standing",
    "score",
    "score_all",
    "score_rows",
    "score_sheet",
    "with_percentiles",
]
