"""OID, Ecode, DID, VAA and handle names."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.coding import (
    base58,
    charset,
    did,
    ecode,
    errors,
    handle_name,
    oid,
    vaa,
)
from lingnan.sources.identifier.coding.ecode import Structure

arcs = st.one_of(
    st.tuples(st.integers(0, 1), st.integers(0, 39)), st.tuples(st.just(2), st.integers(0, 10**30))
).flatmap(
    lambda head: st.lists(st.integers(0, 10**38), max_size=8).map(lambda rest: [*head, *rest])
)


@pytest.mark.parametrize(
    "text",
    [
        "1.2.156.3001",
        "urn:oid:1.2.156.3001",
        "URN:OID:1.2.156.3001",
        "/1/2/156/3001",
        "{iso(1) member-body(2) cn(156) 3001}",
        "{ iso member-body 156 (3001) }",
    ],
)
def test_notations_of_one_oid(text: str) -> None:
    found = oid.read_oid(text)
    assert found.canonical == "1.2.156.3001"
    assert oid.asn1(found) == "{iso(1) member-body(2) 156 3001}"
    assert oid.ors_name(found) == "3001.156.2.1.oid-res.org"
    assert oid.is_within(found, "1.2.156")
    assert not oid.is_within(found, "1.2.15")


@pytest.mark.parametrize(
    "text",
    ["1", "3.1", "1.40", "01.2", "1..2", "1.2.x", "{iso(2) 3}", "{iso unknown 3}", "{iso((1)}",
     "1.2." + "9" * 1100, "/1/CN"],
)  # fmt: skip
def test_no_oid(text: str) -> None:
    with pytest.raises(errors.BadOid):
        oid.read_oid(text)


@given(arcs)
def test_oid_round_trips(numbers: list[int]) -> None:
    dotted = ".".join(map(str, numbers))
    found = oid.read_oid(dotted)
    assert oid.read_oid(oid.asn1(found)) == found
    assert oid.ors_name(found) == ".".join(map(str, reversed(numbers))) + ".oid-res.org"


def test_ecode_in_pieces_and_in_one() -> None:
    found = ecode.read_ecode("Ecode:1.0001.0691.7")
    assert (found.part("V"), found.part("NSI"), found.part("MD")) == ("1", "0001", "0691.7")
    with pytest.raises(errors.EcodeStructureUnknown) as caught:
        ecode.read_ecode("ecode:100010691")
    assert caught.value.values["version"] == 1
    made_up = {1: Structure(4, 6, charset.DIGITS, "made up for this test")}
    assert ecode.read_ecode("100010691", made_up).canonical == "ecode:1.0001.0691"
    assert ecode.one_piece(ecode.read_ecode("100010691", made_up)) == "100010691"


@pytest.mark.parametrize("text", ["ecode:x", "ecode:1.a.2", "ecode:1.12.", "ecode:1.0001.1234567",
                                  "ecode:1.001.1", "ecode:1.0001.A"])  # fmt: skip
def test_no_ecode(text: str) -> None:
    structures = {1: Structure(4, 6, charset.DIGITS, "made up for this test")}
    with pytest.raises(errors.BadEcode):
        ecode.read_ecode(text, structures)


def test_bid_of_a_published_key() -> None:
    # XingHuo RFC-003, section 5: raw public key and the last 22 octets of its SHA-256
    key = bytes.fromhex("d308378e6b5ff0c2b4be3da741538004525d6388e5df32deb79e2b0c02f133c7")
    tail = hashlib.sha256(key).digest()[-did.BID_HASH_OCTETS :]
    found = did.read_did("did:bid:ef" + base58.encode(tail))
    assert found.part("algorithm") == "e"
    assert base58.decode(found.part("hash") or "") == tail


@pytest.mark.parametrize(
    ("text", "algorithm"),
    [
        ("did:bid:zfAKvFU7N6SazT3DsDG8YMZ13oxFF9ba", "z"),
        ("did:bid:zf2AoXhJsmr1aaUMxhnKeMAX42G9Ck526", "z"),
        ("did:bid:efzewQxg38x2Tmb1cpxSC1ZWwMZUxUeV", "e"),
    ],
)
def test_published_bids(text: str, algorithm: str) -> None:
    assert did.read_did(text).part("algorithm") == algorithm
    side = did.read_did(text.replace("did:bid:", "did:bid:byo1:") + "#key-1")
    assert (side.part("acsn"), side.part("url")) == ("byo1", "#key-1")
    assert did.read_did("did:bid:byo1").parts == (("acsn", "byo1"),)


@pytest.mark.parametrize(
    "text",
    [
        "did:bid:EFTTQWPMdtghuZByPsfQAUuPkWkWYb",  # the first generation of BIDs
        "did:bid:xfAKvFU7N6SazT3DsDG8YMZ13oxFF9ba",
        "did:bid:zxAKvFU7N6SazT3DsDG8YMZ13oxFF9ba",
        "did:bid:zfAKvFU7N6SazT3DsDG8YMZ13oxFF9b",
        "did:bid:zfAKvFU7N6SazT3DsDG8YMZ13oxFF9b0",
        "did:bid:toolong:zfAKvFU7N6SazT3DsDG8YMZ13oxFF9ba",
        "did:cn:8.900.1",
        "did:cn:88.900",
        "did:cn:example:12",
        "did:bid",
    ],
)
def test_no_did(text: str) -> None:
    with pytest.raises(errors.BadDid):
        did.read_did(text)


def test_other_methods() -> None:
    with pytest.raises(errors.UnknownDidMethod):
        did.read_did("did:web:example.com")


def test_did_cn_is_a_prefix_one_to_one() -> None:
    found = did.read_did("did:cn:88.900.0042")
    assert did.prefix_of_did(found) == "88.900.0042"
    assert did.did_of_prefix("88.900.0042") == found
    domain = did.read_did("did:cn:Example:" + "3F" * 32)
    assert domain.canonical == "did:cn:example:" + "3f" * 32
    with pytest.raises(errors.BadDid):
        did.prefix_of_did(domain)


def test_vaa() -> None:
    found = vaa.read_vaa("vaa900 1".replace(" ", ""))
    assert (found.kind, found.canonical) == ("vaa", "VAA9001")
    assert vaa.read_vaa("UN123456789").part("agency") == "UN"
    for text in ("VAA", "QQ1", "VAA-1", "VAA" + "1" * 48, "产品"):
        with pytest.raises(errors.BadVaa):
            vaa.read_vaa(text)


def test_prefix_grammar() -> None:
    node = handle_name.read_prefix("88.900")
    enterprise = handle_name.read_prefix("88.900.0042")
    assert (str(node), node.enterprise) == ("88.900", None)
    assert (str(enterprise), enterprise.parent) == ("88.900.0042", "88.900")
    for text in ("88", "8.900.1", "88.90.1", "88.123456.1", "88.900.", "88.900.a", "88.900.1.2",
                 "88.900." + "1" * 129, "８８.900.1"):  # fmt: skip
        with pytest.raises(errors.BadPrefix):
            handle_name.read_prefix(text)


def test_profile_is_optional() -> None:
    assert handle_name.read_handle("88.900.1/a/b（一）").part("suffix") == "a/b（一）"
    profile = handle_name.RESOLVER_PROFILE
    assert handle_name.read_handle("88.900.1/产品_1-2.3", profile).kind == "handle"
    for text in ("88.900.1/a/b", "88.900.1/a（一）", "88.900.1/" + "x" * 120):
        with pytest.raises(errors.BadHandleName):
            handle_name.read_handle(text, profile)
    for text in ("88.900.1", "/a", "88.900.1/", "88..1/a", "88.900.1/\n", "8/" + "产" * 683):
        with pytest.raises(errors.BadHandleName):
            handle_name.read_handle(text)
