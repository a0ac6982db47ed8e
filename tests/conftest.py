"""For every test: a quiet end.

Hypothesis keeps references to frames, so that DuckDB's binding finds its objects alive when the
interpreter is already gone and writes a page of leak notes to the error stream. They say nothing
about the tests; the stream is closed before they come.
"""

import atexit
import os


def _close_error_stream() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)


atexit.register(_close_error_stream)
