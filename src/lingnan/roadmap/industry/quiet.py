"""A HiGHS model that writes nothing: the library prints its name when the first one is made.

Standard output belongs to answers, which may be JSON. Not for reading models or solutions.
"""

import ctypes
import os
import threading

import highspy

_LOCK = threading.Lock()
_has_greeted = threading.Event()


def quiet_model() -> highspy.Highs:
    """An empty model without output.

    Limits: while the very first model is made, nothing else can write to standard output either.
    """
    if not _has_greeted.is_set():
        with _LOCK:
            if not _has_greeted.is_set():
                _swallow_greeting()
                _has_greeted.set()
    model = highspy.Highs()
    model.silent()
    return model


def _swallow_greeting() -> None:
    """Make one model with file 1 pointing nowhere, and empty C's buffer before it comes back."""
    library = ctypes.CDLL(None)
    library.fflush(None)
    try:
        kept = os.dup(1)
    except OSError:  # nobody listens
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 1)
        highspy.Highs()
        library.fflush(None)
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
