"""Overview, targets, cities, clusters: the run's figures, linked, and of others' cities nothing."""

import csv
import html
import io
import re

import pytest

from console.web.conftest import AS_OF
from lingnan.access import Role
from lingnan.console.charts.target_bar import WIDTH, target_bar
from lingnan.console.i18n import translator
from lingnan.console.report.load.word import heading
from lingnan.console.shelf import Kept
from lingnan.kernel import month_start
from lingnan.programme import read_progress, read_targets

from .conftest import CITY

EN = translator("en")


def targets_of(console):
    version = console.desk.run.outputs["out_target"]
    return {
        row["target_id"]: row for row in read_targets(console.store, version=version).to_pylist()
    }


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def links(page):
    return {html.unescape(each) for each in re.findall(r'href="(/[^"#]*)', page.text)}


def test_the_overview_says_goal_claimed_proven_forecast_pace_and_status_of_each_target(
    office, console, pack
):
    page = office.get("/overview").text
    for target in pack.targets:
        row = targets_of(console)[target.id]
        card = page.split(f'href="/targets/{target.id}"')[1].split("</article>")[0]
        assert heading(target.name.en) in page
        for side in ("claimed", "proven"):
            told = f"/trace/targets/{target.id}/rows?side={side}"
            assert f'<a href="{told}">{EN.number(row[side])}</a>' in card.replace("&amp;", "&")
        assert EN.number(row["goal"]) in card
        if row["forecast_p50"] is not None:
            assert f"({EN.number(row['forecast_p10'])}–{EN.number(row['forecast_p90'])})" in card


def test_the_overview_counts_targets_by_status_with_a_shape(office, console):
    page = office.get("/overview").text
    statuses = [row["status"] for row in targets_of(console).values()]
    words = {
        "off_track": ("■", "off track"),
        "at_risk": ("▲", "at risk"),
        "on_track": ("●", "on track"),
    }
    for status, (sign, word) in words.items():
        if status in statuses:
            assert f"{sign}</span> {statuses.count(status)} {word}" in page


def test_what_acts_unconfirmed_is_marked_where_it_acts(office, pack):
    page = office.get("/overview").text
    for target in pack.targets:
        card = page.split(f'href="/targets/{target.id}"')[1].split("</article>")[0]
        assert ("unconfirmed" in card) == (not target.headline.is_confirmed)
    assert "assumed" in page
    assert "Synthetic data" in page


def test_every_city_and_cluster_of_the_maps_leads_to_its_page(office, pack):
    found = links(office.get("/overview"))
    for city in pack.cities:
        assert f"/cities/{city.code}" in found
    for cluster in pack.clusters:
        assert f"/clusters/{cluster.id}" in found
    assert any(path.startswith("/enterprises?city=") for path in found)


def test_a_city_office_sees_its_own_city_in_front_and_no_other(city_office, pack):
    page = city_office.get("/overview")
    assert "Overview · Foshan" in page.text
    first, context = page.text.split("The whole region</h2>")
    assert "/trace/targets/above_scale_dx/rows?side=claimed&amp;city=440600" in first
    assert "off track" in context or "on track" in context
    for city in pack.cities:
        if city.code != CITY:
            assert f"/cities/{city.code}" not in page.text
            assert f'city={city.code}"' not in page.text


@pytest.mark.parametrize(
    "path", ["/cities/440100", "/cities/440100/clusters.csv", "/cities/449900"]
)
def test_foreign_and_unknown_cities_are_told_alike(city_office, path):
    assert city_office.get(path).status_code == 404


def test_tables_of_the_whole_region_are_not_for_a_city(city_office, office):
    for name in ("cities", "clusters", "targets"):
        assert office.get(f"/overview/{name}.csv").status_code == 200
        assert city_office.get(f"/overview/{name}.csv").status_code == 404
    assert office.get("/overview/nothing.csv").status_code == 404


def test_a_target_names_cities_and_clusters_that_make_the_gap(office, console, pack):
    rows = rows_of(office.get("/targets/above_scale_dx/cities.csv"))
    assert {row[0] for row in rows[1:]} <= {city.name.en for city in pack.cities}
    gaps = [int(row[-1].replace(",", "")) for row in rows[1:]]
    assert gaps == sorted(gaps, reverse=True)
    parts = sum(int(row[2].rstrip(" *").replace(",", "")) for row in rows[1:])
    assert parts == targets_of(console)["above_scale_dx"]["goal"]
    page = office.get("/targets/above_scale_dx").text
    assert "Clusters that make the gap" in page
    assert "Competing ways of counting" in page
    assert 'data-chart="target-above-scale-dx"' in page
    assert office.get("/targets/above_scale_dx/course.csv").status_code == 200


def test_a_target_shows_a_city_office_its_own_row_only(city_office, pack):
    rows = rows_of(city_office.get("/targets/above_scale_dx/cities.csv"))
    assert [row[0] for row in rows[1:]] == ["Foshan"]
    assert city_office.get("/targets/above_scale_dx/clusters.csv").status_code == 404
    page = city_office.get("/targets/above_scale_dx")
    assert "Foshan" in page.text
    assert not any(f"/cities/{city.code}" in page.text for city in pack.cities if city.code != CITY)
    assert city_office.get(f"/targets/above_scale_dx/course-{CITY}.csv").status_code == 200
    assert city_office.get("/targets/above_scale_dx/course-440100.csv").status_code == 404


def test_unknown_targets_and_clusters_are_not_found(office):
    for path in ("/targets/x", "/clusters/x", "/targets/x/cities.csv", "/clusters/x/cities.csv"):
        assert office.get(path).status_code == 404


def test_clusters_are_counted_as_the_run_did(office, console, pack):
    counted = {
        (row["cluster_id"], row["side"]): row["counted_count"]
        for row in read_progress(
            console.store,
            version=console.desk.run.outputs["out_progress"],
            definition_ids=[pack.target("above_scale_dx").headline_definition],
            slices=["cluster"],
            month=month_start(AS_OF),
        ).to_pylist()
    }
    factor = console.store.manifest.expansion
    rows = rows_of(office.get("/clusters.csv?target=above_scale_dx"))
    assert len(rows) == len(pack.clusters) + 1
    ids = {cluster.name.en: cluster.id for cluster in pack.clusters}
    for name, _kind, _population, claimed, _share, proven, *_rest in rows[1:]:
        expected = counted.get((ids[name], "claimed"), 0) * factor
        assert int(claimed.replace(",", "")) == expected
        assert int(proven.replace(",", "")) == counted.get((ids[name], "proven"), 0) * factor


def test_a_cluster_of_a_city_office_is_that_of_its_city(city_office, office):
    path = "/clusters/light-industry-textiles"
    mine = city_office.get(path)
    assert "Foshan" in mine.text
    assert [row[0] for row in rows_of(city_office.get(f"{path}/cities.csv"))[1:]] == ["Foshan"]
    assert len(rows_of(office.get(f"{path}/cities.csv"))) > 2
    assert "/industries/light-industry-textiles" in mine.text


def test_all_pages_are_there_in_chinese(console):
    reader = console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="zh")
    for path in (
        "/overview",
        "/targets/cloud_firms",
        f"/cities/{CITY}",
        "/clusters",
        "/clusters/light-industry-textiles",
    ):
        page = reader.get(path)
        assert page.status_code == 200
        body = page.text.split('<main id="content"')[1].split("</main>")[0]
        assert not re.search(
            r">[A-Z][a-z]+ [a-z]+ [a-z]+", re.sub(r"<script.*?</script>", "", body)
        )


def test_a_line_places_values_in_proportion():
    bar = target_bar(claimed=50, proven=25, published=None, goal=100, forecast=(60, 70, 80))
    assert (bar.proven, bar.claimed) == (round(WIDTH * 0.25 / 1.04), round(WIDTH * 0.5 / 1.04))
    assert bar.published is None
    assert bar.low < bar.middle < bar.high < bar.goal < WIDTH
    empty = target_bar(claimed=0, proven=0, published=None, goal=None)
    assert (empty.claimed, empty.goal, empty.band) == (None, None, None)


def test_kept_answers_are_made_once_and_bounded():
    made = []
    kept = Kept(most=2)

    def make(name):
        made.append(name)
        return name

    for name in ("a", "b", "a", "c", "a", "b"):
        assert kept.of(name, lambda name=name: make(name)) == name
    assert made == ["a", "b", "c", "b"]
