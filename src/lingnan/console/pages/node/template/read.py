"""What the pages of templates show."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import or_

from lingnan.access import Permission
from lingnan.console.i18n import NOTHING
from lingnan.console.pages.node.context import tabs_of
from lingnan.console.pages.node.place import NodePlace
from lingnan.console.pages.node.prefix.read import history_of, visible_prefixes, waits_of
from lingnan.console.pages.node.right import READ, seen_by_prefix, target_of_prefix
from lingnan.console.pages.node.template.context import (
    ItemFields,
    ItemRow,
    TemplateContext,
    TemplateFormContext,
    TemplateRow,
    TemplatesContext,
)
from lingnan.console.pages.node.template.form import BLANK_ROWS
from lingnan.console.pages.node.word import Pair, choices, cut_note, link, moment, path_of
from lingnan.console.web.call import Call
from lingnan.console.web.seen import state_of
from lingnan.kernel import LingnanError, Text, industry
from lingnan.sources.identifier.business.table import metadata_template
from lingnan.sources.identifier.business.template import (
    OBJECT_KIND,
    RESTRICTED,
    DataType,
    Item,
    Template,
)
from lingnan.sources.identifier.business.template_store import list_templates
from lingnan.sources.identifier.coding import ObjectKind

_CHANGE: Final = Permission.IDENTIFIER_TEMPLATE
_MOST: Final = 500
DATA_TYPES: Final = {
    DataType.STRING.value: Text("文本", "text"),
    DataType.NUMBER.value: Text("数值", "number"),
    DataType.INTEGER.value: Text("整数", "whole number"),
    DataType.DATE.value: Text("日期", "day"),
    DataType.DATETIME.value: Text("日期时间", "day and time"),
    DataType.BOOLEAN.value: Text("是或否", "yes or no"),
    DataType.URL.value: Text("网址", "web address"),
}
CODINGS: Final = {
    ObjectKind.PRODUCT.value: Text("产品编码规则", "products"),
    ObjectKind.DEVICE.value: Text("设备编码规则", "devices"),
    ObjectKind.BATCH.value: Text("批次编码规则", "batches"),
    ObjectKind.CARRIER.value: Text("载体编码规则", "carriers"),
}


def visible_templates(call: Call, place: NodePlace, find: str = "") -> list[Template]:
    """Answer the templates of the node and those of prefixes that who asks may see."""
    table = metadata_template.c
    conditions = [seen_by_prefix(call, table.prefix, shared=place.prefixes)]
    if find:
        named = (table.prefix, table.version, table.name_zh, table.industry_code)
        conditions.append(or_(*(each.icontains(find, autoescape=True) for each in named)))
    return list_templates(call.store.database, *conditions, limit=_MOST)


def open_prefixes(call: Call, place: NodePlace, permission: Permission) -> tuple[Pair, ...]:
    """Answer the prefixes under which who asks may act: the node's own and filed ones."""
    own = [
        (each, call.tr.gettext("the node itself"))
        for each in place.prefixes
        if call.may(permission, target_of_prefix(call, each, place.prefixes))
    ]
    others = [
        (each.prefix, each.enterprise_name_zh)
        for each in visible_prefixes(call, state="filed")
        if call.may(permission, target_of_prefix(call, each.prefix, place.prefixes))
    ]
    return tuple((prefix, f"{prefix} {name}") for prefix, name in [*own, *others])


def list_context(call: Call, place: NodePlace, find: str) -> TemplatesContext:
    """Answer the list of templates."""
    tr = call.tr
    found = visible_templates(call, place, find)
    enabled = sum(each.is_enabled for each in found)
    finding = tr.gettext("{all} templates, {enabled} of them in use.").format(
        all=tr.number(len(found)), enabled=tr.number(enabled)
    )
    return TemplatesContext(
        tabs=tabs_of(call),
        finding=finding,
        rows=tuple(_row(call, each) for each in found),
        find=find,
        may_make=call.may(_CHANGE),
        note=cut_note(tr, len(found), _MOST),
    )


def one_context(call: Call, place: NodePlace, found: Template) -> TemplateContext:
    """Answer one version."""
    _, lang = call.tr.gettext, call.lang
    target = target_of_prefix(call, found.prefix, place.prefixes)
    thing = f"{found.prefix}/{found.version}"
    links = []
    if call.may(Permission.IDENTIFIER_REGISTER):
        links.append((link("/node/registrations/new", template=thing), _("Register by it")))
        links.append((link("/node/registrations/batch", template=thing), _("Register a file")))
    if call.may(_CHANGE):
        links.append((link("/node/templates/new", source=thing), _("Make a further version")))
    coding = CODINGS.get(found.coding_kind or "")
    return TemplateContext(
        tabs=tabs_of(call),
        path=path_of("node", "templates", found.prefix, found.version),
        version=found.version,
        prefix=found.prefix,
        state=_state(call, found),
        facts=(
            (_("Prefix"), found.prefix),
            (_("Version"), found.version),
            (_("Its own identifier"), found.handle),
            (_("Industry (GB/T 4754)"), _industry(call, found.industry_code)),
            (_("Kind of object"), OBJECT_KIND[found.object_kind].in_(lang)),
            (_("Coding rule of suffixes"), NOTHING if coding is None else coding.in_(lang)),
            (_("Description"), found.description or NOTHING),
            (_("Made at"), moment(found.made_at)),
            (_("Last step at"), moment(found.changed_at)),
        ),
        items=tuple(_item(call, each) for each in found.items),
        links=tuple(links),
        may_change=call.may(_CHANGE, target) and call.may(READ, target),
        is_enabled=found.is_enabled,
        waits=waits_of(call, found.handle),
        history=history_of(call, f"template:{found.handle}"),
    )


def form_context(
    call: Call,
    place: NodePlace,
    action: str,
    values: dict[str, str],
    items: Iterable[ItemFields],
    *,
    failure: LingnanError | None = None,
    fixed: Template | None = None,
) -> TemplateFormContext:
    """Answer the form with some empty rows below the items."""
    return TemplateFormContext(
        tabs=tabs_of(call),
        action=action,
        problem="" if failure is None else failure.render(call.lang),
        is_fixed=fixed is not None,
        seen="" if fixed is None else seen_of(fixed),
        values=values,
        items=(*items, *(ItemFields() for _ in range(BLANK_ROWS))),
        prefixes=open_prefixes(call, place, _CHANGE),
        kinds=choices(DATA_TYPES, call.lang),
        objects=choices({str(key): name for key, name in OBJECT_KIND.items()}, call.lang),
        codings=choices(CODINGS, call.lang),
    )


def seen_of(template: Template) -> str:
    """Answer the state of a template as a form carries it."""
    return state_of(template.handle, template.revision)


def _row(call: Call, found: Template) -> TemplateRow:
    return TemplateRow(
        path_of("node", "templates", found.prefix, found.version),
        found.prefix,
        found.version,
        found.name_zh,
        _industry(call, found.industry_code),
        call.tr.number(len(found.items)),
        _state(call, found),
        moment(found.changed_at),
    )


def _item(call: Call, item: Item) -> ItemRow:
    _ = call.tr.gettext
    marks = [
        told
        for is_it, told in (
            (item.is_required, _("Required")),
            (item.reader_scope == RESTRICTED, _("for administrators only")),
            (not item.is_enabled, _("out of use")),
        )
        if is_it
    ]
    return ItemRow(
        str(item.index),
        item.type,
        item.name,
        DATA_TYPES[item.data_type.value].in_(call.lang),
        f"{item.least}–{item.most}",
        call.tr.listing(marks) or NOTHING,
    )


def _state(call: Call, found: Template) -> str:
    _ = call.tr.gettext
    return _("in use") if found.is_enabled else _("out of use")


def _industry(call: Call, code: str) -> str:
    return f"{code} {industry.name(code).in_(call.lang)}"
