"""One enterprise from its evidence: both sides, contradictions, missing proof, gaps."""

from datetime import UTC, date, datetime
from decimal import Decimal

from lingnan.diagnosis import Model, ModelDiagnosis, build_model, diagnose
from lingnan.evidence.model import Action, EvidenceRow, Fact, Grade
from lingnan.kernel import Period
from lingnan.packs import Pack

AS_OF = date(2023, 9, 30)
MIIT = "miit-sme-2024"


def _row(
    evidence_no: int,
    indicator: str,
    value: str | Decimal,
    grade: Grade = Grade.DECLARED,
    day: date = date(2023, 6, 1),
    source: str = "declared",
) -> EvidenceRow:
    is_code = isinstance(value, str)
    fact = Fact(
        subject_code="91440101MA5AKXAY06",
        indicator_code=f"{MIIT}:{indicator}" if "_" not in indicator else indicator,
        value_code=value if is_code else None,
        value_number=None if is_code else value,
        unit=None,
        period=Period.day(day),
        fact_date=day,
        grade=grade,
        source=source,
    )
    return EvidenceRow(evidence_no, 1, fact, Action.STATE, None, datetime(2023, 6, 2, tzinfo=UTC))


def _view(pack: Pack, model: Model, *rows: EvidenceRow) -> ModelDiagnosis:
    return diagnose(rows, pack, [model], subject_code="91440101MA5AKXAY06", as_of=AS_OF).models[0]


def test_claimed_counts_everything_and_proven_only_proof(pack: Pack, miit: Model) -> None:
    """Claimed Q01 8000 + Q05 5000 = 13000; proven Q05 alone."""
    view = _view(
        pack, miit, _row(1, "Q01", "B,C,D,E"), _row(2, "Q05", "C", Grade.ATTESTED, source="audit")
    )
    assert (view.claimed.millipoints, view.proven.millipoints) == (13000, 5000)


def test_the_better_grade_speaks_for_both_sides(pack: Pack, miit: Model) -> None:
    """Telemetry (12 % networked, band B, 1500) beats the form (band D)."""
    view = _view(
        pack,
        miit,
        _row(1, "Q03", "D"),
        _row(2, "equipment_networked_share", Decimal("0.12"), Grade.OBSERVED, source="gateway"),
    )
    assert (view.claimed.millipoints, view.proven.millipoints) == (1500, 1500)
    (finding,) = view.inconsistencies
    assert finding.code == "DIA-030"
    assert finding.what.en == (
        "Q03 contradicts itself: evidence 1 (declared, declared) says D; "
        "evidence 2 (observed, gateway) says 12% (B)"
    )
    assert finding.what.zh.startswith("Q03 自相矛盾：证据 1（自行申报，declared）为 D")


def test_modesty_and_stale_claims_are_no_contradiction(pack: Pack, miit: Model) -> None:
    modest = _view(pack, miit, _row(1, "Q03", "B"), _row(2, "Q03", "D", Grade.ATTESTED))
    assert modest.inconsistencies == ()
    old = date(2022, 1, 1)  # 637 days before: stale after 400, not yet expired (1096)
    stale = _view(pack, miit, _row(1, "Q03", "E", day=old), _row(2, "Q03", "B", Grade.ATTESTED))
    assert stale.inconsistencies == ()


def test_connected_machines_cannot_outnumber_digital_ones(pack: Pack, miit: Model) -> None:
    view = _view(pack, miit, _row(1, "Q02", "B"), _row(2, "Q03", "D"))
    (finding,) = view.inconsistencies
    assert finding.code == "DIA-031"
    assert "connected machines cannot outnumber digital machines" in finding.what.en
    shares = _view(  # same band, but the shares themselves disagree
        pack,
        miit,
        _row(1, "equipment_digital_share", Decimal("0.45")),
        _row(2, "equipment_networked_share", Decimal("0.55")),
    )
    assert [found.code for found in shares.inconsistencies] == ["DIA-031"]
    assert _view(pack, miit, _row(1, "Q02", "D"), _row(2, "Q03", "D")).inconsistencies == ()


def test_expired_and_future_evidence_does_not_count(pack: Pack, miit: Model) -> None:
    view = _view(
        pack,
        miit,
        _row(1, "Q05", "E", Grade.OBSERVED, day=date(2020, 9, 28)),  # 1097 days before
        _row(2, "Q05", "D", Grade.OBSERVED, day=date(2023, 10, 1)),
        _row(3, "Q05", "B"),
    )
    assert [piece.row.evidence_no for piece in view.evidence] == [3]
    last_day = _view(pack, miit, _row(1, "Q05", "E", day=date(2020, 9, 29)))  # 1096 days before
    assert last_day.claimed.millipoints == 10000


def test_a_fresh_claim_beats_a_stale_one_of_the_same_grade(pack: Pack, miit: Model) -> None:
    stale, fresh = date(2022, 8, 25), date(2022, 8, 26)  # 401 and 400 days before
    view = _view(pack, miit, _row(9, "Q05", "E", day=stale), _row(1, "Q05", "B", day=fresh))
    assert view.claimed.millipoints == 2500


def test_unreadable_evidence_is_told_and_left_out(pack: Pack, miit: Model) -> None:
    view = _view(
        pack,
        miit,
        _row(1, "Q05", "Z", Grade.OBSERVED),
        _row(2, "Q02", Decimal(60)),
        _row(3, "Q05", "B"),
    )
    assert [(f.code, f.field, f.value) for f in view.unreadable] == [
        ("DIA-032", "Q05", "Z"),
        ("DIA-032", "Q02", "60"),
    ]
    assert view.claimed.millipoints == 2500


def test_missing_proof_leads_to_the_next_proven_level_first(pack: Pack, miit: Model) -> None:
    """Proven: 20000 points, 5 scenarios at level 1 (3 mandatory). S02 completes level 1; Q05 adds
    10000 points but no level: towards level 2 both its 10000 of 20000 missing points count."""
    proven = [("Q01", "B,C,D,E"), ("Q02", "E"), ("Q03", "E")]
    proven += [(name, "1") for name in ("S01", "S03", "S06", "S04", "S05")]
    rows = [_row(n, item, code, Grade.ATTESTED) for n, (item, code) in enumerate(proven)]
    rows += [_row(20, "Q05", "E"), _row(21, "S02", "1"), _row(22, "Q06", "B")]
    view = _view(pack, miit, *rows)
    assert (view.proven.level, view.claimed.level) == (0, 1)
    order = [(p.item_id, p.lift_level, p.lift_millipoints) for p in view.missing_proof]
    assert order == [("S02", 1, 0), ("Q05", 0, 10000), ("Q06", 0, 1250)]
    last = view.missing_proof[-1]
    assert (last.level_after, last.millipoints_after) == (1, 31250)
    assert view.missing_proof[0].evidence_kinds == ("software_license",)
    assert view.missing_proof[1].evidence_kinds == (
        "system_inventory",
        "cloud_bill",
        "software_license",
        "tax_invoice",
    )


def test_proof_of_a_stage_is_asked_stage_by_stage(pack: Pack, discrete: Model) -> None:
    """Nothing proven; all of level 1 and 2 claimed. The heaviest clauses of level 1 come first."""
    model = build_model(pack.model(discrete.id))
    names = [item.id for item in model.items if item.id.endswith((".1", ".2"))]
    rows = []
    for number, name in enumerate(names):
        row = _row(number, name, "Y")
        fact = Fact(
            **{f: getattr(row.fact, f) for f in Fact.__slots__}
            | {"indicator_code": f"{model.id}:{name}"}
        )
        rows.append(EvidenceRow(number, 1, fact, Action.STATE, None, row.recorded_at))
    view = _view(pack, model, *rows)
    order = [entry.item_id for entry in view.missing_proof]
    assert order[:4] == ["M10.1", "M11.1", "M4.1", "M5.1"]  # 10.01, 10.01, 5.91, 5.91 %
    first_level = next(n for n, p in enumerate(view.missing_proof) if p.lift_level == 1)
    assert all(name.endswith(".1") for name in order[: first_level + 1])
    assert view.missing_proof[-1].level_after == view.claimed.level == 2


def test_gaps_name_the_cheapest_candidates(pack: Pack, miit: Model) -> None:
    """Level 2 needs 40000 and six scenarios at 2, three mandatory; S03 and S06 are at 1."""
    rows = [_row(1, "Q01", "B,C,D,E"), _row(2, "Q02", "E"), _row(3, "Q03", "E")]
    levels = {"S01": "2", "S02": "2", "S03": "1", "S04": "2", "S05": "1", "S06": "1"}
    rows += [_row(10 + n, name, level) for n, (name, level) in enumerate(levels.items())]
    view = _view(pack, miit, *rows)
    gap = view.claimed.gap
    assert gap is not None
    assert (view.claimed.level, gap.points_short) == (1, 20000)
    assert (gap.scenarios_short, gap.mandatory_short) == (3, 2)
    near = [(c.item_id, c.levels_short) for c in view.claimed_candidates if c.reason == "scenario"]
    assert near[:4] == [("S03", 1), ("S06", 1), ("S05", 1), ("S07", 2)]
    rich = [
        (c.item_id, c.gain_millipoints) for c in view.claimed_candidates if c.reason == "points"
    ]
    assert rich[:3] == [("Q04", 10000), ("Q05", 10000), ("Q08", 7500)]


def test_the_json_carries_what_the_contract_asks(pack: Pack, miit: Model) -> None:
    rows = [_row(1, "Q01", "B"), _row(2, "Q05", "C", Grade.ATTESTED)]
    found = diagnose(rows, pack, [miit], subject_code="X", as_of=AS_OF).to_json()
    view = found["models"][0]
    assert (found["subject"], found["as_of"]) == ("X", "2023-09-30")
    assert (view["model"], view["edition"]) == (MIIT, "2024")
    assert (view["claimed"]["millipoints"], view["proven"]["millipoints"]) == (7000, 5000)
    assert view["claimed"]["level_name"] == {"zh": "未达一级", "en": "below level 1"}
    assert view["dimensions"][0]["claimed"] == 7000
    assert [entry["item"] for entry in view["missing_proof"]] == ["Q01"]
    assert [entry["evidence_no"] for entry in view["evidence"]] == [1, 2]
    assert len(view["unanswered"]) == 29
    assert view["is_confirmed"] is False


def test_a_model_without_evidence_is_left_out_unless_asked(pack: Pack, miit: Model) -> None:
    assert diagnose([], pack, [miit], subject_code="X", as_of=AS_OF).models == ()
    asked = diagnose([], pack, [miit], subject_code="X", as_of=AS_OF, with_empty=True)
    assert asked.models[0].claimed.millipoints == 0
