"""The province's view from a store."""

from lingnan.console.i18n import translator
from lingnan.console.report.load.explain import (
    explain_clusters,
    explain_target,
    general_assumptions,
)
from lingnan.console.report.load.pinned import inputs_of, stamp_of
from lingnan.console.report.load.place import (
    city_counts,
    cluster_cells,
    cluster_refs,
    main_target,
    population_name,
)
from lingnan.console.report.load.target import target_rows, target_views
from lingnan.console.report.load.word import heading
from lingnan.console.views import OverviewView
from lingnan.kernel import Lang
from lingnan.packs import Pack
from lingnan.pipeline.answers import the_run
from lingnan.store import Store


def load_overview(store: Store, pack: Pack, lang: Lang) -> OverviewView:
    """Read what the province's report shows.

    Raises:
        NoRun: nothing was ever run.
    """
    run = the_run(store)
    tr = translator(lang)
    rows = target_rows(store, run)
    main = main_target(pack)
    row = rows.get(main.id, {"detail": {}, "unconfirmed": []})
    return OverviewView(
        stamp=stamp_of(store, pack, run, lang),
        targets=target_views(tr, store, pack, run, rows),
        main_target_id=main.id,
        main_target_name=heading(main.name.in_(lang)),
        population_name=population_name(tr, pack, main),
        cities=city_counts(tr, store, pack, run, main, row["detail"].get("cities", [])),
        clusters=cluster_refs(tr, pack),
        cells=cluster_cells(store, pack, run, main),
        map_explanation=explain_target(
            tr,
            pack,
            main,
            inputs=inputs_of(run, "out_progress", "registry_enterprise", "evidence"),
            unconfirmed=row["unconfirmed"],
        ),
        cluster_explanation=explain_clusters(tr, pack, inputs_of(run, "out_progress")),
        assumptions=general_assumptions(tr, pack, [entry["detail"] for entry in rows.values()]),
    )
