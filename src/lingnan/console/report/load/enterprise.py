"""One enterprise's view from a store: register, diagnosis, standing among peers, evidence."""

from collections.abc import Sequence
from datetime import date

from lingnan.console.errors import UnknownEnterprise
from lingnan.console.i18n import Translator, translator
from lingnan.console.report.load.diagnosed import model_view
from lingnan.console.report.load.explain import definition_words
from lingnan.console.report.load.ledger import other_lines
from lingnan.console.report.load.pinned import stamp_of, version_of
from lingnan.console.report.load.word import size_name
from lingnan.console.views import CountedTarget, EnterpriseView
from lingnan.diagnosis import build_model, diagnose, read_standing
from lingnan.evidence import Ledger
from lingnan.kernel import Lang, industry
from lingnan.kernel.size import is_above_scale, size_class
from lingnan.packs import Pack
from lingnan.pipeline.answers import the_run
from lingnan.programme import status_of_subject
from lingnan.registry import Enterprise, Registry
from lingnan.registry.cluster import match_clusters
from lingnan.store import Engine, Store
from lingnan.store.runs import Run


def load_enterprise(store: Store, pack: Pack, uscc: str, lang: Lang) -> EnterpriseView:
    """Read what an enterprise's report shows, as of the last run.

    Raises:
        UnknownEnterprise: the register does not hold it.
        NoRun: nothing was ever run.
    """
    enterprise = Registry(store).get(uscc)
    if enterprise is None:
        raise UnknownEnterprise(uscc=uscc)
    run = the_run(store)
    tr = translator(lang)
    ledger = Ledger(store)
    with store.engine() as engine:
        version = version_of(run, "evidence")
        rows = (
            []
            if version is None
            else ledger.of_subject(uscc, as_of=run.as_of, engine=engine, version=version)
        )
        standings = {
            standing.score["model_id"]: standing
            for standing in read_standing(engine, store.lake, uscc)
        }
        counted = counted_targets(tr, store, pack, run, uscc, engine=engine)
    models = [build_model(content) for content in pack.models]
    found = diagnose(rows, pack, models, subject_code=uscc, as_of=run.as_of)
    stamp = stamp_of(store, pack, run, lang)
    clusters = {cluster.id: cluster.name.in_(lang) for cluster in pack.clusters}
    size = size_class(enterprise.employees_count, enterprise.revenue_cny)
    return EnterpriseView(
        stamp=stamp,
        uscc=uscc,
        name=enterprise.name_zh if lang == "zh" else enterprise.name_en or enterprise.name_zh,
        city=city_name(pack, enterprise, lang),
        industry=f"{industry.name(enterprise.industry_code).in_(lang)} {enterprise.industry_code}",
        size=None if size is None else size_name(tr, size),
        clusters=tuple(clusters[id_] for id_ in cluster_ids(pack, enterprise)),
        is_above_scale=above_scale_on(enterprise, run.as_of),
        models=tuple(
            model_view(tr, pack, run, diagnosed, rows, standings.get(diagnosed.model.id))
            for diagnosed in found.models
        ),
        counted=counted,
        other_evidence=other_lines(tr, pack, rows, models, run.as_of),
    )


def city_name(pack: Pack, enterprise: Enterprise, lang: Lang) -> str:
    """Name the city an enterprise lies in."""
    names = {city.code: city.name.in_(lang) for city in pack.cities}
    return names.get(enterprise.city_code, enterprise.city_code)


def cluster_ids(pack: Pack, enterprise: Enterprise) -> Sequence[str]:
    """Answer the clusters that an enterprise's industry codes belong to, the main one first."""
    codes = (enterprise.industry_code, *enterprise.other_industry_codes)
    return list(
        dict.fromkeys(match.cluster_id for code in codes for match in match_clusters(code, pack))
    )


def above_scale_on(enterprise: Enterprise, as_of: date) -> bool | None:
    """Answer whether an enterprise is above scale on a day; null when that is unknown."""
    start, until = enterprise.above_scale_from, enterprise.above_scale_until
    if start is not None or until is not None:
        return (start is None or start <= as_of) and (until is None or until > as_of)
    return is_above_scale(enterprise.revenue_cny, enterprise.industry_code)


def counted_targets(
    tr: Translator, store: Store, pack: Pack, run: Run, uscc: str, *, engine: Engine
) -> tuple[CountedTarget, ...]:
    """Say since when the enterprise counts towards each target that counts enterprises."""
    version = version_of(run, "out_status")
    rows = status_of_subject(store, engine, uscc, version=version)
    found = []
    for target in pack.targets:
        if target.headline.counts != "enterprise":
            continue
        since = {
            row["side"]: row["from_date"]
            for row in rows
            if row["definition_id"] == target.headline_definition
            and row["from_date"] <= run.as_of
            and (row["until_date"] is None or row["until_date"] > run.as_of)
        }
        found.append(
            CountedTarget(
                target.name.in_(tr.lang),
                definition_words(tr, pack, target.headline),
                since.get("claimed"),
                since.get("proven"),
            )
        )
    return tuple(found)
