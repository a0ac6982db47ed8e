"""Between answers of servers, kept entries, and what who asked is told. Pure.

Source: RFC 3652 §3.2–3.4, Handle protocol facts §1.9, §1.19.
"""

from collections.abc import Sequence

from lingnan.kernel import Text
from lingnan.sources.identifier.client.choice import Place
from lingnan.sources.identifier.client.errors import Refused, UntrustedAnswer
from lingnan.sources.identifier.client.request import Answer
from lingnan.sources.identifier.resolver.cache import Entry
from lingnan.sources.identifier.resolver.errors import ProofElsewhere
from lingnan.sources.identifier.resolver.lifetime import lifetime, ttl_places
from lingnan.sources.identifier.resolver.policy import Forced
from lingnan.sources.identifier.resolver.question import Found, Question, Written
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.handle import is_same
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.typed import HS_SITE
from lingnan.sources.identifier.wire.value import HandleValue, select_values

_OTHER = Text("应答的是另一个标识", "it is about another handle")


def found_of(question: Question, answer: Answer, now: float) -> Found:
    """Answer what a server has found.

    Raises: UntrustedAnswer when the answer is about another handle.
    """
    body = answer.body
    if answer.is_referral:
        return Found(answer.message.response, body)
    if not isinstance(body, ResolveResponse) or not is_same(body.handle, question.handle):
        raise UntrustedAnswer(server=answer.endpoint, reason=_OTHER)
    return Found(Response.SUCCESS.value, body, body.values, lifetime(body.values, now))


def refused_answer(failure: Refused) -> Found:
    """Answer what the authority refused, in its own words."""
    words = str(failure.values.get("detail", ""))
    return Found(failure.response, ErrorResponse(words, failure.indexes))


def referred(question: Question, places: Sequence[Place]) -> Found:
    """Answer 302 with the sites that hold a handle, since only they can ask for a proof.

    Raises: ProofElsewhere when that is forbidden (DNRF) or no site record is known.
    """
    sites = [place for place in places if isinstance(place, SiteInfo)]
    if not sites or question.has(Flag.NO_REFERRAL):
        raise ProofElsewhere(handle=question.handle)
    values = tuple(
        HandleValue(number, HS_SITE, site.encode()) for number, site in enumerate(sites, 1)
    )
    return Found(Response.SERVICE_REFERRAL.value, Referral("", values))


def forced_answer(question: Question, forced: Forced) -> Found:
    """Answer what the configuration says about a handle."""
    if forced.response != Response.SUCCESS:
        return Found(forced.response, ErrorResponse())
    asked = ResolveRequest(question.handle, question.indexes, question.types)
    values = tuple(value for value in asked.select(forced.values) if value.is_public)
    if not values:
        return Found(Response.VALUES_NOT_FOUND.value, ErrorResponse())
    return Found(Response.SUCCESS.value, ResolveResponse(question.handle, values), values)


def entry_of(found: Found, now: float, seconds: float) -> Entry:
    """Answer the entry by which an answer is kept."""
    places: tuple[int, ...] = ()
    if isinstance(found.body, ResolveResponse):
        places = ttl_places(found.body.handle, found.body.values)
    return Entry(found.response, found.body.encode(), places, now, now + seconds)


def kept(entry: Entry, body: bytes) -> Found:
    """Answer what an entry says, by its body as it is now."""
    return Found(entry.response, Written(body))


def derived(question: Question, whole: Entry, now: float) -> Found | None:
    """Answer part of a kept whole record; None when it says nothing about the part."""
    if whole.response == Response.HANDLE_NOT_FOUND:
        return kept(whole, whole.body)
    if whole.response != Response.SUCCESS:
        return None
    record = ResolveResponse.decode(whole.at(now))
    values = select_values(record.values, question.indexes, question.types)
    if not values:
        # The authority may know restricted values that it left out; the code is the same.
        return Found(Response.VALUES_NOT_FOUND.value, ErrorResponse())
    return Found(Response.SUCCESS.value, ResolveResponse(record.handle, values), values)
