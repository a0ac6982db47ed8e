"""The registry of the simulated node: enterprises, prefixes, identifiers, by commands of epp.

Not for real rules of admission. Source: RFC 5730 §2.9 and §3.
"""

import itertools

from lingnan.sources.identifier.reporting import epp
from lingnan.sources.identifier.reporting.port import (
    Command,
    CommandResult,
    ObjectKind,
    RegistryObject,
)


class Registry:
    """Objects in memory."""

    def __init__(self) -> None:
        self._objects: dict[tuple[ObjectKind, str], RegistryObject] = {}
        self._numbers = itertools.count(1)

    def do(self, command: Command, wanted: RegistryObject) -> CommandResult:
        """Do one command and answer its result."""
        place = (wanted.kind, wanted.name)
        held = self._objects.get(place)
        transaction = f"T{next(self._numbers):08d}"
        if command is Command.CHECK:
            return CommandResult(
                epp.DONE, "Command completed", transaction, is_available=held is None
            )
        if command is Command.CREATE:
            if held is not None:
                return CommandResult(epp.EXISTS, "Object exists", transaction)
            self._objects[place] = wanted
            return CommandResult(epp.DONE, "Command completed", transaction, object=wanted)
        if held is None:
            return CommandResult(epp.MISSING, "Object does not exist", transaction)
        if command is Command.DELETE:
            del self._objects[place]
            return CommandResult(epp.DONE, "Command completed", transaction)
        if command is Command.UPDATE:
            held = RegistryObject(held.kind, held.name, {**held.cells, **wanted.cells})
            self._objects[place] = held
        return CommandResult(epp.DONE, "Command completed", transaction, object=held)
