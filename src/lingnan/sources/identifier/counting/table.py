"""Tables of what the node counts: resolutions, latencies and peaks, incidents.

Not for filling or reading them (see store, sample, incident).
"""

from sqlalchemy import BigInteger, Column, Date, SmallInteger, Table

from lingnan.store.database import Instant, exact_text, metadata

resolution_count = Table(
    "resolution_count",
    metadata,
    Column("day", Date, primary_key=True),
    # Folded, as 88.900.1.
    Column("prefix", exact_text(512), primary_key=True),
    # Keyed hash of the source network; "other" gathers what is over the bound.
    Column("source_key", exact_text(32), primary_key=True),
    # The network itself, until the day is reported; then null.
    Column("network", exact_text(45), nullable=True),
    # 1 outside, 0 the enterprise's own network: counted, yet no witness of use.
    Column("is_outside", SmallInteger, nullable=False),
    Column("requests_count", BigInteger, nullable=False),
    Column("answered_count", BigInteger, nullable=False),
)

#: The last batch of each worker that is in the counts, so that none is in them twice.
resolution_feed = Table(
    "resolution_feed",
    metadata,
    Column("worker", exact_text(64), primary_key=True),
    Column("sequence", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
)

node_sample = Table(
    "node_sample",
    metadata,
    Column("day", Date, primary_key=True),
    # Prefix of the node: the second-level node or an enterprise node.
    Column("node", exact_text(512), primary_key=True),
    # resolve, register
    Column("operation", exact_text(8), primary_key=True),
    Column("requests_count", BigInteger, nullable=False),
    Column("total_us", BigInteger, nullable=False),
    Column("least_us", BigInteger, nullable=False),
    Column("least_at", Instant, nullable=False),
    Column("most_us", BigInteger, nullable=False),
    Column("most_at", Instant, nullable=False),
    Column("peak_per_second", BigInteger, nullable=False),
    Column("peak_at", Instant, nullable=True),
    # JSON: bucket → how many, see histogram.
    Column("buckets", exact_text(), nullable=False),
)

node_incident = Table(
    "node_incident",
    metadata,
    Column("event_no", exact_text(40), primary_key=True),
    Column("node", exact_text(512), nullable=False),
    # 1 network, 2 system, 3 attack, 4 other; 0 planned maintenance, never reported as an incident.
    Column("kind", SmallInteger, nullable=False),
    # resolution, registration, both
    Column("affects", exact_text(12), nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("recovered_at", Instant, nullable=True),
    Column("cause", exact_text(), nullable=True),
    Column("fix", exact_text(), nullable=True),
)
