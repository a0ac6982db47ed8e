"""The ground on which groups are planned, kept open between requests, with the problems read last.

A run never changes, so what was read of it stays true: another budget for the same park is planned
without reading evidence again. One question at a time. Not for keeping answers (keep).
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeVar

from lingnan.console.group.errors import PlanningBusy
from lingnan.console.web.desk import Desk
from lingnan.pipeline.ground import Ground, ground_of

_PROBLEMS: Final = 12
_PATIENCE_SECONDS: Final = 20.0
_T = TypeVar("_T")


@dataclass(slots=True)
class _Place:
    """The ground of one store in this process."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    run_id: str | None = None
    ground: Ground | None = None
    stack: ExitStack = field(default_factory=ExitStack)
    problems: "OrderedDict[Hashable, Any]" = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class Standing:
    """The ground while it is lent."""

    ground: Ground
    _problems: "OrderedDict[Hashable, Any]"

    def problem(self, key: Hashable, read: Callable[[], _T]) -> _T:
        """Answer a problem that was read before, or read it; the last few are remembered."""
        if key in self._problems:
            self._problems.move_to_end(key)
        else:
            self._problems[key] = read()
            while len(self._problems) > _PROBLEMS:
                self._problems.popitem(last=False)
        found: _T = self._problems[key]
        return found


_PLACES: Final[dict[Path, _Place]] = {}
_GUARD: Final = threading.Lock()


@contextmanager
def standing(desk: Desk, run_id: str) -> Iterator[Standing]:
    """Lend the ground of the last run.

    Raises: PlanningBusy when others use it for too long; NoRun, NothingToPlan.
    """
    with _GUARD:
        place = _PLACES.setdefault(desk.store.root, _Place())
    if not place.lock.acquire(timeout=_PATIENCE_SECONDS):
        raise PlanningBusy
    try:
        if place.ground is None or place.run_id != run_id:
            _open(place, desk)
        assert place.ground is not None  # noqa: S101  opened just above
        yield Standing(place.ground, place.problems)
    finally:
        place.lock.release()


def _open(place: _Place, desk: Desk) -> None:
    place.stack.close()
    place.ground, place.run_id = None, None
    place.problems.clear()
    stack = ExitStack()
    with stack:
        engine = stack.enter_context(desk.store.engine(memory_limit=desk.bounds.engine_memory))
        ground = stack.enter_context(ground_of(desk.store, desk.pack, engine=engine))
        place.stack = stack.pop_all()
    place.ground, place.run_id = ground, ground.run.run_id
