"""Where the node of this store is, and how its resolution file and its running writer are reached.

The node's folder is `node` in the store's folder, or what LINGNAN_NODE names. The console never
becomes the writer itself: without a running node nothing is registered, and what resolution should
show waits as a wish. Not for who may do it (right).
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import make_url

from lingnan.console.pages.node.errors import (
    NodeElsewhere,
    NodeMissing,
    NodeUnusable,
    WriterAway,
)
from lingnan.console.web.call import Call
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

FOLDER_VARIABLE: Final = "LINGNAN_NODE"
_FOLDER: Final = "node"
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


def folder_of(call: Call) -> Path:
    """Answer where the node's folder is or would be."""
    return Path(os.environ.get(FOLDER_VARIABLE) or call.store.root / _FOLDER)


def find_node(call: Call) -> NodePlace | None:
    """Answer the node of the store, None where there is none.

    Raises: NodeUnusable, NodeElsewhere.
    """
    folder = folder_of(call)
    if not (folder / CONFIGURATION_NAME).is_file():
        return None
    try:
        configuration = read_configuration(folder)
    except LingnanError as problem:
        raise NodeUnusable(reason=problem.message) from problem
    if not _is_same(configuration.database_url, _url(call)):
        raise NodeElsewhere(database=_url(call, hides=True))
    return NodePlace(folder, configuration)


def node_of(call: Call) -> NodePlace:
    """Answer the node of the store. Raises: NodeMissing, NodeUnusable, NodeElsewhere."""
    found = find_node(call)
    if found is None:
        raise NodeMissing(folder=folder_of(call), database=_url(call, hides=True))
    return found


@contextmanager
def reading(place: NodePlace) -> Iterator[RecordReader]:
    """Open the resolution file for one request. Raises: NodeUnusable."""
    try:
        reader = RecordReader(place.configuration.records_folder)
    except RecordsError as problem:
        raise NodeUnusable(reason=problem.message) from problem
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


def _url(call: Call, *, hides: bool = False) -> str:
    engine = call.store.database.engine
    url = engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        return f"sqlite:///{Path(url.database).absolute()}"
    return url.render_as_string(hide_password=hides)


def _is_same(one: str, other: str) -> bool:
    """Answer whether two addresses are of one database, whoever signs in to it."""
    first, second = make_url(one), make_url(other)
    if first.get_backend_name() != second.get_backend_name():
        return False
    if first.get_backend_name() == "sqlite":
        return Path(first.database or "").resolve() == Path(second.database or "").resolve()
    return (first.database, first.port or 5432) == (second.database, second.port or 5432)
