"""One city's view from a store."""

from typing import Any

from lingnan.console.errors import UnknownCity
from lingnan.console.i18n import Translator, translator
from lingnan.console.report.load.explain import explain_clusters, explain_target, sources_of
from lingnan.console.report.load.level import Standings, level_counts, missing_counts
from lingnan.console.report.load.pinned import (
    factor_of,
    inputs_of,
    stamp_of,
    version_of,
)
from lingnan.console.report.load.place import (
    city_counts,
    cluster_cells,
    cluster_refs,
    main_target,
    population_name,
)
from lingnan.console.report.load.target import published_values, read_courses, target_rows
from lingnan.console.report.load.word import heading
from lingnan.console.views import (
    CityTarget,
    CityView,
    Explanation,
    LevelCount,
    Mark,
    Milestone,
    MissingProofCount,
    Trajectory,
)
from lingnan.kernel import Lang
from lingnan.packs import Pack
from lingnan.packs.content.model import ModelContent
from lingnan.pipeline.answers import the_run
from lingnan.store import Store
from lingnan.store.runs import Run


def load_city(
    store: Store, pack: Pack, code: str, lang: Lang, *, standings: Standings | None = None
) -> CityView:
    """Read what a city's report shows; `standings` of the city where they were counted before.

    Raises:
        UnknownCity: the pack has no such city.
        NoRun: nothing was ever run.
    """
    city = next((each for each in pack.cities if each.code == code), None)
    if city is None:
        known = ", ".join(each.code for each in pack.cities)
        raise UnknownCity(code=code, known=known)
    run = the_run(store)
    tr = translator(lang)
    rows = target_rows(store, run)
    main = main_target(pack)
    row = rows.get(main.id, {"detail": {}, "unconfirmed": []})
    model, levels, missing = _levels(
        tr, store, pack, standings or _standings(store, pack, run, code)
    )
    return CityView(
        stamp=stamp_of(store, pack, run, lang),
        code=code,
        name=city.name.in_(lang),
        group=city.group.in_(lang),
        main_target_id=main.id,
        main_target_name=heading(main.name.in_(lang)),
        population_name=population_name(tr, pack, main),
        targets=_targets(tr, store, pack, run, rows, code),
        cities=city_counts(tr, store, pack, run, main, row["detail"].get("cities", [])),
        clusters=cluster_refs(tr, pack),
        cluster_counts=cluster_cells(store, pack, run, main, city_code=code),
        model_name=model.title.in_(lang) if model else "",
        levels=levels,
        missing=missing,
        map_explanation=explain_target(
            tr,
            pack,
            main,
            inputs=inputs_of(run, "out_progress", "registry_enterprise", "evidence"),
            unconfirmed=row["unconfirmed"],
        ),
        cluster_explanation=explain_clusters(tr, pack, inputs_of(run, "out_progress")),
        level_explanation=_explain_model(tr, pack, run, model) if model else Explanation(),
    )


def _targets(
    tr: Translator,
    store: Store,
    pack: Pack,
    run: Run,
    rows: dict[str, dict[str, Any]],
    code: str,
) -> tuple[CityTarget, ...]:
    """List the targets of which anything is counted or published in the city."""
    targets = [target for target in pack.targets if target.id in rows]
    definitions = [target.headline_definition for target in targets]
    courses = read_courses(store, pack, run, definitions, city_code=code)
    found = []
    for target in targets:
        row = rows[target.id]
        claimed = courses.get((target.headline_definition, "claimed"), ())
        proven = courses.get((target.headline_definition, "proven"), ())
        published = published_values(pack, target, run.as_of, code)
        if not claimed and not published:
            continue
        share = next((c for c in row["detail"].get("cities", ()) if c["key"] == code), None)
        goal = share["expected"] if share is not None and share["is_stated"] else None
        found.append(
            CityTarget(
                id=target.id,
                name=heading(target.name.in_(tr.lang)),
                unit=target.unit.in_(tr.lang),
                population=share["population"] if share is not None else None,
                claimed=claimed[-1].value if claimed else None,
                proven=proven[-1].value if proven else None,
                trajectory=Trajectory(claimed, proven, published),
                milestones=() if goal is None else (Milestone(row["deadline"], goal),),
                explanation=explain_target(
                    tr,
                    pack,
                    target,
                    inputs=inputs_of(run, "out_progress", "evidence"),
                    unconfirmed=row["unconfirmed"],
                ),
            )
        )
    return tuple(found)


def _levels(
    tr: Translator, store: Store, pack: Pack, standings: Standings | None
) -> tuple[ModelContent | None, tuple[LevelCount, ...], tuple[MissingProofCount, ...]]:
    if standings is None:
        return None, (), ()
    model = pack.model(standings.model_id)
    factor = factor_of(store, pack, main_target(pack).headline_definition)
    rows = standings.rows
    return (
        model,
        level_counts(tr, model, rows, factor),
        missing_counts(tr, model, rows, factor),
    )


def _standings(store: Store, pack: Pack, run: Run, code: str) -> Standings | None:
    """Count the city's enterprises by level under the model that assesses most of them."""
    version = version_of(run, "registry_enterprise")
    if version is None or "out_score" not in run.outputs:
        return None
    with store.engine() as engine:
        rows = engine.sql(
            """
            SELECT model_id, claimed_level, proven_level, top_missing_item,
                   count(*) AS enterprises, sum(top_missing_lift_millipoints) AS lift
            FROM read_parquet($scores) AS score
            JOIN read_parquet($register) AS register ON score.subject_code = register.uscc
            WHERE register.city_code = $city
            GROUP BY ALL
            """,
            scores=store.lake.files("out_score", run.outputs["out_score"]),
            register=store.lake.files("registry_enterprise", version),
            city=code,
        ).to_pylist()
    if not rows:
        return None
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row["model_id"]] = sizes.get(row["model_id"], 0) + row["enterprises"]
    model_id = pack.model(max(sorted(sizes), key=lambda id_: sizes[id_])).id
    return Standings(model_id, [row for row in rows if row["model_id"] == model_id])


def _explain_model(tr: Translator, pack: Pack, run: Run, model: ModelContent) -> Explanation:
    marks = () if model.is_confirmed or model.note is None else (Mark(model.note.in_(tr.lang)),)
    return Explanation(
        definition=model.title.in_(tr.lang),
        sources=sources_of(tr, pack, model.source),
        inputs=inputs_of(run, "out_score", "registry_enterprise", "evidence"),
        unconfirmed=marks,
    )
