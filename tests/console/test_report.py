"""The HTML files: self-contained, safe, explained, labelled, in both languages."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from lingnan.console.report import build_city, build_enterprise, build_overview
from lingnan.console.report.embed import css_string, json_block

BUILDERS = {"overview": build_overview, "city": build_city, "enterprise": build_enterprise}
PAGES = [(name, lang) for name in BUILDERS for lang in ("zh", "en")]


class Reader(HTMLParser):
    """Collects elements, attributes and the text of scripts."""

    def __init__(self):
        super().__init__()
        self.elements = []
        self.scripts = []
        self._inside = None

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag == "script":
            self._inside = dict(attributes)
            self.scripts.append([self._inside, ""])

    def handle_data(self, data):
        if self._inside is not None:
            self.scripts[-1][1] += data

    def handle_endtag(self, tag):
        if tag == "script":
            self._inside = None

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def pages(examples):
    return {
        (name, lang): BUILDERS[name](getattr(examples, name)(lang), lang) for name, lang in PAGES
    }


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


@pytest.mark.parametrize("key", PAGES)
def test_page_loads_nothing(pages, key):
    reader = read(pages[key])
    for tag, attributes in reader.elements:
        for name in ("src", "href", "data", "action", "poster", "srcset"):
            value = attributes.get(name)
            assert value is None or value.startswith("#"), (tag, name, value)
        assert tag not in {"link", "iframe", "img", "object", "embed"}
    style = pages[key].split("<style>")[1].split("</style>")[0]
    assert "@import" not in style
    assert "url(" not in style


@pytest.mark.parametrize("key", PAGES)
def test_policy_lets_only_the_inlined_script_run(pages, key):
    reader = read(pages[key])
    policy = next(
        meta["content"]
        for meta in reader.all("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    data, script = reader.scripts
    assert data[0]["type"] == "application/json"
    digest = base64.b64encode(hashlib.sha256(script[1].encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'")
    for _tag, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on")]


@pytest.mark.parametrize("key", PAGES)
def test_page_is_light_enough(pages, key):
    assert len(pages[key].encode()) < 2_500_000


@pytest.mark.parametrize("key", PAGES)
def test_every_chart_has_a_place_a_description_a_finding_and_a_table(pages, key):
    page = pages[key]
    reader = read(page)
    charts = json.loads(reader.scripts[0][1])
    places = {a["id"]: a for a in reader.all("div") if a.get("class") == "chart"}
    assert {f"chart-{chart['id']}" for chart in charts} == set(places)
    assert charts
    for place in places.values():
        assert place["role"] == "img"
        assert len(place["aria-label"]) > 40
    for part in re.findall(r'<section id="[^"]+" class="finding.*?</section>', page, re.S):
        assert re.search(r'<p class="sentence">[^<]{10,}</p>', part)
        if 'class="chart"' in part:
            order = [part.index(mark) for mark in ('"sentence"', 'class="chart"', "<table")]
            assert order == sorted(order)


@pytest.mark.parametrize("key", PAGES)
def test_markup_is_accessible(pages, key):
    reader = read(pages[key])
    html = reader.all("html")[0]
    assert html["lang"] == {"zh": "zh-CN", "en": "en"}[key[1]]
    assert len(reader.all("h1")) == 1
    assert len(reader.all("main")) == 1
    assert len(reader.all("caption")) == len(reader.all("table"))
    assert all(attributes.get("scope") in {"col", "row"} for attributes in reader.all("th"))
    ids = [attributes["id"] for _tag, attributes in reader.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in reader.all("a"):
        assert link["href"].removeprefix("#") in ids


@pytest.mark.parametrize("key", PAGES)
def test_synthetic_data_says_so_on_screen_on_every_chart_and_on_paper(pages, key):
    words = {"zh": "模拟数据", "en": "Synthetic data"}[key[1]]
    page = pages[key]
    assert f"<strong>{words}</strong>" in page
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page, re.S)
    assert captions
    assert all(words in caption for caption in captions)
    foot = re.search(r"@bottom-left { content: \"(.*?)\"; }", page).group(1)
    assert foot.startswith(words)


def test_real_data_does_not_say_so(examples):
    page = build_overview(examples.overview("zh", is_synthetic=False, expansion=1), "zh")
    assert "模拟数据" not in page
    assert "每家样本企业" not in page


def test_a_sample_of_real_enterprises_says_what_it_was_multiplied_by(examples):
    page = build_overview(examples.overview("en", is_synthetic=False), "en")
    assert "Each sample enterprise stands for 20 enterprises" in page
    assert "Synthetic data" not in page


def test_result_is_explained(pages):
    page = pages["overview", "zh"]
    for words in (
        "统计口径",
        "存续的规模以上工业企业",
        "gdii-3351242",
        "out_progress@3",
        "饱和比例",
        "85%–100%",
        "三份文件说法不同",
        "3f9a61c0d2b8",
    ):
        assert words in page


def test_unconfirmed_marks_stand_where_they_act(pages):
    page = pages["overview", "zh"]
    assert "20个左右（未核实）" in page  # the goal itself
    assert "超过21,000（或至2022年3月31日）（未核实）" in page  # one published point
    heading = re.search(r"<h2>规模以上工业企业数字化转型.*?</h2>", page, re.S).group(0)
    assert "未核实" in heading


def test_names_cannot_break_out(examples):
    evil = "<img src=x onerror=alert(1)>\"'</script><script>alert(2)</script>"
    page = build_enterprise(examples.enterprise("zh", name=evil), "zh")
    reader = read(page)
    assert reader.all("img") == []
    assert len(reader.scripts) == 2
    assert "&lt;img src=x" in page
    view = examples.overview("zh")
    cities = tuple(replace(city, short=evil, name=evil, group=evil) for city in view.cities)
    targets = tuple(replace(entry, name=evil, unit=evil) for entry in view.targets)
    stamp = replace(view.stamp, region=evil)
    page = build_overview(replace(view, cities=cities, targets=targets, stamp=stamp), "zh")
    reader = read(page)
    assert reader.all("img") == []
    assert len(reader.scripts) == 2
    charts = json.loads(reader.scripts[0][1])
    assert charts[0]["option"]["yAxis"]["data"][0] == evil
    assert all(chart["option"]["tooltip"]["renderMode"] == "richText" for chart in charts)


def test_json_block_and_css_string_escape():
    value = {"k": "</script><!-- & \u2028"}
    text = str(json_block(value))
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == value
    assert css_string('a"}</style>') == '"a\\22 \\7d \\3c \\2f style\\3e "'
    assert css_string("模拟 1") == '"模拟 1"'


def test_same_view_gives_the_same_bytes(examples, pages):
    again = build_city(examples.city("en"), "en")
    assert again == pages["city", "en"]


def test_enterprise_without_models_says_so(examples):
    view = replace(examples.enterprise("zh"), models=())
    assert "该企业尚无评测数据" in build_enterprise(view, "zh")


def test_two_dimensions_are_bars_not_a_radar(examples):
    view = examples.enterprise("en")
    model = replace(view.models[0], dimensions=view.models[0].dimensions[:2])
    page = build_enterprise(replace(view, models=(model,)), "en")
    kinds = [
        series["type"]
        for chart in json.loads(read(page).scripts[0][1])
        for series in chart["option"]["series"]
    ]
    assert "radar" not in kinds
    assert kinds.count("bar") == 5  # claimed, proven; and the three parts of the gaps


def test_many_items_draw_the_widest_gaps_and_list_all(examples):
    view = examples.enterprise("en")
    model = view.models[0]
    items = tuple(replace(model.items[0], id=f"Q{n}", name=f"Item {n}") for n in range(40))
    page = build_enterprise(replace(view, models=(replace(model, items=items),)), "en")
    charts = json.loads(read(page).scripts[0][1])
    gaps = next(chart for chart in charts if chart["id"].endswith("gaps"))
    assert len(gaps["option"]["yAxis"]["data"]) == 24
    assert page.count('<th scope="row" class="text">Item ') == 40


def test_empty_province_still_makes_a_page(examples):
    view = replace(examples.overview("zh"), targets=(), cities=(), clusters=(), cells=())
    assert "尚无可评估的目标" in build_overview(view, "zh")
