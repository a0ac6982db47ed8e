"""Every row of the JSON interface about single handles (Handle protocol facts §1.15)."""

import json
from base64 import b64encode

import pytest

from sources.identifier.node.http.served import ADMIN, ADMINISTRATOR, PRODUCT, SECRET

USER = "300%3A" + ADMIN
BASIC = (USER, SECRET.decode())
URL = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://example.com/x"}}


def register(secure, handle, *values):
    answer = secure.put(
        f"/api/handles/{handle}", json={"values": [*values, ADMINISTRATOR]}, auth=BASIC
    )
    assert answer.status_code == 201, answer.text


def test_public_values(plain):
    answer = plain.get(f"/api/handles/{PRODUCT}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/json")
    told = answer.json()
    assert list(told) == ["responseCode", "handle", "values"]
    assert told["responseCode"] == 1
    assert told["handle"] == PRODUCT
    assert [value["index"] for value in told["values"]] == [1, 2, 2000, 100]
    assert told["values"][0] == {
        "index": 1,
        "type": "URL",
        "data": {"format": "string", "value": "https://example.com/p/1"},
        "ttl": 86400,
        "timestamp": "2023-11-14T22:13:20Z",
    }
    assert told["values"][3]["data"]["value"]["permissions"] == "111111111111"


def test_case_is_folded_and_the_display_form_answered(plain):
    answer = plain.get("/api/handles/88.900.1/SN-0001")
    assert answer.json()["handle"] == PRODUCT


@pytest.mark.parametrize("path", ["88.900.1%2Fsn-0001", "88.900.1/%73n-0001"])
def test_percent_encoding(plain, path):
    assert plain.get(f"/api/handles/{path}").json()["handle"] == PRODUCT


def test_plus_in_a_path_is_a_plus(plain):
    answer = plain.get("/api/handles/88.900.1/a+b")
    assert answer.json() == {"responseCode": 100, "handle": "88.900.1/a+b"}


def test_selection_by_index_and_type(plain):
    told = plain.get(f"/api/handles/{PRODUCT}?index=2&type=url").json()
    assert [value["index"] for value in told["values"]] == [1, 2]
    told = plain.get(f"/api/handles/{PRODUCT}?index=2000").json()
    assert told["values"][0]["data"]["value"] == "spindle <2000> & more"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{PRODUCT}?index=77", 404, 200),
        ("88.900.1/absent", 404, 100),
        ("88.901/absent", 400, 301),
        ("no-slash", 400, 102),
        (f"{PRODUCT}?index=x", 400, 4),
        (f"{PRODUCT}?index=0", 400, 4),
        (f"{PRODUCT}?index=4294967296", 400, 4),
        (f"{PRODUCT}?publicOnly=false", 401, 402),
        ("88.900.1/%FF", 400, 4),
        ("", 400, 102),
    ],
)
def test_failures(plain, path, status, code):
    answer = plain.get(f"/api/handles/{path}")
    assert (answer.status_code, answer.json()["responseCode"]) == (status, code)


def test_restricted_values_need_proof_and_are_kept_by_nobody(secure):
    answer = secure.get(f"/api/handles/{PRODUCT}", auth=BASIC)
    assert [value["index"] for value in answer.json()["values"]] == [1, 2, 3, 2000, 100]
    hidden = answer.json()["values"][2]
    assert hidden["permissions"] == "1100"
    assert answer.headers["cache-control"] == "no-store"
    answer = secure.get(f"/api/handles/{PRODUCT}?publicOnly", auth=BASIC)
    assert [value["index"] for value in answer.json()["values"]] == [1, 2, 2000, 100]


def test_authoritative_and_pretty(plain):
    answer = plain.get(f"/api/handles/{PRODUCT}?auth&pretty&index=1")
    assert answer.text.startswith('{\n  "responseCode": 1,\n')
    assert json.loads(answer.text)["handle"] == PRODUCT


def test_callback(plain):
    answer = plain.get(f"/api/handles/{PRODUCT}?callback=show.it&index=1")
    assert answer.headers["content-type"].startswith("application/javascript")
    assert answer.text.startswith("/**/show.it({")
    assert answer.text.endswith(");")


@pytest.mark.parametrize("name", ["alert(1)", "a b", "", "1a", "a..b", "a;b", "<script>", "é"])
def test_callback_that_is_no_name(plain, name):
    answer = plain.get(f"/api/handles/{PRODUCT}", params={"callback": name})
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 4)


def test_register_replace_refuse_delete(secure):
    path = "/api/handles/88.900.1/round"
    body = {"values": [URL, ADMINISTRATOR]}
    answer = secure.put(path + "?overwrite=false", json=body, auth=BASIC)
    assert (answer.status_code, answer.json()) == (
        201,
        {"responseCode": 1, "handle": "88.900.1/round"},
    )
    read = secure.get(path).json()["values"]
    assert read[0]["data"] == URL["data"]
    assert read[0]["timestamp"] == "2023-11-14T22:14:20Z"  # AT + 60 s: the clock of the node
    answer = secure.put(path + "?overwrite=false", json=body, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (409, 101)
    answer = secure.put(path, json={"values": [ADMINISTRATOR]}, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (200, 1)
    assert [value["index"] for value in secure.get(path).json()["values"]] == [100]
    answer = secure.delete(path, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (200, 1)
    assert secure.get(path).status_code == 404
    assert secure.delete(path, auth=BASIC).status_code == 404


def test_values_are_added_replaced_and_removed(secure):
    path = "/api/handles/88.900.1/parts"
    register(secure, "88.900.1/parts", URL)
    two = {"index": 2, "type": "DESC", "data": "two"}
    answer = secure.put(path + "?index=various&overwrite=false", json=[two], auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (201, 1)
    answer = secure.put(path + "?index=2&overwrite=false", json=[two], auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (409, 201)
    three = {"index": 3, "type": "DESC", "data": {"format": "hex", "value": "00ff"}}
    changed = {"index": 2, "type": "DESC", "data": "changed"}
    answer = secure.put(path + "?index=various", json={"values": [changed, three]}, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (200, 1)
    values = {value["index"]: value for value in secure.get(path).json()["values"]}
    assert values[2]["data"]["value"] == "changed"
    assert values[3]["data"] == {"format": "base64", "value": "AP8="}
    assert values[1]["data"] == URL["data"]
    answer = secure.put(path + "?index=7", json=two, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 4)
    answer = secure.delete(path + "?index=2&index=3", auth=BASIC)
    assert answer.status_code == 200
    assert [value["index"] for value in secure.get(path).json()["values"]] == [1, 100]
    answer = secure.delete(path + "?index=9", auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 200)


def test_a_suffix_is_minted(secure):
    answer = secure.put(
        "/api/handles/88.900.1/?mintNewSuffix=true",
        json={"values": [URL, ADMINISTRATOR]},
        auth=BASIC,
    )
    assert answer.status_code == 201
    handle = answer.json()["handle"]
    assert handle.startswith("88.900.1/")
    assert len(handle) > len("88.900.1/")
    assert secure.get(f"/api/handles/{handle}").status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("{", 400, 4),
        ("[" * 100_000, 400, 4),
        ('"text"', 400, 4),
        ("{}", 400, 4),
        ('{"values":[],"handle":"88.900.1/other"}', 400, 4),
        ('{"values":[{"index":1}]}', 400, 202),
        ('{"values":[{"index":1,"type":"A","data":{"format":"x","value":""}}]}', 400, 202),
        ('{"values":[{"index":"x","type":"A","data":""}]}', 400, 202),
        ("\xff", 400, 4),
        ('{"values":[{"index":1,"type":"A","data":"\\ud800"}]}', 400, 202),
    ],
)
def test_bodies_that_are_refused(secure, body, status, code):
    answer = secure.put(
        "/api/handles/88.900.1/bad",
        content=body.encode("latin-1"),
        headers={"content-type": "application/json"},
        auth=BASIC,
    )
    assert (answer.status_code, answer.json()["responseCode"]) == (status, code)
    assert secure.get("/api/handles/88.900.1/bad").status_code == 404


def test_duplicate_index_is_refused(secure):
    answer = secure.put(
        "/api/handles/88.900.1/twice", json={"values": [URL, URL, ADMINISTRATOR]}, auth=BASIC
    )
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 202)


def test_other_media_type(secure):
    answer = secure.put(
        "/api/handles/88.900.1/bad",
        content=b"x",
        headers={"content-type": "text/plain"},
        auth=BASIC,
    )
    assert answer.status_code == 415


def test_foreign_prefix(secure):
    answer = secure.put("/api/handles/99.1/a", json={"values": [URL]}, auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 301)


def test_without_identity_a_change_is_challenged(plain, secure):
    for client in (plain, secure):
        answer = client.put("/api/handles/88.900.1/n", json={"values": [URL]})
        assert (answer.status_code, answer.json()["responseCode"]) == (401, 402)
        assert answer.headers.get_list("www-authenticate") == ["Handle", 'Basic realm="handle"']


def test_secrets_are_not_taken_in_clear(plain):
    answer = plain.get(f"/api/handles/{PRODUCT}", auth=BASIC)
    assert answer.status_code == 403
    assert answer.json()["code"] == "NOD-384"


@pytest.mark.parametrize(
    ("user", "secret"),
    [
        (USER, "wrong"),
        (USER, ""),
        ("301%3A" + ADMIN, SECRET.decode()),
        ("300%3A88.900.1/absent", SECRET.decode()),
        ("300%3A", "x"),
    ],
)
def test_wrong_secrets(secure, user, secret):
    answer = secure.get(f"/api/handles/{PRODUCT}", auth=(user, secret))
    assert answer.status_code == 401
    assert 403 <= answer.json()["responseCode"] <= 406
    assert SECRET.decode() not in answer.text


@pytest.mark.parametrize(
    "header",
    ["Basic", "Basic !", "Basic " + b64encode(b"\xff:x").decode(), "Bearer x", 'Handle a="b'],
)
def test_malformed_authorization(secure, header):
    answer = secure.get(f"/api/handles/{PRODUCT}", headers={"authorization": header})
    assert (answer.status_code, answer.json()["code"]) == (401, "NOD-385")


def test_not_an_administrator(secure):
    answer = secure.delete("/api/handles/0.NA/88.900.7", auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (403, 400)


def test_referral_to_an_enterprise_node(plain):
    answer = plain.get("/api/handles/88.900.7/x")
    assert answer.status_code == 300
    told = answer.json()
    assert told["responseCode"] in (302, 303)
    assert told["values"][0]["data"]["format"] == "site"


def test_head_and_options(plain):
    answer = plain.head(f"/api/handles/{PRODUCT}")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 100
    answer = plain.options(f"/api/handles/{PRODUCT}")
    assert answer.headers["allow"] == "GET, HEAD, PUT, DELETE, OPTIONS"
    answer = plain.options(
        f"/api/handles/{PRODUCT}",
        headers={
            "origin": "https://example.org",
            "access-control-request-method": "PUT",
            "access-control-request-headers": "authorization,content-type",
        },
    )
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "PUT" in answer.headers["access-control-allow-methods"]
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_any_page_may_read_but_no_credentials_come_along(plain):
    answer = plain.get(f"/api/handles/{PRODUCT}", headers={"origin": "https://example.org"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_methods_that_are_not_offered(plain, method):
    answer = plain.request(method, f"/api/handles/{PRODUCT}")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]
