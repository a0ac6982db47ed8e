"""Rows of monitoring: latencies and peaks of a day, and incidents as two events each.

Source: Handle protocol facts §4.4; instants to the second.
"""

from collections.abc import Iterable, Sequence

from lingnan.sources.identifier.counting.incident import Incident, IncidentKind
from lingnan.sources.identifier.counting.sample import DaySample
from lingnan.sources.identifier.reporting.report import Row, instant, milliseconds


def monitoring_rows(nodes: Iterable[str], samples: Sequence[DaySample]) -> list[Row]:
    """Fill the daily table: one row a node; a node without requests has only its name."""
    rows: list[Row] = []
    for node in nodes:
        row: dict[str, object] = {"node": node}
        for sample in samples:
            if sample.node == node and sample.mean_us is not None:
                row |= _times(sample)
        rows.append(row)
    return rows


def incident_rows(incidents: Iterable[Incident]) -> list[Row]:
    """Fill the incident table: one event when it began, one when it was over."""
    rows: list[Row] = []
    for each in incidents:
        if each.kind is IncidentKind.MAINTENANCE:
            continue
        told: dict[str, object] = {"node": each.node, "kind": int(each.kind)}
        if each.cause:
            told["cause"] = each.cause
        began = {"state": "异常", "event_no": each.event_no}
        rows.append(told | began | {"occurred_at": instant(each.occurred_at)})
        if each.recovered_at is not None:
            over = {
                "state": "恢复正常",
                "event_no": f"{each.event_no}-R",
                "recovers_event_no": each.event_no,
                "occurred_at": instant(each.recovered_at),
            }
            rows.append(told | over)
    return rows


def _times(sample: DaySample) -> dict[str, object]:
    name = sample.operation
    told: dict[str, object] = {
        f"{name}_ms_avg": milliseconds(sample.mean_us or 0),
        f"{name}_ms_max": milliseconds(sample.most_us),
        f"{name}_ms_max_at": instant(sample.most_at),
        f"{name}_ms_min": milliseconds(sample.least_us),
        f"{name}_ms_min_at": instant(sample.least_at),
    }
    if name == "resolve" and sample.peak_at is not None:
        told["qps_max"] = sample.peak_per_second
        told["qps_max_at"] = instant(sample.peak_at)
    return told
