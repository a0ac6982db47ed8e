"""The pack guangdong against the collected facts; skipped where these are not at hand."""

import csv
import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from lingnan.packs import Pack

SHARED = Path(os.environ.get("LINGNAN_SHARED", Path(__file__).parents[3] / "shared"))

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the collected facts are not here")


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    text = (SHARED / "facts" / "policy_facts.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def test_targets_and_comparators(guangdong: Pack, facts: dict[str, Any]) -> None:
    for fact in facts["targets"]:
        target = guangdong.target(fact["id"])
        assert target.name.zh == fact["name_zh"]
        assert target.comparator == fact["comparator"]
        assert [m.value for m in target.milestones] == [fact["target_2023"], fact["target_2025"]]


def test_clusters(guangdong: Pack, facts: dict[str, Any]) -> None:
    assert [c.id for c in guangdong.clusters] == [fact["id"] for fact in facts["clusters"]]
    short = {city.code: city.short_zh for city in guangdong.cities}
    for fact in facts["clusters"]:
        cluster = guangdong.cluster(fact["id"])
        assert (cluster.name.zh, cluster.kind) == (fact["name_zh"], fact["kind"])
        assert [row.code for row in cluster.industries] == fact["gbt4754"]["codes"]
        official = fact["gbt4754"]["status"] == "official_words_and_counts"
        assert {row.is_confirmed for row in cluster.industries} <= {official}
        outside = fact["partly_outside_above_scale_industry"]
        assert cluster.is_partly_outside_industry is outside
        if fact["focus_status"] != "confirmed":
            assert [short[code] for code in cluster.bases] == fact["related_layout"]["bases"]


def test_city_counts(guangdong: Pack) -> None:
    path = SHARED / "data" / "guangdong_city_above_scale_enterprises.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["adcode"] != guangdong.region_code]
    assert len(rows) == 21
    for row in rows:
        city = guangdong.city(row["adcode"])
        assert (city.short_zh, city.name.en, city.group.zh) == (
            row["city"],
            row["city_en"],
            row["region"],
        )
        published = {int(k[2:]): int(v) for k, v in row.items() if k.startswith("n_")}
        assert city.above_scale_counts == published


def test_published_values_all_stand_in_the_facts(guangdong: Pack, facts: dict[str, Any]) -> None:
    known = {("above_scale_dx", 29_000), ("cloud_firms", 750_000)}  # third quarter of 2023
    for row in facts["progress_province"]:
        known |= {(t, row.get(t)) for t in ("above_scale_dx", "cloud_firms")}
    for row in facts["progress_cities"]:
        known |= {
            ("above_scale_dx", row.get("above_scale_dx")),
            ("cloud_firms", row.get("cloud_firms")),
        }
        known.add(("above_scale_dx", row.get("launched")))
    for row in facts["other_indicators"]:
        known |= {(row["metric"], item["value"]) for item in row["values"]}
    for point in guangdong.published:
        assert (point.target_id, point.value) in known


def test_measures_and_instruments(guangdong: Pack, facts: dict[str, Any]) -> None:
    titles = [fact["name_zh"] for fact in facts["measures"] if fact["name_zh"]]
    assert [m.name.zh for m in guangdong.policy_measures][:-1] == titles
    known = [fact["id"] for fact in facts["instruments"]]
    assert [t.id for t in guangdong.instruments] == [*known, "zhongshan-sme-levels"]
    numbers = {float(p.value) for t in guangdong.instruments for p in t.parameters}

    def leaves(value: object) -> list[float]:
        if isinstance(value, dict):
            return [leaf for part in value.values() for leaf in leaves(part)]
        return [float(value)] if isinstance(value, int | float) else []

    assert {leaf for fact in facts["instruments"] for leaf in leaves(fact)} <= numbers
