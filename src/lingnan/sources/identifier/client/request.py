"""What is asked of one server, and what it answered: the frozen values between client and call."""

from dataclasses import dataclass

from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.client.errors import Refused, refusal
from lingnan.sources.identifier.wire.body.failure import ErrorResponse
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.codes import Flag, Response
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.message import Message


@dataclass(frozen=True, slots=True)
class Request:
    """One question.

    Attributes:
        handle: the handle it is about, which chooses the server and stands in errors.
        flags: mask of `Flag`. is_change: must not be carried out twice.
        is_stream: the answer may be long, so it gets a connection of its own.
        recursion: servers that passed the question on before us, when a server asks.
    """

    operation: int
    handle: str
    body: Body
    flags: int = 0
    is_change: bool = False
    is_stream: bool = False
    recursion: int = 0

    @property
    def is_certified(self) -> bool:
        """Answer whether a signed answer is asked for."""
        return bool(self.flags & Flag.CERTIFIED.value)


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the server, its proofs checked."""

    endpoint: Endpoint
    envelope: Envelope
    message: Message
    body: Body

    @property
    def is_referral(self) -> bool:
        """Answer whether the server sends us elsewhere."""
        return self.message.response in (Response.SERVICE_REFERRAL, Response.PREFIX_REFERRAL)

    @property
    def is_continued(self) -> bool:
        """Answer whether another message of the same answer follows."""
        return bool(self.message.flags & Flag.CONTINUED.value)


def refused(answer: Answer, handle: str) -> Refused:
    """Answer the error of an answer that says no."""
    body = answer.body
    if isinstance(body, ErrorResponse):
        return refusal(answer.message.response, handle, body.message, body.indexes)
    return refusal(answer.message.response, handle)
