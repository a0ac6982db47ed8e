"""Incidents and maintenance of a node: noticed by probes, kept, and what they cost in availability.

Source: incident table of the top-level node (Handle protocol facts §4.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Literal

from sqlalchemy import Connection, insert, or_, select, update

from lingnan.sources.identifier.counting.table import node_incident

Service = Literal["resolution", "registration", "both"]
_TABLE = node_incident.c


class IncidentKind(IntEnum):
    """网络故障, 系统异常, 安全攻击, 其他; 0 is planned maintenance, which is no incident."""

    MAINTENANCE = 0
    NETWORK = 1
    SYSTEM = 2
    ATTACK = 3
    OTHER = 4


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident or maintenance window; `recovered_at` None while it lasts."""

    event_no: str
    node: str
    kind: IncidentKind
    affects: Service
    occurred_at: datetime
    recovered_at: datetime | None = None
    cause: str | None = None
    fix: str | None = None


def keep_incident(connection: Connection, incident: Incident) -> None:
    """Write an incident, or what has become of one with the same number."""
    cells = {
        "node": incident.node,
        "kind": int(incident.kind),
        "affects": incident.affects,
        "occurred_at": incident.occurred_at,
        "recovered_at": incident.recovered_at,
        "cause": incident.cause,
        "fix": incident.fix,
    }
    changed = connection.execute(
        update(node_incident).where(_TABLE.event_no == incident.event_no).values(cells)
    )
    if not changed.rowcount:
        connection.execute(insert(node_incident).values(event_no=incident.event_no, **cells))


def read_incidents(
    connection: Connection, start: datetime, stop: datetime, node: str | None = None
) -> list[Incident]:
    """Answer what lies at least partly in the half-open period, earliest first."""
    query = select(node_incident).where(
        _TABLE.occurred_at < stop,
        or_(_TABLE.recovered_at.is_(None), _TABLE.recovered_at > start),
    )
    if node is not None:
        query = query.where(_TABLE.node == node)
    ordered = query.order_by(_TABLE.occurred_at, _TABLE.event_no)
    return [
        Incident(
            row["event_no"],
            row["node"],
            IncidentKind(row["kind"]),
            row["affects"],
            row["occurred_at"],
            row["recovered_at"],
            row["cause"],
            row["fix"],
        )
        for row in connection.execute(ordered).mappings()
    ]


def downtime(
    incidents: Iterable[Incident],
    start: datetime,
    stop: datetime,
    *,
    service: Literal["resolution", "registration"] | None = None,
) -> timedelta:
    """Answer how long a service was down in a half-open period; overlapping outages count once.

    Planned maintenance is not downtime. Without a service: when either was down.
    """
    spans = sorted(
        (max(each.occurred_at, start), min(each.recovered_at or stop, stop))
        for each in incidents
        if each.kind is not IncidentKind.MAINTENANCE
        and (service is None or each.affects in {service, "both"})
    )
    total = timedelta()
    reached = start
    for begin, end in spans:
        if end > max(begin, reached):
            total += end - max(begin, reached)
            reached = end
    return total


def availability_pct(
    incidents: Iterable[Incident], start: datetime, stop: datetime
) -> float | None:
    """Answer the share of a period without outage, 0–100; None of an empty period."""
    if stop <= start:
        return None
    return 100.0 * (1 - downtime(incidents, start, stop) / (stop - start))


@dataclass(frozen=True, slots=True)
class Watch:
    """Turns results of probes into incidents: one after `fails` failures, over after `passes`.

    A value: `see` answers the next watch, and the incident that began or ended, if one did.
    """

    node: str
    affects: Service
    fails: int = 3
    passes: int = 2
    streak: int = 0
    first_at: datetime | None = None
    current: Incident | None = None

    def see(
        self, at: datetime, *, is_up: bool, cause: str | None = None
    ) -> "tuple[Watch, Incident | None]":
        """Take one result. An outage begins with the first failure of the streak."""
        is_change = is_up == (self.current is not None)
        if not is_change:
            return replace(self, streak=0, first_at=None), None
        streak, first_at = self.streak + 1, self.first_at or at
        if streak < (self.passes if is_up else self.fails):
            return replace(self, streak=streak, first_at=first_at), None
        calm = replace(self, streak=0, first_at=None)
        if self.current is not None:
            ended = replace(self.current, recovered_at=first_at)
            return replace(calm, current=None), ended
        begun = Incident(
            event_number(self.node, self.affects, first_at),
            self.node,
            IncidentKind.OTHER,
            self.affects,
            first_at,
            cause=cause,
        )
        return replace(calm, current=begun), begun


def event_number(node: str, affects: Service, at: datetime) -> str:
    """Answer a number that no other incident of the node has: second, node, service."""
    return f"{at:%Y%m%dT%H%M%S}-{affects[:4]}-{node}"[:40]
