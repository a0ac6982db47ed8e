"""Registrations and real resolutions of a node become observed evidence of its enterprises.

A month is one period. Real are resolutions by outside networks: neither the node's own probes nor
the enterprise's own networks; a network counts once as a resolver, however often it asks. The
document of a fact is the SHA-256 of the counts behind it (`recount` computes it anew), or of the
place in the register's history at which identifiers were counted. Not for what the evidence is
worth (diagnosis) nor which of it a target counts (the content pack).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Final

from lingnan.evidence import Fact, Grade
from lingnan.evidence.table import proposals
from lingnan.kernel import ImportCounts, Period, Rule, Severity, Text
from lingnan.packs import Pack
from lingnan.sources.identifier.counting.day import day_of, month_of, next_month
from lingnan.sources.identifier.counting.store import (
    CountRow,
    digest_rows,
    measure_use,
    read_counts,
)
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.reporting.rows_business import allotted_prefixes
from lingnan.sources.identifier.wire.handle import fold_text
from lingnan.sources.intake import Intake, Outcome
from lingnan.sources.journal import Journal
from lingnan.sources.subject import keep_known_subjects
from lingnan.store import Store
from lingnan.store.database import Database

REGISTERED: Final = "identifier_registered_count"
RESOLUTIONS: Final = "identifier_resolutions_count"
RESOLVERS: Final = "identifier_resolvers_count"
IN_OPERATION: Final = "node_in_operation"
_SOURCE: Final = "identifier-node"
_NODE: Final = "identifier_node"

UNKNOWN_ENTERPRISE: Final = Rule(
    "NOD-801",
    Severity.ERROR,
    Text(
        "企业名录中没有 {value}，其标识 {prefixes} 未计入证据。",
        "{value} is not in the register; its identifiers under {prefixes} are no evidence yet.",
    ),
    Text("请先登记该企业，再重新取证。", "Register the enterprise, then run this again."),
)
UNKNOWN_NODE: Final = Rule(
    "NOD-802",
    Severity.ERROR,
    Text(
        "名录中没有标识节点 {value}，其运行状态未计入证据。",
        "The node {value} is not in the register; its operation is no evidence yet.",
    ),
    Text(
        "请用 lingnan import entities 登记该节点。",
        "Register the node with lingnan import entities.",
    ),
)
NOT_IN_PACK: Final = Rule(
    "NOD-803",
    Severity.WARNING,
    Text("内容包没有指标 {value}。", "The content pack has no indicator {value}."),
    Text("请在内容包的指标表中加入。", "Add it to the indicators of the pack."),
)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What a node knows of a month.

    Attributes:
        holders: folded prefix → unified social credit code. registered: folded prefix →
            identifiers now. position: sequence and mark of the register's history.
        counts: of the month, all prefixes.
    """

    node: str
    month: date
    holders: Mapping[str, str]
    registered: Mapping[str, int]
    position: tuple[int, int]
    counts: Sequence[CountRow]


def read_witnessed(database: Database, reader: RecordReader, node: str, month: date) -> Witnessed:
    """Read from a node what it knows of a month; `node` is its prefix."""
    reader.renew()
    first = month_of(month)
    with database.read() as connection:
        holders = {
            fold_text(prefix): holder for prefix, holder in allotted_prefixes(connection).items()
        }
        counts = read_counts(connection, first, next_month(first))
    return Witnessed(node, first, holders, reader.prefixes(), reader.position(), counts)


def witness(store: Store, pack: Pack, known: Witnessed, *, at: datetime, actor: str) -> Outcome:
    """Write what a node knows of a month into the ledger, as observed evidence.

    Done again, it adds only what has changed. Identifiers are counted at `at`, and so only for the
    month that `at` lies in; resolutions for any month.

    Raises: StoreWriteFailed.
    Limits: the indicators that the pack lacks are left out, with a finding.
    """
    journal = Journal(None)
    intake = Intake(
        store=store,
        pack=pack,
        kind="identifier-node",
        file=None,
        parameters={
            "node": known.node,
            "month": known.month,
            "position": known.position,
            "counts": digest_rows(known.counts),
            "day": day_of(at),
        },
        actor=actor,
        at=at,
    )
    units = {each.code: each.unit for each in pack.indicators}
    for code in (REGISTERED, RESOLUTIONS, RESOLVERS, IN_OPERATION):
        if code not in units:
            journal.add(NOT_IN_PACK, value=code)
    facts = facts_of(known, intake.today, units)
    subjects = _known(store, pack)
    kept = [fact for fact in facts if fact.subject_code in subjects]
    _tell_unknown(known, {fact.subject_code for fact in facts} - subjects, journal)
    receipt = intake.land([proposals(kept)])
    counts = ImportCounts(
        added=receipt.added, unchanged=receipt.unchanged, rejected=len(facts) - len(kept)
    )
    return intake.close(counts, journal)


def facts_of(known: Witnessed, today: date, units: Mapping[str, str]) -> list[Fact]:
    """Answer the facts of a month: of each enterprise by its code, then of the node."""
    after = next_month(known.month)
    period = Period(known.month, after)
    is_open = known.month <= today < after
    fact_date = min(after - timedelta(days=1), today)

    def state(subject: str, code: str, value: int, document: str) -> list[Fact]:
        if code not in units:
            return []
        return [
            Fact(
                subject_code=subject,
                indicator_code=code,
                value_code=None,
                value_number=Decimal(value),
                unit=units[code],
                period=period,
                fact_date=fact_date,
                grade=Grade.OBSERVED,
                source=f"{_SOURCE}:{known.node}",
                document=document,
            )
        ]

    facts: list[Fact] = []
    for holder, prefixes in _by_holder(known.holders):
        rows = [row for row in known.counts if row.prefix in prefixes]
        if is_open:
            count = sum(known.registered.get(prefix, 0) for prefix in prefixes)
            document = registration_document(known.position, prefixes, count)
            facts += state(holder, REGISTERED, count, document)
        if rows:
            # One network that asks for identifiers under two prefixes is one resolver.
            (use,) = measure_use([_under_one_name(row) for row in rows]).values()
            document = digest_rows(rows)
            facts += state(holder, RESOLUTIONS, use.outside_answered, document)
            facts += state(holder, RESOLVERS, use.resolvers, document)
    answered = sum(row.answered for row in known.counts if row.is_outside)
    if answered or not is_open:
        # A month that is over without an answer to anybody outside shows that it stands still.
        subject = f"{_NODE}:{known.node}"
        facts += state(subject, IN_OPERATION, int(answered > 0), digest_rows(known.counts))
    return facts


def recount(database: Database, month: date, prefixes: Iterable[str] | None = None) -> str:
    """Compute anew the document of the resolutions of a month, of some prefixes or of all.

    It equals that of the evidence once the month is over; networks forgotten since do not matter.
    """
    first = month_of(month)
    with database.read() as connection:
        return digest_rows(read_counts(connection, first, next_month(first), prefixes))


def registration_document(position: tuple[int, int], prefixes: Sequence[str], count: int) -> str:
    """Answer the digest of a count of identifiers at a place in the register's history."""
    told = {"sequence": position[0], "mark": position[1], "prefixes": prefixes, "count": count}
    return sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _by_holder(holders: Mapping[str, str]) -> list[tuple[str, tuple[str, ...]]]:
    found: dict[str, list[str]] = defaultdict(list)
    for prefix, holder in sorted(holders.items()):
        found[holder].append(prefix)
    return [(holder, tuple(prefixes)) for holder, prefixes in sorted(found.items())]


def _under_one_name(row: CountRow) -> CountRow:
    return CountRow(
        row.day, "", row.source_key, row.network, row.is_outside, row.requests, row.answered
    )


def _known(store: Store, pack: Pack) -> set[str]:
    with store.engine() as engine:
        connection = keep_known_subjects(engine, store, pack)
        rows = connection.sql("SELECT subject_code FROM known_subject").fetchall()
    return {code for (code,) in rows}


def _tell_unknown(known: Witnessed, unknown: set[str], journal: Journal) -> None:
    for subject in sorted(unknown):
        if subject.startswith(f"{_NODE}:"):
            journal.add(UNKNOWN_NODE, value=known.node, subject=subject)
            continue
        prefixes = [prefix for prefix, holder in known.holders.items() if holder == subject]
        shown = "、".join(sorted(prefixes)[:5])
        journal.add(UNKNOWN_ENTERPRISE, value=subject, subject=subject, prefixes=shown)
