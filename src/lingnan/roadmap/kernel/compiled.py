"""How functions of the kernel are compiled: once, kept beside the code, division as in arrays.

Not for kernels of other rooms.
"""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """Compile at the first call and keep the result for the next process."""
    return cast("_Function", numba.njit(cache=True, nogil=True, error_model="numpy")(function))
