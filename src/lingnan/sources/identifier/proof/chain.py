"""Chains of certificates: following them from a signature up to a token that signed itself.

Following asks for values of other handles, so `follow` is a generator that names what it needs and
is given it: the same code serves a server, an asynchronous client and a test. Nothing is believed
here (see trust), and nothing is looked up (see client, node).

Source: Handle.Net Technical Manual (trust), Handle protocol facts §1.7.
"""

from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from lingnan.kernel import Text
from lingnan.sources.identifier.proof.certificate import Claims, read_claims, read_reference
from lingnan.sources.identifier.proof.errors import BadKey, ChainRefused, MalformedProof
from lingnan.sources.identifier.proof.jwt import Token, read_token
from lingnan.sources.identifier.wire.handle import fold, is_same
from lingnan.sources.identifier.wire.reference import Reference

#: Tokens in a chain, the signature itself and the root included.
MAX_DEPTH: Final = 10
#: Certificates looked at where a handle offers several.
_MAX_OFFERED: Final = 64

_UNREADABLE: Final = Text("令牌无法识别", "the token cannot be read")
_NOBODY: Final = Text("没有为签发者作保的证书", "no certificate vouches for the issuer")
_TOO_DEEP: Final = Text("证书链过长", "the chain is too long")
_CIRCLE: Final = Text("证书链首尾循环", "the chain runs in a circle")


@dataclass(frozen=True, slots=True)
class Link:
    """One token of a chain and what it says."""

    token: Token
    claims: Claims


#: Asks for the HS_CERT texts at a reference (index 0: all of that handle), answers the chain.
Walk: TypeAlias = Generator[Reference, Sequence[str], tuple[Link, ...]]


def _read_link(text: str, reference: str) -> Link:
    try:
        token = read_token(text)
        return Link(token, read_claims(token))
    except (MalformedProof, BadKey):
        raise ChainRefused(reason=_UNREADABLE, reference=reference) from None


def _choose(offered: Sequence[str], subject: str, reference: str) -> Link:
    """Answer the certificate about the subject that was issued last."""
    best: Link | None = None
    for text in offered[:_MAX_OFFERED]:
        try:
            link = _read_link(text, reference)
        except ChainRefused:
            continue
        if not is_same(link.claims.subject, subject):
            continue
        if best is None or link.claims.issued_at > best.claims.issued_at:
            best = link
    if best is None:
        raise ChainRefused(reason=_NOBODY, reference=reference)
    return best


def follow(text: str, *, max_depth: int = MAX_DEPTH) -> Walk:
    """Gather the chain above a signature or certificate, up to a token that signed itself.

    Raises:
        ChainRefused: a token cannot be read, nobody vouches for an issuer, the chain runs in a
            circle, or is deeper than `max_depth`. Nothing is believed yet: see trust.check_chain.
    """
    links = [_read_link(text, "-")]
    seen: set[tuple[bytes, int]] = set()
    ahead: tuple[str, ...] = ()
    while not is_same(links[-1].claims.issuer, links[-1].claims.subject):
        child = links[-1].claims
        if len(links) >= max_depth:
            raise ChainRefused(reason=_TOO_DEEP, reference=child.issuer)
        ahead = ahead or child.chain
        try:
            wanted = read_reference(ahead[0]) if ahead else _home_of(child.issuer)
        except MalformedProof:
            raise ChainRefused(reason=_UNREADABLE, reference=child.issuer) from None
        key = fold(wanted.handle), wanted.index
        if key in seen:
            raise ChainRefused(reason=_CIRCLE, reference=child.issuer)
        seen.add(key)
        offered = yield wanted
        links.append(_choose(offered, child.issuer, child.issuer))
        ahead = ahead[1:]
    return tuple(links)


def _home_of(issuer: str) -> Reference:
    """Answer where certificates about an issuer are looked for when no chain is named."""
    return Reference(read_reference(issuer).handle, 0)


def collect(text: str, look_up: Callable[[Reference], Sequence[str]]) -> tuple[Link, ...]:
    """Follow a chain with a look-up that answers at once.

    Raises:
        ChainRefused: see `follow`.
    """
    walk = follow(text)
    try:
        wanted = next(walk)
        while True:
            wanted = walk.send(look_up(wanted))
    except StopIteration as end:
        return _links(end)


async def collect_async(
    text: str, look_up: Callable[[Reference], Awaitable[Sequence[str]]]
) -> tuple[Link, ...]:
    """Follow a chain with a look-up that is awaited.

    Raises:
        ChainRefused: see `follow`.
    """
    walk = follow(text)
    try:
        wanted = next(walk)
    except StopIteration as end:
        return _links(end)
    while True:
        offered = await look_up(wanted)
        try:
            wanted = walk.send(offered)
        except StopIteration as end:
            return _links(end)


def _links(end: StopIteration) -> tuple[Link, ...]:
    links: tuple[Link, ...] = end.value
    return links
