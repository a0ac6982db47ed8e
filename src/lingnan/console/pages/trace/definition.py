"""How a target is counted: definition, clauses, goals, published figures, competing definitions."""

from lingnan.console.charts import Column, Table
from lingnan.console.charts.words import goal_text, side_name
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.trace.context import Step, TargetTraceContext
from lingnan.console.report.load.explain import (
    assumption_line,
    definition_words,
    sources_of,
)
from lingnan.console.report.load.pinned import factor_of, inputs_of
from lingnan.console.report.load.word import heading
from lingnan.console.views import TargetView
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.run_view import overview_view
from lingnan.console.web.target_card import rows_path
from lingnan.packs.content import MetricDefinition, Target


def target_trace(call: Call, target: Target, definition: MetricDefinition) -> TargetTraceContext:
    """Answer how a target is counted by one definition. Raises: NoRun."""
    tr, pack = call.tr, call.pack
    view = next((each for each in overview_view(call).targets if each.id == target.id), None)
    if view is None:
        raise NothingThere
    clauses = [*target.source, *definition.source]
    for milestone in target.milestones:
        clauses += milestone.source
    own = [each for each in pack.assumptions if each.id.endswith(f".{target.id}")]
    marks = tuple(mark.subject for mark in view.explanation.unconfirmed)
    return TargetTraceContext(
        steps=(
            Step(tr.gettext("Overview"), "/overview"),
            Step(view.name, f"/targets/{target.id}"),
            Step(tr.gettext("How it is counted"), ""),
        ),
        definition=heading(definition.name.in_(tr.lang)),
        definition_id=definition.id,
        is_headline=definition.id == target.headline_definition,
        is_confirmed=definition.is_confirmed,
        conditions=definition_words(tr, pack, definition),
        counts=_counts(tr, target, view, definition),
        equation=_equation(call, definition),
        clauses=sources_of(tr, pack, clauses),
        definitions=_definitions(tr, target, view),
        goals=_goals(call, target),
        published=_published(call, target),
        denominator=_denominator(call, target),
        assumptions=tuple(assumption_line(tr, each) for each in own),
        unconfirmed=marks,
        inputs=inputs_of(
            call.run,
            "evidence",
            "registry_enterprise",
            "registry_entity",
            "out_status",
            "out_progress",
            "out_target",
        ),
    )


def known_target(call: Call) -> Target:
    """Answer the target that the path names. Raises: NothingThere."""
    wanted = call.parameters["target_id"]
    for target in call.pack.targets:
        if target.id == wanted:
            return target
    raise NothingThere


def known_definition(call: Call, target: Target) -> MetricDefinition:
    """Answer the definition that is asked for; else the one the target is counted by."""
    wanted = call.asked("definition")
    found = next((each for each in target.definitions if each.id == wanted), None)
    return found or target.headline


def _counts(
    tr: Translator, target: Target, view: TargetView, definition: MetricDefinition
) -> LinkedTable:
    number = [each.id for each in target.definitions].index(definition.id)
    counted = view.definitions[number] if number < len(view.definitions) else None
    columns = (Column(tr.gettext("Side"), "text"), Column(view.unit))
    more = {} if definition.id == target.headline_definition else {"definition": definition.id}
    sides = (
        ("claimed", side_name(tr, "claimed"), None if counted is None else counted.claimed),
        ("proven", side_name(tr, "proven"), None if counted is None else counted.proven),
        (
            "population",
            tr.gettext("Of how many"),
            None if counted is None else counted.population,
        ),
    )
    is_of_enterprises = definition.counts == "enterprise"
    rows = tuple((label, tr.number(count)) for _side, label, count in sides)
    links = tuple(
        (
            None,
            rows_path(target.id, side, **more)
            if is_of_enterprises or side != "population"
            else None,
        )
        for side, _label, _count in sides
    )
    return LinkedTable(Table(tr.gettext("What it gives"), columns, rows), links)


def _equation(call: Call, definition: MetricDefinition) -> str:
    factor = factor_of(call.store, call.pack, definition.id)
    if factor == 1:
        return ""
    return call.tr.gettext("Each registered enterprise of this sample stands for {count}.").format(
        count=call.tr.number(factor)
    )


def _definitions(tr: Translator, target: Target, view: TargetView) -> LinkedTable:
    _ = tr.gettext
    columns = (
        Column(_("Way of counting"), "text"),
        Column(side_name(tr, "claimed")),
        Column(side_name(tr, "proven")),
        Column(_("Of how many")),
    )
    rows, links = [], []
    for definition, counted in zip(target.definitions, view.definitions, strict=False):
        name = counted.name + (_(" (used here)") if counted.is_headline else "")
        rows.append(
            (
                name + ("" if counted.is_confirmed else _(" (unconfirmed)")),
                tr.number(counted.claimed),
                tr.number(counted.proven),
                tr.number(counted.population),
            )
        )
        more = {"definition": definition.id}
        links.append(
            (
                f"/trace/targets/{target.id}?definition={definition.id}",
                rows_path(target.id, "claimed", **more),
                rows_path(target.id, "proven", **more),
                None,
            )
        )
    return LinkedTable(Table(_("Competing ways of counting"), columns, tuple(rows)), tuple(links))


def _goals(call: Call, target: Target) -> Table:
    tr, _ = call.tr, call.tr.gettext
    columns = (
        Column(_("Deadline"), "short"),
        Column(_("Goal"), "short"),
        Column(_("Source clause"), "text"),
        Column(_("Confirmed"), "short"),
    )
    rows = tuple(
        (
            tr.short_day(each.deadline),
            goal_text(tr, each.value, each.comparator, target.unit.in_(tr.lang)),
            _titles(call, each.source),
            _("yes") if each.is_confirmed else _("unconfirmed"),
        )
        for each in target.milestones
    )
    return Table(_("Goals of the plan"), columns, rows)


def _published(call: Call, target: Target) -> Table | None:
    tr, _ = call.tr, call.tr.gettext
    points = [each for each in call.pack.published_for(target.id) if each.as_of <= call.run.as_of]
    if not points:
        return None
    columns = (
        Column(_("Month"), "short"),
        Column(_("Published"), "number"),
        Column(_("Source clause"), "text"),
        Column(_("Confirmed"), "short"),
    )
    rows = tuple(
        (
            tr.month(each.as_of),
            goal_text(tr, each.value, each.comparator, "").strip(),
            _titles(call, each.source),
            _("yes") if each.is_confirmed else _("unconfirmed"),
        )
        for each in points
    )
    note = _("Shown beside our counts, never counted.")
    return Table(_("What authorities published"), columns, rows, note=note)


def _denominator(call: Call, target: Target) -> Table | None:
    tr, _ = call.tr, call.tr.gettext
    if target.denominator_id is None:
        return None
    known = call.pack.denominator(target.denominator_id)
    columns = (Column(_("Day"), "short"), Column(heading(known.name.in_(tr.lang))))
    rows = tuple((tr.short_day(each.as_of), tr.number(each.value)) for each in known.points)
    note = _titles(call, known.source)
    return Table(_("The whole that shares are taken of"), columns, rows, note=note)


def _titles(call: Call, ids: tuple[str, ...]) -> str:
    found = sources_of(call.tr, call.pack, ids)
    return call.tr.listing([source.title for source in found]) or NOTHING
