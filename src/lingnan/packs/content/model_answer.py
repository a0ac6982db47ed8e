"""Whether chosen options can answer an item, and how an answer is written.

Not for what an answer is worth: that is the room diagnosis.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

AnswerProblem = Literal["empty", "unknown_option", "several", "exclusive"]


class Choosable(Protocol):
    """What an option must tell: its code, and whether it stands alone."""

    @property
    def code(self) -> str:
        """The code in the questionnaire."""

    @property
    def is_exclusive(self) -> bool:
        """Whether it rules out every other option."""


def problem_of(
    codes: Sequence[str], options: Sequence[Choosable], *, is_multi: bool
) -> AnswerProblem | None:
    """Why these codes cannot answer an item with these options; None when they can."""
    chosen = set(codes)
    exclusive = {option.code for option in options if option.is_exclusive}
    if not chosen:
        return "empty"
    if not chosen <= {option.code for option in options}:
        return "unknown_option"
    if len(chosen) > 1 and not is_multi:
        return "several"
    if len(chosen) > 1 and chosen & exclusive:
        return "exclusive"
    return None


def in_order(codes: Sequence[str], options: Sequence[Choosable]) -> str:
    """The `value_code` of an answer: its codes once each, in the order of the questionnaire."""
    chosen = set(codes)
    return ",".join(option.code for option in options if option.code in chosen)
