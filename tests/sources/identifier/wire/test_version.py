"""Rules of the versions, each against the line of the facts that gives it."""

import pytest

from lingnan.sources.identifier.wire import errors, version
from lingnan.sources.identifier.wire.digest import (
    DigestAlgorithm,
    RequestDigest,
    algorithm_of,
    digest_request,
)
from lingnan.sources.identifier.wire.octets import Reader


@pytest.mark.parametrize(
    ("asked", "answered"),
    [((2, 1), (2, 1)), ((2, 3), (2, 3)), ((2, 11), (2, 11)), ((2, 40), (2, 11))],
)
def test_an_answer_is_never_above_the_request_nor_ourselves(
    asked: version.Version, answered: version.Version
) -> None:
    assert version.answer_version(asked) == answered
    assert version.request_version(asked) == answered


def test_major_three_is_mirrored() -> None:
    assert version.answer_version((3, 0)) == (3, 0)
    assert version.answer_version((3, 7)) == (3, 0)


@pytest.mark.parametrize("foreign", [(0, 0), (1, 9), (2, 0), (4, 0), (5, 0)])
def test_other_versions_are_refused(foreign: version.Version) -> None:
    with pytest.raises(errors.UnknownVersion):
        version.answer_version(foreign)


@pytest.mark.parametrize(
    ("rule", "since"),
    [
        (version.has_initialization_vector, 4),
        (version.has_suggestion, 5),
        (version.has_hmac, 7),
        (version.has_derived_key, 7),
        (version.has_suggestion_in_mac, 8),
        (version.has_replication_flag, 9),
        (version.follows_prefix_referral, 10),
        (version.certifies_with_sha256, 11),
    ],
)
def test_a_rule_holds_from_its_version_on(rule: object, since: int) -> None:
    assert callable(rule)
    assert [rule((2, minor)) for minor in range(1, 12)] == [
        minor >= since for minor in range(1, 12)
    ]
    assert rule((3, 0))


def test_the_faulty_session_versions() -> None:
    told = [minor for minor in range(1, 12) if not version.has_reliable_session((2, minor))]
    assert told == [5, 6]


def test_codes_for_clients_before_2_5() -> None:
    # §1.5: 7 is sent as 303, 202 as 201.
    assert version.outgoing_response(7, (2, 4)) == 303
    assert version.outgoing_response(202, (2, 4)) == 201
    assert version.outgoing_response(100, (2, 4)) == 100
    assert [version.outgoing_response(code, (2, 5)) for code in (7, 202)] == [7, 202]
    assert version.outgoing_response(7, (3, 0)) == 7
    assert version.incoming_response(303, (2, 4)) == 7
    assert version.incoming_response(303, (2, 5)) == 303
    assert version.incoming_response(201, (2, 4)) == 201


@pytest.mark.parametrize(
    ("spoken", "algorithm", "length"),
    [
        ((2, 0), DigestAlgorithm.MD5, 16),
        ((2, 1), DigestAlgorithm.SHA1, 20),
        ((2, 6), DigestAlgorithm.SHA1, 20),
        ((2, 7), DigestAlgorithm.SHA256, 32),
        ((3, 0), DigestAlgorithm.SHA256, 32),
    ],
)
def test_the_digest_of_a_version(
    spoken: version.Version, algorithm: DigestAlgorithm, length: int
) -> None:
    assert algorithm_of(spoken) is algorithm
    digest = digest_request(b"request", spoken)
    octets = digest.encode(spoken)
    # Before 2.1 the digest stands bare; later one octet tells its algorithm (§1.9).
    assert len(octets) == (length if spoken == (2, 0) else length + 1)
    assert RequestDigest.read(Reader(octets), spoken) == digest
    assert digest.is_of(b"request")
    assert not digest.is_of(b"another")


def test_an_unknown_digest_algorithm_is_refused() -> None:
    with pytest.raises(errors.BadField):
        RequestDigest.read(Reader(b"\x04" + bytes(64)), (2, 11))
