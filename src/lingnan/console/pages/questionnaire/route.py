"""The questionnaire: choosing a model, sections, autosave, files, review, submission."""

from typing import Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.pages.questionnaire import view
from lingnan.console.pages.questionnaire.answer import Sheet, item_of, open_sheet
from lingnan.console.pages.questionnaire.context import ChooseContext, FilesContext, SavedContext
from lingnan.console.pages.questionnaire.draft import Clash
from lingnan.console.pages.questionnaire.file import (
    add_files,
    find_document,
    list_files,
    remove_file,
)
from lingnan.console.pages.questionnaire.page import (
    EARLIEST,
    model_cards,
    outcomes_of,
    path_of,
    review_context,
    section_context,
    wanted_section,
)
from lingnan.console.pages.questionnaire.save import save_one, save_section
from lingnan.console.pages.questionnaire.section import Section, sections_of
from lingnan.console.pages.questionnaire.submit import submit
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import open_dossier
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.route import Route, Row, get
from lingnan.kernel import LingnanError, Text

_READ: Final = Permission.DIAGNOSIS_SCORE
_TAB: Final = "questionnaire"


def _choose(call: Call) -> Answer:
    opened = open_dossier(call, _READ, _TAB)
    cards = model_cards(call, opened.enterprise.uscc)
    if len(cards) == 1:
        return Moved(cards[0].path)
    return Shown(call.tr.gettext("Questionnaire"), ChooseContext(opened.dossier, cards))


def _section(call: Call) -> Answer:
    opened = open_dossier(call, _READ, _TAB)
    sheet = open_sheet(call)
    section = wanted_section(sections_of(sheet.content), call.asked("section"), call.asked("item"))
    message = call.tr.gettext("Saved.") if call.asked("saved") else ""
    context = section_context(call, opened.dossier, sheet, section, message=message)
    return Shown(context.title, context)


def _save(call: Call) -> Answer:
    sheet = open_sheet(call)
    sections = sections_of(sheet.content)
    section = wanted_section(sections, call.typed("section"), "")
    problem = ""
    clashes: list[Clash] = []
    try:
        clashes = save_section(call, sheet, section.items)
    except LingnanError as failure:
        problem = _told(call, failure)
    if not clashes and not problem:
        return Moved(_onward(sheet, sections, section, call.typed("go")))
    opened = open_dossier(call, _READ, _TAB)
    context = section_context(
        call, opened.dossier, open_sheet(call), section, message=problem, clashes=clashes
    )
    return Shown(context.title, context, 409 if clashes else 400)


def _onward(sheet: Sheet, sections: tuple[Section, ...], section: Section, go: str) -> str:
    path = path_of(sheet)
    if go == "review" or (go == "next" and section is sections[-1]):
        return f"{path}/review"
    step = {"next": 1, "back": -1}.get(go, 0)
    target = sections[max(0, section.number + step)]
    return f"{path}?section={target.id}&saved=1"


def _autosave(call: Call) -> Answer:
    sheet = open_sheet(call)
    item = item_of(sheet, call.parameters["item_id"])
    saved = save_one(call, sheet, item)
    path = path_of(sheet)
    if not call.is_piece:
        return Moved(f"{path}?item={item.id}#q-{item.id}")
    fresh = open_sheet(call) if saved is not None else sheet
    clash = saved if isinstance(saved, Clash) else None
    state = view.state_view(call.tr, fresh, item, clash=clash)
    panel = view.panel_view(call.tr, fresh, path, seen=_seen(call), me=call.who.name)
    return Shown("", SavedContext(path, state, panel))


def _add(call: Call) -> Answer:
    sheet = open_sheet(call)
    item = item_of(sheet, call.parameters["item_id"])
    problem = ""
    try:
        add_files(call, sheet.key, item.id, list(call.files.get(f"f.{item.id}", ())))
    except LingnanError as failure:
        if not call.is_piece:
            raise
        problem = _told(call, failure)
    return _files(call, sheet, item.id, problem)


def _remove(call: Call) -> Answer:
    sheet = open_sheet(call)
    item = item_of(sheet, call.parameters["item_id"])
    remove_file(call, sheet.key, item.id, call.parameters["file_id"])
    section = wanted_section(sections_of(sheet.content), "", item.id)
    # Without HTMX the button sends the whole form: what was typed in it is kept too.
    clashes = [] if call.is_piece else save_section(call, sheet, section.items)
    if clashes:
        opened = open_dossier(call, _READ, _TAB)
        context = section_context(call, opened.dossier, open_sheet(call), section, clashes=clashes)
        return Shown(context.title, context, 409)
    return _files(call, sheet, item.id)


def _files(call: Call, sheet: Sheet, item_id: str, problem: str = "") -> Answer:
    path = path_of(sheet)
    if not call.is_piece:
        return Moved(f"{path}?item={item_id}#q-{item_id}")
    files = list_files(call.store.database, sheet.key).get(item_id, ())
    shown = view.file_views(call.tr, sheet.key.uscc, files, outcomes_of(call, sheet.key))
    return Shown("", FilesContext(path, item_id, shown, problem))


def _document(call: Call) -> Answer:
    opened = open_dossier(call, Permission.EVIDENCE_READ, "document")
    found = find_document(call, opened.enterprise.uscc, call.parameters["sha256"])
    if not any(opened.sight.shows(code) for code in found.indicators):
        raise NotConsented
    return Sent(found.content, found.media_type, found.file_name)


def _review(call: Call) -> Answer:
    opened = open_dossier(call, _READ, _TAB)
    context = review_context(call, opened.dossier, open_sheet(call))
    return Shown(call.tr.gettext("Look at your answers once more"), context)


def _submit(call: Call) -> Answer:
    sheet = open_sheet(call)
    files = list_files(call.store.database, sheet.key)
    try:
        day = call.day("day", call.tr.gettext("As of"))
        if not sheet.day - EARLIEST <= day <= sheet.day:
            first, last = sheet.day - EARLIEST, sheet.day
            reason = Text(f"日期应在{first}至{last}之间", f"the day lies from {first} to {last}")
            raise FormUnreadable(reason=reason)
        submit(call, sheet, files, day=day, renew=call.typed("renew") == "1")
    except LingnanError as failure:
        opened = open_dossier(call, _READ, _TAB)
        context = review_context(call, opened.dossier, open_sheet(call), _told(call, failure))
        return Shown(call.tr.gettext("Look at your answers once more"), context, 400)
    model = sheet.key.model_id
    return Moved(f"/enterprises/{sheet.key.uscc}/diagnosis?model={model}&submitted=1")


def _told(call: Call, failure: LingnanError) -> str:
    return f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"


def _seen(call: Call) -> int | None:
    told = call.typed("seen")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else None


_ALL: Final = "/enterprises/{uscc}/questionnaire"
_ONE: Final = f"{_ALL}/{{model_id}}"
_ROW: Final[dict[str, ScopeKind | Row]] = {
    "uscc": ScopeKind.ENTERPRISE,
    "model_id": Row.CONTENT,
}
_ITEM: Final[dict[str, ScopeKind | Row]] = {**_ROW, "item_id": Row.CONTENT}
_FILE: Final[dict[str, ScopeKind | Row]] = {**_ITEM, "file_id": Row.OWN}
ROUTES: Final = (
    get(_ALL, _READ, _choose, uscc=ScopeKind.ENTERPRISE),
    Route("GET", _ONE, _READ, _section, _ROW),
    Route("POST", _ONE, _READ, _save, _ROW, takes_files=True),
    Route("GET", f"{_ONE}/review", _READ, _review, _ROW),
    Route("POST", f"{_ONE}/submit", Permission.EVIDENCE_ADD, _submit, _ROW),
    Route("POST", f"{_ONE}/answers/{{item_id}}", _READ, _autosave, _ITEM),
    Route("POST", f"{_ONE}/files/{{item_id}}", _READ, _add, _ITEM, takes_files=True),
    Route("POST", f"{_ONE}/files/{{item_id}}/{{file_id}}/remove", _READ, _remove, _FILE),
    get(
        "/enterprises/{uscc}/documents/{sha256}",
        Permission.EVIDENCE_READ,
        _document,
        uscc=ScopeKind.ENTERPRISE,
        sha256=Row.OWN,
    ),
)
MENU: Final = ()
