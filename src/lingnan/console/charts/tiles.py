"""Shares by city, and by cluster and city, as cells of a page: links, figures, classes of colour.

Drawn by templates as plain tables and grids, so that every cell can be read, followed and printed
without scripts. Not for the pictures of reports (tile_map, heat_table).
"""

from dataclasses import dataclass

from lingnan.console.charts.heat_table import FEW
from lingnan.console.charts.scale import STEPS, Scale, share
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.views import CityCount, ClusterCount, ClusterRef


@dataclass(frozen=True, slots=True)
class Cell:
    """Claimed and proven share; steps are classes of colour, null where there is nobody.

    Attributes: is_few: so few enterprises that the shares say little.
    """

    claimed: str
    proven: str
    claimed_step: int | None
    proven_step: int | None
    path: str = ""
    is_few: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One city on the map."""

    name: str
    row: int
    column: int
    cell: Cell
    missing: str


@dataclass(frozen=True, slots=True)
class Tiles:
    """All cities, and what the colours mean: a range in words for each step."""

    tiles: tuple[Tile, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """Clusters by cities."""

    heads: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[Cell | None, ...]], ...]
    legend: tuple[str, ...]


def tiles_of(tr: Translator, cities: tuple[CityCount, ...]) -> Tiles:
    """Answer the map of cities; places count from the first that is used."""
    shares = [each for city in cities for each in _shares(city) if each is not None]
    scale = Scale.of(shares)
    top = min((city.tile_row for city in cities), default=0)
    left = min((city.tile_col for city in cities), default=0)
    return Tiles(
        tuple(
            Tile(
                city.short,
                city.tile_row - top,
                city.tile_col - left,
                _cell(tr, scale, city, f"/cities/{city.code}"),
                ""
                if city.expected is None
                else tr.gettext("{count} missing").format(
                    count=tr.number(max(city.expected - city.proven, 0))
                ),
            )
            for city in cities
        ),
        legend_of(tr, scale),
    )


def heat_of(
    tr: Translator,
    clusters: tuple[ClusterRef, ...],
    cities: tuple[CityCount, ...],
    cells: tuple[ClusterCount, ...],
) -> Heat:
    """Answer the table of clusters by cities; cities without any of the clusters stay."""
    known = {(cell.cluster_id, cell.city_code): cell for cell in cells}
    shares = [
        value for cell in cells if cell.seen >= FEW for value in _shares(cell) if value is not None
    ]
    scale = Scale.of(shares)

    def at(cluster: str, city: str) -> Cell | None:
        cell = known.get((cluster, city))
        if cell is None or not cell.population:
            return None
        return _cell(tr, scale, cell, f"/enterprises?city={city}&cluster={cluster}", cell.seen)

    return Heat(
        heads=tuple((city.short, f"/cities/{city.code}") for city in cities),
        rows=tuple(
            (
                cluster.name,
                f"/clusters/{cluster.id}",
                tuple(at(cluster.id, city.code) for city in cities),
            )
            for cluster in clusters
        ),
        legend=legend_of(tr, scale),
    )


def legend_of(tr: Translator, scale: Scale) -> tuple[str, ...]:
    """Answer the range of each step in words."""
    ends = [tr.number(round(step * scale.width * 100, 6)) for step in range(STEPS + 1)]
    ranges = [f"{ends[step]}–{ends[step + 1]}%" for step in range(STEPS - 1)]
    return (*ranges, tr.gettext("{low}% and more").format(low=ends[STEPS - 1]))


def _cell(
    tr: Translator,
    scale: Scale,
    counts: CityCount | ClusterCount,
    path: str,
    seen: int | None = None,
) -> Cell:
    claimed, proven = _shares(counts)
    return Cell(
        claimed=NOTHING if claimed is None else tr.number(claimed * 100),
        proven=NOTHING if proven is None else tr.number(proven * 100),
        claimed_step=None if claimed is None else scale.step(claimed),
        proven_step=None if proven is None else scale.step(proven),
        path=path,
        is_few=seen is not None and seen < FEW,
    )


def _shares(counts: CityCount | ClusterCount) -> tuple[float | None, float | None]:
    return share(counts.claimed, counts.population), share(counts.proven, counts.population)
