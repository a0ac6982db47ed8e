"""One chain: who it is, its tiers and suppliers with levels, its roadmap as a document."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Column, Table
from lingnan.console.document import Document, chain_document
from lingnan.console.document.chain import status_words
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, money_words
from lingnan.console.group.member import UNNAMED, Named, named, sight_of, with_names
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.chains.context import SupplierLine
from lingnan.console.web.call import Call
from lingnan.registry import Entity, EntityKind

Json = dict[str, Any]
_PPM: Final = 1_000_000


def chain_of(call: Call) -> Entity:
    """Answer the chain that the path names; its route has made sure that it may be seen."""
    found = call.desk.registry.entity(EntityKind.CHAIN, call.parameters["chain"])
    call.known(found)
    assert found is not None  # noqa: S101  known above
    return found


def names_of(call: Call, answer: Mapping[str, Any]) -> dict[str, Named]:
    """Answer leader and suppliers as this reader may know them."""
    sight = sight_of(call, Permission.ROADMAP_READ, ScopeKind.CHAIN, call.parameters["chain"])
    codes = [row["uscc"] for row in answer["members"]]
    return named(call, [*codes, str(answer["leader"])], sight)


def facts_of(
    call: Call, chain: Entity, answer: Mapping[str, Any] | None, names: Mapping[str, Named]
) -> tuple[tuple[str, str], ...]:
    """Answer what register and run say of a chain."""
    _ = call.tr.gettext
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    leader = names.get(str(answer["leader"])) if answer else None
    suppliers = len(answer["members"]) if answer else None
    return (
        (_("Chain code"), chain.entity_code),
        (_("City"), cities.get(chain.city_code or "", NOTHING)),
        (_("Chain leader"), leader.name.in_(call.lang) if leader else NOTHING),
        (_("Registered since"), call.tr.day(chain.from_date)),
        (_("Suppliers"), call.tr.number(suppliers)),
    )


def chain_sentence(tr: Translator, answer: Mapping[str, Any]) -> str:
    """Say how the suppliers of a chain stand."""
    _ = tr.gettext
    members = answer["members"]
    above = sum(row["status"] == "above" for row in members)
    held_up = sum(bool(row["is_bottleneck"]) for row in members)
    level = level_words(tr, answer["level"])
    clauses = [
        _("of {count} suppliers {above} are at {level}").format(
            count=tr.number(len(members)), above=tr.number(above), level=level
        ),
        _("{share} of the leader's supply flows through them").format(
            share=tr.percent(answer["share_before"] / _PPM, 1)
        ),
    ]
    if held_up:
        clauses.append(
            _("{count} suppliers below it are bottlenecks").format(count=tr.number(held_up))
        )
    return tr.sentence(clauses)


def tier_table(tr: Translator, answer: Mapping[str, Any]) -> Table:
    """Count suppliers tier by tier: how many, how they stand, what share they supply."""
    _ = tr.gettext
    columns = (
        Column(_("Tier"), "text"),
        Column(_("Suppliers")),
        Column(capital(tr, _("at the level already"))),
        Column(capital(tr, _("upgraded by the plan"))),
        Column(capital(tr, _("below the level"))),
        Column(capital(tr, _("not assessed"))),
        Column(_("Share of the supply")),
    )
    groups: dict[int | None, list[Mapping[str, Any]]] = {}
    for row in answer["members"]:
        groups.setdefault(row["tier"], []).append(row)
    rows = []
    for tier in sorted(groups, key=lambda each: (each is None, each or 0)):
        mine = groups[tier]
        counts = [sum(row["status"] == status for row in mine) for status in _STATUSES]
        below = len(mine) - sum(counts)
        share = sum(row["share_ppm"] or 0 for row in mine) / _PPM
        above, planned, unknown = counts
        rows.append(
            (
                _("does not supply the leader") if tier is None else _tier(tr, tier),
                *(tr.number(each) for each in (len(mine), above, planned, below, unknown)),
                tr.percent(share, 1),
            )
        )
    return Table(_("Suppliers by tier"), columns, tuple(rows))


_STATUSES: Final = ("above", "planned", "unknown")


def ordered_suppliers(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Answer the suppliers' rows, the nearest tier and the largest share first."""
    return sorted(
        answer["members"],
        key=lambda row: (
            row["tier"] is None,
            row["tier"] or 0,
            -(row["share_ppm"] or 0),
            row["uscc"],
        ),
    )


def supplier_lines(
    tr: Translator, rows: Sequence[Mapping[str, Any]], names: Mapping[str, Named]
) -> tuple[SupplierLine, ...]:
    """Answer suppliers in words."""
    return tuple(_supplier(tr, row, names.get(row["uscc"])) for row in rows)


def supplier_table(tr: Translator, lines: Sequence[SupplierLine]) -> Table:
    """Answer the suppliers as a table, for its CSV."""
    _ = tr.gettext
    columns = (
        Column(_("Supplier"), "text"),
        Column(_("Tier")),
        Column(_("Level now"), "text"),
        Column(_("What becomes of it"), "text"),
        Column(_("Share")),
        Column(_("Share that cannot count")),
        Column(_("Cost")),
        Column(_("Wave")),
        Column(_("Marks"), "text"),
    )
    rows = tuple(
        (
            *(each.name, each.tier, each.level, each.status, each.share),
            *(each.lost, each.cost, each.wave, each.marks),
        )
        for each in lines
    )
    return Table(_("Suppliers"), columns, rows)


def plan_document(
    call: Call, chain: Entity, answer: Mapping[str, Any], names: Mapping[str, Named]
) -> Document:
    """Answer the roadmap as a document, with names as this reader may see them."""
    name = {"zh": chain.name_zh, "en": chain.name_en or chain.name_zh}
    return chain_document(with_names({**answer, "name": name}, names), call.lang)


def _supplier(tr: Translator, row: Mapping[str, Any], known: Named | None) -> SupplierLine:
    _ = tr.gettext
    marks = []
    if row["is_bottleneck"]:
        marks.append(_("bottleneck"))
    if row["is_single_source"]:
        marks.append(_("single source"))
    level, share, lost = row["level_now"], row["share_ppm"], row["lost_ppm"]
    return SupplierLine(
        name=(known.name if known else UNNAMED).in_(tr.lang),
        path=f"/enterprises/{known.uscc}" if known and known.uscc else "",
        tier=tr.number(row["tier"]),
        level=_("not assessed") if level is None else capital(tr, level_words(tr, level)),
        status=status_words(tr, row["status"]),
        share=tr.percent(None if share is None else share / _PPM, 1),
        lost=tr.percent(None if lost is None else lost / _PPM, 1),
        cost=money_words(tr, row["cost_cny"]),
        wave=tr.number(row["wave"]),
        marks=tr.listing(marks),
    )


def _tier(tr: Translator, tier: int) -> str:
    return capital(tr, tr.gettext("tier {number}").format(number=tier))
