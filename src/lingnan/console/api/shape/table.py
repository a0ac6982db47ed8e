"""Rows of the tables that a run leaves behind, as models made of the tables' own schemas.

So that a column has one definition. Shapes as in docs/formats.md, lake tables.
"""

from datetime import date
from typing import Any, Final

import pyarrow as pa
from pydantic import create_model

from lingnan.console.api.shape.part import Told
from lingnan.programme import FORECAST_SCHEMA, PROGRESS_SCHEMA
from lingnan.programme.allocation.candidate import UPGRADE_SCHEMA
from lingnan.roadmap.chain.store import CHAIN_SCHEMA, MEMBER_SCHEMA
from lingnan.roadmap.industry.store import (
    INDUSTRY_PACKAGE_SCHEMA,
    INDUSTRY_SCHEMA,
    INDUSTRY_WAVE_SCHEMA,
)
from lingnan.roadmap.park.store import FACILITY_SCHEMA, PARK_SCHEMA, SHARE_SCHEMA
from lingnan.roadmap.store import ROADMAP_SCHEMA, STEP_SCHEMA

_KINDS: Final[tuple[tuple[Any, Any], ...]] = (
    (pa.types.is_string, str),
    (pa.types.is_boolean, bool),
    (pa.types.is_integer, int),
    (pa.types.is_floating, float),
    (pa.types.is_date, date),
    (pa.types.is_decimal, int | float),
)

#: The code of a member, which not every reader of a group may know.
_VEILED: Final = "uscc"


def row_model(name: str, schema: pa.Schema, doc: str) -> type[Told]:
    """Answer the model of a table's rows; null where the column may be, or where it is veiled."""
    fields: dict[str, Any] = {}
    for field in schema:
        kind = next(kind for test, kind in _KINDS if test(field.type))
        may_lack = field.nullable or field.name == _VEILED
        fields[field.name] = (kind | None if may_lack else kind, ...)
    made: type[Told] = create_model(name, __base__=Told, __doc__=doc, **fields)
    return made


IndustryRow = row_model("IndustryRow", INDUSTRY_SCHEMA, "An industry's roadmap in one row.")
IndustryPackageRow = row_model(
    "IndustryPackageRow", INDUSTRY_PACKAGE_SCHEMA, "A standard package of an industry."
)
IndustryWaveRow = row_model("IndustryWaveRow", INDUSTRY_WAVE_SCHEMA, "A wave of an industry.")
ParkRow = row_model("ParkRow", PARK_SCHEMA, "A park's roadmap in one row; yuan.")
ParkFacilityRow = row_model("ParkFacilityRow", FACILITY_SCHEMA, "A facility of a park.")
ParkShareRow = row_model("ParkShareRow", SHARE_SCHEMA, "A member's share of a park; yuan.")
ChainRow = row_model("ChainRow", CHAIN_SCHEMA, "A chain's roadmap in one row, a side.")
ChainMemberRow = row_model("ChainMemberRow", MEMBER_SCHEMA, "A member of a chain, a side.")
ProgressRow = row_model("ProgressRow", PROGRESS_SCHEMA, "A count of enterprises in the store.")
ForecastRow = row_model("ForecastRow", FORECAST_SCHEMA, "A month of a fan.")
RoadmapRow = row_model("RoadmapRow", ROADMAP_SCHEMA, "An enterprise's roadmap of the run; yuan.")
RoadmapStepRow = row_model("RoadmapStepRow", STEP_SCHEMA, "A step of it; yuan.")
UpgradeRow = row_model("UpgradeRow", UPGRADE_SCHEMA, "What the level aimed at would take; yuan.")
