"""Rows of the ledger as the trace shows them: what each does, its document, its segment."""

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from lingnan.console.i18n import NOTHING
from lingnan.console.pages.trace.amendment import reasons_of
from lingnan.console.pages.trace.context import EvidenceLine
from lingnan.console.report.load.item import answer_text, item_name
from lingnan.console.report.load.ledger import value_text
from lingnan.console.report.load.word import heading, source_name
from lingnan.console.web.basis import models_of
from lingnan.console.web.call import Call
from lingnan.console.web.linked import evidence_path
from lingnan.console.web.pages import address
from lingnan.console.work.store import upload
from lingnan.diagnosis.model import Item
from lingnan.evidence import EvidenceRow, Ledger
from lingnan.evidence.model import Action, Segment
from lingnan.evidence.segment import segments
from lingnan.packs.content import Indicator
from lingnan.packs.errors import PackLookupError
from lingnan.pipeline.pins import version_of

_PROOF: Final = 2
_DIGEST_SIGNS: Final = 64


@dataclass(frozen=True, slots=True)
class Known:
    """What rows are explained by.

    Attributes:
        as_of: the day of the run; rows of later facts do not count there.
        version: of the ledger that the run read; null when it read none.
    """

    as_of: date
    version: int | None
    segments: Mapping[int, Segment]


def known_of(call: Call) -> Known:
    """Answer what the last run knew of the ledger. Raises: NoRun."""
    run, ledger = call.run, Ledger(call.store)
    version = ledger.version()
    segments: Mapping[int, Segment] = call.desk.kept.of(
        ("segments", version),
        lambda: {each.segment_no: each for each in _segments(call)},
    )
    return Known(run.as_of, version_of(run.pins, "evidence"), segments)


def history_of(call: Call, subject_code: str) -> list[EvidenceRow]:
    """Answer every row about a subject, those that wait for the seal too."""
    with call.desk.engine() as engine:
        return Ledger(call.store).history(subject_code, engine=engine)


def lines_of(
    call: Call, rows: Sequence[EvidenceRow], every: Sequence[EvidenceRow], known: Known
) -> tuple[EvidenceLine, ...]:
    """Answer rows as lines, those in force first; `every` is the subject's whole history."""
    amended = {row.amends_no: row for row in every if row.amends_no is not None}
    decides, proves = _deciding(call, rows, amended, known)
    reasons = reasons_of(call.store.database, [row for row in every if row.amends_no is not None])
    documents = _documents(call, rows)
    lines = []
    for row in sorted(
        rows, key=lambda row: (row.evidence_no not in decides | proves, -row.evidence_no)
    ):
        by = amended.get(row.evidence_no)
        lines.append(
            _line(
                call,
                row,
                standing=_standing(call, row, by, decides, proves, known),
                is_in_force=by is None and row.action is not Action.WITHDRAW,
                reason=reasons.get((by or row).evidence_no, ""),
                document_path=documents.get(row.fact.document or "", ""),
            )
        )
    return tuple(lines)


def indicator_name(call: Call, code: str) -> str:
    """Name an indicator, or the item of a model that it answers."""
    item = item_of(call, code)
    if item is not None:
        return item_name(call.tr, item)
    indicator = indicator_of(call, code)
    return code if indicator is None else heading(indicator.name.in_(call.lang))


def indicator_of(call: Call, code: str) -> Indicator | None:
    """Answer an indicator; null for one that the pack no longer has."""
    try:
        return call.pack.indicator(code)
    except PackLookupError:
        return None


def item_of(call: Call, code: str) -> Item | None:
    """Answer the item of a model that an indicator answers; null for indicators of no model."""
    for model in models_of(call.pack):
        for item in model.items:
            if item.indicators and item.indicators[0] == code:
                return item
    return None


def value_of(call: Call, row: EvidenceRow) -> str:
    """Write the value of a row in words."""
    item = item_of(call, row.fact.indicator_code)
    told = None if item is None else answer_text(call.tr, item, row.fact.value_code)
    return told or value_text(call.tr, call.pack, row)


def best_of(call: Call, rows: Iterable[EvidenceRow], as_of: date) -> EvidenceRow | None:
    """Answer the row in force: highest grade, then fresh, then the latest; none that expired."""
    living = [row for row in rows if not _is_older(call, row, as_of, is_expiry=True)]
    return max(
        living,
        key=lambda row: (
            int(row.fact.grade),
            not _is_older(call, row, as_of, is_expiry=False),
            row.fact.fact_date,
            row.evidence_no,
        ),
        default=None,
    )


def counting(
    rows: Iterable[EvidenceRow], amended: Iterable[int | None], known: Known
) -> list[EvidenceRow]:
    """Keep the rows that the run could read and that nothing took back."""
    gone = set(amended)
    return [
        row
        for row in rows
        if row.evidence_no not in gone
        and row.action is not Action.WITHDRAW
        and row.fact.fact_date <= known.as_of
        and not _is_newer(row, known)
    ]


def _segments(call: Call) -> list[Segment]:
    return segments(call.store.lake) if call.store.lake.exists("evidence") else []


def _deciding(
    call: Call, rows: Iterable[EvidenceRow], amended: Mapping[int, EvidenceRow], known: Known
) -> tuple[set[int], set[int]]:
    """The rows that decide the claimed and the proven side of each indicator."""
    by_indicator: dict[str, list[EvidenceRow]] = {}
    for row in counting(rows, amended, known):
        by_indicator.setdefault(row.fact.indicator_code, []).append(row)
    decides, proves = set(), set()
    for mine in by_indicator.values():
        best = best_of(call, mine, known.as_of)
        if best is not None:
            decides.add(best.evidence_no)
            if int(best.fact.grade) >= _PROOF:
                proves.add(best.evidence_no)
    return decides, proves


def _standing(
    call: Call,
    row: EvidenceRow,
    by: EvidenceRow | None,
    decides: set[int],
    proves: set[int],
    known: Known,
) -> str:
    _ = call.tr.gettext
    if row.action is Action.WITHDRAW:
        return _("withdraws no. {number}").format(number=row.amends_no)
    if by is not None:
        pattern = (
            _("withdrawn by no. {number}")
            if by.action is Action.WITHDRAW
            else _("replaced by no. {number}")
        )
        return pattern.format(number=by.evidence_no)
    if row.evidence_no in proves:
        return _("decides, and is proof")
    if row.evidence_no in decides:
        return _("decides, without proof")
    if _is_newer(row, known):
        return _("came in after the run")
    if row.fact.fact_date > known.as_of:
        return _("speaks of a day after the run")
    if _is_older(call, row, known.as_of, is_expiry=True):
        return _("too old to count")
    return _("in force, another row is stronger or later")


def _line(
    call: Call,
    row: EvidenceRow,
    *,
    standing: str,
    is_in_force: bool,
    reason: str,
    document_path: str,
) -> EvidenceLine:
    tr, _ = call.tr, call.tr.gettext
    fact = row.fact
    last = fact.period.end - timedelta(days=1)
    document = fact.document or ""
    return EvidenceLine(
        evidence_no=row.evidence_no,
        # The subject in the address lets the row be found among its own.
        path=address(evidence_path(row.evidence_no), {"of": fact.subject_code}),
        indicator=indicator_name(call, fact.indicator_code),
        value=NOTHING if row.action is Action.WITHDRAW else value_of(call, row),
        grade=fact.grade.word.in_(tr.lang),
        period=tr.short_day(last)
        if last == fact.period.start
        else _("{first} to {last}").format(
            first=tr.short_day(fact.period.start), last=tr.short_day(last)
        ),
        fact_date=tr.short_day(fact.fact_date),
        source=source_name(tr, fact.source),
        document=document,
        document_path=document_path,
        is_sha256=_is_digest(document),
        segment=_segment_words(call, row),
        recorded_at=f"{row.recorded_at:%Y-%m-%d %H:%M} UTC",
        standing=standing,
        is_in_force=is_in_force,
        reason=reason,
    )


def _segment_words(call: Call, row: EvidenceRow) -> str:
    if not row.segment_no:
        return call.tr.gettext("waits for the seal")
    return call.tr.gettext("segment {number}").format(number=row.segment_no)


def _documents(call: Call, rows: Iterable[EvidenceRow]) -> dict[str, str]:
    """Addresses of documents that were uploaded here, by their SHA-256."""
    digests = {row.fact.document for row in rows if _is_digest(row.fact.document or "")}
    if not digests:
        return {}
    query = select(upload.c.sha256, upload.c.subject_code).where(
        upload.c.sha256.in_(sorted(digest for digest in digests if digest)),
        upload.c.subject_code.in_(sorted({row.fact.subject_code for row in rows})),
    )
    with call.store.database.read() as connection:
        found = connection.execute(query).all()
    return {row.sha256: f"/enterprises/{row.subject_code}/documents/{row.sha256}" for row in found}


def _is_newer(row: EvidenceRow, known: Known) -> bool:
    if known.version is None or not row.segment_no:
        return True
    segment = known.segments.get(row.segment_no)
    return segment is not None and segment.version > known.version


def _is_older(call: Call, row: EvidenceRow, as_of: date, *, is_expiry: bool) -> bool:
    indicator = indicator_of(call, row.fact.indicator_code)
    if indicator is None:
        return False
    days = indicator.expires_days if is_expiry else indicator.fresh_days
    return days is not None and (as_of - row.fact.fact_date).days > days


def _is_digest(document: str) -> bool:
    return len(document) == _DIGEST_SIGNS and all(sign in string.hexdigits for sign in document)
