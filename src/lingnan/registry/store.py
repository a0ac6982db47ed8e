"""Where the register is kept: six tables of the database, and the shape of their lake snapshots.

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
    Table,
    select,
    text,
    update,
)

from lingnan.store import metadata
from lingnan.store.database import exact_text

registry_enterprise = Table(
    "registry_enterprise",
    metadata,
    Column("uscc", exact_text(18), primary_key=True),
    Column("name_zh", exact_text(), nullable=False),
    Column("name_en", exact_text(), nullable=True),
    Column("region_code", exact_text(6), nullable=False),
    Column("city_code", exact_text(6), nullable=False),
    Column("industry_code", exact_text(5), nullable=False),
    Column("other_industry_codes", exact_text(), nullable=True),
    Column("employees_count", Integer, nullable=True),
    Column("revenue_cny", Numeric(18, 2), nullable=True),
    Column("founded_date", Date, nullable=True),
    Column("status", exact_text(8), nullable=False),
    Column("closed_date", Date, nullable=True),
    Column("merged_into_uscc", exact_text(18), nullable=True),
    Column("ownership", exact_text(10), nullable=True),
    Column("entity_type", exact_text(13), nullable=False),
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
    Column("uscc", exact_text(18), primary_key=True),
    Column("from_date", Date, primary_key=True),
    Column("name_zh", exact_text(), nullable=False),
    Column("name_en", exact_text(), nullable=True),
    Column("until_date", Date, nullable=True),
)

registry_membership = Table(
    "registry_membership",
    metadata,
    Column("uscc", exact_text(18), primary_key=True),
    Column("group_kind", exact_text(7), primary_key=True),
    Column("group_id", exact_text(80), primary_key=True),
    Column("from_date", Date, primary_key=True),
    Column("role", exact_text(), nullable=True),
    Column("until_date", Date, nullable=True),
    Index("ix_registry_membership_group_id", "group_id"),
)

registry_entity = Table(
    "registry_entity",
    metadata,
    Column("kind", exact_text(15), primary_key=True),
    Column("entity_code", exact_text(80), primary_key=True),
    Column("class_code", exact_text(40), nullable=True),
    Column("name_zh", exact_text(), nullable=False),
    Column("name_en", exact_text(), nullable=True),
    Column("operator_uscc", exact_text(18), nullable=True),
    Column("city_code", exact_text(6), nullable=True),
    Column("from_date", Date, nullable=True),
    Column("until_date", Date, nullable=True),
    Column("is_synthetic", Boolean, nullable=False),
)

#: What a buyer of a chain takes from a supplier in a year: one row per item and period.
registry_supply = Table(
    "registry_supply",
    metadata,
    Column("chain_id", exact_text(80), primary_key=True),
    Column("supplier_uscc", exact_text(18), primary_key=True),
    Column("buyer_uscc", exact_text(18), primary_key=True),
    Column("item", exact_text(), primary_key=True),
    Column("from_date", Date, primary_key=True),
    Column("spend_cny", Numeric(18, 2), nullable=False),
    Column("orders_count", Integer, nullable=True),
    Column("quality_data_share", Numeric(5, 4), nullable=True),
    Column("until_date", Date, nullable=True),
    Index("ix_registry_supply_supplier_uscc", "supplier_uscc"),
)

#: Counts the changes of each table, and which of them the lake snapshot shows.
registry_state = Table(
    "registry_state",
    metadata,
    Column("table_name", exact_text(40), primary_key=True),
    Column("change_no", BigInteger, nullable=False),
    Column("published_no", BigInteger, nullable=False),
)

#: One statement, so that two first writers cannot both make the row.
_NOTE_CHANGE: Final = text(
    """
    INSERT INTO registry_state (table_name, change_no, published_no) VALUES (:name, 1, 0)
    ON CONFLICT (table_name) DO UPDATE SET change_no = registry_state.change_no + 1
    """
)

SNAPSHOTS: Final = (
    registry_enterprise,
    registry_membership,
    registry_entity,
    registry_supply,
)


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
    connection.execute(_NOTE_CHANGE, {"name": table.name})


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
