"""The profile: what the register and the evidence say of one enterprise. Not for changing it."""

from datetime import date

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.enterprise.context import Fact, LevelCard
from lingnan.console.pages.enterprise.word import (
    count_cell,
    entity_type_word,
    group_word,
    industries_words,
    industry_words,
    money_cell,
    ownership_word,
    status_word,
)
from lingnan.console.report.load.enterprise import above_scale_on, city_name, cluster_ids
from lingnan.console.report.load.word import heading, size_name
from lingnan.console.web.call import Call
from lingnan.diagnosis import Diagnosis
from lingnan.kernel.size import size_class
from lingnan.registry import Enterprise, EntityKind, GroupKind
from lingnan.registry.model import UNKNOWN_START

_FINE_SCALE = 10_000


def facts_of(call: Call, enterprise: Enterprise) -> tuple[Fact, ...]:
    """What anybody who may see the enterprise sees: who and where it is."""
    tr, pack = call.tr, call.pack
    _ = tr.gettext
    clusters = {cluster.id: cluster.name.in_(tr.lang) for cluster in pack.clusters}
    rows = [
        (_("Unified social credit code"), enterprise.uscc),
        (_("City"), city_name(pack, enterprise, tr.lang)),
        (_("Industry"), industry_words(tr, enterprise.industry_code)),
    ]
    if enterprise.other_industry_codes:
        others = industries_words(tr, enterprise.other_industry_codes)
        rows.append((_("Other industries"), others))
    named = tr.listing([clusters[each] for each in cluster_ids(pack, enterprise)])
    rows += [
        (_("Clusters by industry"), named or NOTHING),
        (_("Status"), _status(tr, enterprise)),
        (_("Kind"), entity_type_word(tr, enterprise.entity_type)),
        (_("Ownership"), ownership_word(tr, enterprise.ownership)),
        (_("Founded"), tr.day(enterprise.founded_date)),
    ]
    return tuple(rows)


def figures_of(tr: Translator, enterprise: Enterprise, as_of: date) -> tuple[Fact, ...]:
    """Headcount, revenue and what follows from them."""
    _ = tr.gettext
    size = size_class(enterprise.employees_count, enterprise.revenue_cny)
    above = above_scale_on(enterprise, as_of)
    return (
        (_("Headcount"), count_cell(tr, enterprise.employees_count)),
        (_("Revenue a year"), money_cell(tr, enterprise.revenue_cny)),
        (_("Size"), NOTHING if size is None else size_name(tr, size)),
        (_("Above scale"), NOTHING if above is None else _("yes") if above else _("no")),
    )


def names_table(call: Call, uscc: str) -> Table:
    """The names over time, the present one first."""
    tr = call.tr
    _ = tr.gettext
    columns = (
        Column(_("Name"), "name"),
        Column(_("English name"), "name"),
        Column(_("From"), "short"),
        Column(_("Until the day before"), "short"),
    )
    rows = tuple(
        (
            name.name_zh,
            name.name_en or NOTHING,
            NOTHING if name.from_date == UNKNOWN_START else tr.short_day(name.from_date),
            tr.short_day(name.until_date),
        )
        for name in reversed(call.desk.registry.names(uscc))
    )
    return Table(_("Names over time"), columns, rows)


def membership_table(call: Call, uscc: str) -> Table | None:
    """The registered memberships in parks, chains and clusters; null without any."""
    tr = call.tr
    _ = tr.gettext
    found = call.desk.registry.memberships(uscc)
    if not found:
        return None
    names = _group_names(call)
    columns = (
        Column(_("Member of"), "name"),
        Column(_("Kind"), "short"),
        Column(_("Role"), "text"),
        Column(_("From"), "short"),
        Column(_("Until the day before"), "short"),
    )
    rows = tuple(
        (
            names.get((each.group_kind, each.group_id), each.group_id),
            group_word(tr, each.group_kind),
            each.role or NOTHING,
            tr.short_day(each.from_date),
            tr.short_day(each.until_date),
        )
        for each in found
    )
    return Table(_("Memberships"), columns, rows)


def level_cards(tr: Translator, found: Diagnosis) -> tuple[LevelCard, ...]:
    """Where the enterprise stands under each model with evidence."""
    cards = []
    for each in found.models:
        model = each.model
        places = 1 if model.full_millipoints > _FINE_SCALE else 2
        cards.append(
            LevelCard(
                model.id,
                model.title.in_(tr.lang),
                heading(model.level_names[each.claimed.level].in_(tr.lang)),
                heading(model.level_names[each.proven.level].in_(tr.lang)),
                tr.points(each.claimed.millipoints, places),
                tr.points(each.proven.millipoints, places),
            )
        )
    return tuple(cards)


def levels_finding(tr: Translator, found: Diagnosis) -> str:
    """Say how far what is claimed is proven; what to do where nothing is known."""
    _ = tr.gettext
    if not found.models:
        return tr.sentence(
            [_("nobody has assessed this enterprise yet; the questionnaire is the first step")]
        )
    return tr.sentence(
        [
            _("under “{model}” {claimed} is claimed and {proven} is proven").format(
                model=each.model.title.in_(tr.lang),
                claimed=each.model.level_names[each.claimed.level].in_(tr.lang),
                proven=each.model.level_names[each.proven.level].in_(tr.lang),
            )
            for each in found.models
        ]
    )


def _status(tr: Translator, enterprise: Enterprise) -> str:
    word = status_word(tr, enterprise.status)
    if enterprise.closed_date is not None:
        word = f"{word} ({tr.short_day(enterprise.closed_date)})"
    if enterprise.merged_into_uscc:
        word = f"{word} → {enterprise.merged_into_uscc}"
    return word


def _group_names(call: Call) -> dict[tuple[GroupKind, str], str]:
    lang = call.lang
    kinds = {GroupKind.PARK: EntityKind.PARK, GroupKind.CHAIN: EntityKind.CHAIN}
    names = {
        (GroupKind.CLUSTER, cluster.id): cluster.name.in_(lang) for cluster in call.pack.clusters
    }
    for group, kind in kinds.items():
        for entity in call.desk.registry.entities(kind):
            name = entity.name_zh if lang == "zh" else entity.name_en or entity.name_zh
            names[group, entity.entity_code] = name
    return names
