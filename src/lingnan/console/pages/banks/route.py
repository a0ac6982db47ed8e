"""One financial institution: who consented to it, and the file of what was consented to."""

from typing import Final

from lingnan.access import Permission, Role, ScopeKind
from lingnan.console.group.paging import paged
from lingnan.console.i18n import N_
from lingnan.console.pages.banks.context import BankContext
from lingnan.console.pages.banks.read import (
    MOST_ENTERPRISES,
    bank_of,
    consent_lines,
    consented_rows,
    consents_of_bank,
    headings,
)
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import get
from lingnan.console.web.sheet import sent_csv


def _bank(call: Call) -> Answer:
    bank = bank_of(call)
    consents = consents_of_bank(call)
    lines = consent_lines(call, consents)
    shown, pages = paged(call, lines)
    tr = call.tr
    count = len({each.uscc for each in consents})
    sentence = tr.ngettext(
        "{count} enterprise has consented to show you data.",
        "{count} enterprises have consented to show you data.",
        count,
    ).format(count=tr.number(count))
    rest = tr.gettext("A file holds the first {most} enterprises.")
    context = BankContext(
        path=f"/banks/{bank.entity_code}",
        sentence=sentence,
        lines=tuple(shown),
        pages=pages,
        may_export=bool(lines) and call.may(Permission.EVIDENCE_READ),
        rest=rest.format(most=tr.number(MOST_ENTERPRISES)) if count > MOST_ENTERPRISES else "",
    )
    name = bank.name_zh if call.lang == "zh" else bank.name_en or bank.name_zh
    return Shown(name, context)


def _export(call: Call) -> Answer:
    bank = bank_of(call)
    rows = consented_rows(call, consents_of_bank(call))
    return sent_csv(f"consented-{bank.entity_code}.csv", headings(call), rows, call.lang)


ROUTES: Final = (
    get("/banks/{bank}", Permission.CONSENTS_READ, _bank, bank=ScopeKind.BANK),
    get("/banks/{bank}/export", Permission.EVIDENCE_READ, _export, bank=ScopeKind.BANK),
)
MENU: Final = (
    Entry(
        "/banks/{bank}",
        N_("Consenting enterprises"),
        10,
        Permission.CONSENTS_READ,
        frozenset({Role.BANK}),
    ),
)
