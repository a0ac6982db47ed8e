"""The report on one city: its place among all, its targets, clusters, levels and missing proof.

Not for filling its view from a store (load_city).
"""

from lingnan.console.charts import (
    Bar,
    Chart,
    Column,
    Table,
    claimed_vs_proven,
    tile_map,
    trajectory_with_fan,
)
from lingnan.console.charts.scale import share
from lingnan.console.i18n import Translator, translator
from lingnan.console.report.page import render_page
from lingnan.console.report.section import Section
from lingnan.console.report.sentence.place import (
    city_finding,
    clusters_finding,
    levels_finding,
    missing_finding,
)
from lingnan.console.report.sentence.target import city_target_finding
from lingnan.console.views import CityTarget, CityView, LevelCount, MissingProofCount
from lingnan.kernel import Lang


def build_city(view: CityView, lang: Lang) -> str:
    """Write one city's report as one HTML file.

    Raises:
        AssetBroken: a vendored file is not the recorded one.
    """
    tr = translator(lang)
    return render_page("city.html", tr, view.stamp, city_sections(tr, view), view=view)


def city_sections(tr: Translator, view: CityView) -> list[Section]:
    """Answer the sections: place among all, the course of each target, clusters, levels, proof."""
    _ = tr.gettext
    sections = [_place_section(tr, view)]
    sections += [_target_section(tr, view, target) for target in view.targets]
    if view.cluster_counts:
        sections.append(
            Section(
                "clusters",
                _("Clusters"),
                clusters_finding(tr, view.clusters, view.cluster_counts),
                cluster_bars(tr, view),
                explanation=view.cluster_explanation,
            )
        )
    if view.levels:
        sections.append(
            Section(
                "levels",
                _("Levels"),
                levels_finding(tr, view.levels),
                level_bars(tr, view.model_name, view.levels),
                explanation=view.level_explanation,
            )
        )
        sections.append(
            Section(
                "proof",
                _("Missing proof"),
                missing_finding(tr, view.missing),
                tables=(missing_table(tr, view.missing),) if view.missing else (),
            )
        )
    return sections


def cluster_bars(tr: Translator, view: CityView) -> Chart:
    """Draw the city's clusters by number of claims, claimed against proven."""
    _ = tr.gettext
    names = {cluster.id: cluster.name for cluster in view.clusters}
    counts = sorted(
        (count for count in view.cluster_counts if count.population),
        key=lambda count: (-count.claimed, count.cluster_id),
    )
    return claimed_vs_proven(
        tr,
        chart_id="clusters",
        title=_("{target}, by cluster").format(target=view.main_target_name),
        unit=_("enterprises"),
        bars=tuple(
            Bar(
                names[count.cluster_id],
                count.claimed,
                count.proven,
                row=(
                    names[count.cluster_id],
                    tr.number(count.population),
                    tr.number(count.claimed),
                    tr.percent(share(count.claimed, count.population), 1),
                    tr.number(count.proven),
                    tr.percent(share(count.proven, count.population), 1),
                ),
            )
            for count in counts
        ),
        columns=(
            Column(_("Cluster"), kind="text"),
            Column(view.population_name),
            Column(_("Claimed, count")),
            Column(_("Claimed, share")),
            Column(_("Proven, count")),
            Column(_("Proven, share")),
        ),
        note=_("An enterprise may belong to several clusters."),
    )


def level_bars(tr: Translator, model_name: str, levels: tuple[LevelCount, ...]) -> Chart:
    """Draw how many enterprises stand on each level, claimed against proven."""
    _ = tr.gettext
    claimed = sum(level.claimed for level in levels)
    proven = sum(level.proven for level in levels)
    return claimed_vs_proven(
        tr,
        chart_id="levels",
        title=_("{model}: enterprises by level").format(model=model_name),
        unit=_("enterprises"),
        bars=tuple(
            Bar(
                level.name,
                level.claimed,
                level.proven,
                row=(
                    level.name,
                    tr.number(level.claimed),
                    tr.percent(share(level.claimed, claimed), 1),
                    tr.number(level.proven),
                    tr.percent(share(level.proven, proven), 1),
                ),
            )
            for level in levels
        ),
        columns=(
            Column(_("Level"), kind="text"),
            Column(_("Claimed, count")),
            Column(_("Claimed, share")),
            Column(_("Proven, count")),
            Column(_("Proven, share")),
        ),
    )


def missing_table(tr: Translator, missing: tuple[MissingProofCount, ...]) -> Table:
    """List for how many enterprises which proof would lift the proven score most."""
    _ = tr.gettext
    return Table(
        _("Proof that would help most"),
        (
            Column(_("Item"), kind="text"),
            Column(_("Enterprises")),
            Column(_("Lift of the proven score, points on average")),
        ),
        tuple(
            (entry.item, tr.number(entry.enterprises), tr.points(entry.lift_millipoints))
            for entry in sorted(missing, key=lambda entry: (-entry.enterprises, entry.item))
        ),
    )


def _place_section(tr: Translator, view: CityView) -> Section:
    _ = tr.gettext
    return Section(
        "place",
        _("Among the cities"),
        city_finding(tr, view.cities, view.code),
        tile_map(
            tr,
            chart_id="place",
            title=_("{target}: share of {population}, by city").format(
                target=view.main_target_name, population=view.population_name
            ),
            cities=view.cities,
            population_name=view.population_name,
            marked_code=view.code,
        ),
        explanation=view.map_explanation,
    )


def _target_section(tr: Translator, view: CityView, target: CityTarget) -> Section:
    anchor = f"target-{target.id.replace('_', '-')}"
    return Section(
        anchor,
        target.name,
        city_target_finding(tr, view.name, target),
        trajectory_with_fan(
            tr,
            chart_id=anchor,
            name=target.name,
            unit=target.unit,
            as_of=view.stamp.as_of,
            trajectory=target.trajectory,
            milestones=target.milestones,
        ),
        explanation=target.explanation,
    )
