"""From a reply to the octets of its answers: header, digest, certificate or MAC, encryption.

Source: RFC 3652 §2.2, Handle protocol facts §1.2–1.3, §1.9, §1.11. Not for packets (see udp, tcp).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lingnan.sources.identifier.node.certified import Certifier
from lingnan.sources.identifier.node.model import Reply
from lingnan.sources.identifier.proof.credential import seal
from lingnan.sources.identifier.proof.session_key import SessionKey
from lingnan.sources.identifier.wire.body.catalogue import encode_body
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.digest import RequestDigest, digest_request
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.version import (
    CURRENT,
    DO_IRP,
    Version,
    outgoing_response,
)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the answers to one request are to be written.

    Attributes:
        request_id, number: of the envelope; number is the session, challenge or login.
        request: what is answered: the original request, also behind a challenge.
        version: of the answer. key: of the session, None to write in the clear without a MAC.
        is_encrypted: as the request was. counter: of the session, None when it had no MAC.
    """

    request_id: int
    number: int
    request: Message
    version: Version
    key: SessionKey | None = None
    is_encrypted: bool = False
    counter: int | None = None


def write(reply: Reply, manner: Manner, site: SiteInfo, certifier: Certifier) -> list[bytes]:
    """Write the answers: envelope and message each, not yet cut into packets.

    Raises: WireError when a body cannot be written.
    """
    answers = []
    for body, follows in _bodies(reply):
        message = _message(reply, body, manner, site, follows=follows)
        envelope = _envelope(manner)
        credential = _credential(envelope, message, manner, certifier)
        octets = replace(message, credential=credential).encode()
        if manner.is_encrypted and manner.key is not None:
            octets = manner.key.encrypt(octets, manner.version)
            envelope = replace(envelope, is_encrypted=True)
        answers.append(replace(envelope, length=len(octets)).encode() + octets)
    return answers


def _bodies(reply: Reply) -> Iterator[tuple[Body, bool]]:
    all_bodies = (reply.body, *reply.following)
    for place, body in enumerate(all_bodies, 1):
        yield body, place < len(all_bodies)


def _message(reply: Reply, body: Body, manner: Manner, site: SiteInfo, *, follows: bool) -> Message:
    request = manner.request
    is_challenge = reply.response == Response.AUTHENTICATION_NEEDED
    is_authoritative = reply.is_authoritative and (site.is_primary or site.is_multi_primary)
    flags = _with(request.flags, Flag.AUTHORITATIVE, is_set=is_authoritative)
    flags = _with(flags, Flag.CONTINUED, is_set=follows)
    if is_challenge:
        flags = _with(flags, Flag.REQUEST_DIGEST, is_set=True)
    digest = None
    if flags & Flag.REQUEST_DIGEST.value:
        digest = request_digest(request, manner.version)
    return Message(
        operation=request.operation,
        response=outgoing_response(reply.response, manner.version),
        flags=flags,
        site_serial=site.serial,
        recursion=request.recursion,
        expires=request.expires,
        body=encode_body(body, manner.version, digest),
    )


def request_digest(request: Message, version: Version) -> RequestDigest:
    """Answer the digest of a request by the algorithm of the version it is answered in."""
    return digest_request(request.signed_part, version)


def _envelope(manner: Manner) -> Envelope:
    major, minor = manner.version
    suggested = DO_IRP if major == DO_IRP[0] else CURRENT
    return Envelope(
        major=major,
        minor=minor,
        request_id=manner.request_id,
        length=0,
        session_id=manner.number,
        suggested_major=suggested[0],
        suggested_minor=suggested[1],
    )


def _credential(
    envelope: Envelope, message: Message, manner: Manner, certifier: Certifier
) -> bytes:
    """Answer the credential: a signature where one is asked for, else the MAC of the session."""
    signed_part = message.signed_part
    is_challenge = message.response == Response.AUTHENTICATION_NEEDED
    if message.flags & Flag.CERTIFIED.value and not is_challenge:
        credential = certifier.credential(envelope, signed_part, manner.counter or 0)
        if credential:
            return credential
    if manner.key is not None and manner.counter is not None:
        return seal(envelope, signed_part, manner.key.octets, manner.counter)
    return b""


def _with(flags: int, flag: Flag, *, is_set: bool) -> int:
    return flags | flag.value if is_set else flags & ~flag.value
