"""From any number down to the document: definition, rows, one subject, one row of evidence."""

from typing import Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.pages.trace.context import Step
from lingnan.console.pages.trace.definition import known_definition, known_target, target_trace
from lingnan.console.pages.trace.evidence import (
    entity_page,
    evidence_page,
    indicator_page,
    subject_page,
)
from lingnan.console.pages.trace.rows import every_row, rows_context
from lingnan.console.report.load.word import heading
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.looked import note_export
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_csv

_PROGRAMME: Final = Permission.PROGRAMME_READ
_EVIDENCE: Final = Permission.EVIDENCE_READ


def _target(call: Call) -> Answer:
    target = known_target(call)
    context = target_trace(call, target, known_definition(call, target))
    return Shown(heading(target.name.in_(call.lang)), context)


def _rows(call: Call) -> Answer:
    target = known_target(call)
    context = rows_context(call, target, known_definition(call, target))
    return Shown(_title(context.steps), context)


def _rows_table(call: Call) -> Answer:
    target = known_target(call)
    headings, rows = every_row(call, known_definition(call, target))
    note_export(call, Permission.REGISTRY_READ, f"export:trace/{target.id}", detail="")
    return sent_csv(f"{target.id}-rows.csv", headings, rows, call.lang)


def _title(steps: tuple[Step, ...]) -> str:
    return f"{steps[1].label} – {steps[-1].label}"


ROUTES: Final = (
    get("/trace/targets/{target_id}", _PROGRAMME, _target, target_id=Row.CONTENT),
    get("/trace/targets/{target_id}/rows", _PROGRAMME, _rows, target_id=Row.CONTENT),
    get("/trace/targets/{target_id}/rows.csv", _PROGRAMME, _rows_table, target_id=Row.CONTENT),
    get("/trace/enterprises/{uscc}", _EVIDENCE, subject_page, uscc=ScopeKind.ENTERPRISE),
    get(
        "/trace/enterprises/{uscc}/{indicator_id}",
        _EVIDENCE,
        indicator_page,
        uscc=ScopeKind.ENTERPRISE,
        indicator_id=Row.CONTENT,
    ),
    get("/trace/entities/{subject}", _EVIDENCE, entity_page, subject=Row.OWN),
    get("/trace/evidence/{evidence_no}", _EVIDENCE, evidence_page, evidence_no=Row.OWN),
)
MENU: Final = ()
