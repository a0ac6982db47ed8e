"""Finding and loading packs, and asking them for records."""

import hashlib
from decimal import Decimal
from pathlib import Path

import pytest

from lingnan.kernel import Text
from lingnan.packs import (
    Pack,
    PackFileError,
    PackLookupError,
    PackNotFoundError,
    installed_packs,
    load_pack,
)


def test_an_installed_pack_is_found_by_name(guangdong: Pack) -> None:
    assert "guangdong" in installed_packs()
    assert guangdong.id == "guangdong"
    assert (guangdong.root / "pack.yaml").is_file()
    assert not guangdong.is_test


def test_an_installed_name_wins_over_a_folder_so_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, guangdong: Pack
) -> None:
    (tmp_path / "guangdong").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_pack("guangdong").root == guangdong.root
    assert load_pack(Path("guangdong")).root == guangdong.root


def test_a_folder_is_loaded_by_path_text_or_path(land: Path) -> None:
    assert load_pack(land).content_hash == load_pack(str(land)).content_hash
    assert load_pack(land).is_test


@pytest.mark.parametrize("name", ["atlantis", "./nowhere", ""])
def test_a_pack_that_is_nowhere_names_the_installed_ones(name: str) -> None:
    with pytest.raises(PackNotFoundError) as caught:
        load_pack(name)
    assert caught.value.code == "PAK-001"
    assert "guangdong" in caught.value.render("en")
    assert "找不到" in caught.value.render("zh")


def test_records_are_found_by_their_ids(tinyland: Pack) -> None:
    assert tinyland.city("820200").name == Text("西山市", "Westhill")
    assert tinyland.cluster("toys").order == 1
    assert tinyland.target("digital_plants").headline.id == "digital_plants.level1"
    assert tinyland.definition("harbour_platforms.open").counts == "entity"
    assert tinyland.model("tiny-maturity").full_millipoints == 10_000
    assert tinyland.indicator("machines_networked_share").fresh_days == 100
    assert tinyland.assumption("forecast.pace_variation").value == Decimal("0.5")
    assert tinyland.denominator("plants").points[-1].value == 48
    assert tinyland.source("tiny-plan").kind == "plan"


def test_a_lookup_that_fails_lists_what_there_is(tinyland: Pack) -> None:
    with pytest.raises(PackLookupError) as caught:
        tinyland.target("roads")
    assert caught.value.code == "PAK-004"
    assert "digital_plants, harbour_platforms" in str(caught.value)


def test_counts_industries_and_groups_join_their_records(tinyland: Pack) -> None:
    assert tinyland.city("820100").above_scale_counts == {2020: 30, 2021: 33}
    assert tinyland.city("820100").group == Text("全境", "the whole land")
    kites = tinyland.cluster("kites").industries
    assert [(row.code, row.is_partial, row.is_confirmed) for row in kites] == [
        ("C245", True, False),
        ("R88", False, False),
    ]


def test_defaults_fill_only_what_a_record_leaves_open(land: Path, edit) -> None:
    edit("assumptions.yaml", "unit: share, why", "unit: share, source: tiny-plan, why")
    pack = load_pack(land)
    assert pack.assumption("forecast.saturation_share.digital_plants").source == ("tiny-plan",)
    assert pack.assumption("forecast.pace_variation").source == ("tiny-office",)


def test_items_of_models_are_indicators_with_the_freshness_of_the_model(tinyland: Pack) -> None:
    item = tinyland.indicator("tiny-maturity:Q2")
    assert (item.value_kind, item.fresh_days, item.expires_days) == ("option", 200, 800)
    assert item.name == Text("联网设备比例", "share of machines networked")
    assert len(tinyland.indicators) == 4 + 5


def test_published_points_come_in_order_of_time_for_one_region(tinyland: Pack) -> None:
    assert [point.value for point in tinyland.published_for("digital_plants")] == [5, 9]
    assert [point.value for point in tinyland.published_for("digital_plants", "820100")] == [7]
    assert tinyland.published_for("harbour_platforms") == ()


def test_the_hash_changes_with_any_content_and_with_nothing_else(land: Path) -> None:
    before = load_pack(land).content_hash
    (land / "notes.txt").write_text("not content", encoding="utf-8")
    assert load_pack(land).content_hash == before
    with (land / "gaps.yaml").open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    assert load_pack(land).content_hash != before


def test_the_hash_is_over_names_lengths_and_bytes(tmp_path: Path) -> None:
    from lingnan.packs.folder import Folder

    (tmp_path / "b.csv").write_bytes(b"x")
    (tmp_path / "a.yaml").write_bytes(b"yz")
    expected = hashlib.sha256(b"a.yaml\x002\x00yzb.csv\x001\x00x").hexdigest()
    assert Folder.at(tmp_path).content_hash() == expected


def test_an_unchanged_pack_is_not_read_again(land: Path, edit) -> None:
    first = load_pack(land)
    assert load_pack(land) is first
    edit("pack.yaml", 'version: "1"', 'version: "12"')
    assert load_pack(land).version == "12"


def test_a_missing_file_is_named(land: Path) -> None:
    (land / "targets.yaml").unlink()
    with pytest.raises(PackFileError, match=r"targets\.yaml .*does not exist"):
        load_pack(land)


@pytest.mark.parametrize("name", ["published.csv", "city_above_scale.csv", "gaps.yaml"])
def test_a_pack_may_do_without_some_files(land: Path, name: str) -> None:
    (land / name).unlink()
    assert load_pack(land).id == "tinyland"
