"""Whether a chain of certificates lets a signature or a key speak for a handle.

Not for gathering the chain (see chain) nor for the claims themselves (see certificate).

Source: Handle.Net Technical Manual (trust), Handle protocol facts §1.7. Two rules are stricter
than the reference: every token must say when it expires, and `thisHandle` covers that handle only.
"""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.proof.certificate import (
    Claims,
    Grant,
    Scope,
    digest_value,
    read_reference,
)
from lingnan.sources.identifier.proof.chain import Link
from lingnan.sources.identifier.proof.errors import (
    ChainRefused,
    MalformedProof,
    UnsupportedAlgorithm,
)
from lingnan.sources.identifier.proof.jwt import holds
from lingnan.sources.identifier.proof.key import PublicKey
from lingnan.sources.identifier.wire.handle import is_prefix_handle, is_same, prefix_handle, split

#: The handle whose certificate signs itself.
ROOT: Final = "0.0/0.0"

_EMPTY: Final = Text("没有令牌", "there is no token")
_NO_ROOT: Final = Text("未到达信任根", "it does not end at the trust root")
_BROKEN: Final = Text("上级证书与签发者不符", "the certificate above is not the issuer's")
_FORGED: Final = Text("签名不成立", "the signature does not hold")
_OUT_OF_TIME: Final = Text("不在有效期内", "it is not within its time")
_NOT_GRANTED: Final = Text("签发者无权代表该标识", "the issuer may not speak for this handle")
_NO_KEY: Final = Text("令牌不含公钥", "the token holds no public key")
_OTHER_SUBJECT: Final = Text("签名不针对该标识", "the signature is not about this handle")
_NO_DIGEST: Final = Text("摘要算法不受支持", "the digest is not supported")


@dataclass(frozen=True, slots=True)
class ValueReport:
    """Which values a signature speaks for, by index, each ascending.

    Attributes:
        verified: the digest fits. altered: it does not. unsigned: no digest was signed.
        missing: signed, yet not among the values; restricted values may be left out.
    """

    verified: tuple[int, ...]
    altered: tuple[int, ...]
    unsigned: tuple[int, ...]
    missing: tuple[int, ...]


def covers(grant: Grant, handle: str) -> bool:
    """Answer whether a permission speaks for a handle; ASCII case does not matter.

    Shapes: with `0.NA/88.900`, handlesUnderThisPrefix covers `88.900/a`; derivedPrefixes covers
        `0.NA/88.900.1` and `88.900.1/a`, but not `88.900/a`.
    """
    if grant.scope is Scope.EVERYTHING:
        return True
    if grant.scope is Scope.THIS_HANDLE:
        return is_same(grant.handle, handle)
    if not is_prefix_handle(grant.handle):
        return False
    prefix = prefix_handle(split(handle)[0])
    if grant.scope is Scope.HANDLES_UNDER_THIS_PREFIX:
        return is_same(prefix, grant.handle)
    described = handle if is_prefix_handle(handle) else prefix
    stem = grant.handle + "."
    return is_same(described[: len(stem)], stem) and len(described) > len(stem)


def check_chain(
    links: Sequence[Link],
    *,
    handle: str,
    roots: Collection[PublicKey],
    now: int,
    root_handle: str = ROOT,
) -> None:
    """Refuse a chain that does not let its first token speak for a handle.

    Every token must hold under the key of the one above, be within its time, and every
    certificate must cover the handle; the last must be the root's own, with a key known before.

    Args:
        roots: public keys of the trust root, from configuration.
        now: UNIX seconds.
    Raises:
        ChainRefused: says which token, and why.
    """
    if not links:
        raise ChainRefused(reason=_EMPTY, reference=handle)
    last = links[-1].claims
    if last.public_key not in roots or not is_same(_handle_of(last.subject), root_handle):
        raise ChainRefused(reason=_NO_ROOT, reference=last.subject)
    for link, above in zip(links, (*links[1:], links[-1]), strict=True):
        claims, key = link.claims, above.claims.public_key
        if key is None or not is_same(above.claims.subject, claims.issuer):
            raise ChainRefused(reason=_BROKEN, reference=claims.issuer)
        if not holds(link.token, key):
            raise ChainRefused(reason=_FORGED, reference=claims.subject)
        if claims.validity is None or not claims.validity.covers(now):
            raise ChainRefused(reason=_OUT_OF_TIME, reference=claims.subject)
        if not any(covers(grant, handle) for grant in above.claims.grants):
            raise ChainRefused(reason=_NOT_GRANTED, reference=claims.issuer)


def _handle_of(reference: str) -> str:
    try:
        return read_reference(reference).handle
    except MalformedProof:
        return ""


def certified_key(
    links: Sequence[Link], *, roots: Collection[PublicKey], now: int, root_handle: str = ROOT
) -> PublicKey:
    """Answer the public key that a chain beginning with a certificate vouches for.

    Raises:
        ChainRefused: see `check_chain`; or the first token is no certificate.
    """
    if not links:
        raise ChainRefused(reason=_EMPTY, reference="-")
    first = links[0].claims
    handle = _handle_of(first.subject)
    check_chain(links, handle=handle, roots=roots, now=now, root_handle=root_handle)
    if first.public_key is None:
        raise ChainRefused(reason=_NO_KEY, reference=first.subject)
    return first.public_key


def compare_values(handle: str, values: Mapping[int, bytes], signature: Claims) -> ValueReport:
    """Compare values with what a signature says of them; the signature must be checked apart.

    Args:
        values: encodings by index, as wire.value writes them, signature values left out.
    Raises:
        ChainRefused: the signature is about another handle, or signs no values.
    """
    signed = signature.digests
    if signed is None or not is_same(signature.subject, handle):
        raise ChainRefused(reason=_OTHER_SUBJECT, reference=signature.subject)
    verified: list[int] = []
    altered: list[int] = []
    unsigned: list[int] = []
    for index, encoded in sorted(values.items()):
        if index not in signed:
            unsigned.append(index)
            continue
        try:
            digest = digest_value(encoded, signature.digest_name)
        except UnsupportedAlgorithm:
            raise ChainRefused(reason=_NO_DIGEST, reference=signature.subject) from None
        fits = hmac.compare_digest(digest, signed[index])
        (verified if fits else altered).append(index)
    missing = sorted(set(signed) - set(values))
    return ValueReport(tuple(verified), tuple(altered), tuple(unsigned), tuple(missing))


def check_values(
    handle: str,
    values: Mapping[int, bytes],
    links: Sequence[Link],
    *,
    roots: Collection[PublicKey],
    now: int,
    root_handle: str = ROOT,
) -> ValueReport:
    """Answer which values of a record a trusted signature speaks for.

    Args:
        links: chain of the HS_SIGNATURE value, from `collect`.
    Raises:
        ChainRefused: the signature is not trusted; then no value is.
    """
    check_chain(links, handle=handle, roots=roots, now=now, root_handle=root_handle)
    return compare_values(handle, values, links[0].claims)
