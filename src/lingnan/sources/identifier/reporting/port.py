"""The port to the top-level node: reports, deposits, and commands on the objects of its registry.

Adapters: over HTTP (see http_adapter). What is published does not name the addresses and the XML
elements of the real interface; an adapter for it goes behind this port unchanged.

Source: Handle protocol facts §4.4.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from lingnan.sources.identifier.reporting.receipt import Receipt
from lingnan.sources.identifier.reporting.report import Parcel


class Command(StrEnum):
    """What is done to an object (RFC 5730 §2.9)."""

    CHECK = "check"
    INFO = "info"
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class ObjectKind(StrEnum):
    """What the registry of the top-level node holds."""

    ENTERPRISE = "enterprise"
    PREFIX = "prefix"
    IDENTIFIER = "identifier"


@dataclass(frozen=True, slots=True)
class RegistryObject:
    """One object: its name and what is told of it, field → text."""

    kind: ObjectKind
    name: str
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommandResult:
    """How a command ended.

    Attributes:
        code: result code (RFC 5730 §3), 1000 to 1999 done. is_available: answer of a check.
        object: answer of an info. transaction: of the server.
    """

    code: int
    message: str
    transaction: str
    is_available: bool | None = None
    object: RegistryObject | None = None


class TopLevelNode(Protocol):
    """What a second-level node needs of the top-level node.

    All raise Temporary or Permanent failures of errors.py; what was taken before is taken again
    with the same receipt.
    """

    @property
    def place(self) -> str:
        """Answer where it is, as one may print it."""
        ...

    def submit(self, parcel: Parcel) -> Receipt:
        """Send one part of a report."""
        ...

    def deposit(self, folder: Path, parcel: Parcel) -> Receipt:
        """Send a sealed deposit; the parcel's content is its manifest."""
        ...

    def command(self, command: Command, wanted: RegistryObject) -> CommandResult:
        """Do something to an object of the registry."""
        ...
