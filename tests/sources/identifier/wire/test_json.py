"""The JSON form: both ways, tolerant where senders differ, errors that name the field."""

from typing import Any

import pytest
from hypothesis import given, settings

from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.errors import BadJson
from lingnan.sources.identifier.wire.json_form import (
    admin_from_json,
    admin_to_json,
    data_from_json,
    data_to_json,
    references_from_json,
    references_to_json,
    value_from_json,
    value_to_json,
    values_from_json,
    values_to_json,
)
from lingnan.sources.identifier.wire.json_key import SM2_INFO_HEAD, key_from_json, key_to_json
from lingnan.sources.identifier.wire.json_site import site_from_json, site_to_json
from lingnan.sources.identifier.wire.public_key import DhKey, DsaKey, RsaKey, Sm2Key
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import Interface, Server, SiteInfo, pack_address
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.wire import strategy

URL = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://example.com"}}


@settings(max_examples=50)
@given(strategy.value_lists)
def test_values_come_back(values: tuple[HandleValue, ...]) -> None:
    assert values_from_json(values_to_json(values), now=0) == values


@settings(max_examples=50)
@given(strategy.admins)
def test_administrators_come_back(admin: AdminRecord) -> None:
    told = admin_from_json(admin_to_json(admin))
    assert (told.rights, told.reference) == (admin.rights, admin.reference)
    assert told.is_legacy == admin.is_legacy


def test_data_takes_the_form_of_its_type() -> None:
    admin = AdminRecord(0x07F3, "88.900/ADMIN", 200)
    assert data_to_json("HS_ADMIN", admin.encode()) == {
        "format": "admin",
        "value": {"handle": "88.900/ADMIN", "index": 200, "permissions": "011111110011"},
    }
    # Data that is not what its type says is still shown.
    assert data_to_json("HS_ADMIN", b"plain") == {"format": "string", "value": "plain"}
    assert data_to_json("URL", b"\xff") == {"format": "base64", "value": "/w=="}
    assert data_to_json("URL", b"a\x00") == {"format": "base64", "value": "YQA="}
    assert data_to_json("DESC", "一\n二".encode()) == {"format": "string", "value": "一\n二"}
    assert data_to_json("HS_PUBKEY", DhKey(1, 2, 3).encode())["format"] == "base64"


def test_every_format_is_read() -> None:
    assert data_from_json({"format": "hex", "value": "00fF"}) == b"\x00\xff"
    assert data_from_json({"format": "base64", "value": "AP8="}) == b"\x00\xff"
    assert data_from_json("just text") == b"just text"
    members = (Reference("88.900/ADMIN", 300),)
    told = {"format": "vlist", "value": references_to_json(members)}
    assert data_from_json(told) == bytes.fromhex(
        "00000001 0000000c 38382e3930302f41444d494e 0000012c"
    )
    assert references_from_json(told["value"]) == members
    site = SiteInfo(1, ())
    assert data_from_json({"format": "site", "value": site_to_json(site)}) == site.encode()


def test_what_is_left_out_is_the_usual() -> None:
    value = value_from_json(URL, now=1_700_000_000)
    assert value == HandleValue(1, "URL", b"https://example.com", timestamp=1_700_000_000)
    assert (value.ttl, value.is_ttl_absolute, value.permissions) == (86_400, False, 0x0E)


def test_numbers_in_strings_and_times_in_both_forms() -> None:
    told = URL | {"index": "7", "ttl": "60", "permissions": "1110", "timestamp": 5}
    value = value_from_json(told, now=0)
    assert (value.index, value.ttl, value.is_ttl_absolute, value.timestamp) == (7, 60, False, 5)
    # 2027-01-15T08:00:00Z is 1,800,000,000 seconds after 1970; +08:00 is the same instant.
    for at in ("2027-01-15T08:00:00Z", "2027-01-15T16:00:00+08:00", "2027-01-15T08:00:00"):
        value = value_from_json(URL | {"ttl": at}, now=0)
        assert (value.ttl, value.is_ttl_absolute) == (1_800_000_000, True)


def test_permissions_are_four_digits_each_with_its_meaning() -> None:
    # §1.15: the reference reads them off by one; here admin-read is the first of the four.
    for text, mask in (("1000", 8), ("0100", 4), ("0010", 2), ("0001", 1)):
        value = value_from_json(URL | {"permissions": text}, now=0)
        assert value.permissions == mask
        assert value_to_json(value)["permissions"] == text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"index": None}, "values[0].index"),
        ({"index": 0}, "values[0].index"),
        ({"index": True}, "values[0].index"),
        ({"index": 1.5}, "values[0].index"),
        ({"index": "9" * 5_000}, "values[0].index"),
        ({"index": 1 << 32}, "values[0].index"),
        ({"type": 5}, "values[0].type"),
        ({"type": "\ud800"}, "values[0].type"),
        ({"ttl": -1}, "values[0].ttl"),
        ({"ttl": "soon"}, "values[0].ttl"),
        ({"timestamp": "1969-12-31T23:59:59Z"}, "values[0].timestamp"),
        ({"timestamp": "2200-01-01T00:00:00Z"}, "values[0].timestamp"),
        ({"permissions": "12"}, "values[0].permissions"),
        ({"permissions": "1112"}, "values[0].permissions"),
        ({"references": [{"handle": "a"}]}, "values[0].references[0].index"),
        ({"references": "a"}, "values[0].references"),
        ({"data": {"value": "x"}}, "values[0].data.format"),
        ({"data": {"format": "string"}}, "values[0].data.value"),
        ({"data": {"format": "poem", "value": "x"}}, "values[0].data.format"),
        ({"data": {"format": "base64", "value": "???"}}, "values[0].data.value"),
        ({"data": {"format": "hex", "value": "xy"}}, "values[0].data.value"),
        ({"data": 7}, "values[0].data"),
        (
            {"data": {"format": "admin", "value": {"handle": "a", "index": 1}}},
            "values[0].data.value.permissions",
        ),
        (
            {"data": {"format": "vlist", "value": [{"handle": "a" * 2_049, "index": 1}]}},
            "values[0].data.value[0].handle",
        ),
        (
            {"data": {"format": "key", "value": {"kty": "oct"}}},
            "values[0].data.value.kty",
        ),
        (
            {"data": {"format": "key", "value": {"kty": "RSA", "e": "AQAB", "n": "a/b"}}},
            "values[0].data.value.n",
        ),
    ],
)
def test_an_error_names_the_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadJson) as caught:
        values_from_json([URL | change], now=0)
    assert caught.value.values["field"] == field
    assert caught.value.response is Response.INVALID_VALUE
    assert field in caught.value.message.zh
    assert field in caught.value.message.en


def test_what_is_no_list_or_too_long() -> None:
    for wrong in ({}, "x", None, 5, [5], [[]]):
        with pytest.raises(BadJson):
            values_from_json(wrong, now=0)
    with pytest.raises(BadJson):
        values_from_json([URL] * 2_049, now=0)


def test_keys_as_jwk() -> None:
    rsa = {"kty": "RSA", "n": "AP8", "e": "AQAB"}
    assert key_from_json(rsa) == RsaKey(65_537, 255)
    assert key_to_json(RsaKey(65_537, 255)) == {"kty": "RSA", "n": "_w", "e": "AQAB"}
    dsa = DsaKey(q=1, p=2, g=3, y=4)
    assert key_from_json(key_to_json(dsa)) == dsa
    point = bytes(range(64))
    sm2 = Sm2Key(SM2_INFO_HEAD + point)
    told = key_to_json(sm2)
    assert told is not None
    assert (told["kty"], told["crv"]) == ("EC", "SM2")
    assert key_from_json(told) == sm2
    assert key_to_json(Sm2Key(b"another form")) is None
    for wrong in ({"kty": "EC", "crv": "P-256"}, told | {"x": "AA"}, {"kty": 5}, []):
        with pytest.raises(BadJson):
            key_from_json(wrong)


def test_a_site_with_what_is_unusual() -> None:
    server = Server(
        7, pack_address("2001:db8::5"), b"\x01\x02", (Interface(1, 3, 443), Interface(2, 9, 5))
    )
    site = SiteInfo(9, (server,), flags=0x40, hash_option=0, protocol_minor=3, hash_filter=b"f")
    told = site_to_json(site)
    assert told["hashOption"] == 0
    assert told["multiPrimary"] is True
    assert told["protocolVersion"] == "2.3"
    assert site_from_json(told) == site


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"servers": None}, "site.servers"),
        ({"protocolVersion": "two"}, "site.protocolVersion"),
        ({"protocolVersion": "2.x"}, "site.protocolVersion"),
        ({"primarySite": "yes"}, "site.primarySite"),
        ({"serialNumber": 65_536}, "site.serialNumber"),
        ({"servers": [{"serverId": 1, "address": "nowhere"}]}, "site.servers[0].address"),
        ({"servers": [{"serverId": 1, "address": "::1"}]}, "site.servers[0].interfaces"),
        (
            {
                "servers": [
                    {
                        "serverId": 1,
                        "address": "::1",
                        "interfaces": [{"protocol": "SMTP", "port": 25}],
                    }
                ]
            },
            "site.servers[0].interfaces[0].protocol",
        ),
    ],
)
def test_an_error_in_a_site_names_the_field(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadJson) as caught:
        site_from_json(site_to_json(SiteInfo(1, ())) | change)
    assert caught.value.values["field"] == field
