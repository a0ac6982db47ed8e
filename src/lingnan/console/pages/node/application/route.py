"""Applications: the list, one application, handing in, withdrawing, reviewing, allotting."""

from typing import Final

from lingnan.access import Permission, Target
from lingnan.access.errors import Refused
from lingnan.console.pages.node.application.form import (
    BLANK,
    kept_values,
    typed_form,
    typed_values,
)
from lingnan.console.pages.node.application.read import (
    form_context,
    list_context,
    one_context,
    target_of,
)
from lingnan.console.pages.node.errors import PaperMissing
from lingnan.console.pages.node.place import node_of
from lingnan.console.pages.node.right import READ, ensure, note_look
from lingnan.console.pages.node.word import path_of
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.route import Row, get, post
from lingnan.kernel import LingnanError, Text
from lingnan.registry import Registry
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.allotment import allot
from lingnan.sources.identifier.business.application import (
    Application,
    find_application,
    resubmit,
    submit,
    withdraw,
)
from lingnan.sources.identifier.business.application_check import Lookup
from lingnan.sources.identifier.business.errors import NoApplication
from lingnan.sources.identifier.business.lifecycle import APPLICATION
from lingnan.sources.identifier.business.paper import read_paper
from lingnan.sources.identifier.business.review import DECISIONS, review

_APPLY, _REVIEW, _ALLOT = (
    Permission.IDENTIFIER_APPLY,
    Permission.IDENTIFIER_REVIEW,
    Permission.IDENTIFIER_ALLOT,
)
_LIST: Final = "/node/applications"
_ONE: Final = _LIST + "/{application}"
_MEDIA: Final = {b"%PDF": "application/pdf", b"\x89PNG": "image/png"}


def _applications(call: Call) -> Answer:
    node_of(call)
    state = call.choice("state", tuple(APPLICATION.states), "")
    return Shown(call.tr.gettext("Prefix applications"), list_context(call, state))


def _new(call: Call) -> Answer:
    context = form_context(call, node_of(call), _LIST, BLANK)
    return Shown(call.tr.gettext("Apply for an enterprise prefix"), context)


def _apply(call: Call) -> Answer:
    place, values = node_of(call), typed_values(call)
    parent = values["parent_prefix"] or place.prefixes[0]
    try:
        if parent not in place.prefixes:
            raise FormUnreadable(reason=Text("二级前缀有误", "the second-level prefix is wrong"))
        form = typed_form(call, place)
        call.ensure(_APPLY, target_of(call, form.tidy().uscc, parent))
        made = submit(
            call.store.database,
            form,
            parent,
            actor=Actor.of(call.who),
            at=call.at,
            lookup=_lookup(call),
        )
    except Refused:
        raise
    except LingnanError as failure:
        title = call.tr.gettext("Apply for an enterprise prefix")
        return Shown(title, form_context(call, place, _LIST, values, failure), status_of(failure))
    return Moved(_path(made))


def _show(call: Call) -> Answer:
    found, target = _application(call)
    note_look(call, f"prefix-application:{found.application_no}", found.form.uscc, target)
    context = one_context(call, node_of(call), found, target)
    return Shown(found.form.enterprise_name_zh, context)


def _edit(call: Call) -> Answer:
    found, target = _application(call)
    ensure(call, _APPLY, target)
    APPLICATION.step(found.application_no, found.state, "resubmit")
    action = f"{_path(found)}/again"
    context = form_context(call, node_of(call), action, kept_values(found), before=found)
    return Shown(call.tr.gettext("Correct the application"), context)


def _again(call: Call) -> Answer:
    place = node_of(call)
    found, target = _application(call)
    ensure(call, _APPLY, target)
    values = typed_values(call)
    try:
        form = typed_form(call, place, found)
        # Nobody hands an application over to an enterprise that is not his.
        call.ensure(_APPLY, target_of(call, form.tidy().uscc, found.parent_prefix))
        resubmit(
            call.store.database,
            found.application_no,
            form,
            actor=Actor.of(call.who),
            at=call.at,
            lookup=_lookup(call),
        )
    except Refused:
        raise
    except LingnanError as failure:
        context = form_context(call, place, f"{_path(found)}/again", values, failure, found)
        return Shown(call.tr.gettext("Correct the application"), context, status_of(failure))
    return Moved(_path(found))


def _withdraw(call: Call) -> Answer:
    found, target = _application(call)
    ensure(call, _APPLY, target)
    withdraw(call.store.database, found.application_no, actor=Actor.of(call.who), at=call.at)
    return Moved(_path(found))


def _review(call: Call) -> Answer:
    found, target = _application(call)
    ensure(call, _REVIEW, target)
    decision = call.typed("decision")
    if decision not in DECISIONS:
        raise FormUnreadable(reason=Text("没有选择审核结论", "no decision was chosen"))
    review(
        call.store.database,
        found.application_no,
        decision,
        reviewer=Actor.of(call.who),
        at=call.at,
        reason=call.typed("reason") or None,
        lookup=_lookup(call),
    )
    return Moved(_path(found))


def _allot(call: Call) -> Answer:
    found, target = _application(call)
    ensure(call, _ALLOT, target)
    made = allot(
        call.store.database,
        found.application_no,
        actor=Actor.of(call.who),
        at=call.at,
        number=call.typed("number") or None,
    )
    return Moved(path_of("node", "prefixes", made.prefix))


def _paper(call: Call) -> Answer:
    found, target = _application(call)
    if not call.may(_REVIEW, target):
        ensure(call, _APPLY, target)
    sha256 = call.parameters["sha256"]
    document = next((each for each in found.form.documents if each.sha256 == sha256), None)
    if document is None:
        raise NothingThere
    content = read_paper(node_of(call).folder, sha256)
    if content is None:
        raise PaperMissing(name=document.name, sha256=sha256)
    note_look(call, f"prefix-application:{found.application_no}", found.form.uscc, target)
    return Sent(content, _MEDIA.get(content[:4], "image/jpeg"), document.name)


def _application(call: Call) -> tuple[Application, Target]:
    """Answer the application that the path names, if who asks may see it."""
    try:
        found = find_application(call.store.database, call.parameters["application"])
    except NoApplication as problem:
        raise NothingThere from problem
    target = target_of(call, found.form.uscc, found.parent_prefix)
    ensure(call, READ, target)
    return found, target


def _lookup(call: Call) -> Lookup | None:
    """Answer the register of enterprises; None while it is empty."""
    registry = Registry(call.store)
    return registry.get if registry.count() else None


def _path(found: Application) -> str:
    return path_of("node", "applications", found.application_no)


ROUTES: Final = (
    get(_LIST, READ, _applications),
    get(f"{_LIST}/new", _APPLY, _new),
    post(_LIST, _APPLY, _apply, takes_files=True),
    get(_ONE, READ, _show, application=Row.OWN),
    get(f"{_ONE}/edit", _APPLY, _edit, application=Row.OWN),
    post(f"{_ONE}/again", _APPLY, _again, takes_files=True, application=Row.OWN),
    post(f"{_ONE}/withdraw", _APPLY, _withdraw, application=Row.OWN),
    post(f"{_ONE}/review", _REVIEW, _review, application=Row.OWN),
    post(f"{_ONE}/allot", _ALLOT, _allot, application=Row.OWN),
    get(f"{_ONE}/papers/{{sha256}}", READ, _paper, application=Row.OWN, sha256=Row.OWN),
)
