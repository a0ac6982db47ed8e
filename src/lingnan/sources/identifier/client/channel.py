"""What every way of sending has: a request goes out, one or more whole messages come back.

A channel knows octets and envelopes only; what they mean is the caller's business (see call).
"""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from lingnan.sources.identifier.client.endpoint import Endpoint
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.fragment import Whole


class Conversation(ABC):
    """One request and what is answered to it; ends with `close`, also as ``async with``."""

    @abstractmethod
    async def receive(self, timeout: float) -> Whole:
        """Answer the next message of the server.

        Units: timeout in seconds.
        Raises: Unanswered, ConnectionLost, ServerUnreachable, TunnelFailed.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of what the conversation holds; answers that come later are dropped."""

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        failure: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End."""
        await self.close()


class Channel(ABC):
    """A way to one endpoint, used for many requests at a time."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint

    @abstractmethod
    async def send(
        self, envelope: Envelope, octets: bytes, timeout: float, *, is_own: bool = False
    ) -> Conversation:
        """Send one message; `octets` is what follows the envelope, encrypted where it is.

        Args: is_own: on a connection of its own, where the way knows connections, so that a slow
            reader of a long answer keeps nobody else waiting.
        Units: timeout in seconds, for connecting.
        Raises: ServerUnreachable.
        """

    @property
    @abstractmethod
    def is_idle(self) -> bool:
        """Answer whether nobody waits for an answer on this way."""

    @abstractmethod
    async def close(self) -> None:
        """Close the way; conversations on it end with ConnectionLost."""
