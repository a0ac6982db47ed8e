"""The form that a template makes: a field an item, and what was typed as a row of registration.

Not for judging values (business.row_judge).
"""

from collections.abc import Mapping
from typing import Any, Final

from lingnan.console.pages.node.registration.context import ItemField
from lingnan.console.pages.node.word import Pair
from lingnan.console.web.call import Call
from lingnan.sources.identifier.business.template import RESTRICTED, DataType, Item, Template

_KINDS: Final = {
    DataType.DATE: "date",
    DataType.DATETIME: "datetime-local",
    DataType.URL: "url",
}
_ITEM: Final = "item."


def fields_of(call: Call, template: Template, told: Mapping[str, str]) -> tuple[ItemField, ...]:
    """Answer the fields of a template; `told` holds what they show, by the field's name."""
    return tuple(
        _field(call, item, told.get(f"{_ITEM}{item.index}", ""))
        for item in template.items
        if item.is_enabled
    )


def typed_items(call: Call, template: Template) -> dict[str, str]:
    """Answer what was typed into the fields of a template, by the field's name."""
    names = (f"{_ITEM}{item.index}" for item in template.items if item.is_enabled)
    return {name: call.typed(name) for name in names}


def shown_items(texts: Mapping[int, str]) -> dict[str, str]:
    """Answer the values of an identifier as its form shows them."""
    return {f"{_ITEM}{index}": text for index, text in texts.items()}


def row_of(
    template: Template, told: Mapping[str, str], *, valid_until: str, **name: str
) -> dict[str, Any]:
    """Answer a row as `business.registration` takes it; `name` is a handle, or code and prefix."""
    row: dict[str, Any] = {
        **name,
        "templateVersion": template.version,
        "value": [
            {
                "index": item.index,
                "type": item.type,
                "data": {"format": "string", "value": told[f"{_ITEM}{item.index}"]},
            }
            for item in template.items
            if item.is_enabled and told.get(f"{_ITEM}{item.index}")
        ],
    }
    if valid_until:
        row["validUntil"] = valid_until
    return row


def _field(call: Call, item: Item, value: str) -> ItemField:
    _ = call.tr.gettext
    options: tuple[Pair, ...] = ()
    if item.data_type is DataType.BOOLEAN:
        options = (("true", _("yes")), ("false", _("no")))
    told = []
    if item.least:
        told.append(_("{least} to {most} characters").format(least=item.least, most=item.most))
    if item.reader_scope == RESTRICTED:
        told.append(_("for administrators only"))
    return ItemField(
        f"{_ITEM}{item.index}",
        item.name,
        f"{item.type} · {item.index}",
        _KINDS.get(item.data_type, "text"),
        call.tr.listing(told),
        value,
        item.is_required,
        item.most,
        options,
    )
