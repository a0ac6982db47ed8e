"""Templates: the list, one version, making one, changing it, taking it out of use, removing it."""

from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.node.place import NodePlace, node_of, settle_wishes
from lingnan.console.pages.node.right import READ, ensure, target_of_prefix
from lingnan.console.pages.node.template.context import ItemFields
from lingnan.console.pages.node.template.form import (
    BLANK,
    fields_of,
    form_of,
    typed_items,
    typed_values,
    values_of,
)
from lingnan.console.pages.node.template.read import (
    form_context,
    list_context,
    one_context,
    open_prefixes,
    seen_of,
)
from lingnan.console.pages.node.word import path_of
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.seen import ensure_seen
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.actor import Actor
from lingnan.sources.identifier.business.errors import NoPrefix, NoTemplate
from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.business.template_form import read_template
from lingnan.sources.identifier.business.template_store import (
    add_template,
    change_template,
    enable_template,
    find_template,
    remove_template,
)

_CHANGE: Final = Permission.IDENTIFIER_TEMPLATE
_LIST: Final = "/node/templates"
_ONE: Final = _LIST + "/{prefix}/{version}"
#: Templates of the node are for every reader, those of others for who reads their prefix; the
#: handler looks.
_OWN: Final = Row.OWN


def _templates(call: Call) -> Answer:
    context = list_context(call, node_of(call), call.asked("find").strip())
    return Shown(call.tr.gettext("Metadata templates"), context)


def _show(call: Call) -> Answer:
    place = node_of(call)
    found = readable(call, place, call.parameters["prefix"], call.parameters["version"])
    return Shown(found.name_zh, one_context(call, place, found))


def _new(call: Call) -> Answer:
    place = node_of(call)
    values = BLANK
    items: list[ItemFields] = []
    source = call.asked("source")
    if source:
        prefix, _, version = source.partition("/")
        found = readable(call, place, prefix, version)
        items = [fields_of(each) for each in found.items]
        values = values_of(found) | {"version": ""}
    context = form_context(call, place, _LIST, values, items)
    return Shown(call.tr.gettext("A new template"), context)


def _make(call: Call) -> Answer:
    place, values, items = node_of(call), typed_values(call), typed_items(call)
    title = call.tr.gettext("A new template")
    if call.typed("more"):
        return Shown(title, form_context(call, place, _LIST, values, items))
    try:
        form = read_template(form_of(values, items))
        if form.prefix not in {prefix for prefix, _ in open_prefixes(call, place, _CHANGE)}:
            raise NoPrefix(prefix=form.prefix)
        made = add_template(call.store.database, form, actor=Actor.of(call.who), at=call.at)
    except LingnanError as failure:
        context = form_context(call, place, _LIST, values, items, failure=failure)
        return Shown(title, context, status_of(failure))
    settle_wishes(call, made.handle)
    return Moved(_path(made))


def _edit(call: Call) -> Answer:
    place, found = node_of(call), _own(call)
    items = [fields_of(each) for each in found.items]
    action = f"{_path(found)}/change"
    context = form_context(call, place, action, values_of(found), items, fixed=found)
    return Shown(found.name_zh, context)


def _change(call: Call) -> Answer:
    place, found = node_of(call), _own(call)
    fixed = {"prefix": found.prefix, "version": found.version}
    values, items = typed_values(call) | fixed, typed_items(call)
    action = f"{_path(found)}/change"
    if call.typed("more"):
        context = form_context(call, place, action, values, items, fixed=found)
        return Shown(found.name_zh, context)
    try:
        ensure_seen(call, seen_of(found), f"template:{found.handle}")
        form = read_template(form_of(values, items))
        change_template(call.store.database, form, actor=Actor.of(call.who), at=call.at)
    except LingnanError as failure:
        context = form_context(call, place, action, values, items, failure=failure, fixed=found)
        return Shown(found.name_zh, context, status_of(failure))
    settle_wishes(call, found.handle)
    return Moved(_path(found))


def _state(call: Call) -> Answer:
    found = _own(call)
    enable_template(
        call.store.database,
        found.prefix,
        found.version,
        is_enabled=call.typed("is_enabled") == "1",
        actor=Actor.of(call.who),
        at=call.at,
    )
    settle_wishes(call, found.handle)
    return Moved(_path(found))


def _remove(call: Call) -> Answer:
    found = _own(call)
    remove_template(
        call.store.database, found.prefix, found.version, actor=Actor.of(call.who), at=call.at
    )
    settle_wishes(call, found.handle)
    return Moved(_LIST)


def readable(call: Call, place: NodePlace, prefix: str, version: str) -> Template:
    """Answer a template of the node or of a prefix that who asks may see. Raises: NothingThere."""
    if prefix not in place.prefixes:
        ensure(call, READ, target_of_prefix(call, prefix, place.prefixes))
    try:
        return find_template(call.store.database, prefix, version)
    except NoTemplate as problem:
        raise NothingThere from problem


def _own(call: Call) -> Template:
    """Answer the template that the path names, if who asks may change it."""
    place = node_of(call)
    found = readable(call, place, call.parameters["prefix"], call.parameters["version"])
    ensure(call, _CHANGE, target_of_prefix(call, found.prefix, place.prefixes))
    return found


def _path(found: Template) -> str:
    return path_of("node", "templates", found.prefix, found.version)


ROUTES: Final = (
    get(_LIST, READ, _templates),
    get(f"{_LIST}/new", _CHANGE, _new),
    post(_LIST, _CHANGE, _make),
    get(_ONE, READ, _show, prefix=_OWN, version=_OWN),
    get(f"{_ONE}/edit", _CHANGE, _edit, prefix=_OWN, version=_OWN),
    post(f"{_ONE}/change", _CHANGE, _change, prefix=_OWN, version=_OWN),
    post(f"{_ONE}/state", _CHANGE, _state, prefix=_OWN, version=_OWN),
    post(f"{_ONE}/remove", _CHANGE, _remove, prefix=_OWN, version=_OWN),
)
