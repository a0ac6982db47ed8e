"""What differs between two packs."""

from pathlib import Path

from lingnan.packs import Change, Pack, diff_packs, load_pack


def by_path(changes: list[Change]) -> dict[str, dict[str, str | None]]:
    return {change.path: change.as_dict("en") for change in changes}


def test_a_pack_does_not_differ_from_itself(tinyland: Pack, land: Path) -> None:
    assert diff_packs(tinyland, load_pack(land)) == []


def test_remarks_and_order_are_no_change(tinyland: Pack, land: Path) -> None:
    path = land / "cities.csv"
    header, first, second = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((header, second, first)) + "\n", encoding="utf-8")
    (land / "gaps.yaml").write_text(
        "# a remark\n" + (land / "gaps.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    other = load_pack(land)
    assert other.content_hash != tinyland.content_hash
    assert diff_packs(tinyland, other) == []


def test_a_changed_value_is_told_by_path_with_old_and_new(tinyland: Pack, edit) -> None:
    edit("targets.yaml", "value: 40", "value: 45")
    edit("published.csv", "2021-09-30,9,over", "2021-09-30,11,over")
    edit("cities.csv", "Westhill", "West Hill")
    found = by_path(diff_packs(tinyland, load_pack(edit("pack.yaml", '"1"', '"2"'))))
    assert found == {
        "version": {"path": "version", "kind": "changed", "old": "1", "new": "2"},
        "cities[820200].name": {
            "path": "cities[820200].name",
            "kind": "changed",
            "old": "Westhill",
            "new": "West Hill",
        },
        "targets[digital_plants].milestones[2024-12-31].value": {
            "path": "targets[digital_plants].milestones[2024-12-31].value",
            "kind": "changed",
            "old": "40",
            "new": "45",
        },
        "published[digital_plants@820000@2021-06-30].value": {
            "path": "published[digital_plants@820000@2021-06-30].value",
            "kind": "changed",
            "old": "9",
            "new": "11",
        },
    }


def test_a_record_more_is_one_change_and_its_reverse_one_less(tinyland: Pack, edit) -> None:
    row = "820000,2021-06-30"
    folder = edit("published.csv", row, "820000,2021-01-31,,6,none,enterprise,tiny-office,true,,\n"
                  f"digital_plants,{row}")  # fmt: skip
    other = load_pack(folder)
    [added] = diff_packs(tinyland, other)
    [removed] = diff_packs(other, tinyland)
    assert (added.path, added.kind) == ("published[digital_plants@820000@2021-01-31]", "added")
    assert added.as_dict("zh") == {
        "path": added.path, "kind": "added", "old": None, "new": "6",
    }  # fmt: skip
    assert (removed.path, removed.kind, removed.new) == (added.path, "removed", None)


def test_counts_of_cities_are_told_once(tinyland: Pack, edit) -> None:
    found = diff_packs(tinyland, load_pack(edit("city_above_scale.csv", "33,ent", "34,ent")))
    assert [change.path for change in found] == ["city_counts[820100@2021-12-31].value"]


def test_models_are_compared_to_the_option(tinyland: Pack, edit) -> None:
    edit("models/tiny-maturity.yaml", "max_millipoints: 4000", "max_millipoints: 5000")
    edit(
        "models/tiny-maturity.yaml",
        "millipoints: 4000}\n  - id: Q2",
        "millipoints: 5000}\n  - id: Q2",
    )
    edit("models/tiny-maturity.yaml", "full_millipoints: 10000", "full_millipoints: 11000")
    folder = edit("models/tiny-maturity.yaml", "full_millipoints: 10000", "full_millipoints: 11000")
    found = by_path(diff_packs(tinyland, load_pack(folder)))
    assert sorted(found) == [
        "models[tiny-maturity].full_millipoints",
        "models[tiny-maturity].items[Q1].max_millipoints",
        "models[tiny-maturity].items[Q1].options[B].millipoints",
        "models[tiny-maturity].tree.full_millipoints",
    ]
    assert found["models[tiny-maturity].items[Q1].options[B].millipoints"]["new"] == "5000"


def test_two_regions_differ_in_everything(tinyland: Pack, guangdong: Pack) -> None:
    found = by_path(diff_packs(tinyland, guangdong))
    assert found["id"]["new"] == "guangdong"
    assert found["cities[440100]"]["new"] == "Guangzhou"
    assert found["cities[820100]"]["kind"] == "removed"
    assert found["cloud_rules"]["kind"] == "added"
