"""The table of scenarios that people made; those of the pack stand in the pack."""

from sqlalchemy import Column, Table

from lingnan.store import metadata
from lingnan.store.database import Instant, exact_text

scenario = Table(
    "scenario",
    metadata,
    Column("scenario_id", exact_text(16), primary_key=True),
    Column("name", exact_text(80), nullable=False),
    # The record as a pack writes it, as JSON: what differs, money, floors.
    Column("content", exact_text(), nullable=False),
    Column("made_by", exact_text(200), nullable=False),
    Column("account_id", exact_text(16), nullable=False),
    Column("at", Instant, nullable=False),
)
