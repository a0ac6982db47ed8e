"""The contexts of a questionnaire's pages, put together. Not for requests (route)."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from lingnan.console.pages.questionnaire import view
from lingnan.console.pages.questionnaire.answer import Sheet, problem_text
from lingnan.console.pages.questionnaire.context import (
    ModelCard,
    PendingView,
    ReviewContext,
    SectionContext,
)
from lingnan.console.pages.questionnaire.draft import Clash, Key, read_draft
from lingnan.console.pages.questionnaire.file import MOST_FILES, MOST_OCTETS, list_files
from lingnan.console.pages.questionnaire.section import Section, sections_of
from lingnan.console.pages.questionnaire.submit import pending_of
from lingnan.console.report.load.item import item_name
from lingnan.console.report.load.word import heading
from lingnan.console.web.basis import models_of, working_day
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import Dossier
from lingnan.console.web.guard import octets_text
from lingnan.console.web.paper_word import outcome_words
from lingnan.console.web.upload_check import FORMS, PROOFS
from lingnan.console.work.attest.paper import list_papers
from lingnan.console.work.attest.store import evidence_paper
from lingnan.diagnosis.choice import choose
from lingnan.diagnosis.diagnose import lifetimes_of
from lingnan.evidence import Ledger
from lingnan.packs.content.model import ItemContent
from lingnan.roadmap.planner import planner_of

#: So far back the day may lie as of which answers hold.
EARLIEST: Final = timedelta(days=365)
_MOST_PAPERS: Final = 1_000


def path_of(sheet: Sheet) -> str:
    """The address of a questionnaire."""
    return f"/enterprises/{sheet.key.uscc}/questionnaire/{sheet.key.model_id}"


def model_cards(call: Call, uscc: str) -> tuple[ModelCard, ...]:
    """The questionnaires of an enterprise with how far each is filled in; the main one first."""
    store, pack = call.store, call.pack
    day = working_day(store, call.desk.run, call.at)
    with call.desk.engine() as engine:
        rows = Ledger(store).of_subject(uscc, as_of=day, engine=engine)
    lifetimes, main = lifetimes_of(pack), planner_of(pack).main_model()
    cards = []
    for model in models_of(pack):
        content = pack.model(model.id)
        known = choose(rows, model, lifetimes, as_of=day).by_item
        draft = read_draft(store.database, Key(uscc, model.id)).answers
        changed = {name for name, kept in draft.items() if kept.value}
        cards.append(
            ModelCard(
                f"/enterprises/{uscc}/questionnaire/{model.id}",
                content.title.in_(call.lang),
                content.edition,
                content.issuer.in_(call.lang),
                len(model.items),
                len(changed | set(known)),
                len(changed),
                model.id == main,
            )
        )
    return tuple(sorted(cards, key=lambda card: (not card.is_main, -card.answered_count)))


def wanted_section(sections: Sequence[Section], section_id: str, item_id: str) -> Section:
    """Answer the section of an address, that of a question if one is named; else the first."""
    for section in sections:
        if section.id == section_id or any(item.id == item_id for item in section.items):
            return section
    return sections[0]


def section_context(
    call: Call,
    dossier: Dossier,
    sheet: Sheet,
    section: Section,
    *,
    message: str = "",
    clashes: Sequence[Clash] = (),
) -> SectionContext:
    """Put one section together."""
    tr, path = call.tr, path_of(sheet)
    sections = sections_of(sheet.content)
    files = list_files(call.store.database, sheet.key)
    outcomes = outcomes_of(call, sheet.key)
    clash_of = {clash.item_id: clash for clash in clashes}
    first = sum(len(each.items) for each in sections[: section.number])
    items = [
        view.item_view(
            tr,
            sheet,
            item,
            first + place,
            files.get(item.id, ()),
            clash_of.get(item.id),
            outcomes,
        )
        for place, item in enumerate(section.items, 1)
    ]
    ends = sections[section.number - 1 : section.number] if section.number else ()
    following = sections[section.number + 1 : section.number + 2]
    return SectionContext(
        dossier=dossier,
        path=path,
        model_name=sheet.content.title.in_(tr.lang),
        section_id=section.id,
        title=heading(section.title.in_(tr.lang)),
        number=section.number + 1,
        sections_count=len(sections),
        steps=view.steps_view(tr, sheet, path, sections, section.number),
        topics=view.by_topic(items),
        panel=view.panel_view(tr, sheet, path),
        before=heading(ends[0].title.in_(tr.lang)) if ends else "",
        after=heading(following[0].title.in_(tr.lang)) if following else "",
        message=message,
        is_clash=bool(clashes),
        file_endings=",".join(end for kind in sorted(PROOFS) for end in FORMS[kind].endings),
        file_limit=octets_text(MOST_OCTETS),
        file_count=MOST_FILES,
    )


def outcomes_of(call: Call, key: Key) -> dict[tuple[str, str], str]:
    """What became of the papers beside a questionnaire's questions; of each the latest word."""
    table, prefix = evidence_paper.c, f"{key.model_id}:"
    papers = list_papers(
        call.store.database,
        table.uscc == key.uscc,
        table.indicator_code.startswith(prefix, autoescape=True),
        limit=_MOST_PAPERS,
    )
    return {
        (each.indicator_code.removeprefix(prefix), each.sha256): outcome_words(call.tr, each)
        for each in papers
    }


def review_context(call: Call, dossier: Dossier, sheet: Sheet, problem: str = "") -> ReviewContext:
    """Put together what a submission would write."""
    tr, path = call.tr, path_of(sheet)
    files = list_files(call.store.database, sheet.key)
    pending = pending_of(sheet, files)
    renewed = pending_of(sheet, files, renew=True)
    submitted = ""
    if sheet.draft.submitted_at is not None:
        submitted = tr.gettext("Last submitted by {who} on {day}: {count} answers.").format(
            who=sheet.draft.submitted_by,
            day=tr.day(sheet.draft.submitted_at.date()),
            count=sheet.draft.submitted_count,
        )
    return ReviewContext(
        dossier=dossier,
        path=path,
        model_name=sheet.content.title.in_(tr.lang),
        panel=view.panel_view(tr, sheet, path),
        pending=tuple(
            PendingView(
                each.item.id,
                _at(path, each.item),
                _name(call, sheet, each.item),
                view.value_text(tr, sheet, each.item, sheet.before(each.item.id)),
                view.value_text(tr, sheet, each.item, each.value),
                tuple(one.file_name for one in each.files),
                _problem(call, sheet, each.item, each.value),
            )
            for each in pending
        ),
        unanswered=tuple(
            (_at(path, item), _name(call, sheet, item))
            for item in sheet.content.items
            if not sheet.value(item.id)
        ),
        renewable=sum(each.is_renewed for each in renewed),
        day=sheet.day,
        earliest=sheet.day - EARLIEST,
        problem=problem,
        submitted=submitted,
    )


def _name(call: Call, sheet: Sheet, item: ItemContent) -> str:
    return heading(item_name(call.tr, sheet.model.by_id[item.id]))


def _at(path: str, item: ItemContent) -> str:
    return f"{path}?item={item.id}#q-{item.id}"


def _problem(call: Call, sheet: Sheet, item: ItemContent, value: str) -> str:
    found = problem_text(sheet.read(item, value))
    return found.in_(call.lang) if found else ""
