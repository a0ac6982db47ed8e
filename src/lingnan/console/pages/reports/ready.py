"""Reports that are written at once: the programme, a city, an enterprise; HTML, Word, Excel."""

from collections.abc import Sequence
from typing import Final

from lingnan.access import Permission
from lingnan.console.document.word import word_bytes
from lingnan.console.document.workbook import workbook_bytes
from lingnan.console.pages.reports.paper import document_of
from lingnan.console.report import (
    build_city,
    build_enterprise,
    build_overview,
    load_enterprise,
)
from lingnan.console.report.city import city_sections
from lingnan.console.report.enterprise import model_sections
from lingnan.console.report.overview import overview_sections
from lingnan.console.report.section import Section
from lingnan.console.views import Stamp
from lingnan.console.web.answer import Sent
from lingnan.console.web.call import Call
from lingnan.console.web.consented import sight_of
from lingnan.console.web.enterprise_errors import NotConsented
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.run_view import city_view, overview_view
from lingnan.console.work.errors import WholeRegionNeeded

_READ: Final = Permission.REPORTS_READ
HTML, WORD, EXCEL = "html", "docx", "xlsx"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
MEDIA: Final = {
    HTML: "text/html; charset=utf-8",
    WORD: _OFFICE + "wordprocessingml.document",
    EXCEL: _OFFICE + "spreadsheetml.sheet",
}


def overview_report(call: Call) -> Sent:
    """The whole programme. Raises: WholeRegionNeeded, NothingThere, NoRun."""
    form = _form(call)
    if not extent_of(call, _READ).is_whole:
        raise WholeRegionNeeded
    view, tr = overview_view(call), call.tr
    name = f"overview-{view.stamp.as_of.isoformat()}"
    if form == HTML:
        return _sent(build_overview(view, call.lang).encode(), name, form)
    sections = overview_sections(tr, view)
    title = tr.gettext("State of the programme")
    return _document(call, title, view.stamp.pack_title, view.stamp, sections, name, form)


def city_report(call: Call) -> Sent:
    """One city. Raises: NothingThere, NoRun, UnknownCity."""
    form, code = _form(call), call.parameters["city"]
    view, tr = city_view(call, code), call.tr
    name = f"city-{code}-{view.stamp.as_of.isoformat()}"
    if form == HTML:
        return _sent(build_city(view, call.lang).encode(), name, form)
    title = tr.gettext("State of the programme in a city")
    return _document(call, title, view.name, view.stamp, city_sections(tr, view), name, form)


def enterprise_report(call: Call) -> Sent:
    """One enterprise; what was consented to in part is not enough for a report of all.

    Raises: NothingThere, NoRun, UnknownEnterprise, NotConsented.
    """
    form, uscc = _form(call), call.parameters["uscc"]
    target = call.target
    if target is None:
        raise NothingThere
    sight = sight_of(call.store.database, call.who, _READ, uscc, target, at=call.at)
    if not (sight.is_whole and sight.has_evidence):
        raise NotConsented
    view, tr = load_enterprise(call.store, call.pack, uscc, call.lang), call.tr
    call.note(_READ, f"report:enterprise:{form}", subject=uscc)
    if form == HTML:
        return _sent(build_enterprise(view, call.lang).encode(), uscc, form)
    sections = [part for model in view.models for part in model_sections(tr, model)]
    title = tr.gettext("Diagnosis of an enterprise")
    return _document(call, title, f"{view.name} {uscc}", view.stamp, sections, uscc, form)


def _document(
    call: Call,
    title: str,
    subtitle: str,
    stamp: Stamp,
    sections: Sequence[Section],
    name: str,
    form: str,
) -> Sent:
    document = document_of(call.tr, title, subtitle, stamp, sections, is_paper=form == WORD)
    content = word_bytes(document) if form == WORD else workbook_bytes(document)
    return _sent(content, name, form)


def _sent(content: bytes, name: str, form: str) -> Sent:
    return Sent(content, MEDIA[form], f"{name}.{form}")


def _form(call: Call) -> str:
    told = call.parameters["form"]
    if told not in MEDIA:
        raise NothingThere
    return told
