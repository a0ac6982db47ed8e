"""Answers that a run fixes, kept in this process: at most so many, the least used go first.

Not for what may change within a run: rows of enterprises under a scope, evidence, consents.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

_T = TypeVar("_T")
MOST: Final = 256


class Kept:
    """A bounded memory of answers; who asks for one that is being made waits for it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def of(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Answer what is kept under a key; made once if nothing is."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                answer: _T = self._found[key]
                return answer
            making = self._making.setdefault(key, threading.Lock())
        try:
            with making:
                with self._lock:
                    if key in self._found:
                        done: _T = self._found[key]
                        return done
                made = make()
                with self._lock:
                    self._found[key] = made
                    while len(self._found) > self._most:
                        self._found.popitem(last=False)
                return made
        finally:
            with self._lock:
                self._making.pop(key, None)
