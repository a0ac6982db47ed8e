from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, insert, select, update

from lingnan.sources.identifier.counting.store import CountRow, read_counts, write_counts
from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.records.table import identifier_outbox
from lingnan.sources.identifier.reporting.retention import (
    first_unreported,
    forget_reported,
    note_replica,
    outbox_needs,
)
from lingnan.sources.identifier.reporting.table import delivery

NODE = "88.900"
# 11:00 of 26 November in China.
NOW = datetime(2026, 11, 26, 3, tzinfo=UTC)


def deliver(database, report, day, state="delivered", part=1):
    with database.begin() as connection:
        connection.execute(
            insert(delivery).values(
                delivery_id=f"{report}-{day}-{part}",
                report=report,
                subject=NODE,
                period=day,
                part=part,
                content_sha256="",
                state=state,
                tries_count=1,
                created_at=NOW,
            )
        )


def networks(database):
    with database.read() as connection:
        rows = read_counts(connection, date(2026, 1, 1), date(2027, 1, 1))
    return {row.day.isoformat(): row.network for row in rows}


def count(database, *days):
    rows = [
        CountRow(date.fromisoformat(day), NODE, "k", "198.51.100.0/24", True, 1, 1) for day in days
    ]
    with database.begin() as connection:
        write_counts(connection, rows, {})


def test_networks_go_with_the_day_that_was_reported(node):
    database = node.database
    count(database, "2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26")
    for report in ("T3", "T8"):
        for day in ("2026-11-23", "2026-11-24", "2026-11-25"):
            if (report, day) != ("T8", "2026-11-25"):
                deliver(database, report, day)
    # One part of the 24th was refused: that day and all later ones keep their networks.
    deliver(database, "T8", "2026-11-24", "refused", part=2)
    assert forget_reported(database, NODE, NOW) == 1
    kept = "198.51.100.0/24"
    assert networks(database) == {
        "2026-11-23": None,
        "2026-11-24": kept,
        "2026-11-25": kept,
        "2026-11-26": kept,
    }
    # Reported or not: two months are the longest.
    assert forget_reported(database, NODE, NOW + timedelta(days=62)) == 2
    assert networks(database)["2026-11-26"] == kept


def test_the_outbox_is_kept_for_unreported_days_and_replicas(node, tmp_path):
    database, writer = node.database, node.writer
    stored = prepare((0).to_bytes(4, "big"))
    before = writer.head.sequence
    for number in range(20):
        writer.apply([Create(f"{NODE}/retained-{number}", stored)])
    column = identifier_outbox.c
    with database.begin() as connection:
        first = connection.scalar(select(func.min(column.sequence)))
        connection.execute(update(identifier_outbox).values(at=NOW - timedelta(days=20)))
        # Ten changes of the last week, and one of this day.
        connection.execute(
            update(identifier_outbox)
            .where(column.sequence > before + 10)
            .values(at=NOW - timedelta(days=2))
        )
    # Nothing is reported: a week is kept.
    assert outbox_needs(database, NODE, tmp_path, None, NOW) == {"days": before + 11}
    # T9 of the earliest day is unreported: everything is kept.
    needs = outbox_needs(database, NODE, tmp_path, make_private_key("SM2"), NOW)
    assert needs == {"days": first}
    note_replica(tmp_path, "west", before + 4, NOW - timedelta(days=1))
    note_replica(tmp_path, "lost", 1, NOW - timedelta(days=31))
    needs = outbox_needs(database, NODE, tmp_path, None, NOW)
    assert needs == {"days": before + 11, "replica west": before + 4}
    writer.trim_outbox(needs)
    with database.read() as connection:
        assert connection.scalar(select(func.min(column.sequence))) == before + 4


def test_a_day_counts_when_each_table_was_delivered(node):
    database = node.database
    for day in range(1, 6):
        deliver(database, "T9", f"2026-10-0{day}")
    with database.read() as connection:
        span = date(2026, 10, 1), date(2026, 10, 20)
        assert first_unreported(connection, NODE, ["T9"], *span) == date(2026, 10, 6)
        assert first_unreported(connection, NODE, ["T9", "T3"], *span) == date(2026, 10, 1)
        assert first_unreported(connection, NODE, ["T9"], span[0], date(2026, 10, 4)) == date(
            2026, 10, 4
        )
