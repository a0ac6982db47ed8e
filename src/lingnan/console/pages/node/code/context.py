"""What the page of codes is told."""

from dataclasses import dataclass

from lingnan.console.pages.node.context import NodeContext
from lingnan.console.pages.node.word import Pair


@dataclass(frozen=True, slots=True)
class CodeReading:
    """One way to read a code. `identifier`: address of its handle's page, if it is registered."""

    system: str
    kind: str
    canonical: str
    parts: tuple[Pair, ...]
    handle: str
    identifier: str
    register: str


@dataclass(frozen=True, slots=True)
class CodeContext(NodeContext):
    """The check of a code."""

    template = "node/codes.html"
    code: str
    prefix: str
    prefixes: tuple[Pair, ...]
    readings: tuple[CodeReading, ...]
    problem: str
