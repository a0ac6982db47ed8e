"""Content packs: at a glance, the records of a kind, two versions compared."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.group.paging import paged
from lingnan.console.i18n import N_
from lingnan.console.pages.packs.context import (
    ChangeLine,
    DiffContext,
    PackContext,
    RecordsContext,
)
from lingnan.console.pages.packs.read import (
    kind_lines,
    kind_name,
    record_line,
    records_of,
    version_label,
    versions_of,
)
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get
from lingnan.console.web.sheet import sent_csv
from lingnan.packs import diff_packs

_READ: Final = Permission.PACKS_READ
_KIND: Final = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}
_PAGE: Final = 50
_DIFF_PAGE: Final = 100


def _pack(call: Call) -> Answer:
    pack, _ = call.pack, call.tr.gettext
    facts = (
        (_("Title"), pack.title.in_(call.lang)),
        (_("Name"), pack.id),
        (_("Version"), pack.version),
        (_("Region"), pack.region_code),
        ("SHA-256", pack.content_hash),
    )
    others = tuple(
        (key, version_label(call, each))
        for key, each in versions_of(call).items()
        if each.content_hash != pack.content_hash
    )
    gaps = tuple(gap.what.in_(call.lang) for gap in pack.gaps)
    return Shown(_("Content pack"), PackContext(facts, kind_lines(call, pack), gaps, others))


def _records(call: Call) -> Answer:
    kind, pack = call.parameters["kind"], call.pack
    title = kind_name(call, pack, kind)
    records = records_of(pack, kind)
    only = call.asked("unconfirmed") == "1"
    if only:
        records = [each for each in records if getattr(each, "is_confirmed", None) is False]
    shown, pages = paged(call, records, _PAGE)
    path = f"/packs/{kind}"
    context = RecordsContext(
        tuple(record_line(call, pack, each) for each in shown),
        pages,
        only,
        path,
        f"{path}?unconfirmed=1",
    )
    return Shown(title, context)


def _diff(call: Call) -> Answer:
    known = versions_of(call)
    first = known.get(call.asked("first"), None)
    second = known.get(call.asked("second"), call.pack)
    if first is None:
        raise NothingThere
    changes = diff_packs(first, second)
    tr, lang = call.tr, call.lang
    _ = tr.gettext
    if call.asked("form") == "csv":
        headings = (_("Change"), _("Where"), _("Before"), _("After"))
        rows = [(each.kind, each.path, each.old, each.new) for each in changes]
        return sent_csv("packs.csv", headings, rows, lang)
    shown, pages = paged(call, changes, _DIFF_PAGE)
    counts = {kind: sum(each.kind == kind for each in changes) for kind in _KIND}
    sentence = tr.sentence(
        [
            _("{added} added, {removed} removed, {changed} changed").format(
                **{kind: tr.number(count) for kind, count in counts.items()}
            )
        ]
    )
    lines = tuple(
        ChangeLine(
            each.kind,
            _(_KIND[each.kind]),
            each.path,
            "" if each.old is None else each.old.in_(lang),
            "" if each.new is None else each.new.in_(lang),
        )
        for each in shown
    )
    csv = f"/packs/diff?first={call.asked('first')}&second={second.content_hash[:12]}&form=csv"
    context = DiffContext(
        version_label(call, first), version_label(call, second), sentence, lines, pages, csv
    )
    return Shown(_("Two versions of the content"), context)


ROUTES: Final = (
    get("/packs", _READ, _pack),
    get("/packs/diff", _READ, _diff),
    get("/packs/{kind}", _READ, _records, kind=Row.CONTENT),
)
MENU: Final = (
    Entry(
        "/packs",
        N_("Content pack"),
        80,
        _READ,
        frozenset({Role.PROGRAMME_OFFICE, Role.ADMINISTRATOR, Role.AUDITOR}),
    ),
)
