"""Routes of evidence: of one enterprise, one row traced, one fact added, a bulk of lines."""

from typing import Final

from lingnan.access import Permission, ScopeKind, Target, may
from lingnan.console.api.bulk import take_bulk
from lingnan.console.api.fact import fact_of
from lingnan.console.api.route import LINES, ApiRoute, Ask, Keyed, Reply, Spooled
from lingnan.console.api.shape import evidence as shape
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, sight_of
from lingnan.console.web.dossier import note_look
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.proof import standing_of, uploaded_by
from lingnan.console.web.route import Row
from lingnan.console.web.target import subject_target
from lingnan.evidence import Ledger
from lingnan.evidence.errors import UnknownEvidence
from lingnan.evidence.record import place_record, row_record

_READ: Final = Permission.EVIDENCE_READ
_MOST_NUMBER: Final = 15


def _of_enterprise(ask: Ask[shape.EvidenceQuery, None]) -> Reply:
    call, query = ask.call, ask.query
    uscc = call.parameters["uscc"]
    ledger = Ledger(call.store)
    with call.desk.engine() as engine:
        if query.rows == "all":
            rows = ledger.history(uscc, engine=engine)
        else:
            rows = ledger.of_subject(uscc, engine=engine)
    seen = _sight(call, uscc).rows(rows)
    note_look(call, _READ, uscc, "api:evidence")
    return Reply(
        [row_record(row) for row in seen if query.indicator in (None, row.fact.indicator_code)]
    )


def _trace(ask: Ask[None, None]) -> Reply:
    call = ask.call
    told = call.parameters["evidence_no"]
    if not told.isascii() or not told.isdigit() or len(told) > _MOST_NUMBER:
        raise NothingThere
    ledger = Ledger(call.store)
    try:
        row = ledger.find(int(told))
    except UnknownEvidence:
        raise NothingThere from None
    subject = row.fact.subject_code
    target = subject_target(call.store, subject, at=call.at)
    if target is None or not may(call.who, _READ, target):
        raise NothingThere
    if ":" not in subject:
        call.target = target
        if not _sight(call, subject).shows(row.fact.indicator_code):
            raise NothingThere
        note_look(call, _READ, subject, "api:evidence")
    return Reply(row_record(row) | place_record(ledger, row))


def _add(ask: Ask[None, shape.Fact]) -> Reply:
    call = ask.call
    enterprise = call.desk.registry.get(call.parameters["uscc"])
    if enterprise is None or call.target is None:
        raise NothingThere
    if not _sight(call, enterprise.uscc, Permission.EVIDENCE_ADD).shows(ask.body.indicator):
        raise NotConsented
    standing = standing_of(call.who, call.target)
    fact = fact_of(
        call.pack,
        enterprise,
        ask.body,
        standing,
        at=call.at,
        is_own_paper=uploaded_by(
            call.store.database, call.who, enterprise.uscc, ask.body.document_sha256
        ),
    )
    number = Ledger(call.store).append([fact], actor=call.who.actor, at=call.at)[0]
    return Reply({"evidence_no": number, "grade": int(fact.grade)})


def _bulk(ask: Ask[None, Spooled]) -> Reply:
    return Reply(take_bulk(ask.call, ask.body, ask.key or ""))


def _sight(call: Call, uscc: str, permission: Permission = _READ) -> Sight:
    target = call.target or Target()
    return sight_of(call.store.database, call.who, permission, uscc, target, at=call.at)


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/enterprises/{uscc}/evidence",
        _READ,
        _of_enterprise,
        N_("The evidence about one enterprise, oldest fact first"),
        list[shape.EvidenceRow],
        rows={"uscc": ScopeKind.ENTERPRISE},
        query=shape.EvidenceQuery,
        note=N_("Who reads by consent sees the indicators that the enterprise consented to."),
    ),
    ApiRoute(
        "POST",
        "/enterprises/{uscc}/evidence",
        Permission.EVIDENCE_ADD,
        _add,
        N_("Add one fact about one enterprise"),
        shape.Kept,
        rows={"uscc": ScopeKind.ENTERPRISE},
        body=shape.Fact,
        status=201,
        keyed=Keyed.MAY,
        note=N_(
            "It is acknowledged when it is answered, and counts from the next run on. An "
            "enterprise only declares; the office proves by a paper of a third party, a provider "
            "by its own."
        ),
    ),
    ApiRoute(
        "GET",
        "/evidence/{evidence_no}",
        _READ,
        _trace,
        N_("One row of evidence with its segment and hashes"),
        shape.EvidenceTrace,
        rows={"evidence_no": Row.OWN},
    ),
    ApiRoute(
        "POST",
        "/evidence",
        Permission.EVIDENCE_ADD,
        _bulk,
        N_("Add many facts: one JSON object a line"),
        shape.Receipt,
        body=shape.BulkLine,
        takes=LINES,
        keyed=Keyed.MUST,
        is_heavy=True,
        note=N_(
            "A bad line becomes a finding with its number and never stops the others. At most "
            "100,000 lines of 64 kB and 200 MB in all."
        ),
    ),
)
