"""The resolver itself: lists, kept answers, one flight for equal questions, the way, its failures.

Not for octets of messages (see service) nor for sockets (see worker). Source: RFC 3652 §3.2, Handle
protocol facts §1.18–1.19.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.sources.identifier.client.call import Caller, Options
from lingnan.sources.identifier.client.errors import (
    IdentityNeeded,
    Refused,
)
from lingnan.sources.identifier.client.request import Request
from lingnan.sources.identifier.node.errors import Refusal
from lingnan.sources.identifier.resolver.answer import (
    derived,
    entry_of,
    forced_answer,
    found_of,
    kept,
    referred,
    refused_answer,
)
from lingnan.sources.identifier.resolver.back_end import Group
from lingnan.sources.identifier.resolver.cache import Cache, Entry
from lingnan.sources.identifier.resolver.counters import Counters
from lingnan.sources.identifier.resolver.errors import (
    IdentifierBlocked,
    IdentifierTooOften,
    RecursionBusy,
    RecursionExceeded,
)
from lingnan.sources.identifier.resolver.flight import Flights
from lingnan.sources.identifier.resolver.name_list import NearestPrefix
from lingnan.sources.identifier.resolver.policy import Policy
from lingnan.sources.identifier.resolver.question import Found, Key, Question
from lingnan.sources.identifier.resolver.rate import IdentifierRates, Recursions
from lingnan.sources.identifier.resolver.trouble import Kind, Troubles, classify, refusal_of
from lingnan.sources.identifier.resolver.walk import Delegations, Walk
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response

#: What asking others can end with; all else is a fault of ours.
FAILURES: Final = (LingnanError, OSError)
#: Answers of an authority that does not do well just now.
_FAILING: Final = frozenset((Response.ERROR.value, Response.BUSY.value))
#: Answers after which what was kept before is no longer so.
_GONE: Final = frozenset((Response.HANDLE_NOT_FOUND.value, Response.VALUES_NOT_FOUND.value))
#: Flags of a request that decide what servers are asked, and so which questions are equal.
_DECIDING: Final = (
    Flag.AUTHORITATIVE | Flag.CERTIFIED | Flag.PUBLIC_ONLY | Flag.RECURSIVE | Flag.NO_REFERRAL
).value


class Recursion:
    """Answers questions; one for each process, in one event loop.

    Attributes:
        cache, certified: kept answers, and those that were certified. groups: whom to ask.
        counters: what was done.

    Args:
        groups: by prefix; the group of ``""`` is asked for everything else.
        clock: UNIX seconds, which absolute times to live are of. pace: seconds for rates.
    """

    def __init__(
        self,
        groups: Mapping[str, Group],
        policy: Policy | None = None,
        options: Options | None = None,
        *,
        clock: Callable[[], float] = time.time,
        pace: Callable[[], float] = time.monotonic,
    ) -> None:
        self.policy = policy = policy or Policy()
        self.groups = dict(groups)
        self.counters = Counters()
        self.caller = Caller(options or Options(timeout=3.0))
        self.clock = clock
        self.cache = Cache(
            entries=policy.entries, octets=policy.octets, stale_seconds=policy.stale_seconds
        )
        self.certified = Cache(
            entries=policy.certified_entries,
            octets=policy.certified_octets,
            stale_seconds=policy.stale_seconds,
        )
        self.delegations = Delegations(most_seconds=policy.delegation_seconds)
        self.troubles = Troubles(
            temporary_seconds=policy.temporary_seconds,
            permanent_seconds=policy.permanent_seconds,
            most_seconds=policy.trouble_seconds,
        )
        self._pace = pace
        self._flights: Flights[Found] = Flights()
        named = {prefix: group for prefix, group in groups.items() if prefix}
        self._groups = NearestPrefix(named, self.groups[""])
        self._rates = IdentifierRates(policy.identifier_per_second, policy.identifier_burst)
        self._recursions = Recursions(
            at_once=policy.at_once,
            at_once_each=policy.at_once_each,
            per_second=policy.misses_per_second,
            burst=policy.misses_burst,
            now=pace(),
        )

    @property
    def followed_count(self) -> int:
        """Answer how many questions are being followed."""
        return self._recursions.count

    async def close(self) -> None:
        """End what is under way and close all connections."""
        await self._flights.close()
        await self.caller.close()

    async def resolve(self, question: Question) -> Found:
        """Answer a question.

        Shapes: also what the authority refuses, such as 100, is an answer.
        Raises: Refusal, with the code that who asked is told.
        """
        policy = self.policy
        if question.recursion >= policy.recursion_limit:
            raise RecursionExceeded(handle=question.handle, limit=policy.recursion_limit)
        if question.handle in policy.blocked:
            self.counters.add("blocked")
            raise IdentifierBlocked(handle=question.handle)
        try:
            self._rates.require(question.key.handle, question.handle, self._pace())
        except IdentifierTooOften:
            self.counters.add("limited")
            raise
        forced = policy.forced.get(question.key.handle)
        if forced is not None:
            self.counters.add("forced")
            return forced_answer(question, forced)
        if question.bypasses:
            self.counters.add("bypass")
            return await self._fly(question)
        now = self.clock()
        found = self._kept(question, now)
        if found is not None:
            self.counters.add("hit")
            return found
        self.counters.add("miss")
        try:
            found = await self._fly(question)
        except Refusal:
            stale = self._stale(question, now)
            if stale is None:
                raise
            return stale
        if found.response in _FAILING:
            return self._stale(question, now) or found
        return found

    def cache_of(self, question: Question) -> Cache:
        """Answer where answers to a question are kept: certified ones by themselves."""
        return self.certified if question.has(Flag.CERTIFIED) else self.cache

    def is_due(self, entry: Entry, now: float) -> bool:
        """Answer whether a kept answer is so much used and so old that it is fetched anew now."""
        policy = self.policy
        share = policy.prefetch_share * (entry.expires_at - entry.fetched_at)
        is_old = entry.expires_at - now < share
        return is_old and entry.hits >= policy.prefetch_hits and not entry.is_renewing

    # -- kept answers

    def _kept(self, question: Question, now: float) -> Found | None:
        cache = self.cache_of(question)
        entry = cache.get(question.key, now)
        if entry is not None:
            entry.hits += 1
            self._prefetch(question, entry, now)
            return kept(entry, entry.at(now))
        if question.key.is_whole:
            return None
        whole = cache.get(Key(question.key.handle), now)
        if whole is None:
            return None
        found = derived(question, whole, now)
        if found is not None:
            whole.hits += 1
            self._prefetch(Question(question.handle, flags=question.flags), whole, now)
        return found

    def _stale(self, question: Question, now: float) -> Found | None:
        """Answer what is kept beyond its time, if that is granted (RFC 8767)."""
        if not self.policy.stale_seconds:
            return None
        entry = self.cache_of(question).stale(question.key, now)
        if entry is None:
            return None
        self.counters.add("stale")
        return kept(entry, entry.stale(self.policy.stale_ttl))

    def _prefetch(self, question: Question, entry: Entry, now: float) -> None:
        """Fetch a much used answer anew while there is some of its time left."""
        if not self.is_due(entry, now):
            return
        key = self._flight_key(question)
        if key not in self._flights:
            entry.is_renewing = True
            self.counters.add("prefetch")
            self._flights.start(key, lambda: self._renew(question, entry))

    async def _renew(self, question: Question, entry: Entry) -> Found:
        try:
            return await self._ask(question)
        finally:
            entry.is_renewing = False

    def _keep(self, question: Question, found: Found) -> None:
        seconds = found.lifetime
        if not found.is_success:
            seconds = self.policy.kept_responses.get(found.response, 0.0)
        if self.policy.most_seconds is not None:
            seconds = min(seconds, self.policy.most_seconds)
        if not question.has(Flag.PUBLIC_ONLY):
            return
        if seconds > 0:
            self.cache_of(question).put(question.key, entry_of(found, self.clock(), seconds))
        elif found.is_success or found.response in _GONE:
            self.cache_of(question).delete_one(question.key)

    # -- asking

    def _flight_key(self, question: Question) -> tuple[Key, int, int]:
        # A question that has passed other servers never waits for one that has passed fewer: where
        # two resolvers ask each other, both would wait for themselves.
        return question.key, question.flags & _DECIDING, question.recursion

    async def _fly(self, question: Question) -> Found:
        key = self._flight_key(question)
        if key in self._flights:
            self.counters.add("joined")
        return await self._flights.run(key, lambda: self._ask(question))

    async def _ask(self, question: Question) -> Found:
        prefix = question.authority
        held = self.troubles.find(question.trouble, self._pace())
        if held is not None:
            self.counters.add("remembered")
            raise held
        try:
            with self._recursions.enter(prefix, self._pace()):
                found = await self._found(question, prefix)
        except RecursionBusy:
            self.counters.add("limited")
            raise
        self._keep(question, found)
        return found

    async def _found(self, question: Question, prefix: bytes) -> Found:
        """Walk, a second time from the beginning where the short way is no good any more."""
        walk = self._walk(question)
        try:
            async with asyncio.timeout(self.policy.answer_seconds):
                try:
                    return await self._walked(walk, question)
                except FAILURES as failure:
                    kind = classify(failure, question.handle, is_referred=walk.is_referred)
                    if not walk.is_delegated or kind is Kind.ANSWER:
                        raise
                    self.delegations.forget(prefix)
                walk = self._walk(question)
                return await self._walked(walk, question)
        except FAILURES as failure:
            kind = classify(failure, question.handle, is_referred=walk.is_referred)
            if kind is Kind.ANSWER and isinstance(failure, IdentityNeeded):
                return referred(question, walk.places)
            if kind is Kind.ANSWER and isinstance(failure, Refused):
                self.troubles.clear(question.trouble)
                return refused_answer(failure)
            self.delegations.forget(prefix)
            raise self._noted(failure, kind, question) from failure

    async def _walked(self, walk: Walk, question: Question) -> Found:
        request = self._request(question)
        answer = await (walk.follow if question.has(Flag.RECURSIVE) else walk.once)(request)
        found = found_of(question, answer, self.clock())
        self.troubles.clear(question.trouble)
        return found

    def _walk(self, question: Question) -> Walk:
        return Walk(
            self.caller,
            self._groups,
            self.delegations,
            self.clock(),
            handle=question.handle,
            limit=self.policy.recursion_limit,
            is_primary_only=question.has(Flag.AUTHORITATIVE),
        )

    def _request(self, question: Question) -> Request:
        """Make what servers are asked: they refer, we follow; only a resolver follows itself."""
        kept_flags = Flag.AUTHORITATIVE | Flag.CERTIFIED | Flag.PUBLIC_ONLY
        flags = question.flags & kept_flags.value | Flag.CACHE_CERTIFIED.value
        if self.policy.is_signature_required:
            flags |= Flag.CERTIFIED.value
        if self._groups.find(question.handle).is_recursive:
            flags |= Flag.RECURSIVE.value
        body = ResolveRequest(question.handle, question.indexes, question.types)
        return Request(
            Operation.RESOLVE, question.handle, body, flags, recursion=question.recursion + 1
        )

    def _noted(self, failure: Exception, kind: Kind, question: Question) -> Refusal:
        """Remember a failure of an authority; answer what who asked is told."""
        limit = self.policy.recursion_limit
        refusal = refusal_of(failure, kind, question.handle, question.prefix, limit)
        self.counters.add(kind.value)
        # A question that others passed on may be a circle of theirs, not a fault of the prefix.
        if question.recursion == 0:
            self.troubles.note(question.trouble, kind, refusal, self._pace())
        return refusal
