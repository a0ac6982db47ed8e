"""How commands of the business side reach a node: its folder, its writer, who acts, which register.

The writer is opened here when the node rests, and asked over its socket when it runs. Not for the
commands (node_prefix_commands, node_template_commands, node_register_commands).
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.access import Identity, Permission, Target
    from lingnan.sources.identifier.business.actor import Actor
    from lingnan.sources.identifier.business.application_check import Lookup
    from lingnan.sources.identifier.business.registrar import Registrar
    from lingnan.sources.identifier.business.wish import Writer
    from lingnan.sources.identifier.node.configuration import NodeConfiguration
    from lingnan.store import Database

NodeOption = Annotated[
    Path, typer.Option("--node", envvar="LINGNAN_NODE", help="The node's folder.")
]
#: An API token (lingnan account token make) by which another person acts at the same terminal.
TOKEN_VARIABLE: Final = "LINGNAN_API_TOKEN"  # noqa: S105  its name, not one


class NodeDesk:
    """One node's business side at the terminal."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        from lingnan.sources.identifier.node.configuration import read_configuration

        self.settings = settings
        self.configuration: NodeConfiguration = read_configuration(folder)
        self.database: Database = self.configuration.open_database()
        self._identity: Identity | None = None

    @property
    def prefixes(self) -> tuple[str, ...]:
        """The node's own prefixes."""
        return self.configuration.file.prefixes

    def actor(self, permission: "Permission", target: "Target") -> "Actor":
        """Answer who acts: the account of LINGNAN_API_TOKEN, else whoever holds the folder.

        Raises: TokenInvalid, Refused when the account may not do this to the target.
        """
        from lingnan.access import ensure
        from lingnan.cli.clock import actor
        from lingnan.sources.identifier.business.actor import Actor

        identity = self._signed_in()
        if identity is None:
            return Actor(actor(), "cli")
        ensure(identity, permission, target)
        return Actor.of(identity)

    def identity(self) -> "Identity":
        """Answer the identity for acts on identifiers; whoever holds the folder operates the node.

        Raises: TokenInvalid.
        """
        from lingnan.access import Grant, Identity, Role, Scope, ScopeKind
        from lingnan.cli.clock import actor

        found = self._signed_in()
        if found is not None:
            return found
        name = actor()
        grants = tuple(
            Grant(Role.NODE_OPERATOR, Scope(ScopeKind.PREFIX, prefix)) for prefix in self.prefixes
        )
        return Identity(name, name, grants, origin="cli")

    def lookup(self) -> "Lookup | None":
        """Answer the register of enterprises of the store at hand; None where there is none."""
        from lingnan.registry import Registry
        from lingnan.store.errors import NoStore

        try:
            return Registry(self.settings.open_store()).get
        except NoStore:
            return None

    def run(self, work: "Callable[[Registrar], Awaitable[Any]]") -> Any:
        """Run something with the writer at hand."""

        async def do() -> Any:
            async with self._registrar() as registrar:
                return await work(registrar)

        return asyncio.run(do())

    def settle(self) -> None:
        """Let resolution show what was wished for, and tell what is still open."""
        from lingnan.sources.identifier.business.wish import settle

        async def work(registrar: "Registrar") -> Any:
            return await settle(self.database, registrar.writer)

        for handle, reason in self.run(work).open:
            told = Text(
                f"{handle} 尚未在解析侧生效：{reason}", f"{handle} is not shown yet: {reason}"
            )
            print_lines([self.settings.say(told)])

    @asynccontextmanager
    async def _registrar(self) -> "AsyncIterator[Registrar]":
        from lingnan.sources.identifier.business.registrar import Registrar
        from lingnan.sources.identifier.node.link import LocalLink, SocketLink
        from lingnan.sources.identifier.records.errors import WriterRunning
        from lingnan.sources.identifier.records.reader import RecordReader
        from lingnan.sources.identifier.records.writer import RecordWriter

        folder = self.configuration.records_folder
        own: RecordWriter | None = None
        running: SocketLink | None = None
        link: Writer
        try:
            own = RecordWriter(self.database, folder)
            link = LocalLink(own)
        except WriterRunning:
            running = SocketLink(self.configuration.folder)
            await running.open()
            link = running
        try:
            with RecordReader(folder) as reader:
                yield Registrar(self.database, link, reader, self.prefixes)
        finally:
            if running is not None:
                running.close()
            if own is not None:
                own.close()

    def _signed_in(self) -> "Identity | None":
        token = os.environ.get(TOKEN_VARIABLE)
        if not token:
            return None
        if self._identity is None:
            from lingnan.access import Access, find_token
            from lingnan.access.sealing import Sealer
            from lingnan.cli.clock import now

            access = Access(self.database, Sealer(self.configuration.folder))
            self._identity = find_token(access, token.strip(), at=now(), origin="cli")
        return self._identity
