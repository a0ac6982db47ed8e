"""How the data field of one GS1 application identifier is built: components, lengths, partners.

The rules themselves are in gs1_table; what a component's checks mean is in gs1_component.
"""

import re
from dataclasses import dataclass
from typing import Final

_COMPONENT: Final = re.compile(
    r"(?P<open>\[)?(?P<letter>[NXYZ])(?P<range>\.\.)?(?P<size>\d+)\]?(?P<checks>(?:,[a-z0-9]+)*)"
)
#: The first two digits of identifiers whose data has a length known beforehand, so that no
#: separator follows; value: characters of identifier and data together. 03, 04, 14, 18 and 19
#: are not allotted. Source: GS1 General Specifications, figure 7.8.5-2.
PREDEFINED_LENGTH: Final = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18,
    "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8, "17": 8, "18": 8, "19": 8, "20": 4,
    "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Component:
    """One piece of a data field: its character set letter, lengths and further checks."""

    letter: str
    least: int
    most: int
    is_optional: bool
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """The data field behind one application identifier.

    Shapes:
        ai: two to four digits.
        title: the data title that stands above the bar code, as GS1 writes it.
        requires: each item is a list of which one must be present; an item ``01+21`` needs both.
        excludes: identifiers that must not be present; ``31nn`` stands for every digit.
    """

    ai: str
    title: str
    components: tuple[Component, ...]
    requires: tuple[tuple[str, ...], ...]
    excludes: tuple[str, ...]

    @property
    def needs_separator(self) -> bool:
        """Answer whether FNC1 must follow the data when another element follows."""
        return self.ai[:2] not in PREDEFINED_LENGTH

    @property
    def least(self) -> int:
        """Answer the smallest number of data characters."""
        return sum(part.least for part in self.components if not part.is_optional)

    @property
    def most(self) -> int:
        """Answer the largest number of data characters."""
        return sum(part.most for part in self.components)

    @property
    def decimals(self) -> int | None:
        """Answer the decimal places that the last digit of a measure's identifier tells, or None.

        Source: GS1 General Specifications 3.6 (31nn to 36nn) and 3.8 (390n to 395n).
        """
        is_measure = len(self.ai) == 4 and (
            self.ai[:2] in {"31", "32", "33", "34", "35", "36"} or "390" <= self.ai[:3] <= "395"
        )
        return int(self.ai[3]) if is_measure else None


def read_rule(ai: str, title: str, field: str, requires: str = "", excludes: str = "") -> Rule:
    """Read a rule from the notation of the table.

    Shapes:
        field: components as ``N6``, ``X..20``, in brackets when optional, each with its checks:
            ``N13,mod10 [X..17]``.
        requires: alternatives by comma, several demands by space: ``01,02 416``.
    """
    components = []
    for piece in field.split():
        match = _COMPONENT.fullmatch(piece)
        if match is None:
            raise ValueError(f"component {piece!r} of application identifier {ai} is unreadable")
        size = int(match["size"])
        components.append(
            Component(
                letter=match["letter"],
                least=1 if match["range"] else size,
                most=size,
                is_optional=match["open"] is not None,
                checks=tuple(match["checks"].split(",")[1:]),
            )
        )
    return Rule(
        ai=ai,
        title=title,
        components=tuple(components),
        requires=tuple(tuple(demand.split(",")) for demand in requires.split()),
        excludes=tuple(excludes.split(",")) if excludes else (),
    )
