"""Which cities or clusters make the gap between a goal and the count, as rows with a bar.

Shared by the pages of the programme; the table as a file too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from lingnan.console.charts import Column, Table
from lingnan.console.i18n import Translator
from lingnan.console.web.run_view import Contribution
from lingnan.console.web.target_card import rows_path

#: The width of the longest bar, in the units of the picture.
BAR: Final = 100


@dataclass(frozen=True, slots=True)
class GapRow:
    """One city or cluster; `bar` is how much of the widest gap it makes, 0 to BAR."""

    cells: tuple[str, ...]
    links: tuple[str | None, ...]
    bar: int


@dataclass(frozen=True, slots=True)
class GapTable:
    """The rows, the widest gap first."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[GapRow, ...]
    note: str

    @property
    def table(self) -> Table:
        """The same without bars, for a file."""
        return Table(self.caption, self.columns, tuple(row.cells for row in self.rows))


def gap_table(
    tr: Translator,
    *,
    target_id: str,
    kind: str,
    caption: str,
    parts: Iterable[Contribution],
    name: Callable[[str], str],
    path: Callable[[str], str | None],
) -> GapTable:
    """Answer the rows of a target by `city` or `cluster`.

    Limits: a part of the goal is shared out by population where nobody stated it.
    """
    _ = tr.gettext
    columns = (
        Column(_("City") if kind == "city" else _("Cluster"), "text"),
        Column(_("Of how many")),
        Column(_("Part of the goal")),
        Column(_("Claimed")),
        Column(_("Proven")),
        Column(_("Claimed without proof")),
        Column(_("Proven, missing to its part")),
    )
    ordered = sorted(parts, key=lambda part: (-part.gap_proven, part.key))
    widest = max((part.gap_proven for part in ordered), default=0)
    rows = []
    for part in ordered:
        where = {"primary" if kind == "cluster" else kind: part.key}
        links = (
            path(part.key),
            rows_path(target_id, "population", **where),
            None,
            rows_path(target_id, "claimed", **where),
            rows_path(target_id, "proven", **where),
            rows_path(target_id, "gap", **where),
            None,
        )
        cells = (
            name(part.key),
            tr.number(part.population),
            tr.number(part.expected) + (" *" if part.is_stated else ""),
            tr.number(part.claimed),
            tr.number(part.proven),
            tr.number(max(part.claimed - part.proven, 0)),
            tr.number(max(part.gap_proven, 0)),
        )
        bar = round(max(part.gap_proven, 0) / widest * BAR) if widest > 0 else 0
        rows.append(GapRow(cells, links, bar))
    note = _("Part of the goal: by population, unless stated by the place itself (marked *).")
    return GapTable(caption, columns, tuple(rows), note)
