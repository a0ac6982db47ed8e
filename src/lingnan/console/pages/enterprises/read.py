"""The list of enterprises: a page of it, the form above it, and what is newer than the run."""

from typing import Final

from lingnan.access import Permission, may
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.enterprises.context import Filters, FoundList, Line, Option
from lingnan.console.pages.enterprises.wish import Wish, levels_of, targets_of
from lingnan.console.report.load.word import heading, size_name
from lingnan.console.shelf import Listed, Shelf
from lingnan.console.shelf.choice import UNKNOWN
from lingnan.console.web.call import Call
from lingnan.console.web.pages import address, pages_of
from lingnan.console.web.target import enterprise_target
from lingnan.kernel import industry
from lingnan.pipeline.pins import version_of
from lingnan.registry.store import read_state, registry_enterprise

PATH: Final = "/enterprises"
PAGE_ROWS: Final = 50
_NEWER: Final = 10
_READ: Final = Permission.REGISTRY_READ


def found_list(call: Call, shelf: Shelf, wish: Wish) -> FoundList:
    """Answer the page that is asked for."""
    tr = call.tr
    number = call.page_number()
    reach = call.reach(_READ)
    first = (number - 1) * PAGE_ROWS
    found = shelf.page(wish.choice, reach, at=call.at, first=first, most=PAGE_ROWS)
    if first >= found.count > 0:
        number = -(-found.count // PAGE_ROWS)
        first = (number - 1) * PAGE_ROWS
        found = shelf.page(wish.choice, reach, at=call.at, first=first, most=PAGE_ROWS)
    maker = LineMaker(call, shelf)
    newer = _newer(call, shelf, wish, maker) if number == 1 and wish.choice.text else ()
    files = {} if wish.is_plain else wish.asked
    return FoundList(
        sentence=_sentence(tr, call, found.count, wish),
        note=_note(call, shelf),
        lines=tuple(maker.line(row) for row in found.rows),
        newer=newer,
        pages=pages_of(tr, PATH, wish.asked, number=number, size=PAGE_ROWS, count=found.count),
        has_levels=not wish.is_plain,
        csv=address(f"{PATH}.csv", files) if files and found.count else "",
        book=address(f"{PATH}.xlsx", files) if files and found.count else "",
    )


def filters_of(call: Call, shelf: Shelf, wish: Wish) -> Filters:
    """Answer the form, with what the reader may choose."""
    tr, pack = call.tr, call.pack
    _ = tr.gettext
    reach = call.reach(_READ)
    cities = [
        Option(city.code, city.name.in_(call.lang))
        for city in pack.cities
        if city.code in shelf.columns.cities and shelf.is_regional(reach, city.code)
    ]
    clusters = sorted(pack.clusters, key=lambda cluster: cluster.order)
    sizes = [Option(size, size_name(tr, size)) for size in ("large", "medium", "small", "micro")]
    known = shelf.columns.sizes
    levels = levels_of(call, shelf)
    sides = (
        ("claimed", _("claimed")),
        ("proven", _("proven")),
        ("gap", _("claimed without proof")),
        ("none", _("could count, does not claim")),
    )
    model = "" if shelf.model_id is None else pack.model(shelf.model_id).title.in_(call.lang)
    return Filters(
        text=wish.choice.text,
        chosen=wish.asked,
        cities=tuple(cities) if len(cities) > 1 else (),
        clusters=()
        if wish.is_plain
        else tuple(Option(each.id, each.name.in_(call.lang)) for each in clusters),
        sizes=(*(size for size in sizes if size.key in known), Option(UNKNOWN, _("unknown"))),
        levels=tuple(Option(key, label) for key, label in levels.items()),
        targets=tuple(
            Option(target.id, heading(target.name.in_(call.lang))) for target in targets_of(call)
        ),
        sides=tuple(Option(key, label) for key, label in sides),
        model=model,
    )


class LineMaker:
    """Writes rows of a shelf in the reader's language."""

    def __init__(self, call: Call, shelf: Shelf) -> None:
        pack, lang = call.pack, call.lang
        self._tr = call.tr
        self._cities = {city.code: city.name.in_(lang) for city in pack.cities}
        self._levels = levels_of(call, shelf)
        self._targets = {
            target.headline_definition: heading(target.name.in_(lang))
            for target in targets_of(call)
        }

    def line(self, row: Listed) -> Line:
        """Answer one row."""
        lacks = [
            name
            for definition, name in self._targets.items()
            if definition in row.claimed and definition not in row.proven
        ]
        behind = (row.claimed_level or 0) > (row.proven_level or 0)
        return Line(
            uscc=row.uscc,
            name=self.name(row),
            city=self._cities.get(row.city_code, row.city_code),
            industry=industry.name(row.industry_code).in_(self._tr.lang),
            size=NOTHING if row.size_class is None else size_name(self._tr, row.size_class),
            claimed=self.level(row.claimed_level),
            proven=self.level(row.proven_level),
            has_gap=bool(lacks) or behind,
            lacks=self._tr.listing(lacks),
            is_active=row.is_active,
            is_former=row.is_former,
        )

    def name(self, row: Listed) -> str:
        """Answer its name in the reader's language, where it has one there."""
        return row.name_zh if self._tr.lang == "zh" else row.name_en or row.name_zh

    def level(self, level: int | None) -> str:
        """Name a level."""
        return NOTHING if level is None else self._levels.get(str(level), str(level))

    def city(self, code: str) -> str:
        """Name a city."""
        return self._cities.get(code, code)


def _newer(call: Call, shelf: Shelf, wish: Wish, maker: LineMaker) -> tuple[Line, ...]:
    """Enterprises that the register got, or renamed, since the run."""
    with call.store.database.read() as connection:
        changed, published = read_state(connection, registry_enterprise)
    lake, name = call.store.lake, registry_enterprise.name
    pinned = version_of(shelf.run.pins, name)
    is_same = changed == published and (not lake.exists(name) or lake.version(name) == pinned)
    if is_same:
        return ()
    lines = []
    for each in call.desk.registry.search(wish.choice.text, _NEWER):
        known = shelf.one(each.uscc)
        if known is not None and known.name_zh == each.name_zh:
            continue
        target = enterprise_target(call.store, each.uscc, at=call.at)
        if target is None or not may(call.who, _READ, target):
            continue
        name_told = each.name_zh if call.lang == "zh" else each.name_en or each.name_zh
        lines.append(
            Line(
                uscc=each.uscc,
                name=name_told,
                city=maker.city(each.city_code),
                industry=industry.name(each.industry_code).in_(call.lang),
                size=NOTHING,
                claimed=NOTHING,
                proven=NOTHING,
                has_gap=False,
                lacks="",
                is_active=each.status == "active",
                is_former=False,
            )
        )
    return tuple(lines)


def _sentence(tr: Translator, call: Call, count: int, wish: Wish) -> str:
    _ = tr.gettext
    factor = call.store.manifest.expansion
    if not count:
        return tr.sentence([_("no enterprise was found; try a shorter text or fewer filters")])
    told = tr.ngettext("{count} enterprise", "{count} enterprises", count).format(
        count=tr.number(count)
    )
    if factor > 1 and not wish.is_plain:
        told += _(", standing for {count}").format(count=tr.number(count * factor))
    return tr.sentence([told])


def _note(call: Call, shelf: Shelf) -> str:
    tr, _ = call.tr, call.tr.gettext
    told = _("As of the run of {day}; the largest first.").format(day=tr.day(shelf.run.as_of))
    last = call.desk.run
    if last is not None and last.run_id != shelf.run.run_id:
        told += " " + _("The list of the newest run ({day}) is being prepared.").format(
            day=tr.day(last.as_of)
        )
    return told
