"""A long list a page at a time, its question kept in the links. Not for which rows there are."""

from collections.abc import Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from lingnan.console.web.call import Call
from lingnan.console.web.pages import Pages

__all__ = ["PAGE_ROWS", "Pages", "page_links", "paged", "paged_count", "query_of"]

PAGE_ROWS: Final = 50
_T = TypeVar("_T")


def paged(call: Call, rows: Sequence[_T], most: int = PAGE_ROWS) -> tuple[Sequence[_T], Pages]:
    """Answer the rows of the page that the address names, and the links around it."""
    start, pages = paged_count(call, len(rows), most)
    return rows[start : start + most], pages


def paged_count(call: Call, count: int, most: int = PAGE_ROWS) -> tuple[int, Pages]:
    """Answer where the page that the address names begins in so many rows, and the links."""
    page = min(call.page_number(), max(1, -(-count // most)))
    return (page - 1) * most, page_links(call, page, count, most)


def page_links(call: Call, page: int, count: int, most: int = PAGE_ROWS) -> Pages:
    """Answer the links around a page of so many rows."""
    tr, last = call.tr, max(1, -(-count // most))
    told = tr.gettext("Page {page} of {last}, {count} in all").format(
        page=tr.number(page), last=tr.number(last), count=tr.number(count)
    )
    before = _address(call, page - 1) if page > 1 else ""
    after = _address(call, page + 1) if page < last else ""
    return Pages(before, after, told)


def _address(call: Call, page: int) -> str:
    pairs = [
        (name, value) for name, values in call.query.items() if name != "page" for value in values
    ]
    return f"{call.path}?{urlencode([*pairs, ('page', str(page))])}"


def query_of(call: Call, *, without: Sequence[str] = ("page", "piece")) -> str:
    """Answer the address's question, to be put behind another path; empty when there is none."""
    pairs = [
        (name, value)
        for name, values in call.query.items()
        if name not in without
        for value in values
    ]
    return f"?{urlencode(pairs)}" if pairs else ""
