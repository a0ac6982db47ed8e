"""Certificates, signed records and the chains above them: what holds, and every way not to."""

import asyncio
import base64
import contextlib
import json
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingnan.sources.identifier.proof.certificate import (
    Claims,
    Grant,
    Scope,
    Validity,
    digest_value,
    read_claims,
    read_reference,
    sign_values,
    write_certificate,
    write_reference,
)
from lingnan.sources.identifier.proof.chain import MAX_DEPTH, collect, collect_async
from lingnan.sources.identifier.proof.errors import (
    ChainRefused,
    MalformedProof,
    UnsupportedAlgorithm,
)
from lingnan.sources.identifier.proof.jwt import holds, read_token, write_token
from lingnan.sources.identifier.proof.key import public_key_of
from lingnan.sources.identifier.proof.key_text import write_base64url
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey, sm3
from lingnan.sources.identifier.proof.trust import (
    certified_key,
    check_chain,
    check_values,
    compare_values,
    covers,
)
from lingnan.sources.identifier.wire.reference import Reference

property_test = settings(deadline=None, max_examples=60, derandomize=True)

# Synthetic prefixes: 88.900 a second-level node, 88.900.1 an enterprise.
ROOT = Reference("0.0/0.0", 300)
NODE = Reference("0.NA/88.900", 300)
ENTERPRISE = Reference("88.900.1/ADMIN", 300)
HANDLE = "88.900.1/pump-7"
NOW = 1_800_000_000
TIME = Validity(NOW - 10, NOW + 10)
EVERYTHING = (Grant(Scope.EVERYTHING),)
DERIVED = (Grant(Scope.DERIVED_PREFIXES, "0.NA/88.900"),)
UNDER = (Grant(Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900.1"),)
VALUES = {1: b"\0\0\0\1TIMEvalue one", 2: b"\0\0\0\2TIMEvalue two"}


@pytest.fixture(scope="module")
def keys(rsa_key, other_rsa_key, sm2_key):
    """Root and node with RSA, enterprise with SM2: mixed chains occur in China."""
    return {"root": rsa_key, "node": other_rsa_key, "enterprise": sm2_key}


def make_world(keys, **more):
    """Certificates by (handle, index), as they would stand in the handles."""

    def certify(subject, key, grants, issuer, issuer_key, validity=TIME, chain=()):
        return write_certificate(
            subject,
            public_key_of(key),
            grants,
            issuer=issuer,
            issuer_key=issuer_key,
            issued_at=NOW - 5,
            validity=validity,
            chain=chain,
        )

    root, node, enterprise = keys["root"], keys["node"], keys["enterprise"]
    node_grants = more.get("node_grants", DERIVED)
    return {
        ("0.0/0.0", 400): certify(ROOT, root, EVERYTHING, ROOT, root),
        ("0.NA/88.900", 400): certify(
            NODE, node, node_grants, ROOT, root, more.get("node_time", TIME)
        ),
        ("88.900.1/ADMIN", 400): certify(
            ENTERPRISE, enterprise, more.get("grants", UNDER), NODE, more.get("signer", node)
        ),
    }


def looking_in(world):
    def look_up(reference):
        return [
            text
            for (handle, index), text in world.items()
            if handle == reference.handle and reference.index in (0, index)
        ]

    return look_up


def sign_record(keys, handle=HANDLE, values=None, chain=(), **more):
    return sign_values(
        handle,
        VALUES if values is None else values,
        signer=more.get("signer", ENTERPRISE),
        key=keys[more.get("who", "enterprise")],
        issued_at=NOW - 1,
        validity=more.get("validity", TIME),
        chain=chain,
        digest_name=more.get("digest_name", "SHA-256"),
    )


def judge(keys, text, world, **more):
    links = collect(text, looking_in(world))
    roots = more.get("roots", [public_key_of(keys["root"])])
    now = more.get("now", NOW)
    return check_values(more.get("handle", HANDLE), VALUES, links, roots=roots, now=now)


@pytest.mark.parametrize("digest_name", ["SHA-256", "SM3"])
def test_a_record_is_trusted_up_to_the_root(keys, digest_name):
    text = sign_record(keys, digest_name=digest_name)
    report = judge(keys, text, make_world(keys))
    assert report.verified == (1, 2)
    assert report.altered == report.unsigned == report.missing == ()


def test_a_chain_may_be_named_or_found(keys):
    world = make_world(keys)
    named = sign_record(
        keys,
        chain=[Reference(handle, index) for handle, index in reversed(world)],
    )
    asked = []

    def look_up(reference):
        asked.append((reference.handle, reference.index))
        return looking_in(world)(reference)

    assert len(collect(named, look_up)) == 4
    assert asked == [("88.900.1/ADMIN", 400), ("0.NA/88.900", 400), ("0.0/0.0", 400)]
    asked.clear()
    assert len(collect(sign_record(keys), look_up)) == 4
    assert asked == [("88.900.1/ADMIN", 0), ("0.NA/88.900", 0), ("0.0/0.0", 0)]


def test_the_same_chain_is_gathered_asynchronously(keys):
    world, text = make_world(keys), sign_record(keys)

    async def look_up(reference):
        await asyncio.sleep(0)
        return looking_in(world)(reference)

    assert asyncio.run(collect_async(text, look_up)) == collect(text, looking_in(world))


def test_each_value_is_reported(keys):
    text = sign_record(keys, values={1: VALUES[1], 2: b"\0\0\0\2TIMEanother", 7: b"\0" * 9})
    links = collect(text, looking_in(make_world(keys)))
    values = {1: VALUES[1], 2: VALUES[2], 3: b"\0\0\0\3TIMEnew"}
    report = compare_values(HANDLE, values, links[0].claims)
    assert (report.verified, report.altered) == ((1,), (2,))
    assert (report.unsigned, report.missing) == ((3,), (7,))


def test_index_and_timestamp_are_not_signed():
    # The digest leaves the first eight octets out: index and timestamp.
    assert digest_value(b"\0\0\0\12023rest") == digest_value(b"\0\0\0\12027rest")
    assert digest_value(b"12345678abc", "SM3") == sm3(b"abc")
    assert (
        digest_value(b"12345678abc").hex()
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    for weak in ("SHA-1", "MD5", ""):
        with pytest.raises(UnsupportedAlgorithm):
            digest_value(b"12345678abc", weak)


def test_a_certified_key_is_found(keys):
    world = make_world(keys)
    links = collect(world["88.900.1/ADMIN", 400], looking_in(world))
    roots = [public_key_of(keys["root"])]
    assert certified_key(links, roots=roots, now=NOW) == public_key_of(keys["enterprise"])
    with pytest.raises(ChainRefused):
        certified_key(links, roots=roots, now=NOW + 11)


@pytest.mark.parametrize(
    ("text_of", "world_of", "more", "reason"),
    [
        (dict, dict, {"now": NOW + 11}, "within its time"),
        (dict, dict, {"now": NOW - 11}, "within its time"),
        (lambda: {"validity": Validity(NOW - 9, NOW - 1)}, dict, {}, "within its time"),
        (dict, lambda: {"node_time": Validity(0, NOW - 1)}, {}, "within its time"),
        (dict, dict, {"roots": []}, "trust root"),
        (dict, dict, {"handle": "88.900.2/pump-7"}, "may not speak"),
        (dict, dict, {"handle": "88.900.1.5/pump-7"}, "may not speak"),
        (dict, lambda: {"node_grants": ()}, {}, "may not speak"),
        (dict, lambda: {"grants": (Grant(Scope.THIS_HANDLE, "88.900.1/x"),)}, {}, "may not speak"),
        (lambda: {"who": "node"}, dict, {}, "signature does not hold"),
    ],
)
def test_chains_that_do_not_hold(keys, text_of, world_of, more, reason):
    with pytest.raises(ChainRefused, match=reason):
        judge(keys, sign_record(keys, **text_of()), make_world(keys, **world_of()), **more)


def test_a_certificate_signed_by_another_key_breaks_the_chain(keys):
    world = make_world(keys, signer=Sm2PrivateKey(7))
    with pytest.raises(ChainRefused, match="signature does not hold"):
        judge(keys, sign_record(keys), world)


def test_a_root_nobody_knows_is_not_trusted(keys):
    # Somebody signs himself as 0.0/0.0, or under a root key but another name.
    forged = {**keys, "root": keys["node"]}
    with pytest.raises(ChainRefused, match="trust root"):
        judge(keys, sign_record(keys), make_world(forged))
    links = collect(sign_record(keys), looking_in(make_world(keys)))
    roots = [public_key_of(keys["root"])]
    with pytest.raises(ChainRefused, match="trust root"):
        check_chain(links, handle=HANDLE, roots=roots, now=NOW, root_handle="88.111.1/0.0")
    check_chain(links, handle=HANDLE, roots=roots, now=NOW)
    with pytest.raises(ChainRefused):
        check_chain((), handle=HANDLE, roots=roots, now=NOW)
    with pytest.raises(ChainRefused):
        check_chain(links[:-1], handle=HANDLE, roots=roots, now=NOW)


def test_a_missing_certificate_ends_the_walk(keys):
    for lost in make_world(keys):
        world = make_world(keys)
        del world[lost]
        with pytest.raises(ChainRefused, match="vouches"):
            collect(sign_record(keys), looking_in(world))


def test_a_signature_about_another_handle_says_nothing(keys):
    text = sign_record(keys, handle="88.900.1/other")
    with pytest.raises(ChainRefused, match="not about"):
        judge(keys, text, make_world(keys))
    report = judge(keys, sign_record(keys, handle=HANDLE.upper()), make_world(keys))
    assert report.verified == (1, 2)


def test_the_certificate_issued_last_is_taken(keys):
    world = make_world(keys)
    stale = write_certificate(
        ENTERPRISE,
        public_key_of(keys["node"]),
        UNDER,
        issuer=NODE,
        issuer_key=keys["node"],
        issued_at=NOW - 500,
        validity=TIME,
    )
    world["88.900.1/ADMIN", 399] = stale
    world["88.900.1/ADMIN", 401] = "no token"
    assert judge(keys, sign_record(keys), world).verified == (1, 2)


def test_circles_and_long_chains_end(keys):
    key = keys["enterprise"]

    def certify(subject, issuer):
        return write_certificate(
            subject,
            public_key_of(key),
            EVERYTHING,
            issuer=issuer,
            issuer_key=key,
            issued_at=NOW,
            validity=TIME,
        )

    one, two = Reference("88.900/one", 300), Reference("88.900/two", 300)
    circle = {("88.900/one", 400): certify(one, two), ("88.900/two", 400): certify(two, one)}
    with pytest.raises(ChainRefused, match="circle"):
        collect(sign_record(keys, signer=one), looking_in(circle))
    steps = [Reference(f"88.900/{step}", 300) for step in range(20)]
    ladder = {(low.handle, 400): certify(low, high) for low, high in pairwise(steps)}
    asked = []

    def look_up(reference):
        asked.append(reference)
        return looking_in(ladder)(reference)

    with pytest.raises(ChainRefused, match="too long"):
        collect(sign_record(keys, signer=steps[0]), look_up)
    assert len(asked) == MAX_DEPTH - 1


@pytest.mark.parametrize(
    ("scope", "about", "handle", "expected"),
    [
        (Scope.EVERYTHING, "", "88.1/a", True),
        (Scope.THIS_HANDLE, "88.900.1/a", "88.900.1/A", True),
        (Scope.THIS_HANDLE, "88.900.1/a", "88.900.1/ab", False),
        (Scope.THIS_HANDLE, "0.NA/88.900", "88.900/a", False),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900", "88.900/a", True),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "0.na/88.900", "88.900/a/b", True),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900", "88.9001/a", False),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900", "88.900.1/a", False),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900", "0.NA/88.900", False),
        (Scope.HANDLES_UNDER_THIS_PREFIX, "88.900", "88.900/a", False),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "0.NA/88.900.1", True),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "88.900.1/a", True),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "88.900.1.2/a", True),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "88.900/a", False),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "0.NA/88.900", False),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "88.9001.1/a", False),
        (Scope.DERIVED_PREFIXES, "0.NA/88.900", "0.NA/88.900.", False),
    ],
)
def test_what_a_permission_covers(scope, about, handle, expected):
    assert covers(Grant(scope, about), handle) is expected


@property_test
@given(at=st.integers(0, 100_000), flip=st.integers(1, 127), who=st.sampled_from(["node", "e"]))
def test_one_character_altered_never_verifies(keys, at, flip, who):
    key = keys["node" if who == "node" else "enterprise"]
    text = write_token({"iss": "300:88.900/a", "sub": "88.900/b", "exp": NOW}, key)
    assert holds(read_token(text), public_key_of(key))
    at %= len(text)
    altered = text[:at] + chr(ord(text[at]) ^ flip) + text[at + 1 :]
    if altered.strip() == text:
        return
    with contextlib.suppress(MalformedProof):
        assert not holds(read_token(altered), public_key_of(key))


def test_the_header_chooses_nothing(keys, dsa_key):
    key = keys["node"]
    token = read_token(write_token({"sub": "88.900/a"}, key))
    assert token.algorithm == "RS256"
    _, payload, signature = write_token({"sub": "88.900/a"}, key).split(".")
    for algorithm in ("none", "HS256", "SM2256", "rs256"):
        header = write_base64url(json.dumps({"alg": algorithm}).encode())
        for tail in (signature, ""):
            assert not holds(read_token(f"{header}.{payload}.{tail}"), public_key_of(key))
    assert read_token(write_token({}, keys["enterprise"])).algorithm == "SM2256"
    with pytest.raises(UnsupportedAlgorithm):
        write_token({}, dsa_key)
    assert not holds(token, public_key_of(dsa_key))


def test_the_json_serialization_is_read_alike(keys):
    text = write_token({"sub": "88.900/a"}, keys["node"])
    header, payload, signature = text.split(".")
    whole = json.dumps(
        {"payload": payload, "signatures": [{"protected": header, "signature": signature}]}
    )
    assert read_token(whole) == read_token(text)
    double = json.loads(whole)
    double["signatures"] *= 2
    for wrong in (json.dumps(double), "{}", '{"signatures":[1]}', '{"signatures":[{}]}'):
        with pytest.raises(MalformedProof):
            read_token(wrong)


@pytest.mark.parametrize(
    "text",
    ["", "a.b", "..", "e30.e30.", "W10.e30.e30", "e30=.e30.e30", "{", "[" * 100_000, "a" * 300_000],
)
def test_what_is_no_token_is_refused(text):
    with pytest.raises(MalformedProof):
        read_token(text)


def test_critical_headers_are_refused(keys):
    header = write_base64url(b'{"alg":"RS256","crit":["b64"],"b64":false}')
    with pytest.raises(MalformedProof):
        read_token(f"{header}.e30.AAAA")


def claims_of(keys, **claims) -> Claims:
    return read_claims(read_token(write_token(claims, keys["node"])))


def test_claims_of_another_shape_are_refused(keys):
    good = {"iss": "300:88.900/a", "sub": "88.900/b", "exp": NOW}
    assert claims_of(keys, **good).validity == Validity(0, NOW)
    digest = base64.b64encode(bytes(32)).decode()
    for wrong in (
        {"iss": 5},
        {"sub": ""},
        {"sub": "88.900/\ud800"},
        {"chain": ["\udfff"]},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": 1e300},
        {"nbf": None},
        {"chain": "88.900/a"},
        {"chain": ["x"] * 101},
        {"perms": [1]},
        {"digests": []},
        {"digests": {"alg": "SHA-256", "digests": [{"index": True, "digest": digest}]}},
        {"digests": {"alg": "SHA-256", "digests": [{"index": 1, "digest": "!"}]}},
        {"digests": {"alg": "SHA-256", "digests": [{"index": 1, "digest": digest}] * 2}},
        {"digests": {"digests": []}},
    ):
        with pytest.raises(MalformedProof):
            claims_of(keys, **{**good, **wrong})


def test_a_token_that_never_expires_does_not_count(keys):
    claims = claims_of(keys, iss="300:0.0/0.0", sub="300:0.0/0.0")
    assert claims.validity is None


def test_scopes_that_are_not_known_grant_nothing(keys):
    permissions = [
        {"perm": "everywhere"},
        {"perm": "thisHandle"},
        {"perm": "derivedPrefixes", "handle": 5},
        {"perm": "handlesUnderThisPrefix", "handle": "0.NA/88.900.1"},
    ]
    claims = claims_of(keys, iss="a/b", sub="a/b", perms=permissions)
    assert claims.grants == UNDER


def test_references():
    assert read_reference("300:0.0/0.0") == ROOT
    assert read_reference("88.900/a") == Reference("88.900/a", 0)
    assert read_reference("88.900/a:b") == Reference("88.900/a:b", 0)
    assert write_reference(ROOT) == "300:0.0/0.0"
    assert write_reference(Reference("88.900/a", 0)) == "88.900/a"
    for wrong in ("", "300:", "9999999999:88.900/a"):
        with pytest.raises(MalformedProof):
            read_reference(wrong)
