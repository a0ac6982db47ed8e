"""The form of a template: rows of items as typed, and as the business side reads them.

Not for judging it (business.template_form).
"""

from typing import Any, Final

from lingnan.console.pages.node.template.context import ItemFields
from lingnan.console.web.call import Call
from lingnan.sources.identifier.business.template import MAX_ITEMS, RESTRICTED, Item, Template

_VALUES: Final = (
    *("prefix", "version", "name", "description"),
    *("industryCode", "type", "codingKind"),
)
#: What an empty form holds.
BLANK: Final = dict.fromkeys(_VALUES, "")
#: Empty rows offered below those that are filled.
BLANK_ROWS: Final = 4


def typed_values(call: Call) -> dict[str, str]:
    """Answer what was typed above the items."""
    return {name: call.typed(name) for name in _VALUES}


def typed_items(call: Call) -> list[ItemFields]:
    """Answer the rows of items that are not empty, in order."""
    found = []
    for number in range(MAX_ITEMS + BLANK_ROWS):
        place = f"item.{number}."
        if f"{place}type" not in call.form:
            break
        row = ItemFields(
            call.typed(f"{place}index"),
            call.typed(f"{place}type"),
            call.typed(f"{place}name"),
            call.typed(f"{place}kind"),
            call.typed(f"{place}least"),
            call.typed(f"{place}most"),
            bool(call.typed(f"{place}required")),
            not call.typed(f"{place}disabled"),
            bool(call.typed(f"{place}restricted")),
        )
        if row.type or row.name or row.index:
            found.append(row)
    return found


def form_of(values: dict[str, str], items: list[ItemFields]) -> dict[str, Any]:
    """Answer a form as `business.template_form.read_template` reads it."""
    return values | {"items": [_item(each) for each in items]}


def values_of(template: Template) -> dict[str, str]:
    """Answer the fields of a template, to be changed or taken for a further version."""
    return {
        "prefix": template.prefix,
        "version": template.version,
        "name": template.name_zh,
        "description": template.description or "",
        "industryCode": template.industry_code,
        "type": str(template.object_kind),
        "codingKind": template.coding_kind or "",
    }


def fields_of(item: Item) -> ItemFields:
    """Answer an item as fields."""
    return ItemFields(
        str(item.index),
        item.type,
        item.name,
        item.data_type.value,
        str(item.least),
        str(item.most),
        item.is_required,
        item.is_enabled,
        item.reader_scope == RESTRICTED,
    )


def _item(row: ItemFields) -> dict[str, Any]:
    return {
        "name": row.name,
        "idType": row.type,
        "idIndex": row.index,
        "required": row.is_required,
        "state": int(row.is_enabled),
        "readerScope": RESTRICTED if row.is_restricted else 1,
        "metadata": {"type": row.kind, "minLength": row.least, "maxLength": row.most},
    }
