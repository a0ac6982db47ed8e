"""The rows of issue 4's table "How fast": which load, what it must reach, what Handle.Net gave.

Not for measuring (see node) nor for the loads themselves (see node_load).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        load: function of node_load. told: its arguments at scale 1. must, reference: as the issue
            has them; the reference is Handle.Net 9.3.1.
    """

    title: str
    load: str
    told: Mapping[str, Any]
    must: str = "–"
    reference: str = "–"


ROWS = {
    "udp": Row(
        "UDP resolve, 32 in flight",
        "udp",
        {"requests": 600_000, "sockets": 8, "each": 4},
        "≥ 100,000/s, ≤ 12 µs",
        "92,000–103,000/s, 13–18 µs",
    ),
    "udp_paced": Row(
        "UDP resolve, 20,000/s offered: p99",
        "udp_paced",
        {"requests": 200_000, "sockets": 8, "rate": 20_000},
        "p99 ≤ 1 ms at half load",
        "0.4–1 ms",
    ),
    "tcp_once": Row(
        "TCP, new connection per request",
        "tcp_once",
        {"requests": 150_000, "each": 32},
        "≥ 32,000/s",
        "31,700–33,700/s",
    ),
    "tcp_kept": Row(
        "TCP, persistent, 8 × 8 in flight",
        "tcp_kept",
        {"requests": 1_000_000, "sockets": 8, "each": 8},
        "≥ 200,000/s",
        "not supported",
    ),
    "http": Row(
        "HTTP JSON resolve, keep-alive, 32",
        "http",
        {"requests": 300_000, "sockets": 32},
        "≥ 60,000/s",
        "34,400/s, 45 µs",
    ),
    "create_session": Row(
        "create in a session, 16 in flight, durable",
        "create_session",
        {"requests": 40_000, "each": 16},
        "≥ 20,000/s",
        "2,376/s",
    ),
    "create_session_256": Row(
        "the same, 256 in flight",
        "create_session",
        {"requests": 80_000, "each": 256},
    ),
    "create_secret": Row(
        "create with secret-key challenge, 4 in flight",
        "create_secret",
        {"requests": 1_000, "each": 4},
        "≥ 400/s",
        "184/s",
    ),
    "create_hmac": Row(
        "the same, the client answers with HMAC-SHA256",
        "create_secret",
        {"requests": 4_000, "each": 16, "mac": "HMAC_SHA256"},
    ),
    "batch": Row(
        "batch registration, 2,000 a batch, durable",
        "batch",
        {"requests": 400_000, "each": 2_000},
        "≥ 100,000/s",
    ),
}


def table(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Answer the lines of a table in Markdown."""
    lines = [
        "| what | must | Handle.Net | found | CPU µs | fastest loop* | load µs | loop s | disk |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, got in found.items():
        row = ROWS[name]
        rate = f"{got['rate']:,}/s"
        if "p99_ms" in got:
            rate += f", p50 {got['p50_ms']} ms, p99 {got['p99_ms']} ms"
        if got["wrong"] or got["lost"]:
            rate += f" ({got['wrong']} wrong, {got['lost']} lost)"
        cells = (
            row.title,
            row.must,
            row.reference,
            rate,
            got["server_us"],
            got["quiet_us"],
            got["load_us"],
            got["loop_s"],
            got["disk_ms"],
        )
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    memory = max(got["worker_mb"] for got in found.values())
    lines += [
        "",
        "* an estimate, see node.py.",
        f"Resident memory of the largest worker: {memory} MB.",
    ]
    return lines
