"""Words and forms that several pages of the node use: instants, links, choices, names of states.

Not for sentences of one page (its read.py).
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Final
from urllib.parse import quote, urlencode

from lingnan.console.i18n import NOTHING, Translator
from lingnan.kernel import Lang, Text
from lingnan.sources.identifier.counting.day import CHINA

Pair = tuple[str, str]
_SYNTHETIC: Final = "88.900"


def moment(at: datetime | None) -> str:
    """Write an instant by the clock of China, to the minute."""
    return NOTHING if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def last_moment(end: datetime) -> str:
    """Write until when something is valid; `end` is the first instant at which it no longer is."""
    local = end.astimezone(CHINA)
    if local.time() == time.min:
        return f"{local - timedelta(days=1):%Y-%m-%d}"
    return moment(end)


def choices(names: Mapping[str, Text], lang: Lang) -> tuple[Pair, ...]:
    """Answer the options of a selection."""
    return tuple((key, name.in_(lang)) for key, name in names.items())


def link(path: str, **query: str) -> str:
    """Answer an address with its parameters; empty ones are left out."""
    told = urlencode({name: value for name, value in query.items() if value})
    return f"{path}?{told}" if told else path


def path_of(*steps: str) -> str:
    """Answer a path, each step escaped."""
    return "/" + "/".join(quote(step, safe="") for step in steps)


def is_synthetic_prefix(prefix: str) -> bool:
    """Answer whether a prefix is the one of the examples, which nobody was ever given."""
    return prefix == _SYNTHETIC or prefix.startswith(f"{_SYNTHETIC}.")


def headed(text: str) -> str:
    """Answer a word as it begins a heading or a button."""
    return text[:1].upper() + text[1:]


def cut_note(tr: Translator, count: int, most: int) -> str:
    """Tell that a list was cut; empty when it was not."""
    if count < most:
        return ""
    told = tr.gettext("Only the first {count} are shown; narrow the search.")
    return told.format(count=tr.number(most))
