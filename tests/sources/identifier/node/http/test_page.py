"""What a scanned code opens: pages, Digital Links, linksets, the resolver description file."""

import re
from html import unescape

import httpx
import pytest

from lingnan.sources.identifier.node.http.settings import HttpSettings
from lingnan.sources.identifier.node.limits import AccessList, SourceLimits, Sources
from lingnan.sources.identifier.node.metrics import Metrics
from sources.identifier.node.http.served import ADMIN, GTIN_HANDLE, PRODUCT, Served

SERIAL = "/01/06901234567892/21/A1"


def test_page_of_a_handle_in_chinese(plain):
    answer = plain.get(f"/{PRODUCT}", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.5"})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html;charset=UTF-8"
    assert answer.headers["content-language"] == "zh-CN"
    assert '<html lang="zh-CN">' in answer.text
    for term in (
        "标识",
        "网址",
        "数控机床主轴",
        "标识管理员",
        "更新时间",
        "示例数据",
        "未经正式分配",
    ):
        assert term in answer.text
    assert "只给管理员" not in answer.text
    assert 'href="https://example.com/p/1"' in answer.text


def test_page_of_a_handle_in_english(plain):
    for answer in (
        plain.get(f"/{PRODUCT}", headers={"accept-language": "en-GB,en;q=0.9"}),
        plain.get(f"/{PRODUCT}?lang=en", headers={"accept-language": "zh-CN"}),
    ):
        assert '<html lang="en">' in answer.text
        assert "Web address" in answer.text
        assert "has not been allotted" in answer.text
        assert "网址" not in answer.text


def test_values_are_escaped_and_nothing_is_loaded_from_elsewhere(plain):
    answer = plain.get(f"/{PRODUCT}")
    assert "spindle &lt;2000&gt; &amp; more" in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    sources = re.findall(r'(?:src|rel="stylesheet" href)="([^"]*)"', answer.text)
    assert sources
    assert all(source.startswith("/") for source in sources)
    for source in sources:
        assert plain.get(source).status_code == 200


def test_script_in_names_and_queries_is_shown_as_text(plain):
    for path in ("/88.900.1/%3Cscript%3Ealert(1)%3C%2Fscript%3E", "/?q=%3Cscript%3Ealert(1)"):
        answer = plain.get(path)
        assert answer.status_code in (303, 404, 400)
        assert "<script" not in answer.text


def test_qr_code(plain):
    answer = plain.get(f"/qr/{PRODUCT}")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<?xml") or answer.content.startswith(b"<svg")
    assert b"<path" in answer.content


def test_prefix_page(plain):
    for path in ("/88.900.1", "/0.NA/88.900.1"):
        answer = plain.get(path)
        assert answer.status_code == 200
        assert "标识前缀" in answer.text
        assert ADMIN in unescape(answer.text)


def test_not_found_pages(plain):
    for path in ("/88.900.1/absent", "/nothing", "/99.1/x", "/favicon.ico", "/a/b/c/d"):
        answer = plain.get(path)
        assert answer.status_code == 404
        assert "未找到标识" in answer.text


def test_referred_page_names_the_node(plain):
    answer = plain.get("/88.900.7/x")
    assert answer.status_code == 300
    assert "192.0.2.7" in answer.text


@pytest.mark.parametrize(
    ("query", "target"),
    [
        (PRODUCT, f"/{PRODUCT}"),
        (f"hdl:{PRODUCT}", f"/{PRODUCT}"),
        ("(01)06901234567892(21)A1", f"/{GTIN_HANDLE}"),
        ("6901234567892", "/88.900.1/gs1-01.06901234567892"),
        ("https://id.gs1.org/01/06901234567892/21/A1", f"/{GTIN_HANDLE}"),
        ("88.900.1", "/88.900.1"),
    ],
)
def test_search(plain, query, target):
    answer = plain.get("/", params={"q": query})
    assert (answer.status_code, answer.headers["location"].upper()) == (303, target.upper())


def test_search_for_a_code_with_a_wrong_check_digit_says_so(plain):
    answer = plain.get("/", params={"q": "6901234567890"})
    assert answer.status_code == 400
    assert "无法识别" in answer.text


def test_digital_link_redirects_to_the_default_link(plain):
    answer = plain.get(SERIAL)
    assert answer.status_code == 307
    assert answer.headers["location"] == "https://example.com/p/gtin?a=1"
    assert 'rel="linkset"' in answer.headers["link"]


def test_digital_link_of_a_link_type(plain):
    answer = plain.get(SERIAL + "?linkType=gs1:certificationInfo")
    assert answer.status_code == 307
    assert answer.headers["location"] == "https://example.com/certificate"
    assert plain.get(SERIAL + "?linkType=gs1:recallStatus").status_code == 404
    answer = plain.get(SERIAL + "?linkType=gs1:pip")
    assert answer.status_code == 307


@pytest.mark.parametrize(
    ("query", "accept"),
    [("?linkType=linkset", "*/*"), ("?linkType=all", "*/*"), ("", "application/linkset+json")],
)
def test_linkset(served, plain, query, accept):
    answer = plain.get(SERIAL + query, headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/linkset+json"
    (context,) = answer.json()["linkset"]
    assert context["anchor"] == served.plain + SERIAL
    assert context["https://ref.gs1.org/voc/defaultLink"] == [
        {"href": "https://example.com/p/gtin?a=1", "title": "产品信息"}
    ]
    links = context["https://ref.gs1.org/voc/certificationInfo"]
    assert links[0]["href"] == "https://example.com/certificate"
    assert context["https://ref.gs1.org/voc/pip"][1]["href"].endswith(GTIN_HANDLE)


def test_digital_link_without_an_address_shows_the_page(plain):
    answer = plain.get("/01/06901234567892")
    assert answer.status_code == 200
    assert "A spindle" in answer.text
    assert "全球贸易项目代码 GTIN" in answer.text


def test_unknown_serial_falls_back_to_its_product(plain):
    answer = plain.get("/01/06901234567892/21/OTHER")
    assert answer.status_code == 200
    assert "没有登记该系列号或批号" in answer.text
    # GTIN-13 and a prefix ahead of the key mean the same product.
    assert plain.get("/88.900.1/01/6901234567892/21/OTHER").status_code == 200


def test_digital_link_with_a_wrong_check_digit(plain):
    answer = plain.get("/01/06901234567890")
    assert answer.status_code == 400
    assert plain.get("/01/06901234567892/21/A1?17=991399").status_code == 400


def test_resolver_description_file(served, plain):
    told = plain.get("/.well-known/gs1resolver").json()
    assert told["resolverRoot"] == served.plain
    assert told["supportedPrimaryKeys"] == ["all"]


def test_a_strange_host_is_not_repeated(served):
    octets = served.exchange(
        b'GET /.well-known/gs1resolver HTTP/1.1\r\nHost: a"><b\r\nConnection: close\r\n\r\n'
    )
    assert b'"><b' not in octets
    assert b"http://localhost" in octets


def test_registration_data_of_a_prefix(plain):
    answer = plain.get("/rdap/prefix/88.900.1")
    assert answer.headers["content-type"] == "application/rdap+json"
    told = answer.json()
    assert told["rdapConformance"] == ["rdap_level_0"]
    assert told["objectClassName"] == "prefix"
    assert told["handle"] == ADMIN
    assert told["parentHandle"] == "0.NA/88.900"
    assert told["events"] == [{"eventAction": "last changed", "eventDate": "2023-11-14T22:13:20Z"}]
    assert told["entities"] == [
        {"objectClassName": "entity", "handle": f"300:{ADMIN}", "roles": ["administrative"]}
    ]
    assert told["notices"][0]["title"] == "示例数据"


def test_registration_data_of_an_identifier_and_of_nothing(plain):
    told = plain.get(f"/rdap/identifier/{PRODUCT}?lang=en").json()
    assert (told["objectClassName"], told["handle"]) == ("identifier", PRODUCT)
    assert told["parentHandle"] == ADMIN
    answer = plain.get("/rdap/identifier/88.900.1/absent")
    assert (answer.status_code, answer.json()["errorCode"]) == (404, 404)
    assert plain.get("/rdap/domain/example.com").status_code == 400
    assert plain.get("/rdap/help").json()["notices"]


def test_metrics_are_not_public(plain):
    assert plain.get("/metrics").status_code == 404


def test_metrics_where_they_are_wanted(tmp_path, certificates):
    made = Served(tmp_path, certificates, settings=HttpSettings(has_metrics=True))
    try:
        answer = httpx.get(made.plain + "/metrics")
        assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
        assert answer.text == "lingnan_node_up 1\n"
    finally:
        made.close()


def test_who_asks_too_often_is_told_to_wait(tmp_path, certificates):
    limits = SourceLimits(requests_per_second=0.001, requests_burst=3)
    sources, counters = Sources(limits, AccessList()), Metrics()
    made = Served(tmp_path, certificates, sources=sources, counters=counters)
    try:
        with httpx.Client(base_url=made.plain) as client:
            answers = [client.get(f"/api/handles/{PRODUCT}") for _ in range(5)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
        assert answers[-1].headers["retry-after"] == "1"
    finally:
        made.close()
    # The first by the general way, two by the quick one.
    assert counters.requests["http", "GET", "200"] == 1
    assert counters.requests["http", "1", "1"] == 2
    assert counters.dropped["http_rate"] == 2
