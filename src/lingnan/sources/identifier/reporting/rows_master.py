"""Rows of T9: identifiers that were registered, changed or deleted on a day.

What a product is comes from the values of its handle, by their types. Not for templates (T4, T11).
Source: Handle protocol facts §4.4, §4.6.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Connection, select

from lingnan.sources.identifier.counting.day import day_of, start_of
from lingnan.sources.identifier.records.key import LONGEST_PLAIN
from lingnan.sources.identifier.records.table import identifier_outbox, identifier_record
from lingnan.sources.identifier.records.truth import DELETE
from lingnan.sources.identifier.reporting.check import check_rows
from lingnan.sources.identifier.reporting.report import Row
from lingnan.sources.identifier.reporting.rows_statistics import first_at
from lingnan.sources.identifier.reporting.specification import table
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.identifier.wire.value import HandleValue, decode_values

NEW, GONE, CHANGED = 1, 2, 3
#: Type of a value → field of T9; a field after "active." belongs to the carrier.
MASTER_TYPES: Final[Mapping[str, str]] = {
    "PRODUCT_TYPE": "product_type",
    "PRODUCT_BRAND": "product_brand",
    "PRODUCT_NAME": "product_name",
    "MANUFACTURER": "manufacturer_full_name",
    "PRODUCED_AT": "produced_at",
    "VALID_UNTIL": "valid_until",
    "TERMINAL_TYPE": "active.terminal_type",
    "CARRIER_OWNER": "active.owner",
    "CARRIER_PURPOSE": "active.purpose",
    "IMEI": "active.imei",
    "NETWORK_LICENCE_NO": "active.network_licence_no",
    "NETWORK_MARK_CODE": "active.network_mark_code",
    "NETWORK_MARK_SERIAL": "active.network_mark_serial",
}
_AUTHORITY: Final = "0.NA/"
_PAGE: Final = 500


def master_rows(
    connection: Connection, day: date, types: Mapping[str, str] = MASTER_TYPES
) -> Iterator[Row]:
    """Fill T9: one row for each identifier that changed on a day, as it stands now.

    Limits: a deleted handle of more than 480 octets is known by its digest only and left out; of a
        deleted one the day of its registration is not known any more and its last day is told.
        A value that does not fit its field is left out.
    """
    outbox, record = identifier_outbox.c, identifier_record.c
    first = first_at(connection, outbox.sequence, outbox.at, start_of(day))
    past = first_at(connection, outbox.sequence, outbox.at, start_of(day + timedelta(days=1)))
    query = (
        select(outbox.operation, outbox.record_no, outbox.records_count, outbox.folded_key)
        .where(outbox.sequence >= first, outbox.sequence < past)
        .order_by(outbox.sequence)
    )
    touched: set[int] = set()
    deleted: dict[str, None] = {}
    for operation, number, count, key in connection.execute(query):
        if operation != DELETE:
            touched.update(range(number, number + count))
        elif key is not None and len(key) <= LONGEST_PLAIN:
            deleted[bytes(key).decode()] = None
    numbers = sorted(touched)
    alive: set[str] = set()
    for start in range(0, len(numbers), _PAGE):
        some = numbers[start : start + _PAGE]
        rows = select(identifier_record).where(record.record_no.in_(some))
        for cells in connection.execute(rows.order_by(record.record_no)).mappings():
            handle = cells["handle"]
            alive.add(fold_text(handle))
            if handle.upper().startswith(_AUTHORITY):
                continue
            registered = day_of(cells["registered_at"])
            yield _row(
                handle,
                registered,
                NEW if registered == day else CHANGED,
                cells["template_code"],
                _values(cells["value_octets"]),
                types,
            )
    for name in deleted:
        if name not in alive and not name.startswith(_AUTHORITY):
            yield {"identifier": name, "created": day.isoformat(), "operation": GONE}


def _values(octets: bytes) -> tuple[HandleValue, ...]:
    try:
        return decode_values(octets)
    except WireError:
        return ()


def _row(
    handle: str,
    registered: date,
    operation: int,
    template: str | None,
    values: tuple[HandleValue, ...],
    types: Mapping[str, str],
) -> Row:
    row: dict[str, object] = {
        "identifier": handle,
        "created": registered.isoformat(),
        "operation": operation,
    }
    if template is not None:
        row["template_identifier"] = template
    active: dict[str, object] = {}
    for value in values:
        # What only some may read is not told to third parties either.
        field = types.get(value.type.upper()) if value.is_public else None
        if field is None:
            continue
        text = value.data.decode(errors="replace")
        where = active if field.startswith("active.") else row
        where[field.removeprefix("active.")] = text
    if "terminal_type" in active and "owner" in active:
        row["active"] = active
    misfits = {problem.field.partition(".")[0] for problem in check_rows(table("T9"), [row])}
    return {name: value for name, value in row.items() if name not in misfits}
