"""Submitting: answers become declared evidence, with the files beside them; all or nothing.

What a fact is kept as is one rule for pages and programs (web.proof): no form names an issuer, so
that an answer is declared whoever fills it in. Its papers then wait to be attested (work.attest).
Not for drafts.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from lingnan.console.pages.questionnaire.answer import Sheet
from lingnan.console.pages.questionnaire.draft import clear_answers, note_submitted
from lingnan.console.pages.questionnaire.file import ItemFile
from lingnan.console.web.call import Call
from lingnan.console.web.enterprise_errors import AnswersUnfit, NothingToSubmit
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.proof import Standing, proof_of, standing_of
from lingnan.console.work.attest.paper import put_papers, waiting_paper
from lingnan.evidence import Fact, Ledger
from lingnan.kernel import Period
from lingnan.packs.content.model import ItemContent
from lingnan.registry import Enterprise
from lingnan.store.audit import Deed, record_deeds

Files = Mapping[str, tuple[ItemFile, ...]]


@dataclass(frozen=True, slots=True)
class Pending:
    """One answer to be submitted.

    Attributes:
        code: null when it cannot be used.
        files: those that no evidence names yet, or that stand beside a changed answer.
    """

    item: ItemContent
    value: str
    code: str | None
    files: tuple[ItemFile, ...]
    is_renewed: bool = False


def pending_of(sheet: Sheet, files: Files, *, renew: bool = False) -> tuple[Pending, ...]:
    """Answer what a submission would write: changed answers, those with new files, and renewed.

    `renew` states again what was declared before and not changed: it still holds.
    """
    return tuple(_pending(sheet, files, renew=renew))


def _pending(sheet: Sheet, files: Files, *, renew: bool) -> Iterator[Pending]:
    known = {(row.fact.indicator_code, row.fact.document) for row in sheet.rows}
    for item in sheet.content.items:
        value = sheet.value(item.id)
        if not value:
            continue
        indicator = sheet.content.indicator_code(item.id)
        beside = files.get(item.id, ())
        fresh = tuple(each for each in beside if (indicator, each.sha256) not in known)
        told = sheet.draft.of(item.id).value
        code = sheet.read(item, value).code
        if told and (code is None or sheet.is_changed(item)):
            yield Pending(item, value, code, beside)
        elif fresh:
            yield Pending(item, value, code, fresh)
        elif renew and _is_renewable(sheet, item):
            yield Pending(item, value, code, beside, is_renewed=True)


def _is_renewable(sheet: Sheet, item: ItemContent) -> bool:
    best = sheet.best.get(item.id)
    return best is not None and not best.is_proof and best.row.fact.fact_date < sheet.day


def submit(call: Call, sheet: Sheet, files: Files, *, day: date, renew: bool) -> int:
    """Write pending answers as declared evidence; answers how many rows.

    Sent again it writes nothing that the ledger holds already.
    Raises: NothingToSubmit, AnswersUnfit; StoreWriteFailed, then nothing was written.
    """
    pending = pending_of(sheet, files, renew=renew)
    unfit = [each.item.id for each in pending if each.code is None]
    if unfit:
        raise AnswersUnfit(items=", ".join(unfit))
    if not pending:
        raise NothingToSubmit
    enterprise = call.desk.registry.get(sheet.key.uscc)
    if enterprise is None:
        raise NothingThere
    known = {row.fact for row in sheet.rows}
    standing = standing_of(call.who, call.target)
    given = [
        (fact, paper)
        for each in pending
        for fact, paper in _facts(call, sheet, each, day, standing, enterprise)
        if fact not in known
    ]
    facts = [fact for fact, _ in given]
    with call.store.database.begin() as connection:
        numbers = Ledger(call.store).append(
            facts, actor=call.who.actor, at=call.at, within=connection
        )
        papers = [
            waiting_paper(
                number, fact, paper.file_name, enterprise, actor=call.who.actor, at=call.at
            )
            for number, (fact, paper) in zip(numbers, given, strict=True)
            if paper is not None
        ]
        put_papers(connection, papers, facts)
        clear_answers(connection, sheet.key, sheet.draft.version)
        note_submitted(connection, sheet.key, by=call.who.name, at=call.at, count=len(facts))
        deed = Deed(
            call.at,
            call.who.actor,
            "evidence:add",
            f"questionnaire:{sheet.key.model_id}",
            f"{len(facts)} as of {day.isoformat()}",
            sheet.key.uscc,
            call.origin,
        )
        record_deeds(connection, [deed])
    return len(facts)


def _facts(
    call: Call,
    sheet: Sheet,
    each: Pending,
    day: date,
    standing: Standing,
    enterprise: Enterprise,
) -> Iterator[tuple[Fact, ItemFile | None]]:
    """One fact for each paper beside an answer; one without a paper when there is none."""
    code = sheet.content.indicator_code(each.item.id)
    papers: tuple[ItemFile | None, ...] = each.files or (None,)
    for paper in papers:
        document = None if paper is None else paper.sha256
        proof = proof_of(
            standing, enterprise, call.pack.indicator(code), issuer=None, document=document
        )
        fact = Fact(
            subject_code=sheet.key.uscc,
            indicator_code=code,
            value_code=each.code,
            value_number=None,
            unit=None,
            period=Period.day(day),
            fact_date=day,
            grade=proof.grade,
            source=proof.source,
            document=document,
        )
        yield fact, paper
