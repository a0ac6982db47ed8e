"""Proposed changes and the fields of their form, in words. Not for keeping them (change)."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from lingnan.access.duty import account_of
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.enterprise.change import Proposed
from lingnan.console.pages.enterprise.context import Change, ChangedCell, FieldView
from lingnan.console.pages.enterprise.word import (
    count_cell,
    industries_words,
    industry_words,
    money_cell,
    ownership_word,
)
from lingnan.console.web.job_view import JobView
from lingnan.console.web.seen import state_of
from lingnan.console.work.change.cell import PROPOSABLE, RENAMED, cells_of
from lingnan.console.work.change.settle import WAITING
from lingnan.registry import Enterprise, Ownership


def change_view(
    tr: Translator,
    found: Proposed,
    enterprise: Enterprise | None,
    name: str,
    job: JobView | None = None,
) -> Change:
    """Write a proposed change, each cell as it stood and as it is to stand.

    `enterprise` is the register's row now; what it holds is the state that a decision must know.
    `job` is the last one that was to enter it.
    """
    present = {} if enterprise is None else cells_of(enterprise)
    labels = labels_of(tr)
    return Change(
        change_id=found.change_id,
        uscc=found.uscc,
        name=name,
        cells=tuple(
            ChangedCell(
                labels.get(column, column),
                cell_words(tr, column, found.stood.get(column, "")),
                cell_words(tr, column, wanted),
            )
            for column, wanted in found.wanted.items()
        ),
        reason=found.reason,
        state=found.state,
        proposed_by=short_actor(found.proposed_by),
        proposed_at=found.proposed_at,
        decided_by=short_actor(found.decided_by) if found.decided_by else None,
        decided_at=found.decided_at,
        answer=found.answer,
        now_differs=found.state == WAITING
        and any(present.get(c, "") != text for c, text in found.stood.items() if c in present),
        seen=state_now(enterprise),
        job=job if found.state == WAITING else None,
    )


def state_now(enterprise: Enterprise | None) -> str:
    """The state of the register's row that a decision was made in sight of."""
    cells = {} if enterprise is None else cells_of(enterprise)
    return state_of(*sorted(cells.items()))


def short_actor(actor: str) -> str:
    """An actor of the audit trail as people read it."""
    return account_of(actor).removeprefix("account:")


def labels_of(tr: Translator) -> dict[str, str]:
    """Name the columns that may be proposed."""
    _ = tr.gettext
    return {
        "name_zh": _("Name"),
        RENAMED: _("New name holds from"),
        "name_en": _("English name"),
        "industry_code": _("Main industry"),
        "other_industry_codes": _("Other industries"),
        "employees_count": _("Headcount"),
        "revenue_cny": _("Revenue a year"),
        "ownership": _("Ownership"),
    }


def cell_words(tr: Translator, column: str, text: str) -> str:
    """Write a cell of the register for people; what cannot be read stays as it is."""
    if not text:
        return NOTHING
    try:
        if column == "industry_code":
            return industry_words(tr, text)
        if column == "other_industry_codes":
            return industries_words(tr, tuple(text.split(";")))
        if column == "employees_count":
            return count_cell(tr, int(text))
        if column == "revenue_cny":
            return money_cell(tr, Decimal(text))
        if column == "ownership":
            return ownership_word(tr, Ownership(text))
    except (ValueError, InvalidOperation):
        return text
    return text


def fields_of(
    tr: Translator,
    enterprise: Enterprise,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The fields of the form, as the register holds them or as they were typed."""
    _ = tr.gettext
    present, labels = cells_of(enterprise), labels_of(tr)
    shown = present if typed is None else {**present, **typed}
    helps = {
        "name_zh": _("As on the business licence."),
        RENAMED: _("Only with a new name: the day from which it holds."),
        "industry_code": _("Code of GB/T 4754–2017, such as C3411."),
        "other_industry_codes": _("Further codes, separated by semicolons."),
        "employees_count": _("Persons at the end of the last year."),
        "revenue_cny": _("Yuan of the last whole year; 1200万元 may be written."),
    }
    owners = tuple((str(each), ownership_word(tr, each)) for each in Ownership)
    kinds = {RENAMED: "date", "ownership": "choice"}
    order = [*PROPOSABLE[:1], RENAMED, *PROPOSABLE[1:]]
    return tuple(
        FieldView(
            name=name,
            label=labels[name],
            value=shown.get(name, ""),
            stood=cell_words(tr, name, present.get(name, "")) if name in present else "",
            help=helps.get(name, ""),
            kind=kinds.get(name, "text"),
            options=owners if name == "ownership" else (),
            error=(errors or {}).get(name, ""),
        )
        for name in order
    )
