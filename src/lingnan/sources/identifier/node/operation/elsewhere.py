"""Other Handle services behind the port `Elsewhere`, asked with the client of this repository.

Only public values are asked for, and only few questions are on their way at a time: outsiders
choose which. Not for caching (see resolver). Source: Handle protocol facts §1.10, §1.14, §1.18.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from lingnan.sources.identifier.client import HandleClient
from lingnan.sources.identifier.client.errors import HandleNotFound, ValuesNotFound
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue

_AT_ONCE: Final = 64


class ClientElsewhere:
    """Asks along referrals from where the client begins; the caller bounds the time."""

    def __init__(self, client: HandleClient, *, at_once: int = _AT_ONCE) -> None:
        self._client = client
        self._asking = asyncio.Semaphore(at_once)

    async def values(
        self, handle: str, indexes: Sequence[int], types: Sequence[str], *, recursion: int
    ) -> tuple[HandleValue, ...] | None:
        """Answer public values of a handle; None without such a handle, empty without matches.

        Raises: ClientError when nobody answers.
        """
        try:
            async with self._asking:
                found = await self._client.resolve(
                    handle,
                    types=types,
                    indexes=indexes,
                    follows_alias=False,
                    recursion=recursion,
                )
        except HandleNotFound:
            return None
        except ValuesNotFound:
            return ()
        return found.values

    async def verify(self, user: Reference, nonce: bytes, digest: bytes, proof: bytes) -> bool:
        """Ask the service of a user whether a secret-key proof is right (operation 201).

        Raises: ClientError when nobody answers.
        """
        async with self._asking:
            return await self._client.verify(user, nonce, digest, proof)
