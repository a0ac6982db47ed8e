"""The socket by which a running resolver is looked into: counters, kept answers, backup.

    one line of JSON in, one line of JSON out, then it closes

It lies in the resolver's folder with mode 0600: who may write there may command. Not for questions
about identifiers (see service).
"""

import asyncio
import json
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.resolver.cache_file import backup_cache, put_entries, read_entries
from lingnan.sources.identifier.resolver.errors import (
    CommandFailed,
    ResolverNotRunning,
    UnknownCommand,
)
from lingnan.sources.identifier.resolver.recursion import Recursion
from lingnan.sources.identifier.resolver.upkeep import caches_of, delete_cache, query_cache

SOCKET_NAME: Final = "control.sock"
_LINE: Final = 1 << 24
_SECONDS: Final = 60.0
_MODE: Final = 0o600


class Control:
    """Serves the socket of one folder in the running event loop."""

    def __init__(self, folder: Path, recursion: Recursion, text: Callable[[], str]) -> None:
        self._path = folder / SOCKET_NAME
        self._recursion = recursion
        self._text = text
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to serve, in place of a socket that an earlier run has left. Raises: OSError."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        before = os.umask(0o177)
        try:
            self._server = await asyncio.start_unix_server(self._serve, self._path, limit=_LINE)
        finally:
            os.umask(before)
        self._path.chmod(_MODE)

    async def close(self) -> None:
        """Serve no more."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            with suppress(FileNotFoundError):
                self._path.unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_SECONDS):
                told = json.loads(await reader.readline())
                writer.write(json.dumps(await self._done(told)).encode() + b"\n")
                await writer.drain()
        except (OSError, ValueError):
            # Nobody waits any more, or what came is no command.
            pass
        finally:
            writer.close()

    async def _done(self, told: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return {"done": await self._do(str(told.get("command")), told)}
        except LingnanError as failure:
            return {"failure": failure.render("zh"), "failure_en": failure.render("en")}
        except OSError as problem:
            return {"failure": str(problem), "failure_en": str(problem)}

    async def _do(self, command: str, told: Mapping[str, Any]) -> Any:
        recursion = self._recursion
        name = told.get("name")
        now = recursion.clock()
        if command == "stats":
            return self._text()
        if command == "query":
            return [asdict(each) for each in query_cache(recursion, str(name))]
        if command == "delete":
            return delete_cache(recursion, None if name is None else str(name))
        if command == "backup":
            path = Path(str(told.get("path")))
            return await asyncio.to_thread(backup_cache, path, caches_of(recursion), now)
        if command == "restore":
            path = Path(str(told.get("path")))
            caches = caches_of(recursion)
            # Files take time, which questions must not wait for; only taking up is done here.
            return put_entries(caches, await asyncio.to_thread(read_entries, path, caches, now))
        raise UnknownCommand(command=command)


def ask_control(folder: Path, command: str, **told: str | None) -> Any:
    """Tell a running resolver a command and answer what it answers.

    Shapes: stats: text; query: rows as upkeep.Kept; delete, backup, restore: a count.
    Raises: ResolverNotRunning; CommandFailed when it could not be done.
    """
    line = json.dumps({"command": command, **told}).encode() + b"\n"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as made:
        made.settimeout(_SECONDS)
        try:
            made.connect(str(folder / SOCKET_NAME))
            made.sendall(line)
            with made.makefile("rb") as file:
                answer = json.loads(file.readline(_LINE))
        except (OSError, ValueError) as problem:
            raise ResolverNotRunning(path=folder) from problem
    if "done" not in answer:
        raise CommandFailed(command=command, reason=Text(answer["failure"], answer["failure_en"]))
    return answer["done"]
