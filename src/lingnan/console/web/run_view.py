"""What the last run says, as views for pages: read once a run and language, then kept.

Not for what differs from reader to reader: a page takes from a view what its reader may see.
"""

import logging
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

from lingnan.console.report import load_city, load_overview
from lingnan.console.report.city import city_sections
from lingnan.console.report.load.level import Standings
from lingnan.console.report.load.pinned import factor_of, version_of
from lingnan.console.report.load.target import target_rows
from lingnan.console.report.overview import overview_sections
from lingnan.console.report.section import Section
from lingnan.console.shelf.errors import ShelfBroken, ShelfNotReady
from lingnan.console.views import CityView, OverviewView
from lingnan.console.web.call import Call
from lingnan.console.web.desk import Desk
from lingnan.kernel import Lang, LingnanError, month_start
from lingnan.programme import read_progress

_log: Final = logging.getLogger(__name__)
LANGS: Final[tuple[Lang, ...]] = ("zh", "en")
#: Population, claimed, proven.
Counts = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a city or cluster is expected to bring to a goal, and what it brings.

    Attributes: is_stated: whether it stated its part itself; else by its share of the population.
    """

    key: str
    population: int
    expected: int
    is_stated: bool
    claimed: int
    proven: int
    gap_claimed: int
    gap_proven: int


def overview_view(call: Call) -> OverviewView:
    """All targets, and the main target by city and cluster. Raises: NoRun."""
    found: OverviewView = _kept(
        call, "overview", lambda: load_overview(call.store, call.pack, call.lang)
    )
    return found


def prepare_views(desk: Desk) -> None:
    """Read what the overview shows, in both languages, so that the first reader need not wait."""
    if desk.run is None:
        return
    for lang in LANGS:
        call = Call(desk=desk, path="", at=desk.clock(), lang=lang)
        try:
            region_sections(call)
        except LingnanError:
            _log.exception("views of run %s", desk.run.run_id[:12])
            return


def city_view(call: Call, code: str) -> CityView:
    """One city among all. Raises: NoRun, UnknownCity."""

    def make() -> CityView:
        standings = standings_of(call, city_code=code)
        return load_city(call.store, call.pack, code, call.lang, standings=standings)

    found: CityView = _kept(call, ("city", code), make)
    return found


def region_sections(call: Call) -> dict[str, Section]:
    """The sections of the whole region by anchor: courses, maps. Raises: NoRun."""
    found: dict[str, Section] = _kept(
        call,
        "sections",
        lambda: {each.anchor: each for each in overview_sections(call.tr, overview_view(call))},
    )
    return found


def sections_of_city(call: Call, code: str) -> dict[str, Section]:
    """The sections of one city by anchor. Raises: NoRun, UnknownCity."""
    found: dict[str, Section] = _kept(
        call,
        ("sections", code),
        lambda: {each.anchor: each for each in city_sections(call.tr, city_view(call, code))},
    )
    return found


def contributions(call: Call, target_id: str, kind: str) -> tuple[Contribution, ...]:
    """What `cities` or `clusters` bring to a target, the widest gap first. Raises: NoRun."""
    rows: dict[str, dict[str, Any]] = _kept(
        call, "targets", lambda: target_rows(call.store, call.run)
    )
    row = rows.get(target_id)
    found = () if row is None else row["detail"].get(kind) or ()
    return tuple(Contribution(**each) for each in found)


def counts_by(
    call: Call, definition_id: str, slice_name: str, *keys: str
) -> dict[tuple[str, ...], Counts]:
    """Counts of a definition on the day of the run, by the keys of a slice. Raises: NoRun.

    Units: multiplied by the expansion of a sample.
    """

    def make() -> dict[tuple[str, ...], Counts]:
        table = read_progress(
            call.store,
            version=version_of(call.run, "out_progress"),
            definition_ids=[definition_id],
            slices=[slice_name],
            month=month_start(call.run.as_of),
        )
        factor = factor_of(call.store, call.pack, definition_id)
        found: dict[tuple[str, ...], list[int]] = {}
        for row in table.to_pylist():
            counts = found.setdefault(tuple(row[key] for key in keys), [0, 0, 0])
            counts[0] = row["population_count"] * factor
            counts[1 if row["side"] == "claimed" else 2] = row["counted_count"] * factor
        return {key: (each[0], each[1], each[2]) for key, each in found.items()}

    kept: dict[tuple[str, ...], Counts] = _kept(call, (definition_id, slice_name), make)
    return kept


def standings_of(
    call: Call, *, city_code: str | None = None, cluster_id: str | None = None
) -> Standings | None:
    """How many enterprises of a city or cluster stand on which level; null before the shelf is."""
    try:
        shelf = call.desk.shelf
    except (ShelfNotReady, ShelfBroken):
        return None
    if shelf.model_id is None:
        return None
    rows = shelf.standings(city_code=city_code, cluster_id=cluster_id)
    return Standings(shelf.model_id, [dict(row._mapping) for row in rows])


def _kept(call: Call, name: Hashable, make: Any) -> Any:
    return call.desk.kept.of((call.run.run_id, call.lang, name), make)
