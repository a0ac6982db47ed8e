"""Where the register is kept: five tables of the database, and the shape of their lake snapshots.

Not for reading files nor for deciding what changed.
"""

from typing import Any, Final

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    Numeric,
    String,
    Table,
    Text,
    select,
    update,
)

from lingnan.store import metadata

registry_enterprise = Table(
    "registry_enterprise",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=True),
    Column("region_code", String(6), nullable=False),
    Column("city_code", String(6), nullable=False),
    Column("industry_code", String(5), nullable=False),
    Column("other_industry_codes", Text, nullable=True),
    Column("employees_count", Integer, nullable=True),
    Column("revenue_cny", Numeric(18, 2), nullable=True),
    Column("founded_date", Date, nullable=True),
    Column("status", String(8), nullable=False),
    Column("closed_date", Date, nullable=True),
    Column("merged_into_uscc", String(18), nullable=True),
    Column("ownership", String(10), nullable=True),
    Column("entity_type", String(13), nullable=False),
    Column("above_scale_from", Date, nullable=True),
    Column("above_scale_until", Date, nullable=True),
    Column("is_synthetic", Boolean, nullable=False),
    # The index of names then holds the code too, so that a search by name reads it alone.
    sqlite_with_rowid=False,
)
name_index = Index(
    "ix_registry_enterprise_name_zh", registry_enterprise.c.name_zh, registry_enterprise.c.name_en
)

#: Only enterprises that changed their name have rows; the others always had the one they have.
registry_name = Table(
    "registry_name",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("from_date", Date, primary_key=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=True),
    Column("until_date", Date, nullable=True),
)

registry_membership = Table(
    "registry_membership",
    metadata,
    Column("uscc", String(18), primary_key=True),
    Column("group_kind", String(7), primary_key=True),
    Column("group_id", String(80), primary_key=True),
    Column("from_date", Date, primary_key=True),
    Column("role", Text, nullable=True),
    Column("until_date", Date, nullable=True),
    Index("ix_registry_membership_group_id", "group_id"),
)

registry_entity = Table(
    "registry_entity",
    metadata,
    Column("kind", String(15), primary_key=True),
    Column("entity_code", String(80), primary_key=True),
    Column("class_code", String(40), nullable=True),
    Column("name_zh", Text, nullable=False),
    Column("name_en", Text, nullable=True),
    Column("operator_uscc", String(18), nullable=True),
    Column("city_code", String(6), nullable=True),
    Column("from_date", Date, nullable=True),
    Column("until_date", Date, nullable=True),
    Column("is_synthetic", Boolean, nullable=False),
)

#: Counts the changes of each table, and which of them the lake snapshot shows.
registry_state = Table(
    "registry_state",
    metadata,
    Column("table_name", String(40), primary_key=True),
    Column("change_no", BigInteger, nullable=False),
    Column("published_no", BigInteger, nullable=False),
)

SNAPSHOTS: Final = (registry_enterprise, registry_membership, registry_entity)


def arrow_schema(table: Table) -> pa.Schema:
    """Answer the Arrow schema of a table's rows in the lake."""
    return pa.schema(
        [pa.field(each.name, _arrow_type(each.type), bool(each.nullable)) for each in table.columns]
    )


def _arrow_type(kind: Any) -> pa.DataType:
    if isinstance(kind, Numeric):
        return pa.decimal128(kind.precision or 18, kind.scale or 0)
    for ours, theirs in ((Date, pa.date32()), (Boolean, pa.bool_()), (Integer, pa.int32())):
        if isinstance(kind, ours):
            return theirs
    return pa.string()


def note_change(connection: Connection, table: Table) -> None:
    """Note in the caller's transaction that rows of the table changed."""
    state = registry_state.c
    changed = connection.execute(
        update(registry_state)
        .where(state.table_name == table.name)
        .values(change_no=state.change_no + 1)
    )
    if not changed.rowcount:
        connection.execute(
            registry_state.insert().values(table_name=table.name, change_no=1, published_no=0)
        )


def read_state(connection: Connection, table: Table) -> tuple[int, int]:
    """Answer how often the table changed, and up to which change the lake shows it."""
    state = registry_state.c
    query = select(state.change_no, state.published_no).where(state.table_name == table.name)
    row = connection.execute(query).first()
    return (0, 0) if row is None else (row.change_no, row.published_no)


def note_published(connection: Connection, table: Table, change_no: int) -> None:
    """Note that the lake shows the table up to this change."""
    connection.execute(
        update(registry_state)
        .where(registry_state.c.table_name == table.name)
        .values(published_no=change_no)
    )
