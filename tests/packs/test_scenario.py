"""Scenarios: named changes of a pack, refused where they name nothing or do not fit."""

from dataclasses import FrozenInstanceError
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from lingnan.packs import (
    Pack,
    PackLookupError,
    ScenarioPathError,
    ScenarioValueError,
    apply_scenario,
    check_pack,
    diff_packs,
    load_pack,
)
from lingnan.packs.content import Scenario

TEXT = {"zh": "情景", "en": "scenario"}


def scenario(*changes: tuple[str, object], **more: object) -> Scenario:
    return Scenario.model_validate(
        {
            "id": "s", "name": TEXT, "what": TEXT, "source": "own", "is_confirmed": False,
            "changes": [{"path": path, "to": to} for path, to in changes], **more,
        }
    )  # fmt: skip


def changed(pack: Pack, *changes: tuple[str, object]) -> Pack:
    return apply_scenario(pack, scenario(*changes))


def test_a_change_gives_another_frozen_pack_that_differs_there_only(tinyland: Pack) -> None:
    path = "assumptions[forecast.pace_variation].value"
    found = changed(tinyland, (path, 0.6))
    assert found.assumption("forecast.pace_variation").value == Decimal("0.6")
    assert tinyland.assumption("forecast.pace_variation").value == Decimal("0.5")
    assert [(c.path, c.kind) for c in diff_packs(tinyland, found)] == [(path, "changed")]
    assert found.content_hash != tinyland.content_hash
    with pytest.raises(FrozenInstanceError):
        found.version = "2"  # type: ignore[misc]


def test_every_path_that_a_diff_names_can_be_changed(tinyland: Pack) -> None:
    found = changed(
        tinyland,
        ("targets[digital_plants].milestones[2024-12-31].value", 45),
        ("targets[digital_plants].name", {"zh": "新厂", "en": "works"}),
        (
            "targets[digital_plants].definitions[digital_plants.level1].conditions[level].at_least",
            2,
        ),
        ("cluster_industries[toys@C245].is_partial", True),
    )
    target = found.target("digital_plants")
    assert target.milestones[1].value == 45
    assert target.name.en == "works"
    assert target.headline.conditions[2].at_least == 2
    # what the pack derives from the list is derived anew
    assert [row.is_partial for row in found.cluster("toys").industries] == [True]
    assert len(diff_packs(tinyland, found)) == 4


def test_counts_and_items_are_derived_anew(tinyland: Pack) -> None:
    count = tinyland.city_counts[0]
    path = f"city_counts[{count.city_code}@{count.as_of}].value"
    found = changed(tinyland, (path, 999))
    assert found.city(count.city_code).above_scale_counts[count.as_of.year] == 999
    days = changed(tinyland, ("models[tiny-maturity].fresh_days", 77))
    item = next(i.code for i in tinyland.indicators if i.code.startswith("tiny-maturity:"))
    assert days.indicator(item).fresh_days == 77


def test_no_change_is_the_same_pack(tinyland: Pack) -> None:
    assert apply_scenario(tinyland, scenario()) is tinyland


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("assumption[x].value", "Allowed here: sources"),
        ("assumptions", "assumptions[forecast.pace_variation]"),
        ("assumptions[allocation.money].value", "[forecast.pace_variation]"),
        ("assumptions[forecast.pace_variation]", "value, low, high"),
        ("assumptions[forecast.pace_variation].worth", "value, low, high"),
        ("assumptions[forecast.pace_variation].id", "value, low, high"),
        ("assumptions[forecast.pace_variation].value.x", "'x'"),
        ("cities[820100].above_scale_counts", "tile_row"),
        ("targets[digital_plants].milestones[2099-12-31].value", "[2022-12-31], [2024-12-31]"),
        ("cloud_rules.x", "Allowed here: sources"),
        ("no path!", "no path!"),
    ],
)
def test_a_path_to_nowhere_is_refused_with_what_there_is(
    tinyland: Pack, path: str, told: str
) -> None:
    with pytest.raises(ScenarioPathError) as failure:
        changed(tinyland, (path, 1))
    assert told in failure.value.render("en")
    assert failure.value.code == "PAK-005"


@pytest.mark.parametrize("value", ["many", 7, None])
def test_a_value_that_does_not_fit_is_refused(tinyland: Pack, value: object) -> None:
    with pytest.raises(ScenarioValueError, match="PAK-006"):
        changed(tinyland, ("assumptions[forecast.pace_variation].value", value))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "base"},
        {"money_cny_by_year": [-1]},
        {"floors": [{"region": "all"}]},
        {"floors": [{"region": "all", "share": 1.5}]},
        {"floors": [{"region": "all", "least_count": -1}]},
        {"colour": "red"},
    ],
)
def test_a_scenario_keeps_to_its_schema(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        scenario(**wrong)


def test_a_pack_may_hold_scenarios(land: Path) -> None:
    (land / "scenarios.yaml").write_text(
        "scenarios:\n  - {id: half, name: {zh: 半, en: half}, what: {zh: 半, en: half},"
        " source: tiny-plan, is_confirmed: false, money_cny_by_year: [5, 6],"
        " floors: [{region: all, share: 0.5}]}\n",
        encoding="utf-8",
    )
    pack = load_pack(land)
    assert pack.scenario("half").money_cny_by_year == (5, 6)
    with pytest.raises(PackLookupError, match="half"):
        pack.scenario("whole")


def test_checking_a_pack_tries_its_scenarios(land: Path) -> None:
    (land / "scenarios.yaml").write_text(
        "scenarios:\n  - {id: lost, name: {zh: 失, en: lost}, what: {zh: 失, en: lost},"
        " source: tiny-plan, is_confirmed: false, floors: [{region: mars, share: 0.5}],"
        " changes: [{path: 'gaps[x].what', to: 1}]}\n",
        encoding="utf-8",
    )
    found = [item for item in check_pack(land) if item.code == "PAK-140"]
    assert [item.value for item in found] == ["gaps[x].what", "mars"]
    assert all(item.file == "scenarios.yaml" and item.row == 2 for item in found)


def test_the_scenarios_of_the_pack_apply(guangdong: Pack) -> None:
    assert {item.id for item in guangdong.scenarios} >= {
        "dongguan-first",
        "fair-floors",
        "double-money",
    }
    places = {city.code for city in guangdong.cities} | {g.id for g in guangdong.city_groups}
    for item in guangdong.scenarios:
        changes = diff_packs(guangdong, apply_scenario(guangdong, item))
        assert len(changes) == len(item.changes)
        assert {floor.region for floor in item.floors} <= places
