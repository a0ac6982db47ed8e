"""How functions of the kernel are compiled: once, kept in the user's cache, division as in arrays.

The compiler keeps the code of a function by its own file only, although it holds what that function
calls; so the cache lies under a name made of all files that compiled code comes from. Not for
kernels of other rooms.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])
_CACHE_VARIABLE = "NUMBA_CACHE_DIR"


def _cache_folder() -> str:
    digest = hashlib.sha256(numba.__version__.encode())
    room = Path(__file__).parents[1]
    for file in sorted([room / "case.py", room / "tables.py", *room.glob("kernel/*.py")]):
        digest.update(file.read_bytes())
    root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return str(root / "lingnan" / f"kernel-{digest.hexdigest()[:16]}")


if not os.environ.get(_CACHE_VARIABLE):
    numba.config.CACHE_DIR = _cache_folder()


def compiled(function: _Function) -> _Function:
    """Compile at the first call and keep the result for the next process."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
