"""Equal questions are asked once: who comes while the first is under way waits for its answer.

Who waits and leaves does not end the question of the others. Not for bounds (see rate).
"""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

_T = TypeVar("_T")


class Flights(Generic[_T]):
    """Questions under way, by key; used in one event loop."""

    def __init__(self) -> None:
        self._tasks: dict[Hashable, asyncio.Task[_T]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._tasks

    async def run(self, key: Hashable, work: Callable[[], Awaitable[_T]]) -> _T:
        """Answer what the work answers, started by us or by who came first. Raises: as the work."""
        task = self._tasks.get(key)
        if task is None:
            task = self.start(key, work)
        return await asyncio.shield(task)

    def start(self, key: Hashable, work: Callable[[], Awaitable[_T]]) -> asyncio.Task[_T]:
        """Begin the work without waiting for it; the key must not be under way."""

        async def working() -> _T:
            return await work()

        task = asyncio.get_running_loop().create_task(working())
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._end(key, done))
        return task

    def _end(self, key: Hashable, task: asyncio.Task[_T]) -> None:
        del self._tasks[key]
        if not task.cancelled():
            # Taken note of, so that a failure nobody waits for is no fault of the loop.
            task.exception()

    async def close(self) -> None:
        """End all questions."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
