"""Saving answers of a form: one at once by HTMX, or a whole section by its button.

Not for submitting them as evidence (submit).
"""

from collections.abc import Sequence

from lingnan.console.pages.questionnaire.answer import Sheet, typed_value
from lingnan.console.pages.questionnaire.draft import Clash, Kept, save_answer
from lingnan.console.pages.questionnaire.file import add_files
from lingnan.console.web.call import Call
from lingnan.packs.content.model import ItemContent


def save_one(call: Call, sheet: Sheet, item: ItemContent) -> Kept | Clash | None:
    """Keep the answer typed to one question; null when the reader left it as he saw it.

    A question that the form does not carry is left alone too.
    """
    if f"v.{item.id}" not in call.form:
        return None
    value = typed_value(call, sheet, item)
    kept = sheet.draft.of(item.id)
    if value == call.typed(f"o.{item.id}"):
        return None
    if value == sheet.before(item.id) and not kept.version:
        return None
    return save_answer(
        call.store.database,
        sheet.key,
        item.id,
        value,
        seen=version_of(call, item.id),
        by=call.who.name,
        at=call.at,
    )


def save_section(call: Call, sheet: Sheet, items: Sequence[ItemContent]) -> list[Clash]:
    """Keep all answers and files of a section's form; answers those that clash.

    Raises: TooLarge, UploadRefused, TooManyFiles; answers before the file are kept.
    """
    clashes = []
    for item in items:
        saved = save_one(call, sheet, item)
        if isinstance(saved, Clash):
            clashes.append(saved)
    for item in items:
        files = list(call.files.get(f"f.{item.id}", ()))
        if files:
            add_files(call, sheet.key, item.id, files)
    return clashes


def version_of(call: Call, item_id: str) -> int:
    """Answer in which version the reader saw an answer; 0 when he saw none."""
    told = call.typed(f"v.{item_id}")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
