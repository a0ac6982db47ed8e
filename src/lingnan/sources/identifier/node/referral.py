"""Whether a handle that was not found is ours to miss, or whom to ask instead.

The way from national node to second-level node to enterprise node. Not for following referrals
(see client, resolver). Source: Handle protocol facts §1.5, §1.14, §1.18.
"""

from collections.abc import Iterable

from lingnan.sources.identifier.node.errors import NotResponsible
from lingnan.sources.identifier.node.model import Asker, Reply
from lingnan.sources.identifier.node.operation.basis import Basis, Record
from lingnan.sources.identifier.node.operation.host import Host
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import (
    fold,
    fold_text,
    is_prefix_handle,
    parent_prefix,
    prefix_handle,
    split,
)
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.typed import (
    HS_NA_DELEGATE,
    HS_SERV,
    HS_SERV_PREFIX,
    HS_SITE,
    HS_SITE_PREFIX,
)
from lingnan.sources.identifier.wire.value import HandleValue
from lingnan.sources.identifier.wire.version import follows_prefix_referral

#: Say where the handles under a prefix live, and where the prefixes derived from it do.
_OF_HANDLES = frozenset((HS_SITE, HS_SERV))
_OF_PREFIXES = frozenset((HS_SITE_PREFIX, HS_SERV_PREFIX, HS_NA_DELEGATE))
_MOST_LABELS = 64


def refer(basis: Basis, handle: str) -> Reply | None:
    """Answer where a handle lives that is not found here; None when it would live here.

    Shapes: 302 with the HS_SITE or HS_SERV of its prefix, 303 with the HS_SITE.PREFIX and the like
        of an ancestor of its prefix. See `allowed`.
    Raises:
        NotResponsible: another service holds it and nobody here knows which.
    """
    prefix, suffix = split(handle)
    if is_prefix_handle(handle):
        return None if basis.host.is_own(suffix) else _of_ancestors(basis, suffix)
    if basis.host.is_own(prefix):
        return None
    record = basis.record(prefix_handle(prefix))
    if record is None:
        return _of_ancestors(basis, prefix)
    sites = _sites(basis.host, record, _OF_HANDLES)
    if sites:
        return Reply(Response.SERVICE_REFERRAL, Referral("", sites))
    if _is_below_own(basis.host, prefix) or _names_us(basis.host, record):
        return None
    raise NotResponsible(prefix=prefix)


def allowed(referral: Reply, handle: str, asker: Asker) -> Reply:
    """Answer the referral if the client may be given it.

    Raises: NotResponsible when the request forbids referrals (DNRF), or the client is older than
        2.10 and would not understand a 303.
    """
    if asker.has(Flag.NO_REFERRAL) or is_beyond(referral, asker):
        raise NotResponsible(prefix=split(handle)[0])
    return referral


def is_beyond(referral: Reply, asker: Asker) -> bool:
    """Answer whether the client is too old to follow a referral (Handle protocol facts §1.14)."""
    is_prefix_referral = referral.response == Response.PREFIX_REFERRAL
    return is_prefix_referral and not follows_prefix_referral(asker.version)


def require_here(basis: Basis, handle: str, asker: Asker) -> Reply | None:
    """Answer None when a handle lives here, else the referral. Raises: NotResponsible."""
    referral = refer(basis, handle)
    return None if referral is None else allowed(referral, handle, asker)


def is_settled(host: Host, prefix: str) -> bool:
    """Answer whether handles under a prefix live here as long as its record stays as it is.

    Not so where operation 300 has homed it, for that can be taken back.
    """
    own = host.settings.folded_prefixes
    if fold(prefix) in own:
        return True
    return not host.is_own(prefix) and any(fold(each) in own for each in _ancestors(prefix))


def _of_ancestors(basis: Basis, prefix: str) -> Reply | None:
    """Answer the referral of the nearest ancestor that has one; None where an own prefix is met.

    Raises: NotResponsible.
    """
    for ancestor in _ancestors(prefix):
        record = basis.record(prefix_handle(ancestor))
        sites = () if record is None else _sites(basis.host, record, _OF_PREFIXES)
        if sites:
            return Reply(Response.PREFIX_REFERRAL, Referral("", sites))
        if basis.host.is_own(ancestor):
            return None
    raise NotResponsible(prefix=prefix)


def _is_below_own(host: Host, prefix: str) -> bool:
    return any(host.is_own(ancestor) for ancestor in _ancestors(prefix))


def _ancestors(prefix: str) -> Iterable[str]:
    above = parent_prefix(prefix)
    for _ in range(_MOST_LABELS):
        if above is None:
            return
        yield above
        above = parent_prefix(above)


def _sites(host: Host, record: Record, types: frozenset[str]) -> tuple[HandleValue, ...]:
    """Answer the public site values of some types, unless one of them is ourselves."""
    found = tuple(
        value for value in record.values if value.is_public and fold_text(value.type) in types
    )
    return () if any(_is_us(host, value) for value in found) else found


def _names_us(host: Host, record: Record) -> bool:
    return any(
        _is_us(host, value) for value in record.values if fold_text(value.type) in _OF_HANDLES
    )


def _is_us(host: Host, value: HandleValue) -> bool:
    if fold_text(value.type) in (HS_SERV, HS_SERV_PREFIX):
        own = {fold(handle) for handle in host.settings.service_handles}
        return value.data.upper() in own
    try:
        site = SiteInfo.decode(value.data)
    except WireError:
        return False
    return not _doors(site).isdisjoint(_doors(host.site))


def _doors(site: SiteInfo) -> set[tuple[bytes, int, int]]:
    return {
        (server.address, way.protocol, way.port)
        for server in site.servers
        for way in server.interfaces
    }
