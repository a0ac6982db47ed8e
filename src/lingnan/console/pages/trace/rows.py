"""The rows behind a figure: enterprises and entities from the shelf, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lingnan.access import Permission, Target
from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.trace.context import RowsContext, Step
from lingnan.console.report.load.pinned import factor_of
from lingnan.console.report.load.word import heading
from lingnan.console.shelf import Choice, Listed, Stance
from lingnan.console.shelf.choice import NO_CLUSTER
from lingnan.console.web.call import Call
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.pages import address, pages_of
from lingnan.packs.content import MetricDefinition
from lingnan.packs.content import Target as Aim

PAGE_ROWS: Final = 50
_READ: Final = Permission.REGISTRY_READ
_WORD_SIGNS: Final = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """Which rows are asked for; empty parts ask for all."""

    side: Stance
    city: str
    cluster: str
    primary: str

    @property
    def parameters(self) -> dict[str, str]:
        """The same as parameters of an address."""
        return {
            "side": self.side.value,
            "city": self.city,
            "cluster": self.cluster,
            "primary": self.primary,
        }


def asked_of(call: Call) -> Asked:
    """Read which rows are asked for; what the pack does not know asks for nothing."""
    side = call.choice("side", tuple(Stance), Stance.CLAIMED.value)
    clusters = {cluster.id for cluster in call.pack.clusters}

    def word(name: str) -> str:
        return call.asked(name)[:_WORD_SIGNS]

    cities = {city.code for city in call.pack.cities}
    return Asked(
        Stance(side),
        word("city") if word("city") in cities else "",
        word("cluster") if word("cluster") in clusters else "",
        word("primary") if word("primary") in {*clusters, NO_CLUSTER} else "",
    )


def rows_context(call: Call, aim: Aim, definition: MetricDefinition) -> RowsContext:
    """Answer the rows of a figure. Raises: NoRun, ShelfNotReady."""
    asked = asked_of(call)
    tr, _ = call.tr, call.tr.gettext
    path = f"/trace/targets/{aim.id}/rows"
    name = heading(aim.name.in_(tr.lang))
    own = "" if definition.id == aim.headline_definition else definition.id
    parameters = {"definition": own, **asked.parameters}
    number = call.page_number()
    first = (number - 1) * PAGE_ROWS
    if definition.counts == "enterprise":
        rows, count = _enterprises(call, aim, definition, asked, first)
    else:
        rows, count = _entities(call, definition, asked, first)
    unit = aim.unit.in_(tr.lang)
    factor = factor_of(call.store, call.pack, definition.id)
    return RowsContext(
        steps=(
            Step(_("Overview"), "/overview"),
            Step(name, f"/targets/{aim.id}"),
            Step(_("How it is counted"), address(f"/trace/targets/{aim.id}", {"definition": own})),
            Step(_("Rows counted"), ""),
        ),
        definition=heading(definition.name.in_(tr.lang)),
        sentence=f"{_sides(tr)[asked.side]}: {tr.number(count * factor)} {unit}",
        equation=_equation(tr, count, factor, unit),
        chosen=_chosen(call, asked),
        sides=tuple(
            (label, address(path, {**parameters, "side": side.value}), side is asked.side)
            for side, label in _sides(tr).items()
            if definition.counts == "enterprise"
            or side in (Stance.CLAIMED, Stance.PROVEN, Stance.GAP)
        ),
        rows=rows,
        pages=pages_of(tr, path, parameters, number=number, size=PAGE_ROWS, count=count),
        csv=address(f"{path}.csv", parameters) if count else "",
        note=_("As of the run of {day}.").format(day=tr.day(call.desk.shelf.run.as_of)),
    )


def every_row(
    call: Call, definition: MetricDefinition
) -> tuple[list[str], Iterator[list[str | date | None]]]:
    """Answer the headings and all rows of a figure as cells. Raises: NoRun, ShelfNotReady."""
    asked = asked_of(call)
    _ = call.tr.gettext
    heads = [_("Code"), _("Name"), _("City"), _("Claimed since"), _("Proven since")]
    if definition.counts != "enterprise":
        table, _count = _entities(call, definition, asked, 0, most=None)
        return heads, (list(row) for row in table.table.rows)
    cities = _city_names(call)
    lang, name = call.lang, definition.id
    listed = call.desk.shelf.every(_choice(definition, asked), call.reach(_READ), at=call.at)

    def cells(row: Listed) -> list[str | date | None]:
        told = row.name_zh if lang == "zh" else row.name_en or row.name_zh
        city = cities.get(row.city_code, row.city_code)
        return [row.uscc, told, city, row.claimed.get(name), row.proven.get(name)]

    return heads, (cells(row) for row in listed)


def _enterprises(
    call: Call, aim: Aim, definition: MetricDefinition, asked: Asked, first: int
) -> tuple[LinkedTable, int]:
    choice = _choice(definition, asked)
    found = call.desk.shelf.page(choice, call.reach(_READ), at=call.at, first=first, most=PAGE_ROWS)
    tr, cities = call.tr, _city_names(call)
    rows = tuple(
        (
            row.uscc,
            row.name_zh if tr.lang == "zh" else row.name_en or row.name_zh,
            cities.get(row.city_code, row.city_code),
            tr.short_day(row.claimed.get(definition.id)),
            tr.short_day(row.proven.get(definition.id)),
        )
        for row in found.rows
    )
    asked_for = {"target": aim.id, "definition": definition.id}
    links = tuple(
        (
            address(f"/trace/enterprises/{row.uscc}", asked_for),
            f"/enterprises/{row.uscc}",
            None,
            None,
            None,
        )
        for row in found.rows
    )
    return LinkedTable(
        _table(tr, tr.gettext("Unified social credit code"), rows), links
    ), found.count


def _entities(
    call: Call, definition: MetricDefinition, asked: Asked, first: int, most: int | None = PAGE_ROWS
) -> tuple[LinkedTable, int]:
    """Registered entities that count; those of a city, for who sees that city only."""
    tr, shelf = call.tr, call.desk.shelf
    claimed = {row.subject_code: row for row in shelf.entities(definition.id, "claimed")}
    proven = {row.subject_code: row for row in shelf.entities(definition.id, "proven")}
    reach = call.reach(Permission.PROGRAMME_READ)
    chosen = _on_side(claimed, proven, asked.side)
    found = [
        row
        for row in chosen
        if asked.city in ("", row.city_code)
        and reach.covers(Target.region(row.city_code or call.pack.region_code))
    ]
    cities = _city_names(call)
    part = found[first : None if most is None else first + most]
    rows = tuple(
        (
            row.subject_code.partition(":")[2],
            (row.name_zh if tr.lang == "zh" else row.name_en or row.name_zh) or NOTHING,
            cities.get(row.city_code or "", NOTHING),
            _since(tr, claimed.get(row.subject_code)),
            _since(tr, proven.get(row.subject_code)),
        )
        for row in part
    )
    links = tuple((f"/trace/entities/{row.subject_code}", None, None, None, None) for row in part)
    return LinkedTable(_table(tr, tr.gettext("Code"), rows), links), len(found)


def _on_side(claimed: dict[str, Any], proven: dict[str, Any], side: Stance) -> list[Any]:
    if side is Stance.PROVEN:
        return list(proven.values())
    if side is Stance.GAP:
        return [row for code, row in claimed.items() if code not in proven]
    return list(claimed.values())


def _table(tr: Translator, code: str, rows: tuple[tuple[str, ...], ...]) -> Table:
    _ = tr.gettext
    columns = (
        Column(code, "short"),
        Column(_("Name"), "name"),
        Column(_("City"), "short"),
        Column(_("Claimed since"), "short"),
        Column(_("Proven since"), "short"),
    )
    return Table(_("Rows counted"), columns, rows)


def _choice(definition: MetricDefinition, asked: Asked) -> Choice:
    return Choice(
        city=asked.city or None,
        cluster=asked.cluster or None,
        primary=asked.primary or None,
        definition=definition.id,
        stance=asked.side,
    )


def _chosen(call: Call, asked: Asked) -> tuple[tuple[str, str], ...]:
    _ = call.tr.gettext
    cities = _city_names(call)
    clusters = {cluster.id: cluster.name.in_(call.lang) for cluster in call.pack.clusters}
    clusters[NO_CLUSTER] = _("in no cluster")
    chosen = [
        (_("City"), cities.get(asked.city, "")),
        (_("Cluster"), clusters.get(asked.cluster, "")),
        (_("First cluster"), clusters.get(asked.primary, "")),
    ]
    return tuple((label, value) for label, value in chosen if value)


def _equation(tr: Translator, count: int, factor: int, unit: str) -> str:
    if factor == 1:
        return ""
    return tr.gettext("{rows} rows × {factor} = {count} {unit}").format(
        rows=tr.number(count), factor=tr.number(factor), count=tr.number(count * factor), unit=unit
    )


def _sides(tr: Translator) -> dict[Stance, str]:
    _ = tr.gettext
    return {
        Stance.CLAIMED: _("claimed"),
        Stance.PROVEN: _("proven"),
        Stance.GAP: _("claimed without proof"),
        Stance.NONE: _("could count, does not claim"),
        Stance.POPULATION: _("could count"),
    }


def _city_names(call: Call) -> dict[str, str]:
    return {city.code: city.name.in_(call.lang) for city in call.pack.cities}


def _since(tr: Translator, row: Any) -> str:
    return NOTHING if row is None else tr.short_day(date.fromisoformat(row.from_date))
