"""One city as it stands on the overview of its office and at the head of its own page."""

from dataclasses import dataclass

from lingnan.console.i18n import Translator
from lingnan.console.report.sentence.place import city_finding, clusters_finding
from lingnan.console.views import CityView, OverviewView
from lingnan.console.web.call import Call
from lingnan.console.web.cluster_table import city_cluster_table
from lingnan.console.web.linked import LinkedTable
from lingnan.console.web.run_view import Contribution, city_view, contributions, overview_view
from lingnan.console.web.target_card import TargetCard, city_card


@dataclass(frozen=True, slots=True)
class CityBlock:
    """One city: where it stands, a card a target, its clusters."""

    code: str
    name: str
    sentence: str
    cards: tuple[TargetCard, ...]
    clusters_sentence: str
    clusters: LinkedTable | None


def city_block(call: Call, code: str) -> CityBlock:
    """Answer a city's block. Raises: NoRun, UnknownCity."""
    tr, view, city = call.tr, overview_view(call), city_view(call, code)
    parts = {
        target.id: part_of(contributions(call, target.id, "cities"), code)
        for target in view.targets
    }
    return CityBlock(
        code=code,
        name=city.name,
        sentence=city_sentence(tr, view, city, parts.get(view.main_target_id)),
        cards=_cards(tr, view, city, parts),
        clusters_sentence=clusters_finding(tr, city.clusters, city.cluster_counts),
        clusters=city_cluster_table(tr, city),
    )


def city_sentence(
    tr: Translator, view: OverviewView, city: CityView, part: Contribution | None
) -> str:
    """Say where a city stands among all, and what it still has to prove."""
    _ = tr.gettext
    place = city_finding(tr, view.cities, city.code)
    if part is None:
        return place
    missing = max(part.gap_proven, 0)
    pattern = (
        _("{target}: {count} more are to be proven to carry its part of the goal ({part})")
        if missing
        else _("{target}: its part of the goal ({part}) is proven")
    )
    told = pattern.format(
        target=view.main_target_name, count=tr.number(missing), part=tr.number(part.expected)
    )
    return place + ("" if tr.lang == "zh" else " ") + tr.sentence([told])


def part_of(parts: tuple[Contribution, ...], key: str) -> Contribution | None:
    """Answer what one place brings; null where nobody could count."""
    return next((part for part in parts if part.key == key), None)


def _cards(
    tr: Translator, view: OverviewView, city: CityView, parts: dict[str, Contribution | None]
) -> tuple[TargetCard, ...]:
    known = {target.id: target for target in city.targets}
    return tuple(
        city_card(tr, target, city.code, known.get(target.id), parts[target.id])
        for target in view.targets
        if target.id in known or parts[target.id] is not None
    )
