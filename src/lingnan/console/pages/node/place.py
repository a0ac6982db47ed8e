"""Where the node of this store is, and how its resolution file and its running writer are reached.

The node's folder is `node` in the store's folder, or what LINGNAN_NODE names. The console never
becomes the writer itself: without a running node nothing is registered, and what resolution should
show waits as a wish. Not for who may do it (right).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from lingnan.console.pages.node.errors import (
    NodeElsewhere,
    NodeMissing,
    NodeUnusable,
    WriterAway,
)
from lingnan.console.web.call import Call
from lingnan.console.web.node_folder import is_shared, node_folder
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.business.wish import Settled, settle
from lingnan.sources.identifier.node.configuration import (
    CONFIGURATION_NAME,
    NodeConfiguration,
    read_configuration,
)
from lingnan.sources.identifier.node.failure import NotRunning, WriterGone
from lingnan.sources.identifier.node.link import SocketLink, ask_counters
from lingnan.sources.identifier.records.errors import RecordsError
from lingnan.sources.identifier.records.reader import RecordReader

_log: Final = logging.getLogger(__name__)
_PATIENCE: Final = 1.0
Told = TypeVar("Told")


@dataclass(frozen=True, slots=True)
class NodePlace:
    """The node of a store."""

    folder: Path
    configuration: NodeConfiguration

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The node's own prefixes."""
        return self.configuration.file.prefixes


def find_node(call: Call) -> NodePlace | None:
    """Answer the node of the store, None where there is none.

    Raises: NodeUnusable, NodeElsewhere.
    """
    folder = node_folder(call.store)
    if not (folder / CONFIGURATION_NAME).is_file():
        return None
    try:
        configuration = read_configuration(folder)
    except LingnanError as problem:
        raise _unusable(problem) from problem
    if not is_shared(call.store, configuration.database_url):
        _log.warning("%s works on another database than the store", folder)
        raise NodeElsewhere
    return NodePlace(folder, configuration)


def node_of(call: Call) -> NodePlace:
    """Answer the node of the store. Raises: NodeMissing, NodeUnusable, NodeElsewhere."""
    found = find_node(call)
    if found is None:
        _log.warning("no identifier node in %s", node_folder(call.store))
        raise NodeMissing
    return found


@contextmanager
def reading(place: NodePlace) -> Iterator[RecordReader]:
    """Open the resolution file for one request. Raises: NodeUnusable."""
    try:
        reader = RecordReader(place.configuration.records_folder)
    except RecordsError as problem:
        raise _unusable(problem) from problem
    with reader:
        yield reader


def counters_of(place: NodePlace) -> dict[str, Any] | None:
    """Answer the counters of the running node; None while it is not running."""
    try:
        return ask_counters(place.folder, _PATIENCE)
    except NotRunning:
        return None


def with_writer(call: Call, work: Callable[[Registrar], Awaitable[Told]]) -> Told:
    """Do something with the running writer. Raises: WriterAway before anything was done."""
    place = node_of(call)

    async def do() -> Told:
        link = SocketLink(place.folder, patience=_PATIENCE)
        try:
            try:
                await link.open()
            except WriterGone as problem:
                raise WriterAway from problem
            with reading(place) as reader:
                return await work(Registrar(call.store.database, link, reader, place.prefixes))
        finally:
            link.close()

    return asyncio.run(do())


def settle_wishes(call: Call, handle: str | None = None) -> bool:
    """Let resolution show what a step wished for; answer whether it does.

    What cannot be done now stays a wish: this, the management interface or the command line does it
    later.
    """

    async def work(registrar: Registrar) -> Settled:
        return await settle(registrar.database, registrar.writer, handle=handle)

    try:
        return not with_writer(call, work).open
    except (WriterAway, NodeUnusable):
        return False


def _unusable(problem: LingnanError) -> NodeUnusable:
    """Tell a reader that it cannot be used, and the log why, which names files."""
    _log.warning("the identifier node cannot be used: %s", problem.render("en"))
    return NodeUnusable()
