"""What a handler answers: a page, a move, a file, data; `render` makes responses of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Context:
    """What one template is told; a subclass a template, its fields the names the template uses.

    The template of a part of a page does not extend the frame's.
    """

    template: ClassVar[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, or with a piece's context a part of one.

    Attributes:
        title: the heading of the page. cookies: to set; an empty value removes one.
        again: where the same form sent a second time leads, when it was done and what this page
            shows is shown once, such as a new token; empty for a form that may be sent again.
    """

    title: str
    context: Context
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    again: str = ""


@dataclass(frozen=True, slots=True)
class Moved:
    """Done; look there. Answered by 303, so that reloading sends nothing again.

    `cookies`: to set; an empty value removes one.
    """

    location: str
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file to keep; pieces are written while it is sent."""

    content: bytes | Iterable[bytes]
    media_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Data:
    """Plain data, for charts and sliders."""

    content: Any
    status: int = 200


Answer = Shown | Moved | Sent | Data
