"""A HiGHS solver that prints nothing and answers the same every time.

Standard output belongs to answers, which may be JSON. Not for models.
"""

from typing import Any

import highspy


class _Quiet(highspy.Highs):  # type: ignore[misc]
    """HiGHS writes its banner when callbacks are turned on, before anyone can silence it."""

    def enableCallbacks(self) -> None:  # noqa: N802
        """Leave callbacks off: nothing here listens to them."""


def quiet_solver() -> Any:
    """A fresh solver: silent, one thread, fixed seed."""
    solver = _Quiet()
    solver.silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", 1)
    return solver
