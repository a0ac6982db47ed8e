"""The table of fixed choices: measures that an enterprise has under way, must have, or never."""

from sqlalchemy import BigInteger, Column, Integer, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

roadmap_choice = Table(
    "roadmap_choice",
    metadata,
    Column("uscc", exact_text(18), primary_key=True),
    Column("measure_id", exact_text(80), primary_key=True),
    # running, must, never
    Column("choice", exact_text(8), nullable=False),
    # What is left of a running one: half-years and yuan.
    Column("periods_count", Integer, nullable=True),
    Column("price_cny", BigInteger, nullable=True),
    Column("chosen_by", exact_text(200), nullable=False),
    Column("chosen_at", Instant, nullable=False),
)
