"""The consents that a financial institution holds now, and the rows it may take with it.

Everything is asked anew at each request, so that a withdrawal holds at once. Not for one
enterprise's page (the enterprise's own pages show a recipient what it consented to).
"""

from collections.abc import Iterator, Sequence
from typing import Final

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.access.consent import ALL, Consent, consents_to
from lingnan.console.group.member import UNNAMED, Named, NameSight, named
from lingnan.console.pages.banks.context import ConsentLine
from lingnan.console.report.load.item import answer_text
from lingnan.console.report.load.ledger import other_lines
from lingnan.console.web.basis import basis_of, models_of, rows_of
from lingnan.console.web.call import Call
from lingnan.console.web.consented import Sight, indicator_groups
from lingnan.console.web.consented_text import data_words
from lingnan.console.web.sheet import Cell
from lingnan.diagnosis.model import Item
from lingnan.registry import Entity, EntityKind
from lingnan.store.audit import Deed, record_deeds

#: A file holds the rows of so many enterprises.
MOST_ENTERPRISES: Final = 300


def bank_of(call: Call) -> Entity:
    """Answer the bank that the path names; its route has made sure that it may be seen."""
    found = call.desk.registry.entity(EntityKind.BANK, call.parameters["bank"])
    call.known(found)
    assert found is not None  # noqa: S101  known above
    return found


def consents_of_bank(call: Call) -> list[Consent]:
    """Answer the consents that the bank holds now."""
    recipient = Scope(ScopeKind.BANK, call.parameters["bank"])
    return consents_to(call.store.database, recipient, at=call.at)


def names_of(call: Call, consents: Sequence[Consent]) -> dict[str, Named]:
    """Answer the names of the enterprises that consented."""
    return named(call, {each.uscc for each in consents}, NameSight(is_whole=True))


def consent_lines(call: Call, consents: Sequence[Consent]) -> tuple[ConsentLine, ...]:
    """Answer consents as lines of words, by name."""
    names, groups = names_of(call, consents), indicator_groups(call.pack)
    lines = [
        ConsentLine(
            name=(names[each.uscc].name if each.uscc in names else UNNAMED).in_(call.lang),
            path=f"/enterprises/{each.uscc}",
            data=data_words(call.tr, call.pack, each.indicators, groups),
            purpose=each.purpose,
            given=call.tr.instant(each.given_at),
            until=call.tr.short_day(each.until),
        )
        for each in consents
    ]
    return tuple(sorted(lines, key=lambda line: (line.name, line.path, line.until)))


def headings(call: Call) -> tuple[str, ...]:
    """Name the columns of the file."""
    _ = call.tr.gettext
    return (
        _("Enterprise"),
        _("Unified social credit code"),
        _("Indicator"),
        _("Name of the indicator"),
        _("Value"),
        _("Grade of proof"),
        _("Day of the fact"),
        _("Source"),
        _("Evidence no."),
        _("Document hash (SHA-256)"),
        _("Consented until"),
    )


def consented_rows(call: Call, consents: Sequence[Consent]) -> list[tuple[Cell, ...]]:
    """Answer the evidence in force of what was consented to, and note each look.

    Raises: NoRun.
    """
    names = names_of(call, consents)
    until = {each.uscc: each.until for each in sorted(consents, key=lambda one: one.until)}
    found: list[tuple[Cell, ...]] = []
    codes = sorted(until)[:MOST_ENTERPRISES]
    for code in codes:
        if code in names:
            sight = _sight([each for each in consents if each.uscc == code])
            found += [(*row, until[code]) for row in _rows(call, code, names[code], sight)]
    deeds = [
        Deed(call.at, call.who.actor, Permission.EVIDENCE_READ.value, "page:export", None, code)
        for code in codes
    ]
    with call.store.database.begin() as connection:
        record_deeds(connection, deeds)
    return found


def _sight(consents: Sequence[Consent]) -> Sight:
    """What the bank may see of one enterprise; also for an auditor, who may see more elsewhere."""
    codes = {code for each in consents for code in each.indicators}
    return Sight(None if ALL in codes else frozenset(codes))


def _rows(call: Call, code: str, name: Named, sight: Sight) -> Iterator[tuple[Cell, ...]]:
    tr, pack = call.tr, call.pack
    with call.desk.engine() as engine:
        basis = basis_of(call.store, engine, call.desk.run, code, at=call.at)
        rows = sight.rows(rows_of(call.store, engine, basis, code))
    items = _items(call)
    told = {row.evidence_no: row.fact for row in rows}
    for line in other_lines(tr, pack, rows, (), basis.as_of):
        fact = told[line.evidence_no]
        item = items.get(fact.indicator_code)
        value = line.value if item is None else answer_text(tr, item, fact.value_code) or line.value
        yield (
            name.name.in_(call.lang),
            code,
            fact.indicator_code,
            line.item,
            value,
            line.grade_name,
            line.fact_date,
            line.source,
            line.evidence_no,
            line.document or "",
        )


def _items(call: Call) -> dict[str, Item]:
    return {
        code: item
        for model in models_of(call.pack)
        for item in model.items
        for code in item.indicators
    }
