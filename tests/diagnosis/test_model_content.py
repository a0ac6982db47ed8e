"""Models as content: what contradicts itself is refused, and how models are built from it."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from lingnan.diagnosis import Model, build_model
from lingnan.diagnosis.compile import compile_model
from lingnan.diagnosis.errors import ChoiceUnknown, EditionNotScorable, ModelTooFine
from lingnan.packs import Pack
from lingnan.packs.content.model import ModelContent

MIIT = "miit-sme-2024"
DISCRETE = "gbt-39116-2020-discrete"


@pytest.fixture
def raw(pack: Pack) -> dict[str, Any]:
    path = pack.root / "models" / f"{MIIT}.yaml"
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def _problem(raw: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        ModelContent.model_validate(raw)
    return str(caught.value)


def test_an_unknown_key_is_refused_with_the_keys_allowed(raw: dict[str, Any]) -> None:
    raw["items"][0]["weight"] = 3
    problem = _problem(raw)
    assert "unknown key 'weight'" in problem
    assert "max_millipoints" in problem


def test_options_must_reach_the_full_mark(raw: dict[str, Any]) -> None:
    raw["items"][1]["options"][4]["millipoints"] = 5900
    assert "item 'Q02': its options reach 5900, not 6000" in _problem(raw)


def test_marks_and_shares_of_nodes_must_add_up(raw: dict[str, Any]) -> None:
    raw["tree"]["children"][0]["weight_pct"] = 49
    assert "node 'F' is not 49 % of 'score'" in _problem(raw)
    raw["tree"]["children"][0]["weight_pct"] = 50
    raw["tree"]["children"][0]["full_millipoints"] = 49000
    assert "full_millipoints 49000, its parts give 50000" in _problem(raw)


def test_every_item_stands_in_the_tree_once(raw: dict[str, Any]) -> None:
    scenarios = raw["tree"]["children"][3]
    scenarios["items"] = [*scenarios["items"], "S01"]
    assert "the tree uses item 'S01' twice" in _problem(raw)
    scenarios["items"] = [f"S{n:02}" for n in range(2, 17)]
    assert "the tree leaves out item 'S01'" in _problem(raw)
    scenarios["items"] = [f"S{n:02}" for n in range(1, 18)]
    assert "unknown item 'S17'" in _problem(raw)


def test_bands_must_rise_to_one(raw: dict[str, Any]) -> None:
    raw["items"][1]["options"][4]["upper_share"] = "0.9"
    assert "item 'Q02': the bands must rise to 1" in _problem(raw)


def test_gates_must_name_what_exists(raw: dict[str, Any]) -> None:
    raw["gates"][0]["all_of"][1]["group"] = "scene"
    assert "a gate names the unknown group 'scene'" in _problem(raw)
    raw["gates"][0]["all_of"][1]["group"] = "scenario"
    raw["gates"][0]["all_of"][0]["dimension"] = "X"
    assert "a gate names the unknown dimension 'X'" in _problem(raw)


def test_an_unknown_kind_of_evidence_is_refused(raw: dict[str, Any]) -> None:
    raw["items"][0]["evidence_kinds"] = ["hearsay"]
    assert "item 'Q01' names the unknown evidence kind 'hearsay'" in _problem(raw)


def test_weights_of_a_mean_must_add_up_to_a_hundred(pack: Pack) -> None:
    path = pack.root / "models" / f"{DISCRETE}.yaml"
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    raw["tree"]["children"][0]["children"][0]["weight_pct"] = 7
    assert "node 'level_score': the weights of the children must add up to 100" in _problem(raw)


def test_answers_are_judged_and_written_in_one_way(pack: Pack) -> None:
    content = pack.model(MIIT)
    assert content.answer_problem("Q01", ["C", "B"]) is None
    assert content.canonical("Q01", ["C", "B", "C"]) == "B,C"
    assert content.answer_problem("Q01", ["A", "B"]) == "exclusive"
    assert content.answer_problem("Q01", ["Z"]) == "unknown_option"
    assert content.answer_problem("Q05", ["B", "C"]) == "several"
    assert content.answer_problem("Q05", []) == "empty"


def test_items_have_indicators_and_shared_ones_exist(pack: Pack) -> None:
    assert pack.indicator(f"{MIIT}:S01").expires_days == 1096
    for model in pack.models:
        for item in model.items:
            for shared in item.measured_by:
                assert pack.indicator(shared).unit == "share"


def test_choices_are_settled_by_default_or_as_asked(pack: Pack) -> None:
    content = pack.model(DISCRETE)
    assert build_model(content).choices == {"empty_cells": "renormalise", "edition": "2020"}
    asked = build_model(content, {"empty_cells": "satisfied", "edition": "2020"})
    assert asked.choices["empty_cells"] == "satisfied"
    assert [dim.full_millipoints for dim in asked.dimensions] == [5000, 5000, 5000, 5000]


def test_an_unknown_choice_names_what_is_allowed(pack: Pack) -> None:
    with pytest.raises(ChoiceUnknown) as caught:
        build_model(pack.model(DISCRETE), {"empty_cells": "maybe"})
    assert "empty_cells=maybe" in caught.value.message.en
    assert "empty_cells=renormalise, empty_cells=satisfied" in caught.value.advice.en
    with pytest.raises(ChoiceUnknown):
        build_model(pack.model(MIIT), {"empty_cells": "satisfied"})


def test_a_known_edition_that_cannot_be_scored_says_why(pack: Pack) -> None:
    with pytest.raises(EditionNotScorable) as caught:
        build_model(pack.model(DISCRETE), {"edition": "draft-2024"})
    assert "its domains differ" in caught.value.message.en
    assert "能力域不同" in caught.value.message.zh


def test_unconfirmed_parts_are_carried_along(miit: Model, discrete: Model) -> None:
    assert not miit.is_confirmed
    assert any("weights of the 2020 edition are recollected" in t.en for t in discrete.unconfirmed)


def test_weights_too_fine_for_whole_numbers_are_refused(raw: dict[str, Any]) -> None:
    text = {"zh": "某", "en": "some"}
    primes = (3, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    items = [f"X{n}" for n in range(sum(primes))]
    options = [{"code": c, "text": text, "millipoints": p} for c, p in (("A", 0), ("B", 1))]
    groups, start = [], 0
    for size in primes:
        names = items[start : start + size]
        groups.append({"id": f"g{size}", "text": text, "aggregate": "mean", "items": names})
        start += size
    raw |= {
        "items": [
            {"id": name, "kind": "single", "text": text, "max_millipoints": 1, "options": options}
            for name in items
        ],
        "tree": {"id": "all", "text": text, "aggregate": "mean", "children": groups},
        "gates": [{"level": 1, "all_of": [{"kind": "score_at_least", "millipoints": 1}]}],
        "consistency": [],
        "full_millipoints": 1,
    }
    with pytest.raises(ModelTooFine) as caught:
        compile_model(build_model(ModelContent.model_validate(raw)))
    assert caught.value.code == "DIA-003"
