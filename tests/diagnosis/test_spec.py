"""The specs beside the models: one meaning, two engines (plain reference and batch)."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from lingnan.diagnosis import Model, build_model, score
from lingnan.packs import Pack, load_pack


@dataclass(frozen=True)
class Case:
    model_id: str
    name: str
    choices: tuple[tuple[str, str], ...]
    answers: dict[str, str]
    expect: dict[str, Any]
    worked: str


def _folder() -> Path:
    return load_pack("guangdong").root / "models" / "specs"


def _cases() -> list[Case]:
    found = []
    for path in sorted(_folder().glob("*.yaml")):
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))
        model_id = spec["model"]
        for item, options in spec.get("alone", {}).items():
            for code, points in options.items():
                expect = {"millipoints": points}
                name = f"{item}={code}"
                found.append(Case(model_id, name, (), {item: str(code)}, expect, ""))
        for case in spec.get("cases", []):
            answers = _filled(model_id, case.get("fill", {})) | case.get("answers", {})
            for names, level in case.get("scenarios", {}).items():
                answers |= dict.fromkeys(names.split(), str(level))
            choices = tuple(sorted(case.get("choices", {}).items()))
            found.append(
                Case(model_id, case["name"], choices, answers, case["expect"], case["worked"])
            )
    return found


def _filled(model_id: str, fill: dict[int, str]) -> dict[str, str]:
    items = load_pack("guangdong").model(model_id).items
    return {i.id: fill[n] for i in items if (n := int(i.id.partition(".")[2] or 0)) in fill}


CASES = _cases()


def _model(pack: Pack, case: Case) -> Model:
    return build_model(pack.model(case.model_id), dict(case.choices))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.model_id}: {case.name}")
def test_reference_scorer_meets_the_spec(pack: Pack, case: Case) -> None:
    result = score(_model(pack, case), case.answers)
    assert result.millipoints == case.expect["millipoints"], case.worked
    if "level" in case.expect:
        assert result.level == case.expect["level"], case.worked
        assert _gap(result.gap) == case.expect["gap"], case.worked
    marks = {dim.id: dim.millipoints for dim in result.dimensions}
    for dimension, expected in case.expect.get("dimensions", {}).items():
        assert marks[dimension] == expected, case.worked


def test_batch_meets_the_spec(pack: Pack, bench: Any) -> None:
    """All cases of a model and its choices in one batch; every answer attested."""
    grouped: defaultdict[tuple[str, tuple[tuple[str, str], ...]], list[Case]] = defaultdict(list)
    for case in CASES:
        if case.answers:
            grouped[case.model_id, case.choices].append(case)
    assert len(grouped) == 5  # one model without choices, two with two treatments each
    for cases in grouped.values():
        sheets = {
            str(n): {item: (code, 2) for item, code in case.answers.items()}
            for n, case in enumerate(cases)
        }
        found = bench.score_sheets(_model(pack, cases[0]), sheets)
        for number, case in enumerate(cases):
            _check_row(found[str(number)], case)


def _check_row(row: dict[str, Any], case: Case) -> None:
    for side in ("claimed", "proven"):
        assert row[f"{side}_millipoints"] == case.expect["millipoints"], (case.name, case.worked)
        if "level" in case.expect:
            assert row[f"{side}_level"] == case.expect["level"], (case.name, case.worked)
            keys = ("next_level", "points_short", "scenarios_short", "mandatory_short")
            gap = {key: row[f"{side}_{key}"] for key in keys}
            wanted = case.expect["gap"] or dict.fromkeys(keys)
            assert gap == wanted, (case.name, case.worked)
        for dimension, expected in case.expect.get("dimensions", {}).items():
            assert row[f"{side}_dimension_{dimension}"] == expected, (case.name, case.worked)


def test_every_item_and_option_of_the_questionnaire_has_a_case(pack: Pack) -> None:
    model = pack.model("miit-sme-2024")
    alone = [case for case in CASES if case.model_id == model.id and not case.worked]
    for item in model.items:
        answered = {code for case in alone for code in case.answers.get(item.id, "").split(",")}
        if item.kind == "graded":
            assert "4" in answered
        else:
            assert {option.code for option in item.options} <= answered


def test_every_subdomain_has_a_case_of_its_own(pack: Pack) -> None:
    for path in ("discrete", "process"):
        model = pack.model(f"gbt-39116-2020-{path}")
        alone = {i for c in CASES if c.model_id == model.id and not c.worked for i in c.answers}
        assert {item.id for item in model.items if item.id.endswith(".1")} <= alone


def _gap(gap: Any) -> dict[str, int] | None:
    if gap is None:
        return None
    return {
        "next_level": gap.next_level,
        "points_short": gap.points_short,
        "scenarios_short": gap.scenarios_short,
        "mandatory_short": gap.mandatory_short,
    }
