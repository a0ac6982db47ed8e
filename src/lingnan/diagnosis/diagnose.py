"""Diagnose one enterprise from its evidence: both sides, gaps, missing proof, contradictions.

Plain Python over the reference scorer, so that every figure can be followed; equal to the batch.
Not for reading the ledger: the caller hands over the rows that count.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lingnan.diagnosis.answers import finding_json, gap_json
from lingnan.diagnosis.choice import Choice, ItemEvidence, Lifetime, choose
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.compiled import score_compiled
from lingnan.diagnosis.consistency import contradictions
from lingnan.diagnosis.gap import Candidate, candidates
from lingnan.diagnosis.model import Model, Score
from lingnan.diagnosis.program import Program
from lingnan.diagnosis.proof import MissingProof, missing_proof
from lingnan.evidence.model import EvidenceRow
from lingnan.kernel import Finding, Text
from lingnan.packs import Pack


@dataclass(frozen=True, slots=True)
class ModelDiagnosis:
    """One model's view of one enterprise.

    `evidence` holds the best piece per item; `unanswered` the items without any.
    """

    model: Model
    claimed: Score
    proven: Score
    claimed_candidates: tuple[Candidate, ...]
    proven_candidates: tuple[Candidate, ...]
    missing_proof: tuple[MissingProof, ...]
    unanswered: tuple[str, ...]
    inconsistencies: tuple[Finding, ...]
    unreadable: tuple[Finding, ...]
    evidence: tuple[ItemEvidence, ...]

    def to_json(self) -> dict[str, Any]:
        """The view as plain data; texts in both languages."""
        return {
            "model": self.model.id,
            "edition": self.model.edition,
            "title": _text(self.model.title),
            "choices": dict(self.model.choices),
            "is_confirmed": self.model.is_confirmed,
            "unconfirmed": [_text(text) for text in self.model.unconfirmed],
            "full_millipoints": self.model.full_millipoints,
            "claimed": _side(self.model, self.claimed),
            "proven": _side(self.model, self.proven),
            "dimensions": self._dimensions(),
            "gaps": {
                "claimed": gap_json(self.claimed, self.claimed_candidates),
                "proven": gap_json(self.proven, self.proven_candidates),
            },
            "missing_proof": [self._proof(entry) for entry in self.missing_proof],
            "unanswered": list(self.unanswered),
            "inconsistencies": [finding_json(finding) for finding in self.inconsistencies],
            "unreadable": [finding_json(finding) for finding in self.unreadable],
            "evidence": [_evidence(piece) for piece in self.evidence],
        }

    def _dimensions(self) -> list[dict[str, Any]]:
        marks = (self.claimed.dimensions, self.proven.dimensions)
        return [
            {
                "id": dimension.id,
                "name": _text(dimension.text),
                "claimed": claimed.millipoints,
                "proven": proven.millipoints,
                "full_millipoints": dimension.full_millipoints,
                "is_counted": dimension.is_counted,
            }
            for dimension, claimed, proven in zip(self.model.dimensions, *marks, strict=True)
        ]

    def _proof(self, entry: MissingProof) -> dict[str, Any]:
        kinds = self.model.evidence_kinds
        return {
            "item": entry.item_id,
            "text": _text(self.model.by_id[entry.item_id].text),
            "answer": entry.answer,
            "lift_millipoints": entry.lift_millipoints,
            "lift_level": entry.lift_level,
            "millipoints_after": entry.millipoints_after,
            "level_after": entry.level_after,
            "alone_millipoints": entry.alone_millipoints,
            "evidence_kinds": [
                {"id": kind, "name": _text(kinds[kind])} for kind in entry.evidence_kinds
            ],
        }


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All models' views of one enterprise as of a date."""

    subject_code: str
    as_of: date
    models: tuple[ModelDiagnosis, ...]

    def to_json(self) -> dict[str, Any]:
        """The diagnosis as plain data."""
        return {
            "subject": self.subject_code,
            "as_of": self.as_of.isoformat(),
            "models": [view.to_json() for view in self.models],
        }


def diagnose(
    rows: Sequence[EvidenceRow],
    pack: Pack,
    models: Sequence[Model],
    *,
    subject_code: str,
    as_of: date,
    with_empty: bool = False,
    with_ways: bool = True,
) -> Diagnosis:
    """What the evidence about one enterprise says on each model.

    Shapes: rows: all rows about the subject that count (Ledger.of_subject).
    Args: with_ways: whether to work out what would lift the levels; candidates and missing proof
        are empty otherwise.
    Limits: a model for which there is no evidence at all is left out unless `with_empty`.
    """
    lifetimes = lifetimes_of(pack)
    views = []
    for model in models:
        choice = choose(rows, model, lifetimes, as_of=as_of)
        if choice.by_item or choice.findings or with_empty:
            views.append(diagnose_model(choice, model, compile_model(model), with_ways=with_ways))
    return Diagnosis(subject_code, as_of, tuple(views))


def diagnose_model(
    choice: Choice, model: Model, program: Program, *, with_ways: bool = True
) -> ModelDiagnosis:
    """What chosen evidence says on one model; see `diagnose`."""
    claimed, proven = choice.claimed, choice.proven
    claimed_score = score_compiled(model, program, claimed)
    proven_score = score_compiled(model, program, proven)
    return ModelDiagnosis(
        model=model,
        claimed=claimed_score,
        proven=proven_score,
        claimed_candidates=(
            candidates(model, program, claimed, claimed_score) if with_ways else ()
        ),
        proven_candidates=candidates(model, program, proven, proven_score) if with_ways else (),
        missing_proof=tuple(missing_proof(model, program, claimed, proven)) if with_ways else (),
        unanswered=tuple(item.id for item in model.items if item.id not in claimed),
        inconsistencies=tuple(contradictions(choice, model)),
        unreadable=choice.findings,
        evidence=tuple(pieces[0] for pieces in choice.by_item.values()),
    )


def lifetimes_of(pack: Pack) -> Mapping[str, Lifetime]:
    """How long evidence of each indicator of a pack is fresh and counts."""
    return {
        indicator.code: Lifetime(indicator.fresh_days, indicator.expires_days)
        for indicator in pack.indicators
    }


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _side(model: Model, result: Score) -> dict[str, Any]:
    return {
        "level": result.level,
        "level_name": _text(model.level_names[result.level]),
        "millipoints": result.millipoints,
        "answered_count": result.answered_count,
        "scenarios": [
            {"level": c.level, "count": c.count, "mandatory_count": c.mandatory_count}
            for c in result.counts
        ],
        "stages": [
            {"level": s.stage, "millipoints": s.millipoints, "is_satisfied": s.is_satisfied}
            for s in result.stages
        ],
    }


def _evidence(piece: ItemEvidence) -> dict[str, Any]:
    fact = piece.row.fact
    return {
        "item": piece.item.id,
        "answer": piece.code,
        "indicator": fact.indicator_code,
        "value": fact.value_code if fact.value_number is None else str(fact.value_number),
        "unit": fact.unit,
        "grade": int(fact.grade),
        "grade_name": _text(fact.grade.word),
        "is_proof": piece.is_proof,
        "is_fresh": piece.is_fresh,
        "fact_date": fact.fact_date.isoformat(),
        "source": fact.source,
        "document": fact.document,
        "evidence_no": piece.row.evidence_no,
        "segment_no": piece.row.segment_no,
    }
