"""Industry roadmaps 一行一策: one product list for many small and medium manufacturers.

The door. `plan_industry` answers for one cluster or division; `check_industry` verifies an answer,
also an edited one; `industry_tables` answers for all clusters at once. Not for what one enterprise
should do for itself (roadmap) nor for dividing money between clusters (programme.allocation).
"""

from lingnan.roadmap.industry.answer import IndustryAnswer
from lingnan.roadmap.industry.check import check_industry
from lingnan.roadmap.industry.model import Question, Scope
from lingnan.roadmap.industry.plan import Inputs, plan_industry
from lingnan.roadmap.industry.store import (
    INDUSTRY_PACKAGE_SCHEMA,
    INDUSTRY_SCHEMA,
    INDUSTRY_WAVE_SCHEMA,
    OUT_INDUSTRY,
    OUT_INDUSTRY_PACKAGE,
    OUT_INDUSTRY_WAVE,
)
from lingnan.roadmap.industry.table import IndustryTables, industry_tables

__all__ = [
    "INDUSTRY_PACKAGE_SCHEMA",
    "INDUSTRY_SCHEMA",
    "INDUSTRY_WAVE_SCHEMA",
    "OUT_INDUSTRY",
    "OUT_INDUSTRY_PACKAGE",
    "OUT_INDUSTRY_WAVE",
    "IndustryAnswer",
    "IndustryTables",
    "Inputs",
    "Question",
    "Scope",
    "check_industry",
    "industry_tables",
    "plan_industry",
]
