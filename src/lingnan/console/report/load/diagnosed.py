"""A diagnosis as the view of one model: levels, dimensions, items, scenarios, proof, evidence.

Not for diagnosing (room diagnosis): every figure comes in with the diagnosis.
"""

from collections.abc import Sequence

from lingnan.console.i18n import Translator
from lingnan.console.report.load.explain import sources_of
from lingnan.console.report.load.item import answer_text, item_name, next_step
from lingnan.console.report.load.ledger import model_lines
from lingnan.console.report.load.pinned import inputs_of
from lingnan.console.report.load.word import size_name
from lingnan.console.views import (
    DimensionView,
    Explanation,
    ItemView,
    Mark,
    MissingProof,
    ModelView,
    PeerGroup,
    ScenarioView,
    SideResult,
)
from lingnan.diagnosis import Model, ModelDiagnosis, Score, Standing
from lingnan.diagnosis.item import level_of, points
from lingnan.diagnosis.peer import WHOLE
from lingnan.evidence import EvidenceRow
from lingnan.packs import Pack
from lingnan.store.runs import Run


def model_view(
    tr: Translator,
    pack: Pack,
    run: Run,
    diagnosed: ModelDiagnosis,
    rows: Sequence[EvidenceRow],
    standing: Standing | None,
) -> ModelView:
    """Turn one model's diagnosis into a view; `standing` null when the run knows no peers."""
    model = diagnosed.model
    claimed = {piece.item.id: piece.code for piece in diagnosed.evidence}
    proven = {piece.item.id: piece.code for piece in diagnosed.evidence if piece.is_proof}
    content = pack.model(model.id)
    return ModelView(
        id=model.id,
        name=model.title.in_(tr.lang),
        edition=model.edition,
        full=model.full_millipoints,
        claimed=side_result(tr, model, diagnosed.claimed, standing, "claimed"),
        proven=side_result(tr, model, diagnosed.proven, standing, "proven"),
        dimensions=_dimensions(tr, diagnosed, standing),
        items=tuple(
            ItemView(
                id=item.id,
                name=item_name(tr, item),
                full=item.max_millipoints,
                claimed=points(item, claimed.get(item.id)),
                proven=points(item, proven.get(item.id)),
                answer=answer_text(tr, item, claimed.get(item.id)),
                next_step=next_step(tr, item, claimed.get(item.id)),
            )
            for item in model.items
            if item.kind != "graded"
        ),
        scenarios=tuple(
            ScenarioView(
                id=item.id,
                name=item_name(tr, item),
                is_mandatory=item.is_mandatory,
                claimed=level_of(item, claimed.get(item.id)),
                proven=level_of(item, proven.get(item.id)),
                next_step=next_step(tr, item, claimed.get(item.id)),
            )
            for item in model.items
            if item.kind == "graded"
        ),
        missing_proof=_missing(tr, diagnosed),
        evidence=model_lines(tr, pack, diagnosed, rows, run.as_of),
        peers=_peer_group(tr, pack, standing),
        nearest_items=tuple(candidate.item_id for candidate in diagnosed.claimed_candidates),
        contradictions=tuple(finding.what.in_(tr.lang) for finding in diagnosed.inconsistencies),
        explanation=Explanation(
            definition=f"{content.issuer.in_(tr.lang)} {content.document_no}",
            sources=sources_of(tr, pack, content.source),
            inputs=inputs_of(run, "evidence", "out_score", "out_peer"),
            unconfirmed=tuple(Mark(text.in_(tr.lang)) for text in model.unconfirmed),
        ),
    )


def side_result(
    tr: Translator, model: Model, score: Score, standing: Standing | None, side: str
) -> SideResult:
    """Say what one side reaches, and what its next level still wants."""
    _ = tr.gettext
    missing = []
    gap = score.gap
    if gap is not None:
        places = 1 if model.full_millipoints > 10_000 else 2
        if gap.points_short:
            missing.append(
                _("{points} points").format(points=tr.points_missing(gap.points_short, places))
            )
        if gap.scenarios_short:
            missing.append(
                tr.ngettext("{count} scenario", "{count} scenarios", gap.scenarios_short).format(
                    count=gap.scenarios_short
                )
            )
        if gap.mandatory_short:
            missing.append(
                tr.ngettext(
                    "{count} mandatory scenario",
                    "{count} mandatory scenarios",
                    gap.mandatory_short,
                ).format(count=gap.mandatory_short)
            )
    return SideResult(
        level=score.level,
        level_name=model.level_names[score.level].in_(tr.lang),
        millipoints=score.millipoints,
        percentile=None if standing is None else standing.score[f"{side}_percentile"],
        next_level_name=None if gap is None else model.level_names[gap.next_level].in_(tr.lang),
        missing=tuple(missing),
    )


def _dimensions(
    tr: Translator, diagnosed: ModelDiagnosis, standing: Standing | None
) -> tuple[DimensionView, ...]:
    sides = (diagnosed.claimed.dimensions, diagnosed.proven.dimensions)
    found = []
    for dimension, claimed, proven in zip(diagnosed.model.dimensions, *sides, strict=True):
        peers = standing.peers.get(dimension.id, {}) if standing is not None else {}
        found.append(
            DimensionView(
                id=dimension.id,
                name=dimension.text.in_(tr.lang),
                full=dimension.full_millipoints,
                claimed=claimed.millipoints,
                proven=proven.millipoints,
                peer_p25=peers.get("claimed_p25"),
                peer_median=peers.get("claimed_median"),
                peer_p75=peers.get("claimed_p75"),
                peer_proven_median=peers.get("proven_median"),
                is_counted=dimension.is_counted,
            )
        )
    return tuple(found)


def _missing(tr: Translator, diagnosed: ModelDiagnosis) -> tuple[MissingProof, ...]:
    model = diagnosed.model
    return tuple(
        MissingProof(
            item_id=entry.item_id,
            item=item_name(tr, model.by_id[entry.item_id]),
            answer=answer_text(tr, model.by_id[entry.item_id], entry.answer) or entry.answer,
            lift_millipoints=entry.lift_millipoints,
            accepted=tuple(
                model.evidence_kinds[kind].in_(tr.lang) for kind in entry.evidence_kinds
            ),
            level_after=model.level_names[entry.level_after].in_(tr.lang),
            would_lift_level=entry.lift_level > 0,
        )
        for entry in diagnosed.missing_proof
    )


def _peer_group(tr: Translator, pack: Pack, standing: Standing | None) -> PeerGroup | None:
    if standing is None or WHOLE not in standing.peers:
        return None
    score = standing.score
    names = {cluster.id: cluster.name.in_(tr.lang) for cluster in pack.clusters}
    cluster = names.get(score["primary_cluster_id"] or "")
    size = score["size_class"]
    return PeerGroup(
        cluster=cluster,
        size=None if size is None else size_name(tr, size),
        enterprises=standing.peers[WHOLE]["enterprises_count"],
    )
