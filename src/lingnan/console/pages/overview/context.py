"""What the overview is told."""

from dataclasses import dataclass

from lingnan.console.charts.tiles import Heat, Tiles
from lingnan.console.views import AssumptionLine, Explanation
from lingnan.console.web.answer import Context
from lingnan.console.web.city_block import CityBlock
from lingnan.console.web.target_card import TargetCard


@dataclass(frozen=True, slots=True)
class OverviewContext(Context):
    """The whole region: one sentence, a card a target, then where the gap lies.

    Attributes: signs: how many targets have which status: shape, class, words.
    """

    template = "overview/overview.html"
    signs: tuple[tuple[str, str, str], ...]
    sentence: str
    cards: tuple[TargetCard, ...]
    main_name: str
    population_name: str
    gap_sentence: str
    cities_sentence: str
    tiles: Tiles
    tiles_basis: Explanation
    clusters_sentence: str
    heat: Heat
    heat_basis: Explanation
    assumptions: tuple[AssumptionLine, ...]


@dataclass(frozen=True, slots=True)
class CityOverviewContext(Context):
    """The reader's own cities in front, the whole region as context."""

    template = "overview/own.html"
    cities: tuple[CityBlock, ...]
    region_sentence: str
    region_cards: tuple[TargetCard, ...]
    assumptions: tuple[AssumptionLine, ...]
