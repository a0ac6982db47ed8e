"""How long it took from allotting a prefix until it could be resolved, for the monthly report.

审核通过入库 → 解析生效: from the allotment to the registration of the prefix's handle.
Source: Handle protocol facts §4.4.
"""

from datetime import date, timedelta

from sqlalchemy import Connection, select

from lingnan.sources.identifier.business.table import prefix_allotment
from lingnan.sources.identifier.counting.day import next_month, start_of
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_record
from lingnan.sources.identifier.wire.handle import prefix_handle


def read_effective(connection: Connection, reader: RecordReader, month: date) -> list[timedelta]:
    """Answer the spans of the prefixes allotted in a month that can be resolved by now."""
    allotted = prefix_allotment.c
    query = select(allotted.prefix, allotted.allotted_at).where(
        allotted.allotted_at >= start_of(month.replace(day=1)),
        allotted.allotted_at < start_of(next_month(month)),
    )
    spans = []
    for prefix, allotted_at in connection.execute(query.order_by(allotted.prefix)).all():
        entry = reader.entry(prefix_handle(prefix))
        if entry is None:
            continue
        number = identifier_record.c.record_no == entry.record_no
        registered_at = connection.scalar(select(identifier_record.c.registered_at).where(number))
        if registered_at is not None:
            spans.append(max(registered_at - allotted_at, timedelta()))
    return spans
