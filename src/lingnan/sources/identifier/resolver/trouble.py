"""Failures of authorities: which pass and which stay, and how long nobody is asked again.

A failure that may pass is remembered for seconds, twice as long each time; one that needs a hand at
the authority, for minutes. So a misconfigured authority is not asked without end. The model is
RFC 9520 of the domain name system (§3.2: failures are kept, for five minutes at most).
"""

from collections import OrderedDict
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.client.errors import (
    BadServerAddress,
    HandleNotFound,
    NoSite,
    NotResponsible,
    Refused,
    TooManyHops,
    ValuesNotFound,
)
from lingnan.sources.identifier.node.errors import Refusal
from lingnan.sources.identifier.resolver.errors import (
    AuthorityMisconfigured,
    AuthorityUnavailable,
    RecursionExceeded,
)

_REMEMBERED: Final = 10_000


class Kind(StrEnum):
    """What a failure is: an answer to pass on, one that may pass, or one that stays."""

    ANSWER = "answer"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"


_STAYING: Final = (NoSite, TooManyHops, BadServerAddress)


def classify(failure: Exception, handle: str, *, is_referred: bool) -> Kind:
    """Answer what a failure of asking about a handle is.

    What is refused about another handle, that of a service met on the way, is no answer: it is
    missing for good, or the service is not well just now.

    Args: is_referred: the server was named by a referral; one that then is not responsible is set
        up wrongly, while for a first server it only says that nobody is.
    Limits: an answer that is not trusted counts as passing, for the network may have spoilt it.
    """
    if isinstance(failure, RecursionExceeded):
        return Kind.PERMANENT
    if isinstance(failure, Refused) and failure.values.get("handle") != handle:
        is_missing = isinstance(failure, HandleNotFound | ValuesNotFound | NotResponsible)
        return Kind.PERMANENT if is_missing else Kind.TEMPORARY
    if isinstance(failure, NotResponsible):
        return Kind.PERMANENT if is_referred else Kind.ANSWER
    if isinstance(failure, Refused):
        # Whatever it says, it says of one question: others about the prefix may do better.
        return Kind.ANSWER
    if isinstance(failure, _STAYING):
        return Kind.PERMANENT
    return Kind.TEMPORARY


def refusal_of(failure: Exception, kind: Kind, handle: str, prefix: str, limit: int) -> Refusal:
    """Answer what who asked is told of a failure that is no answer.

    Limits: tells the code of the failure, not the addresses it met.
    """
    if isinstance(failure, RecursionExceeded):
        return failure
    if isinstance(failure, TooManyHops):
        return RecursionExceeded(handle=handle, limit=limit)
    told = failure.code if isinstance(failure, LingnanError) else type(failure).__name__
    reason = Text(f"{told}。", f"{told}.")
    if kind is Kind.PERMANENT:
        return AuthorityMisconfigured(prefix=prefix, reason=reason)
    return AuthorityUnavailable(prefix=prefix, reason=reason)


@dataclass(slots=True)
class _Trouble:
    failure: Refusal
    kind: Kind
    until: float
    seconds: float


class Troubles:
    """Failures remembered by folded prefix.

    Units: seconds; `now` of any clock that does not go back.
    """

    def __init__(
        self,
        *,
        temporary_seconds: float = 1.0,
        permanent_seconds: float = 60.0,
        most_seconds: float = 300.0,
    ) -> None:
        self._first = {Kind.TEMPORARY: temporary_seconds, Kind.PERMANENT: permanent_seconds}
        self._most = most_seconds
        self._held: OrderedDict[bytes, _Trouble] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def find(self, prefix: bytes, now: float) -> Refusal | None:
        """Answer the failure on account of which a prefix is not asked for now; None if it is."""
        held = self._held.get(prefix)
        return held.failure if held is not None and now < held.until else None

    def kind(self, prefix: bytes) -> Kind | None:
        """Answer what the last failure of a prefix was."""
        held = self._held.get(prefix)
        return None if held is None else held.kind

    def note(self, prefix: bytes, kind: Kind, failure: Refusal, now: float) -> float:
        """Remember a failure; answer for how many seconds the prefix is left alone."""
        before = self._held.pop(prefix, None)
        seconds = self._first[kind]
        # An earlier failure of the same kind counts until its memory has been over for as long.
        if before is not None and before.kind is kind and now < before.until + before.seconds:
            seconds = min(before.seconds * 2, self._most)
        self._held[prefix] = _Trouble(failure, kind, now + seconds, seconds)
        if len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)
        return seconds

    def clear_all(self) -> None:
        """Forget all failures."""
        self._held.clear()

    def clear(self, prefix: bytes) -> None:
        """Forget the failures of a prefix that has answered."""
        self._held.pop(prefix, None)
