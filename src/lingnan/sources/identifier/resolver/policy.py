"""What one resolver is told: bounds, times, lists, forced answers.

Not for reading files (see configuration).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lingnan.sources.identifier.resolver.name_list import NameList
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.value import HandleValue


@dataclass(frozen=True, slots=True)
class Forced:
    """An answer given by configuration: values, or a response code without."""

    response: int = Response.SUCCESS.value
    values: tuple[HandleValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """How the resolver behaves.

    Attributes:
        entries, octets: bounds of the cache; certified_entries, certified_octets: of the separate
            one for certified answers.
        kept_responses: other codes than success that are kept, and for how many seconds; an answer
            of 100 (not found) is not kept unless it stands here.
        most_seconds: no answer is kept longer; None leaves it to the values.
        stale_seconds: how long after its time an answer may be given when nobody else answers; 0
            never. stale_ttl: what a stale answer may live at most.
        prefetch_share, prefetch_hits: an answer used so often is fetched anew once this share of
            its time is left; 0 never.
        delegation_seconds: how long a referral is remembered at most.
        answer_seconds: for one question, everything included.
        recursion_limit: servers a request may have passed, and referrals that are followed.
        at_once, at_once_each: questions followed at a time, in all and about one prefix.
        misses_per_second, misses_burst: new questions to servers.
        identifier_per_second, identifier_burst: questions about one identifier; None is no bound.
        temporary_seconds, permanent_seconds, trouble_seconds: how long a prefix is left alone
            after a first failure of either kind, and at most.
        check_seconds: between checks of back ends; they are more often while one is down.
        is_signature_required: only signed answers are taken. A first server known by its address
            alone is believed from the moment on that its site record with its key is taken up.
        blocked: not resolved. forced: by folded handle.
    """

    entries: int = 200_000
    octets: int = 256 << 20
    certified_entries: int = 20_000
    certified_octets: int = 64 << 20
    kept_responses: Mapping[int, float] = field(default_factory=dict)
    most_seconds: float | None = None
    stale_seconds: float = 0.0
    stale_ttl: int = 30
    prefetch_share: float = 0.1
    prefetch_hits: int = 3
    delegation_seconds: float = 3_600.0
    answer_seconds: float = 8.0
    recursion_limit: int = 10
    at_once: int = 1_024
    at_once_each: int = 128
    misses_per_second: float = 2_000.0
    misses_burst: float = 4_000.0
    identifier_per_second: float | None = None
    identifier_burst: float = 100.0
    temporary_seconds: float = 1.0
    permanent_seconds: float = 60.0
    trouble_seconds: float = 300.0
    check_seconds: float = 600.0
    is_signature_required: bool = False
    blocked: NameList = field(default_factory=NameList)
    forced: Mapping[bytes, Forced] = field(default_factory=dict)
