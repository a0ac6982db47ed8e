"""Pages of a list: where the one before and the one after are, and which one this is."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from lingnan.console.i18n import Translator


@dataclass(frozen=True, slots=True)
class Pages:
    """The way through a list; empty addresses where it ends. `told`: rows of how many."""

    before: str
    after: str
    told: str


def pages_of(
    tr: Translator, path: str, asked: Mapping[str, str], *, number: int, size: int, count: int
) -> Pages:
    """Answer the pages around one; `asked` are the other parameters of the address."""
    last = max(1, -(-count // size))
    here = min(number, last)
    told = tr.gettext("{first} to {last} of {count}").format(
        first=tr.number(min((here - 1) * size + 1, count)),
        last=tr.number(min(here * size, count)),
        count=tr.number(count),
    )
    return Pages(
        address(path, asked, page=here - 1) if here > 1 else "",
        address(path, asked, page=here + 1) if here < last else "",
        told,
    )


def address(path: str, asked: Mapping[str, str], **more: object) -> str:
    """Answer an address with the parameters that are not empty."""
    told = {**asked, **{name: str(value) for name, value in more.items() if value}}
    pairs = urlencode({name: value for name, value in told.items() if value})
    return f"{path}?{pairs}" if pairs else path
