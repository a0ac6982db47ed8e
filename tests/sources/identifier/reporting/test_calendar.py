"""What is due when; days and hours are those of China."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.reporting.calendar import (
    CATCH_UP_DAYS,
    ESCROW,
    due,
    working_day,
)


def china(month, day, hour, minute=0, year=2026):
    # Chinese clock time; UTC is eight hours behind.
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def periods(now, done=None, **more):
    found = {}
    for each in due(now, done or {}, **more):
        found.setdefault(each.code, []).append(each.period)
    return found


def test_everything_is_due_at_first_and_by_its_cadence():
    told = periods(china(3, 2, 9, 30))
    assert told["T1"] == told["T2"] == told["T11"] == [""]
    assert told["T6"] == told["T7"] == ["2026-03-02T08"]
    assert told["T3"] == told["T4"] == told["T8"] == told["T9"] == ["2026-03-01"]
    assert told["MONITORING"] == ["2026-03-01"]
    assert told["T5"] == told["T10"] == told["MONTHLY"] == ["2026-02"]
    assert told[ESCROW] == ["2026-03-02"]
    assert "INCIDENT" not in told


def test_a_deposit_is_due_after_eight():
    assert periods(china(3, 2, 7, 59))[ESCROW] == ["2026-03-01"]
    assert ESCROW not in periods(china(3, 2, 7, 59), {ESCROW: "2026-03-01"})
    assert periods(china(3, 2, 8), {ESCROW: "2026-03-01"})[ESCROW] == ["2026-03-02"]
    # Of missed days only the newest is worth a deposit.
    assert periods(china(3, 9, 9), {ESCROW: "2026-03-02"})[ESCROW] == ["2026-03-09"]


def test_nothing_is_due_for_a_time_before_service():
    told = periods(china(3, 2, 9, 30), began=date(2026, 3, 2))
    assert told["T6"] == ["2026-03-02T08"]
    assert told[ESCROW] == ["2026-03-02"]
    assert told["T1"] == [""]
    assert not told.keys() & {"T3", "T4", "T5", "T10", "MONITORING", "MONTHLY"}
    # A month of which one day was served is reported.
    assert periods(china(3, 2, 9), began=date(2026, 2, 28))["MONTHLY"] == ["2026-02"]


def test_counts_are_caught_up_and_snapshots_are_not():
    told = periods(china(3, 5, 1), {"T3": "2026-03-01", "T4": "2026-03-01", "T6": "2026-03-01T00"})
    assert told["T3"] == ["2026-03-02", "2026-03-03", "2026-03-04"]
    assert told["T4"] == ["2026-03-04"]
    assert told["T6"] == ["2026-03-05T00"]
    assert len(periods(china(12, 1, 1), {"T3": "2026-01-01"})["T3"]) == CATCH_UP_DAYS
    months = periods(china(12, 1, 1), {"MONTHLY": "2026-01", "T5": "2026-01"})
    assert months["MONTHLY"] == [f"2026-{month:02d}" for month in range(6, 12)]
    assert months["T5"] == ["2026-11"]


def test_the_monthly_report_is_late_after_ten_working_days():
    # March 2026 begins on a Sunday: the tenth working day is Friday 13 March.
    assert working_day(date(2026, 3, 1), 10) == date(2026, 3, 13)
    holidays = [date(2026, 3, 2), date(2026, 3, 7)]  # a Monday; a Saturday changes nothing
    assert working_day(date(2026, 3, 1), 10, holidays) == date(2026, 3, 16)

    def is_late(now):
        (report,) = [each for each in due(now, {}) if each.code == "MONTHLY"]
        return report.is_late(now)

    assert not is_late(china(3, 13, 23, 59))
    assert is_late(china(3, 14, 0))


@given(st.integers(0, 6 * 365 * 24 * 60))
def test_what_was_made_is_not_due_again(minute):
    now = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    done = {}
    for each in due(now, {}):
        done[each.code] = max(done.get(each.code, ""), each.period)
    left = {each.code for each in due(now, done)}
    assert left == {"T1", "T2", "T11"}
    for each in due(now, {}):
        assert each.since <= now
