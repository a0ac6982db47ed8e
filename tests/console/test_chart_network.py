"""The network picture: shapes, not colours alone; large chains by tier; words and table."""

import json

from lingnan.console.charts.network import grouped, network
from lingnan.console.charts.network_text import Edge, Node
from lingnan.console.i18n import translator


def node(key, tier, standing="below", share=0.1, **told):
    return Node(key, f"Name {key}", tier, standing, "Level 1", share, **told)


def picture(nodes, edges, lang="en"):
    return network(translator(lang), chart_id="network", title="Chain", nodes=nodes, edges=edges)


def small():
    nodes = [
        node("n0", 0, "leader", None),
        node("n1", 1, "above", 0.6),
        node("n2", 1, "below", 0.4, is_bottleneck=True),
        node("n3", 2, "unknown", 0.1, is_single_source=True),
    ]
    edges = [Edge("n1", "n0", 0.6), Edge("n2", "n0", 0.3), Edge("n3", "n2", 0.1, True)]
    return nodes, edges


def test_each_standing_has_a_shape_of_its_own():
    series = picture(*small()).option["series"][0]
    shapes = {each["id"]: each["symbol"] for each in series["data"]}
    assert len(set(shapes.values())) == len(shapes) == 4
    borders = {each["id"]: each["itemStyle"]["borderWidth"] for each in series["data"]}
    assert borders["n2"] > borders["n1"]


def test_a_single_source_is_a_broken_line():
    links = picture(*small()).option["series"][0]["links"]
    styles = {(each["source"], each["target"]): each["lineStyle"]["type"] for each in links}
    assert styles == {("n1", "n0"): "solid", ("n2", "n0"): "solid", ("n3", "n2"): "dashed"}


def test_columns_are_tiers_from_the_leader_on():
    option = picture(*small()).option
    assert option["xAxis"]["data"] == ["Chain leader", "tier 1", "tier 2"]
    places = {each["id"]: each["value"][0] for each in option["series"][0]["data"]}
    assert places == {"n0": 0, "n1": 1, "n2": 1, "n3": 2}


def test_words_and_table_say_the_same():
    chart = picture(*small())
    # Three suppliers: one at the level, none planned, one below, one not assessed.
    assert "3 suppliers in 2 tiers" in chart.description
    told = "1 are at the level, 0 are upgraded by the plan, 1 stay below, 1 are not assessed"
    assert told in chart.description
    assert "1 bottlenecks, the largest: Name n2" in chart.description
    assert [row[0] for row in chart.table.rows] == ["Name n0", "Name n1", "Name n2", "Name n3"]
    assert chart.table.rows[2][5] == "bottleneck"
    assert chart.table.rows[3][5] == "single source"


def test_a_large_chain_is_drawn_by_tier_and_loses_nobody():
    nodes = [node("n0", 0, "leader", None)]
    nodes += [node(f"a{number}", 1, "above", 0.001) for number in range(40)]
    nodes += [node(f"b{number}", 2, "below", 0.002) for number in range(60)]
    nodes += [node("worst", 1, "below", 0.5, is_bottleneck=True)]
    edges = [Edge(f"a{number}", "n0", 0.01) for number in range(40)]
    edges += [Edge(f"b{number}", f"a{number % 40}", 0.01) for number in range(60)]
    shown, flows = grouped(translator("en"), nodes, edges)
    # Leader, the bottleneck, 40 of tier 1 at the level, 60 of tier 2 below it.
    assert sorted(each.count for each in shown) == [1, 1, 40, 60]
    assert sum(each.count for each in shown) == len(nodes)
    assert {(each.supplier, each.buyer): round(each.weight, 6) for each in flows} == {
        ("tier-1-above", "n0"): 0.4,
        ("tier-2-below", "tier-1-above"): 0.6,
    }
    chart = picture(nodes, edges)
    assert len(chart.option["series"][0]["data"]) == 4
    assert "drawn as one" in chart.description


def test_links_of_unknown_enterprises_are_left_out_and_all_is_plain_json():
    nodes, edges = small()
    chart = picture(nodes, [*edges, Edge("ghost", "n0", 0.1)], lang="zh")
    assert len(chart.option["series"][0]["links"]) == 3
    json.dumps(chart.option, allow_nan=False)
    assert "链主企业" in chart.option["xAxis"]["data"][0]


def test_a_chain_of_nobody_is_drawn_too():
    chart = picture([node("n0", 0, "leader", None)], [])
    assert "0 suppliers" in chart.description
