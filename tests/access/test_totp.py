"""Codes of time against the vectors of the RFCs."""

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.access.totp import code_of, enrolment_uri, matching_step, step_of

SEED = b"12345678901234567890"
SEEDS = {
    "sha1": SEED,
    "sha256": b"12345678901234567890123456789012",
    "sha512": b"1234567890123456789012345678901234567890123456789012345678901234",
}
# RFC 6238 appendix B: unix time, then the codes by algorithm.
TABLE = [
    (59, "94287082", "46119246", "90693936"),
    (1111111109, "07081804", "68084774", "25091201"),
    (1111111111, "14050471", "67062674", "99943326"),
    (1234567890, "89005924", "91819424", "93441116"),
    (2000000000, "69279037", "90698825", "38618901"),
    (20000000000, "65353130", "77737706", "47863826"),
]
# RFC 4226 appendix D: counters 0 to 9.
HOTP = [
    *("755224", "287082", "359152", "969429", "338314"),
    *("254676", "287922", "162583", "399871", "520489"),
]
AT = datetime(2026, 1, 5, 9, 0, 10, tzinfo=UTC)


@pytest.mark.parametrize(("seconds", "sha1", "sha256", "sha512"), TABLE)
def test_rfc_6238_appendix_b(seconds, sha1, sha256, sha512):
    step = step_of(datetime.fromtimestamp(seconds, UTC))
    for algorithm, told in (("sha1", sha1), ("sha256", sha256), ("sha512", sha512)):
        assert code_of(SEEDS[algorithm], step, digits=8, algorithm=algorithm) == told


def test_rfc_4226_appendix_d():
    assert [code_of(SEED, counter) for counter in range(10)] == HOTP


def test_one_step_of_drift_and_no_more():
    now = step_of(AT)
    found = {
        drift: matching_step(SEED, code_of(SEED, now + drift), at=AT, after=None)
        for drift in range(-3, 4)
    }
    assert found == {-3: None, -2: None, -1: now - 1, 0: now, 1: now + 1, 2: None, 3: None}


def test_a_code_is_good_once():
    now = step_of(AT)
    code = code_of(SEED, now)
    assert matching_step(SEED, code, at=AT, after=now - 1) == now
    assert matching_step(SEED, code, at=AT, after=now) is None
    assert matching_step(SEED, code, at=AT + timedelta(seconds=30), after=now) is None
    # Nor an older one after a younger one.
    assert matching_step(SEED, code_of(SEED, now - 1), at=AT, after=now) is None


@pytest.mark.parametrize("said", ["", "abcdef", "12345", "1234567", "０", "\ud800", "-00001"])
def test_what_is_no_code(said):
    assert matching_step(SEED, said, at=AT, after=None) is None


@given(st.integers(0, 2**40))
def test_codes_are_six_digits_and_may_be_typed_with_a_blank_or_full_width(step):
    at = datetime.fromtimestamp(min(step, 2**32) * 30, UTC)
    code = code_of(SEED, step_of(at))
    assert len(code) == 6
    assert code.isdecimal()
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert matching_step(SEED, f" {wide[:3]} {wide[3:]} ", at=at, after=None) is not None


def test_the_uri_for_authenticators():
    uri = urlsplit(enrolment_uri(SEED, account="张伟@市局", issuer="Lingnan"))
    asked = {name: values[0] for name, values in parse_qs(uri.query).items()}
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert base64.b32decode(asked.pop("secret")) == SEED
    assert asked == {"issuer": "Lingnan", "digits": "6", "period": "30"}
    assert uri.path.startswith("/Lingnan%3A")
