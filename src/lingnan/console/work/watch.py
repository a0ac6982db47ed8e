"""Start the worker of a store as a process of its own, and start it again when it ends.

Not for what it does (worker).
"""

import logging
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_log: Final = logging.getLogger(__name__)
_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_PATIENCE: Final = 15.0


@dataclass(slots=True)
class Watch:
    """Watches over the worker of a store.

    Attributes: pause: before it is started again; doubled each time it ends by a fault.
    """

    store: Path
    pause: float = _FIRST_PAUSE
    _end: threading.Event = field(default_factory=threading.Event)
    _process: "subprocess.Popen[bytes] | None" = None
    _thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the worker and the thread that watches it."""
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker: its job goes back into the queue; after some seconds by force."""
        self._end.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    def wait(self) -> None:
        """Wait until it is stopped, by another thread or by a signal."""
        self._end.wait()

    def _watch(self) -> None:
        pause = self.pause
        while not self._end.is_set():
            line = [sys.executable, "-m", "lingnan.console.work", str(self.store)]
            self._process = subprocess.Popen(line)  # noqa: S603  our own program
            code = self._process.wait()
            if self._end.is_set():
                return
            if code:
                _log.warning("the worker ended with %s and is started again", code)
                self._end.wait(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                pause = self.pause
