"""Templates of a second-level node: /snms/api/v5/template (Handle protocol facts §4.5)."""

from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target, may, visible
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.business.template_form import read_template, write_template
from lingnan.sources.identifier.business.template_store import (
    add_template,
    change_template,
    find_template,
    list_templates,
    remove_template,
)
from lingnan.sources.identifier.management.call import Call, text_of
from lingnan.sources.identifier.management.place import ensure_open, target_of_prefix
from lingnan.sources.identifier.management.route import Route

_READ, _CHANGE = Permission.IDENTIFIER_READ, Permission.IDENTIFIER_TEMPLATE


async def show(call: Call) -> dict[str, Any]:
    """Show one version. Raises: NoTemplate, Refused."""
    prefix = call.query("prefix")
    ensure_readable(call, prefix)
    return write_template(find_template(call.desk.database, prefix, call.query("version")))


async def show_all(call: Call) -> list[dict[str, Any]]:
    """Show the templates that who asks may see: his own and those of the node."""
    own = metadata_template.c.prefix
    seen = visible(call.who, _READ, {ScopeKind.PREFIX: own})
    of_node = own.in_(call.desk.registrar.prefixes)
    return [write_template(each) for each in list_templates(call.desk.database, seen | of_node)]


async def add(call: Call) -> bool:
    """Add a version. Raises: TemplateInvalid, TemplateExists, Refused."""
    form = read_template(await call.object())
    ensure_open(call, _CHANGE, form.prefix)
    made = add_template(call.desk.database, form, actor=call.actor, at=call.at)
    return await _shown(call, made)


async def change(call: Call) -> bool:
    """Change a version within what keeps old identifiers valid; `state` 0 disables it.

    Raises: TemplateInvalid, NoTemplate, Refused.
    """
    told = await call.object()
    form = read_template(told)
    ensure_open(call, _CHANGE, form.prefix)
    state = told.get("state")
    made = change_template(
        call.desk.database,
        form,
        actor=call.actor,
        at=call.at,
        is_enabled=None if state is None else bool(state),
    )
    return await _shown(call, made)


async def remove(call: Call) -> bool:
    """Remove a version that nothing refers to. Raises: NoTemplate, TemplateInUse, Refused."""
    form = await call.object()
    prefix, version = text_of(form, "prefix", most=128), text_of(form, "version", most=128)
    ensure_open(call, _CHANGE, prefix)
    found = find_template(call.desk.database, prefix, version)
    remove_template(call.desk.database, prefix, version, actor=call.actor, at=call.at)
    return await _shown(call, found)


def ensure_readable(call: Call, prefix: str) -> None:
    """Refuse a template that is neither one's own nor the node's. Raises: Refused."""
    if prefix in call.desk.registrar.prefixes and _READ in call.who.permissions:
        return
    target = target_of_prefix(call, prefix)
    if not may(call.who, _READ, target):
        call.ensure(_READ, target if target.places else Target())


async def _shown(call: Call, template: Template) -> bool:
    await call.settle(template.handle)
    return True


_PATH: Final = "/snms/api/v5/template"
ROUTES: Final = (
    Route("GET", _PATH, _READ, show),
    Route("GET", f"{_PATH}/list", _READ, show_all),
    Route("POST", _PATH, _CHANGE, add),
    Route("PUT", _PATH, _CHANGE, change),
    Route("DELETE", _PATH, _CHANGE, remove),
)
