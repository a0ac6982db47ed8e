"""Which header of a file means which column, whatever its language, case, spacing or unit.

Not for reading cells. A header may carry a unit in brackets (``营业收入（万元）``); the unit plays
no part in the match and is reported.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

#: What a person said that headers mean: header to column name.
Headings = Mapping[str, str]
NO_HEADINGS: Final[Headings] = {}

_BRACKETS = re.compile(r"[(\[【〔{]([^)\]】〕}]*)[)\]】〕}]?")
_IGNORED = re.compile(r"[\s_\-*:]+")
_UNIT_WORD = re.compile(r"^(?:单位|unit)[::]?\s*", re.IGNORECASE)
_TRAILING_UNIT = re.compile(r"(.+?)[/,、]?(万元|亿元|千元|元|人|家|个)")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that a room wants: its name in the result and the headers that mean it."""

    name: str
    aliases: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """What a header row turned out to mean.

    `positions`: column name to place in the row; `units`: column name to the unit written in its
    header; `twice`: (column name, further header); `missing`: required columns without a header.
    """

    positions: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    twice: tuple[tuple[str, str], ...] = ()
    unmapped: tuple[int, ...] = ()
    missing: tuple[Column, ...] = ()


def with_headings(columns: Sequence[Column], headings: Headings) -> tuple[Column, ...]:
    """Answer the columns as a person said which header means which; that goes before our words.

    Limits: a header that is a column's own name stays that column's.
    """
    said = {_key(header) for header in headings}

    def words(each: Column) -> tuple[str, ...]:
        mine = tuple(header for header, name in headings.items() if name == each.name)
        return mine or tuple(word for word in each.aliases if _key(word) not in said)

    return tuple(replace(each, aliases=words(each)) for each in columns)


def match_headers(headers: Sequence[str], columns: Sequence[Column]) -> HeaderMatch:
    """Answer which place of a header row holds which column.

    A header is compared whole first, then without its bracketed unit, then without a unit at its
    end; the first header that means a column gets it.
    """
    names = {_key(word): each.name for each in columns for word in (*each.aliases, each.name)}
    positions: dict[str, int] = {}
    units: dict[str, str] = {}
    twice: list[tuple[str, str]] = []
    unmapped: list[int] = []
    for place, header in enumerate(headers):
        name, unit = _meaning(header, names)
        if name is None:
            if header.strip():
                unmapped.append(place)
        elif name in positions:
            twice.append((name, header.strip()))
        else:
            positions[name] = place
            if unit:
                units[name] = unit
    missing = tuple(each for each in columns if each.required and each.name not in positions)
    return HeaderMatch(positions, units, tuple(twice), tuple(unmapped), missing)


def find_header(
    rows: Sequence[Sequence[str]], columns: Sequence[Column]
) -> tuple[int, HeaderMatch]:
    """Answer which of the first rows is the header: the one that means most columns.

    Sheets often begin with a title; rows above the header are no records. Without any match the
    first row that is not blank counts as the header.
    Raises: ValueError when every row is blank.
    """
    filled = [place for place, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise ValueError("no row holds anything")
    matches = {place: match_headers(rows[place], columns) for place in filled}
    best = max(filled, key=lambda place: (len(matches[place].positions), -place))
    return best, matches[best]


def _meaning(header: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    written = unicodedata.normalize("NFKC", header)
    unit = " ".join(_UNIT_WORD.sub("", each.strip()) for each in _BRACKETS.findall(written))
    whole, bare = _key(written), _key(_BRACKETS.sub("", written))
    for key in (whole, bare):
        if key in names:
            return names[key], unit
    ending = _TRAILING_UNIT.fullmatch(bare)
    if ending is not None and ending[1] in names:
        return names[ending[1]], unit or ending[2]
    return None, unit


def _key(header: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", header)).casefold()
