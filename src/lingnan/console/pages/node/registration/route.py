"""Identifiers: search, one identifier, registering and changing one, its state."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.node.application.read import problems_of
from lingnan.console.pages.node.carrier.route import carrier_of
from lingnan.console.pages.node.context import Problem
from lingnan.console.pages.node.place import NodePlace, node_of, with_writer
from lingnan.console.pages.node.registration.form import row_of, shown_items, typed_items
from lingnan.console.pages.node.registration.one import (
    SETTABLE,
    Identifier,
    find_identifier,
    one_context,
)
from lingnan.console.pages.node.registration.read import list_context, register_context
from lingnan.console.pages.node.right import READ, ensure
from lingnan.console.pages.node.template.route import readable
from lingnan.console.pages.node.word import link
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.route import get, post
from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.business.amendment import amend_rows, set_status
from lingnan.sources.identifier.business.registration import (
    CallOutcome,
    RowState,
    register_rows,
)
from lingnan.sources.identifier.business.template import Template

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_LIST: Final = "/node/registrations"
_ONE: Final = f"{_LIST}/one"


def _registrations(call: Call) -> Answer:
    context = list_context(
        call, node_of(call), call.asked("prefix"), call.asked("begin"), call.asked("after")
    )
    return Shown(call.tr.gettext("Identifiers"), context)


def _show(call: Call) -> Answer:
    handle = call.asked("handle")
    try:
        found = _identifier(call, handle)
    except NothingThere:
        carrier, _target = carrier_of(call, handle)
        return Moved(link("/node/carriers/one", handle=carrier.handle))
    return Shown(found.entry.handle, one_context(call, found))


def _new(call: Call) -> Answer:
    place = node_of(call)
    template = asked_template(call, place, call.asked("template"))
    values = {"prefix": call.asked("prefix"), "suffix": call.asked("suffix")}
    context = register_context(call, place, template, values, {})
    return Shown(call.tr.gettext("Register an identifier"), context)


def _register(call: Call) -> Answer:
    place = node_of(call)
    template = asked_template(call, place, call.typed("template"))
    if template is None:
        raise FormUnreadable(reason=Text("没有选择数据模板", "no template was chosen"))
    told = typed_items(call, template)
    values = {name: call.typed(name) for name in ("prefix", "suffix", "code", "valid_until")}
    if values["code"]:
        name = {"code": values["code"], "prefix": values["prefix"]}
    else:
        name = {"handle": f"{values['prefix']}/{values['suffix']}"}
    row = row_of(template, told, valid_until=values["valid_until"], **name)
    problems: tuple[Problem, ...] = ()
    failure: LingnanError | None = None
    try:
        outcome = with_writer(
            call, lambda registrar: register_rows(registrar, call.who, [row], at=call.at)
        )
        problems = problems_in(call, outcome)
        if not problems:
            return Moved(link(_ONE, handle=outcome.rows[0].handle))
    except LingnanError as problem:
        failure = problem
    context = register_context(
        call, place, template, values, told, failure=failure, problems=problems
    )
    status = 400 if failure is None else status_of(failure)
    return Shown(call.tr.gettext("Register an identifier"), context, status)


def _edit(call: Call) -> Answer:
    place, found = node_of(call), _own(call, call.asked("handle"))
    told = shown_items(found.texts)
    values = {"handle": found.entry.handle, "seen": str(found.entry.revision)}
    context = register_context(call, place, found.template, values, told, is_change=True)
    return Shown(found.entry.handle, context)


def _change(call: Call) -> Answer:
    place, found = node_of(call), _own(call, call.typed("handle"))
    template = _template(found)
    told = typed_items(call, template)
    values = {
        "handle": found.entry.handle,
        "seen": call.typed("seen"),
        "valid_until": call.typed("valid_until"),
    }
    row = row_of(template, told, valid_until=values["valid_until"], handle=found.entry.handle)
    problems: tuple[Problem, ...] = ()
    failure: LingnanError | None = None
    if values["seen"] != str(found.entry.revision):
        reason = Text(
            "标识在此期间已被更改，请核对当前值", "the identifier was changed meanwhile; compare"
        )
        failure = FormUnreadable(reason=reason)
        values["seen"] = str(found.entry.revision)
    else:
        try:
            outcome = with_writer(
                call, lambda registrar: amend_rows(registrar, call.who, [row], at=call.at)
            )
            problems = problems_in(call, outcome)
            if not problems:
                return Moved(link(_ONE, handle=found.entry.handle))
        except LingnanError as problem:
            failure = problem
    context = register_context(
        call, place, template, values, told, failure=failure, problems=problems, is_change=True
    )
    return Shown(found.entry.handle, context, 409 if failure is None else status_of(failure))


def _status(call: Call) -> Answer:
    found = _own(call, call.typed("handle"))
    status = call.typed("status")
    if status not in {str(each) for each in SETTABLE}:
        raise FormUnreadable(reason=Text("没有选择状态", "no state was chosen"))
    handles = [found.entry.handle]
    outcome = with_writer(
        call,
        lambda registrar: set_status(registrar, call.who, handles, int(status), at=call.at),
    )
    problems = problems_in(call, outcome)
    if problems:
        raise FormUnreadable(reason=problems[0].what)
    return Moved(link(_ONE, handle=found.entry.handle))


def problems_in(call: Call, outcome: CallOutcome) -> tuple[Problem, ...]:
    """Answer what was wrong with the rows of a call."""
    done = (RowState.DONE, RowState.SAME)
    findings = (each for row in outcome.rows if row.state not in done for each in row.findings)
    return problems_of(call, findings)


def asked_template(call: Call, place: NodePlace, told: str) -> Template | None:
    """Answer the template that a form or an address names. Raises: NothingThere."""
    if not told:
        return None
    prefix, _, version = told.partition("/")
    return readable(call, place, prefix, version)


def _identifier(call: Call, handle: str) -> Identifier:
    found = find_identifier(call, node_of(call), handle)
    ensure(call, READ, found.target)
    return found


def _own(call: Call, handle: str) -> Identifier:
    """Answer an identifier that who asks may change by its template."""
    found = _identifier(call, handle)
    ensure(call, _REGISTER, found.target)
    _template(found)
    return found


def _template(found: Identifier) -> Template:
    if found.template is None:
        raise NothingThere
    return found.template


ROUTES: Final = (
    get(_LIST, READ, _registrations),
    get(_ONE, READ, _show),
    get(f"{_LIST}/new", _REGISTER, _new),
    post(_LIST, _REGISTER, _register),
    get(f"{_LIST}/edit", _REGISTER, _edit),
    post(f"{_LIST}/edit", _REGISTER, _change),
    post(f"{_LIST}/status", _REGISTER, _status),
)
