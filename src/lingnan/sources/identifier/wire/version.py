"""What differs between the versions of the protocol, as one question each.

Versions are pairs (major, minor). Major 3 (DO-IRP) is 2.11 under another number. Source: RFC 3652,
Handle protocol facts §1.2, §1.14. Not for the cryptography that some answers lead to (see proof).
"""

from typing import Final, TypeAlias

from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.errors import UnknownVersion

Version: TypeAlias = tuple[int, int]

#: The version we write in when nothing else is asked for.
CURRENT: Final[Version] = (2, 11)
OLDEST: Final[Version] = (2, 1)
DO_IRP: Final[Version] = (3, 0)


def is_at_least(version: Version, minor: int) -> bool:
    """Answer whether a version has what 2.`minor` brought (Handle protocol facts §1.14)."""
    return version[0] > 2 or (version[0] == 2 and version[1] >= minor)


def check(version: Version) -> Version:
    """Answer the version itself if we speak it: 2.1 and later, and major 3.

    Raises:
        UnknownVersion: any other.

    Source: Handle protocol facts §1.14.
    """
    if version[0] == DO_IRP[0] or (version[0] == CURRENT[0] and version >= OLDEST):
        return version
    raise UnknownVersion(major=version[0], minor=version[1])


def answer_version(requested: Version) -> Version:
    """Answer the version of the response: that of the request, never above our own.

    Major 3 is mirrored. Source: Handle protocol facts §1.2, §1.14.

    Raises:
        UnknownVersion: as `check`.
    """
    check(requested)
    return min(requested, DO_IRP if requested[0] == DO_IRP[0] else CURRENT)


def request_version(site: Version) -> Version:
    """Answer the version in which a client speaks to a site that published its own.

    Raises:
        UnknownVersion: as `check`.

    Source: Handle protocol facts §1.2.
    """
    return answer_version(site)


def has_suggestion(version: Version) -> bool:
    """Answer whether senders fill in the suggested version of the envelope (since 2.5).

    Source: Handle protocol facts §1.14.
    """
    return is_at_least(version, 5)


def outgoing_response(response: int, version: Version) -> int:
    """Answer the response code that a client of some version understands.

    Before 2.5 a read-only server said 303 and an invalid value was 201 (Handle protocol facts
    §1.5).
    """
    if is_at_least(version, 5):
        return response
    if response == Response.READ_ONLY:
        return Response.PREFIX_REFERRAL.value
    if response == Response.INVALID_VALUE:
        return Response.VALUE_EXISTS.value
    return response


def incoming_response(response: int, version: Version) -> int:
    """Answer what a response code of a server of some version means.

    Limits: 201 of a server before 2.5 stays 201, for it may have meant either.

    Source: Handle protocol facts §1.5.
    """
    if response == Response.PREFIX_REFERRAL and not is_at_least(version, 5):
        return Response.READ_ONLY.value
    return response


def follows_prefix_referral(version: Version) -> bool:
    """Answer whether a client follows a 303; for older ones the server resolves itself (2.10).

    Source: Handle protocol facts §1.14.
    """
    return is_at_least(version, 10)


def has_initialization_vector(version: Version) -> bool:
    """Answer whether encrypted messages begin with an initialisation vector (since 2.4).

    Source: Handle protocol facts §1.14.
    """
    return is_at_least(version, 4)


def has_hmac(version: Version) -> bool:
    """Answer whether session messages carry HMAC-SHA256 over envelope fields too (since 2.7).

    Source: Handle protocol facts §1.11.
    """
    return is_at_least(version, 7)


def has_reliable_session(version: Version) -> bool:
    """Answer whether MACs of a session can be offered: 2.5 and 2.6 are known to be faulty.

    Source: Handle protocol facts §1.11.
    """
    return version not in ((2, 5), (2, 6))


def has_suggestion_in_mac(version: Version) -> bool:
    """Answer whether the suggested version is part of what a MAC covers (since 2.8).

    Source: Handle protocol facts §1.11.
    """
    return is_at_least(version, 8)


def has_derived_key(version: Version) -> bool:
    """Answer whether clients answer with PBKDF2 for secret keys by default (since 2.7).

    Source: Handle protocol facts §1.10.
    """
    return is_at_least(version, 7)


def has_replication_flag(version: Version) -> bool:
    """Answer whether a request for the transaction log begins with a flag octet (since 2.9).

    Source: Handle protocol facts §1.9.
    """
    return is_at_least(version, 9)


def certifies_with_sha256(version: Version) -> bool:
    """Answer whether certified responses are signed with SHA-256 rather than SHA-1 (since 2.11).

    Source: Handle protocol facts §1.14.
    """
    return is_at_least(version, 11)
