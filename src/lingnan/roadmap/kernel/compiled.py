"""How functions of the kernel are compiled: parts into doors, kept in the user's cache.

Division is as in arrays: by zero it gives zero or infinity and raises nothing.

The compiler keeps the code of a function by its own file only, although it holds what that function
calls; so the cache lies under a name made of all files that compiled code comes from. Not for
kernels of other rooms.
"""

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from lingnan.roadmap.kernel.linked import DoorCompiler, PartCompiler

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
    """A part of the program: compiled into the doors that reach it, once for each kind of values.

    Numba would compile it anew for every constant it is called with.
    """
    part = numba.njit(nogil=True, error_model="numpy", pipeline_class=PartCompiler)(function)
    part.get_call_template = partial(_without_constants, part.get_call_template)
    return cast("_Function", part)


def door(part: _Function) -> _Function:
    """What Python calls of a part: compiled at the first call, kept for the next process."""
    compiler = numba.njit(cache=True, nogil=True, error_model="numpy", pipeline_class=DoorCompiler)
    return cast("_Function", compiler(cast("Any", part).py_func))


def _without_constants(find: Callable[..., Any], args: Any, named: Any) -> Any:
    return find(
        tuple(numba.types.unliteral(each) for each in args),
        {name: numba.types.unliteral(each) for name, each in named.items()},
    )
