"""The monthly report: hours of operation, availability (SLA), latencies, maintenance, incidents.

Availability is the share of the month in which neither resolution nor registration was down;
planned maintenance is told apart and counts as available. Due within ten working days of the end of
the month. Not for its layout as a document (the command line does that).

Source: Handle protocol facts §4.4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import fmean

from lingnan.sources.identifier.counting.day import next_month, start_of
from lingnan.sources.identifier.counting.incident import (
    Incident,
    IncidentKind,
    availability_pct,
    downtime,
)
from lingnan.sources.identifier.counting.sample import DaySample
from lingnan.sources.identifier.reporting.report import Row, instant, milliseconds

MONTHS = 6


@dataclass(frozen=True, slots=True)
class MonthlyReport:
    """One month of a node.

    Attributes:
        uptime_hours: hours of the month without outage. availability_pct: 0–100.
        resolve_ms, register_ms: means; None without requests. effective_hours: mean from allotment
            to resolution; None without any.
        months: the six months up to this one with their availability; None before the node served.
        mean_pct: mean of those that are known.
    """

    operator_full_name: str
    month: date
    uptime_hours: float
    availability_pct: float
    resolve_ms: float | None
    register_ms: float | None
    effective_hours: float | None
    maintenance: tuple[Incident, ...]
    incidents: tuple[Incident, ...]
    months: tuple[tuple[date, float | None], ...]

    @property
    def mean_pct(self) -> float | None:
        """Answer the mean availability of the known months."""
        known = [pct for _, pct in self.months if pct is not None]
        return fmean(known) if known else None


def build_monthly(
    operator_full_name: str,
    month: date,
    *,
    in_service_since: datetime,
    now: datetime,
    samples: Sequence[DaySample],
    incidents: Sequence[Incident],
    effective: Sequence[timedelta] = (),
) -> MonthlyReport:
    """Build the report of a month; a month that still runs is reported up to `now`.

    Args:
        samples: of the month and the node. incidents: of the node, of six months.
        effective: from allotment to resolution, of each prefix of the month.
    """
    months = [month.replace(day=1)]
    while len(months) < MONTHS:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    start, stop = _span(months[0], in_service_since, now)
    up = stop - start - downtime(incidents, start, stop)
    own = [each for each in incidents if _touches(each, start, stop)]
    return MonthlyReport(
        operator_full_name=operator_full_name,
        month=months[0],
        uptime_hours=round(max(up, timedelta()) / timedelta(hours=1), 2),
        availability_pct=round(availability_pct(incidents, start, stop) or 0.0, 4),
        resolve_ms=_mean(samples, "resolve"),
        register_ms=_mean(samples, "register"),
        effective_hours=_mean_hours(effective),
        maintenance=tuple(each for each in own if each.kind is IncidentKind.MAINTENANCE),
        incidents=tuple(each for each in own if each.kind is not IncidentKind.MAINTENANCE),
        months=tuple(
            (each, _availability(each, in_service_since, now, incidents))
            for each in reversed(months)
        ),
    )


def monthly_row(report: MonthlyReport) -> Row:
    """Write a report as the row of its table."""
    row: dict[str, object] = {
        "operator_full_name": report.operator_full_name,
        "month": f"{report.month:%Y-%m}",
        "uptime_hours": report.uptime_hours,
        "service_availability_percent": report.availability_pct,
        "register_rtt_ms": report.register_ms,
        "resolve_rtt_ms": report.resolve_ms,
        "registration_effective_hours": report.effective_hours,
        "maintenance_windows": [_window(each) for each in report.maintenance],
        "incidents": [_note(each) for each in report.incidents],
        "months": [
            {"month": f"{month:%Y-%m}"}
            | ({} if pct is None else {"service_availability_percent": pct})
            for month, pct in report.months
        ],
    }
    return {name: value for name, value in row.items() if value is not None}


def _span(month: date, since: datetime, now: datetime) -> tuple[datetime, datetime]:
    start, stop = start_of(month), start_of(next_month(month))
    start = max(start, since)
    return start, max(start, min(stop, now))


def _availability(
    month: date, since: datetime, now: datetime, incidents: Sequence[Incident]
) -> float | None:
    found = availability_pct(incidents, *_span(month, since, now))
    return None if found is None else round(found, 4)


def _touches(incident: Incident, start: datetime, stop: datetime) -> bool:
    return incident.occurred_at < stop and (
        incident.recovered_at is None or incident.recovered_at > start
    )


def _mean(samples: Sequence[DaySample], operation: str) -> float | None:
    chosen = [each for each in samples if each.operation == operation]
    requests = sum(each.requests for each in chosen)
    if not requests:
        return None
    return milliseconds(sum(each.total_us for each in chosen) / requests)


def _mean_hours(spans: Sequence[timedelta]) -> float | None:
    if not spans:
        return None
    return round(fmean(each / timedelta(hours=1) for each in spans), 3)


def _window(incident: Incident) -> dict[str, object]:
    told = {
        "start": instant(incident.occurred_at),
        "stop": None if incident.recovered_at is None else instant(incident.recovered_at),
        "reason": incident.cause,
    }
    return {name: value for name, value in told.items() if value is not None}


def _note(incident: Incident) -> dict[str, object]:
    told = {
        "event_no": incident.event_no,
        "kind": int(incident.kind),
        "occurred_at": instant(incident.occurred_at),
        "recovered_at": None if incident.recovered_at is None else instant(incident.recovered_at),
        "cause": incident.cause,
        "fix": incident.fix,
    }
    return {name: value for name, value in told.items() if value is not None}
