"""What a shelf holds: its tables, and how sets and days are written.

Not for filling them (gather, write) nor for asking them (shelf).
"""

from datetime import date
from typing import Any, Final

import numpy as np
from sqlalchemy import Column, Integer, LargeBinary, MetaData, String, Table

#: Part of the file's name: a shelf of another layout is made again.
FORMAT: Final = 2
#: Days are counted from here, so that a spell of unknown beginning has one too.
DAY_ZERO: Final = date(1900, 1, 1)
#: In vectors of levels: nobody assessed the enterprise.
NOT_ASSESSED: Final = 255
WORD_BITS: Final = 64

ABOVE_SCALE, ACTIVE, GAP = 1, 2, 4
"""Bits of the vector `flag`. A gap: claimed and not proven, a level or a headline definition."""

shelf_metadata: Final = MetaData()

#: One row an enterprise: those in existence first, then by revenue; `enterprise_no` from 0.
enterprise: Final = Table(
    "enterprise",
    shelf_metadata,
    Column("enterprise_no", Integer, primary_key=True),
    Column("uscc", String(18), nullable=False),
    Column("name_zh", String, nullable=False),
    Column("name_en", String),
    Column("city_code", String(6), nullable=False),
    Column("region_code", String(6), nullable=False),
    Column("industry_code", String(5), nullable=False),
    Column("size_class", String(6)),
    Column("is_above_scale", Integer, nullable=False),
    Column("is_active", Integer, nullable=False),
    Column("claimed_level", Integer),
    Column("proven_level", Integer),
    # Since when it counts, two octets for each of its definitions: claimed ones, then proven ones.
    Column("since", LargeBinary, nullable=False),
)

#: Every city code that occurs, in the order of the vector `city`.
city: Final = Table(
    "city",
    shelf_metadata,
    Column("city_no", Integer, primary_key=True),
    Column("city_code", String(6), nullable=False),
)

#: A column of all enterprises in their order, for filtering in memory.
vector: Final = Table(
    "vector",
    shelf_metadata,
    Column("name", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
VECTOR_KINDS: Final[dict[str, np.dtype[Any]]] = {
    "city": np.dtype("<u2"),
    "size": np.dtype("u1"),
    "primary": np.dtype("<u2"),
    "claimed_level": np.dtype("u1"),
    "proven_level": np.dtype("u1"),
    "flag": np.dtype("u1"),
}
#: Sets of small numbers are words of bits: `cluster_0`, `cluster_1` …
SETS: Final = ("cluster", "population", "claimed", "proven")
SET_KIND: Final[np.dtype[Any]] = np.dtype("<u8")
#: Names to be searched, a line an enterprise, in small letters; former names follow a US sign.
NAMES: Final = ("name_zh", "name_en")
#: All codes in ascending order, and the number of the enterprise of each.
CODES: Final = ("code", "code_row")
CODE_KIND: Final[np.dtype[Any]] = np.dtype("S18")
CODE_ROW_KIND: Final[np.dtype[Any]] = np.dtype("<u4")
#: What is read when it is first asked for.
LATER: Final = (*NAMES, *CODES)

#: How many enterprises stand where; `cluster_id` null over all, else once for each of its clusters.
standing: Final = Table(
    "standing",
    shelf_metadata,
    Column("city_code", String(6), nullable=False),
    Column("cluster_id", String),
    Column("claimed_level", Integer),
    Column("proven_level", Integer),
    Column("top_missing_item", String),
    Column("enterprises_count", Integer, nullable=False),
    Column("lift_millipoints", Integer, nullable=False),
)

#: Registered entities that count towards a definition on the day of the run.
entity_counted: Final = Table(
    "entity_counted",
    shelf_metadata,
    Column("definition_id", String, primary_key=True),
    Column("side", String(7), primary_key=True),
    Column("subject_code", String, primary_key=True),
    Column("name_zh", String),
    Column("name_en", String),
    Column("city_code", String(6)),
    Column("from_date", String(10), nullable=False),
)

#: JSON by key: the run, the model of the levels, and what the numbers of sets stand for.
about: Final = Table(
    "about",
    shelf_metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)


def words_of(count: int) -> int:
    """Answer how many words hold sets of so many numbers."""
    return max(1, -(-count // WORD_BITS))


def place_of(number: int) -> tuple[int, int]:
    """Answer in which word and at which bit a number of a set stands."""
    return divmod(number, WORD_BITS)
