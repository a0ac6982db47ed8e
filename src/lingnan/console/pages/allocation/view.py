"""The best division as the page tells it: sentences, figures, tables, what it rests on."""

from collections.abc import Sequence
from urllib.parse import urlencode

from lingnan.console.charts import Column, Table
from lingnan.console.document.words import gap_words, money_words
from lingnan.console.pages.allocation.ask import LEAST, SHARE, Ask
from lingnan.console.pages.allocation.context import AskView, BestView, Figure, FloorField
from lingnan.console.pages.allocation.course import course_chart
from lingnan.console.pages.allocation.divided import Divided
from lingnan.console.pages.allocation.made import scenarios_of
from lingnan.console.report.load.word import heading
from lingnan.console.views import AssumptionLine, Explanation, Mark, SourceRef
from lingnan.console.web.call import Call
from lingnan.kernel import LingnanError
from lingnan.packs import Pack
from lingnan.packs.content.scenario import AS_IT_IS
from lingnan.programme.allocation import Allocation, aim_of
from lingnan.programme.allocation.compare import altering


def ask_view(call: Call, ask: Ask, pack: Pack) -> AskView:
    """Answer the form as it is filled."""
    lang = call.lang
    floors = {floor.region: floor for floor in ask.settings.floors}

    def field(region: str, name: str) -> FloorField:
        floor = floors.get(region)
        share = "" if floor is None or floor.share is None else f"{float(100 * floor.share):g}"
        least = "" if floor is None or floor.least_count is None else str(floor.least_count)
        return FloorField(region, name, share, least)

    groups = tuple(field(each.id, each.name.in_(lang)) for each in pack.city_groups)
    cities = tuple(field(each.code, each.name.in_(lang)) for each in pack.cities)
    base = (AS_IT_IS, call.tr.gettext("The pack as it is"))
    light = [each for each in scenarios_of(call) if not altering(each)]
    return AskView(
        scenario=ask.scenario or AS_IT_IS,
        scenarios=(base, *((each.id, each.name.in_(lang)) for each in light)),
        target=aim_of(pack, ask.target or None).target.id,
        targets=targets_of(call, pack),
        money=str(ask.money_wan),
        years=str(ask.settings.years_count),
        by="" if ask.by is None else ask.by.isoformat(),
        groups=groups,
        cities=cities,
        has_city_floors=any(each.share or each.least for each in cities),
        query=_query(ask, (*groups, *cities)),
    )


def targets_of(call: Call, pack: Pack) -> tuple[tuple[str, str], ...]:
    """Answer the targets that money moves."""
    found = []
    for target in pack.targets:
        try:
            aim_of(pack, target.id)
        except LingnanError:
            continue
        found.append((target.id, heading(target.name.in_(call.lang))))
    return tuple(found)


def _query(ask: Ask, floors: Sequence[FloorField]) -> tuple[tuple[str, str], ...]:
    """What is asked, but the money moved by hand, as hidden fields."""
    pairs = [
        ("scenario", ask.scenario or AS_IT_IS),
        ("target", ask.target),
        ("money", str(ask.money_wan)),
        ("years", str(ask.settings.years_count)),
        ("by", "" if ask.by is None else ask.by.isoformat()),
        ("floors", "1"),
        *((f"{SHARE}{each.region}", each.share) for each in floors),
        *((f"{LEAST}{each.region}", each.least) for each in floors),
    ]
    return tuple((name, value) for name, value in pairs if value)


def best_view(call: Call, found: Divided) -> BestView:
    """Answer the best division as it is told."""
    tr, best = call.tr, found.best
    target = found.stage.aim.target
    name = heading(target.name.in_(call.lang))
    query = urlencode(_query(found.ask, ask_view(call, found.ask, found.pack).groups))
    return BestView(
        sentences=_sentences(call, best, name),
        figures=_figures(call, best),
        course=course_chart(tr, best, name, target.unit.in_(call.lang)),
        tables=(_money(call, best), *_floors(call, best)),
        notes=tuple(tr.sentence([note.in_(call.lang)]) for note in best.notes),
        explanation=_explanation(call, found),
        trace=f"/trace/targets/{target.id}",
        csv=f"/allocation/allotted.csv?{query}",
    )


def _sentences(call: Call, best: Allocation, name: str) -> tuple[str, ...]:
    tr = call.tr
    _ = tr.gettext
    lifted = _("{target}: by {day} this money lifts {count} enterprises; {why}").format(
        target=name,
        day=tr.day(best.aim_date),
        count=tr.number(best.objective),
        why=best.aim_why.in_(call.lang),
    )
    if best.reached_date is None:
        told = _("the goal of {goal} is not reached within these years").format(
            goal=tr.number(best.goal)
        )
    else:
        told = _("the goal of {goal} is reached by {day}").format(
            goal=tr.number(best.goal), day=tr.day(best.reached_date)
        )
    more = _("one more million yuan in the first year lifts {count} more").format(
        count=tr.number(best.marginal[0], 2)
    )
    return tr.sentence([lifted]), tr.sentence([told, more])


def _figures(call: Call, best: Allocation) -> tuple[Figure, ...]:
    tr, cost = call.tr, best.cost
    _ = tr.gettext
    least = (
        _("out of reach") if cost.least_money_cny is None else money_words(tr, cost.least_money_cny)
    )
    alone = "" if cost.alone_cny is None else money_words(tr, cost.alone_cny)
    note = _("all there at the start; {alone} if nobody came by himself").format(alone=alone)
    return (
        Figure(_("Proven now"), tr.number(best.proven_now)),
        Figure(
            _("Goal"),
            tr.number(best.goal),
            _("by {day}").format(day=tr.short_day(best.deadline)),
        ),
        Figure(
            _("Lifted by this money"),
            tr.number(best.objective),
            _("no division lifts more than {bound}; gap {gap}").format(
                bound=tr.number(best.bound), gap=gap_words(tr, best.gap)
            ),
        ),
        Figure(
            _("Goal reached"),
            tr.short_day(best.reached_date),
            _("without this money: {day}").format(day=tr.short_day(best.without_money_date)),
        ),
        Figure(_("Least money for the goal in time"), least, note if alone else ""),
    )


def _money(call: Call, best: Allocation) -> Table:
    tr = call.tr
    _ = tr.gettext
    rows = tuple(
        (
            tr.month(row.from_date),
            money_words(tr, row.arriving_cny),
            money_words(tr, row.spent_cny),
            money_words(tr, row.carried_cny),
        )
        for row in best.money
    )
    columns = (
        Column(_("From"), "short"),
        Column(_("Money that arrives")),
        Column(_("Given")),
        Column(_("Carried over")),
    )
    return Table(_("Money by year"), columns, rows)


def _floors(call: Call, best: Allocation) -> tuple[Table, ...]:
    tr = call.tr
    _ = tr.gettext
    if not best.floors:
        return ()
    rows = tuple(
        (
            row.name.in_(call.lang),
            tr.percent(row.share),
            tr.number(row.least_count),
            money_words(tr, row.reserved_cny),
            money_words(tr, row.spent_cny),
            tr.number(row.enterprises),
            tr.number(row.forgone),
        )
        for row in best.floors
    )
    columns = (
        Column(_("Region"), "text"),
        Column(_("Share of the money")),
        Column(_("Least enterprises")),
        Column(_("Reserved")),
        Column(_("Given")),
        Column(_("Lifted")),
        Column(_("Fewer lifted in all because of this floor")),
    )
    return (Table(_("What the floors give and cost"), columns, rows),)


def _explanation(call: Call, found: Divided) -> Explanation:
    lang, best = call.lang, found.best
    definition = found.stage.aim.definition
    sources = tuple(
        SourceRef(each, _title(found.pack, each, lang)) for each in dict.fromkeys(definition.source)
    )
    return Explanation(
        definition=definition.name.in_(lang),
        sources=sources,
        inputs=("out_upgrade", "out_progress", "registry_enterprise", "registry_membership"),
        assumptions=tuple(
            AssumptionLine(
                each.name.in_(lang),
                f"{each.value:,.10g}",
                each.why.in_(lang),
                f"{each.low:,.10g}–{each.high:,.10g}",
                each.is_confirmed,
            )
            for each in best.assumptions
        ),
        unconfirmed=tuple(Mark(each.in_(lang)) for each in best.unconfirmed),
    )


def _title(pack: Pack, reference: str, lang: str) -> str:
    key = reference.partition("#")[0]
    for source in pack.sources:
        if source.id == key:
            return source.title.zh if lang == "zh" else source.title.en
    return key
