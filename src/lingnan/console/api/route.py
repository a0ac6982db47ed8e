"""Routes of the JSON interface as values: what may be asked, by whom, in which shape, and answered.

As with pages (web.route) a route declares its permission and what each part of its path names.
Not for serving (serve) nor for describing (openapi).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import IO, Any, Final, Generic, Literal, TypeVar

from pydantic import BaseModel

from lingnan.access import Permission, ScopeKind
from lingnan.console.web.answer import Answer, Data
from lingnan.console.web.call import Call
from lingnan.console.web.route import Open, Route, Row

PREFIX: Final = "/api/v1"
JSON: Final = "application/json"
LINES: Final = "application/x-ndjson"
Q = TypeVar("Q")
B = TypeVar("B")


class Keyed(Enum):
    """Whether a request may or must carry an Idempotency-Key."""

    NO = "no"
    MAY = "may"
    MUST = "must"


@dataclass(frozen=True, slots=True)
class Spooled:
    """A long body, kept in a file that ends with the request."""

    file: IO[bytes]
    sha256: str
    octets_count: int


@dataclass(frozen=True, slots=True)
class Ask(Generic[Q, B]):
    """One request as a handler sees it: read, checked, over a row that may be seen.

    Attributes:
        key: the Idempotency-Key, where one was given.
        wants_lines: whether the answer is wanted as lines of JSON, all of it.
    """

    call: Call
    query: Q
    body: B
    key: str | None = None
    wants_lines: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: plain data, one JSON document."""

    content: Any


@dataclass(frozen=True, slots=True)
class Lines:
    """An answer of any length: one JSON object a line, sent while it is read."""

    rows: Iterator[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ApiRoute:
    """One route.

    Attributes:
        path: below the prefix.
        permission, rows: as of pages; see web.route.Route.
        answer: the shape of the answer, a model or a list of one.
        query, body: shapes; a body of LINES comes as a `Spooled`, a line of `body` each.
        summary: a message of the catalogue, as is `note`.
        is_heavy: whether it computes for seconds; then it may be asked more seldom.
        has_lines: whether the answer may also be had as lines.
    """

    method: Literal["GET", "POST", "DELETE"]
    path: str
    permission: Permission | Open
    handler: Callable[[Ask[Any, Any]], Reply | Lines]
    summary: str
    answer: Any
    rows: Mapping[str, ScopeKind | Row] = field(default_factory=dict)
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    takes: str = JSON
    status: int = 200
    keyed: Keyed = Keyed.NO
    is_heavy: bool = False
    has_lines: bool = False
    most_octets: int | None = None
    note: str = ""

    @property
    def whole_path(self) -> str:
        """The path with the prefix."""
        return PREFIX + self.path

    @property
    def door(self) -> Route:
        """The route as the frame checks it: permission and rows."""
        return Route(self.method, self.whole_path, self.permission, _not_a_page, self.rows)

    @property
    def group(self) -> str:
        """The first word of its path, under which it is listed."""
        return self.path.split("/")[1]


def _not_a_page(_call: Call) -> Answer:
    return Data(None)
