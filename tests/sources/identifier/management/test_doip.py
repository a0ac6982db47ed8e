"""The enterprise node's shapes: challenge, DOIP operations, metadata; carriers and applications."""

import base64

import pytest

from lingnan.sources.identifier.business.heartbeat import signed_octets
from lingnan.sources.identifier.management.serve import ServeWish, make_server
from lingnan.sources.identifier.proof.key_text import write_pem
from lingnan.sources.identifier.proof.sm2 import sign_sm2
from sources.identifier.business.sample import AT, row, template_form
from sources.identifier.business.test_carrier import P256, SM2, pem, sign
from sources.identifier.management.test_api import given_prefix

APP = "88.900.1/App_erp"


@pytest.fixture
def prefix(api):
    found = given_prefix(api)
    assert api.ask("operator", "POST", "/snms/api/v5/template", template_form(found)).is_success
    return found


@pytest.fixture
def token(api, prefix):
    body = {"handle": APP, "name_zh": "生产系统", "type": 3, "key": write_pem(SM2.public)}
    assert api.ask("applicant", "POST", "/api/v1/applications", body).is_success
    return signed_in(api)


def signed_in(api):
    path = "/api/v1/doip/public"
    nonce = api.ask(None, "GET", f"{path}/challenge", params={"handle": APP}).json()["data"]
    signature = base64.b64encode(sign_sm2(SM2, nonce.encode())).decode()
    body = {"handle": APP, "signature": signature}
    found = api.ask(None, "POST", f"{path}/verify-response", body)
    assert found.json()["code"] == 1, found.text
    return found.json()["data"]["token"]


def doip(api, token, operation, handle, body=None, method="POST"):
    query = {"targetId": handle, "operationId": operation}
    return api.ask(None, method, "/api/v1/doip", body, token=token, params=query)


def body(**content):
    return {"type": "88.900.1/META_1.0", "attributes": {"content": content}}


def test_an_application_works_through_doip_operations(api, token):
    handle = "88.900.1/CASE001"
    made = doip(api, token, "0.DOIP/Op.Create", handle, body(name="箱", model="M"))
    assert made.json()["code"] == 1, made.text
    twice = doip(api, token, "0.DOIP/Op.Create", handle, body(name="另", model="M"))
    assert (twice.status_code, twice.json()["error"]["findings"][0]["code"]) == (400, "NOD-629")
    some = doip(api, token, "0.DOIP.EXTEND/Op.Update.Non.Overlay", handle, body(model="N"))
    assert some.json()["code"] == 1

    def elements():
        told = doip(api, token, "0.DOIP/Op.Retrieve", handle, method="GET").json()["data"]
        assert (told["id"], told["type"]) == (handle, "88.900.1/META_1.0")
        return {each["type"]: each["data"] for each in told["attributes"]["elements"]}

    assert elements() == {"name": "箱", "model": "N"}
    doip(api, token, "0.DOIP/Op.Update", handle, body(name="新"))
    assert elements() == {"name": "新"}
    assert doip(api, token, "0.DOIP/Op.Delete", handle).json()["code"] == 1
    gone = doip(api, token, "0.DOIP/Op.Retrieve", handle, method="GET")
    assert (gone.status_code, gone.json()["code"]) == (404, 104)


def test_doip_tells_what_is_wrong(api, token):
    unknown = doip(api, token, "0.DOIP/Op.Fly", "88.900.1/a", {})
    assert (unknown.status_code, unknown.json()["error"]["code"]) == (400, "NOD-657")
    no_item = doip(api, token, "0.DOIP/Op.Create", "88.900.1/a", body(name="a", wings="2"))
    assert no_item.json()["error"]["findings"][0]["code"] == "NOD-644"
    none = doip(api, token, "0.DOIP/Op.Create", "88.900.1/a", body(name="a") | {"type": "x/y"})
    assert none.json()["error"]["findings"][0]["code"] == "NOD-643"
    shapeless = doip(api, token, "0.DOIP/Op.Create", "88.900.1/a", {"attributes": 5})
    assert shapeless.json()["error"]["code"] == "NOD-654"
    foreign = doip(api, token, "0.DOIP/Op.Create", "88.900.2/a", body(name="a"))
    assert foreign.json()["error"]["findings"][0]["code"] == "NOD-642"


def test_a_token_by_key_reaches_no_further_than_its_application(api, token, clock):
    assert api.ask(None, "GET", "/api/v1/prefix/applications", token=token).json()["data"] == []
    refused = api.ask(None, "POST", "/api/v1/prefix/applications", {}, token=token)
    assert refused.status_code == 403
    # Taking the application out of use ends its tokens.
    body = {"handle": APP, "name_zh": "生产系统", "type": 3, "is_enabled": False}
    assert api.ask("applicant", "PUT", "/api/v1/applications", body).is_success
    assert api.ask(None, "GET", "/api/v1/applications", token=token).status_code == 401
    path = "/api/v1/doip/public"
    nonce = api.ask(None, "GET", f"{path}/challenge", params={"handle": APP}).json()["data"]
    signature = base64.b64encode(sign_sm2(SM2, nonce.encode())).decode()
    answer = {"handle": APP, "nonce": nonce, "signature": signature}
    found = api.ask(None, "POST", f"{path}/verify-response", answer)
    assert (found.status_code, found.json()["error"]["code"]) == (401, "NOD-616")


def test_a_token_by_key_ends_with_its_day(api, token, clock):
    from datetime import timedelta

    assert api.ask(None, "GET", "/api/v1/applications", token=token).is_success
    clock.at += timedelta(hours=24)
    assert api.ask(None, "GET", "/api/v1/applications", token=token).status_code == 401


def test_metadata_in_the_other_shape(api, token):
    item = {"englishName": "code", "chineseName": "箱码", "required": 1}
    made = {
        "metaName": "箱酒",
        "metaCode": "box",
        "industryCategory": "C",
        "industrySpecific": "15",
        "industryTrade": "151",
        "industrySubclass": "1512",
        "metaItemCreateDTOS": [
            item | {"itemSchemaCreateDTO": {"minLength": 0, "maxLength": 40, "dataType": "1"}},
            item | {"englishName": "day", "itemSchemaCreateDTO": {"dataType": "3"}},
        ],
    }
    path = "/api/v1/open/meta"
    told = api.ask(None, "POST", f"{path}/create", made, token=token).json()
    assert told["data"] == {"metaHandle": "88.900.1/META_box"}
    query = {"metaHandle": "88.900.1/META_box"}
    shown = api.ask(None, "GET", f"{path}/info", token=token, params=query).json()["data"]
    assert (shown["metaName"], shown["industrySubclass"]) == ("箱酒", "1512")
    assert [each["itemSchemaVO"]["dataType"] for each in shown["itemVOS"]] == [1, 3]
    body = {"metaHandleList": ["88.900.1/META_box"], "opType": "withdraw"}
    assert api.ask(None, "PUT", f"{path}/publish-or-withdraw", body, token=token).json()[
        "data"
    ] == [{"metaHandle": "88.900.1/META_box", "state": "success"}]
    unpublished = {"type": "88.900.1/META_box", "attributes": {"content": {"code": "1"}}}
    refused = doip(api, token, "0.DOIP/Op.Create", "88.900.1/b", unpublished)
    assert refused.json()["error"]["findings"][0]["code"] == "NOD-643"
    assert api.ask(None, "DELETE", f"{path}/delete", token=token, params=query).is_success
    gone = api.ask(None, "GET", f"{path}/info", token=token, params=query)
    assert (gone.status_code, gone.json()["code"]) == (404, 604)
    bad = made | {"metaItemCreateDTOS": [{"englishName": "x"}]}
    refused = api.ask(None, "POST", f"{path}/create", bad, token=token)
    assert (refused.status_code, refused.json()["code"]) == (400, 601)


def test_a_carrier_from_its_key_to_its_loss(api, prefix):
    handle = "88.900.1/sn-000001"
    assert api.ask("applicant", "POST", "/identityv2/data", row(1)).is_success
    body = {
        "handle": handle,
        "kind": "chip",
        "terminal_type": "电表",
        "owner": "测试电子制造有限公司",
        "key": pem(P256.public_key()),
    }
    path = "/api/v1/carriers"
    assert api.ask("stranger", "POST", path, body).status_code == 403
    made = api.ask("applicant", "POST", path, body).json()["data"]
    assert (made["state"], made["key_kind"]) == ("registered", "P-256")
    nonce = api.ask(None, "GET", f"{path}/public/challenge", params={"handle": handle})
    text = nonce.json()["data"]
    signature = base64.b64encode(sign(text.encode())).decode()
    answer = {"handle": handle, "nonce": text, "signature": signature}
    told = api.ask(None, "POST", f"{path}/public/answer", answer).json()["data"]
    assert told["state"] == "activated"
    detail = {"handle": handle}
    own = api.ask(None, "GET", "/identityv2/data/detail", token=told["token"], params=detail)
    assert own.is_success
    assert api.ask(None, "POST", "/identityv2/data", row(2), token=told["token"]).status_code == 403

    def beat(counter):
        octets = signed_octets(handle, counter, AT.isoformat(), b"5 kWh")
        said = {
            "handle": handle,
            "counter": counter,
            "at": AT.isoformat(),
            "telemetry": "5 kWh",
            "signature": base64.urlsafe_b64encode(sign(octets)).decode().rstrip("="),
        }
        return api.ask(None, "POST", f"{path}/public/heartbeat", said)

    assert beat(1).json()["data"] == {"counter": 1}
    replayed = beat(1)
    assert (replayed.status_code, replayed.json()["error"]["code"]) == (409, "NOD-617")
    lost = {"handle": handle, "act": "lose", "reason": "失窃"}
    assert api.ask("applicant", "POST", f"{path}/step", lost).json()["data"]["state"] == "lost"
    assert beat(2).status_code == 409
    after = api.ask(None, "GET", "/identityv2/data/detail", token=told["token"], params=detail)
    assert after.status_code == 401
    shown = api.ask("applicant", "GET", "/identityv2/data/detail", params=detail)
    assert (shown.status_code, "挂失" in shown.json()["message"]) == (410, True)


def test_without_tls_it_is_served_on_this_machine_only(api, tmp_path):
    from lingnan.sources.identifier.management.errors import AddressUnusable

    assert make_server(api.app, ServeWish()).config.port == 3000
    with pytest.raises(AddressUnusable):
        make_server(api.app, ServeWish("192.0.2.1"))
    empty = tmp_path / "empty.pem"
    empty.write_text("")
    with pytest.raises(AddressUnusable):
        make_server(api.app, ServeWish("192.0.2.1", 0, empty, empty))
