"""The enterprises' roadmaps of a run, counted by city and level once a run. Not for single ones."""

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from lingnan.console.charts import Bar, Chart, Column, Table, claimed_vs_proven
from lingnan.console.document.value import capital
from lingnan.console.document.words import level_words, money_words, with_unit
from lingnan.console.group.table import run_files
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.web.call import Call
from lingnan.console.web.extent import Extent
from lingnan.roadmap.store import PLANNED, ROADMAP_TABLE

Row = dict[str, Any]
_LEVELS: Final = (
    *("claimed_level_now", "claimed_level_after"),
    *("proven_level_now", "proven_level_after"),
)
_QUERY: Final = """
    SELECT city_code, status, is_assessed, claimed_level_now, claimed_level_after,
        proven_level_now, proven_level_after, count(*) AS enterprises,
        sum(measures_count)::BIGINT AS measures, sum(cost_expected_cny)::BIGINT AS cost,
        sum(subsidy_cny)::BIGINT AS subsidy
    FROM read_parquet($files)
    GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Totals:
    """Counted enterprises within what a reader sees; money in yuan."""

    rows: tuple[Row, ...]

    def count(self, status: str | None = None) -> int:
        """How many enterprises there are, or of one status."""
        return sum(row["enterprises"] for row in self.rows if status in (None, row["status"]))

    def sum(self, name: str) -> int:
        """The sum of a column, unknown values left out."""
        return sum(row[name] or 0 for row in self.rows)

    def levels(self, name: str) -> Counter[int]:
        """How many enterprises stand on which level."""
        found: Counter[int] = Counter()
        for row in self.rows:
            if row[name] is not None:
                found[row[name]] += row["enterprises"]
        return found


def totals_of(call: Call, extent: Extent) -> Totals:
    """Answer the totals within what the reader sees; none where the run planned nothing."""
    version = call.run.outputs.get(ROADMAP_TABLE)
    if version is None:
        return Totals(())
    rows = call.desk.kept.of(
        (call.run.run_id, "", "roadmap totals"), lambda: _counted(call, version)
    )
    if extent.is_whole:
        return Totals(rows)
    return Totals(tuple(row for row in rows if row["city_code"] in extent.codes))


def _counted(call: Call, version: int) -> tuple[Row, ...]:
    files = run_files(call.store.lake.root, ROADMAP_TABLE, version)
    if not files:
        return ()
    with call.desk.engine() as engine:
        return tuple(engine.sql(_QUERY, files=list(files)).to_pylist())


def total_sentence(tr: Translator, totals: Totals, level: int) -> str:
    """Say what the run planned for enterprises, and what it would bring."""
    _ = tr.gettext
    before = sum(n for at, n in totals.levels("claimed_level_now").items() if at >= level)
    after = sum(n for at, n in totals.levels("claimed_level_after").items() if at >= level)
    return tr.sentence(
        [
            _("the run planned {planned} of {count} enterprises").format(
                planned=tr.number(totals.count(PLANNED)), count=tr.number(totals.count())
            ),
            _("{cost} in all, {subsidy} of it subsidies").format(
                cost=money_words(tr, totals.sum("cost")),
                subsidy=money_words(tr, totals.sum("subsidy")),
            ),
            _("{before} claim {level} or above now, and {after} after their plans").format(
                level=level_words(tr, level), before=tr.number(before), after=tr.number(after)
            ),
        ]
    )


def level_chart(tr: Translator, totals: Totals) -> Chart | None:
    """Draw how many enterprises stand on which level after their plans, on both sides."""
    _ = tr.gettext
    counts = {name: totals.levels(name) for name in _LEVELS}
    most = max((level for each in counts.values() for level in each), default=-1)
    if most < 0:
        return None
    columns = (
        Column(_("Level"), "text"),
        Column(_("Claimed now")),
        Column(_("Claimed after the plans")),
        Column(_("Proven now")),
        Column(_("Proven after the plans")),
    )
    bars = []
    for level in range(most + 1):
        figures = [counts[name][level] for name in _LEVELS]
        name = capital(tr, level_words(tr, level))
        row = (name, *(tr.number(each) for each in figures))
        bars.append(Bar(name, figures[1], figures[3], row=row))
    return claimed_vs_proven(
        tr,
        chart_id="levels",
        title=_("Enterprises by level after their plans"),
        unit=_("enterprises"),
        bars=tuple(bars),
        columns=columns,
    )


def city_table(call: Call, totals: Totals) -> Table:
    """Answer the totals by city, in the order of the pack."""
    tr = call.tr
    _ = tr.gettext
    columns = (
        Column(_("City"), "text"),
        Column(_("Enterprises")),
        Column(_("Planned")),
        Column(_("Number of measures")),
        Column(with_unit(tr, _("Investment"))),
        Column(with_unit(tr, _("Subsidies"))),
    )
    rows = []
    for city in call.pack.cities:
        mine = Totals(tuple(row for row in totals.rows if row["city_code"] == city.code))
        if mine.rows:
            rows.append(
                (
                    city.name.in_(call.lang),
                    *(tr.number(each) for each in (mine.count(), mine.count(PLANNED))),
                    *(tr.number(mine.sum(each)) for each in ("measures", "cost", "subsidy")),
                )
            )
    return Table(_("Enterprise roadmaps by city"), columns, tuple(rows))


def status_words(tr: Translator, status: str | None) -> str:
    """Say what the run found for one enterprise."""
    _ = tr.gettext
    return {
        "planned": _("planned"),
        "nothing_affordable": _("nothing affordable"),
        "no_revenue": _("revenue unknown"),
    }.get(status or "", NOTHING)
