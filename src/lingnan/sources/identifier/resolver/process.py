"""The process of a resolver: makes its folder, binds its port, serves until it is told to end.

Not for what is served (see worker).
"""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import uvloop
import yaml

from lingnan.kernel import Lang
from lingnan.sources.identifier.resolver.cache_file import backup_cache, restore_cache
from lingnan.sources.identifier.resolver.configuration import (
    CACHE_NAME,
    CONFIGURATION_NAME,
    DEFAULT_PORT,
    ResolverConfiguration,
    read_resolver,
)
from lingnan.sources.identifier.resolver.control import Control
from lingnan.sources.identifier.resolver.errors import BadCacheFile, ResolverFolderTaken
from lingnan.sources.identifier.resolver.upkeep import caches_of
from lingnan.sources.identifier.resolver.worker import ResolverWorker, bind, listen

_LOG = logging.getLogger(__name__)
_LOOPBACK: Final = ("127.", "[::1]", "localhost")


def make_resolver(
    folder: Path,
    root: Sequence[str],
    *,
    address: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    language: Lang = "zh",
) -> ResolverConfiguration:
    """Make the folder of a resolver with its configuration.

    A root on this host itself is a trial: then referrals may lead to this host too.
    Raises: ResolverFolderTaken, BadResolverConfiguration.
    """
    path = folder / CONFIGURATION_NAME
    told: dict[str, Any] = {
        "root": list(root),
        "address": address,
        "listen": [address],
        "port": port,
        "language": language,
    }
    if all(each.partition("://")[2].startswith(_LOOPBACK) or each.startswith(_LOOPBACK)
           for each in root):  # fmt: skip
        told["referral_denied"] = []
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            yaml.safe_dump(told, file, allow_unicode=True, sort_keys=False)
    except FileExistsError as problem:
        raise ResolverFolderTaken(path=folder) from problem
    try:
        return read_resolver(folder)
    except BaseException:
        path.unlink()
        raise


async def serve(
    configuration: ResolverConfiguration,
    *,
    ready: Callable[[int, int | None], None] = lambda *_: None,
    ended: asyncio.Event | None = None,
) -> None:
    """Serve until `ended`, SIGTERM or SIGINT; `ready` is told the ports.

    Raises: ResolverPortTaken; errors of the key file; OSError of the control socket.
    """
    ended = ended or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    port, bound = configuration.file.port, []
    http_port, http = configuration.file.http_port, []
    with ExitStack() as stack:
        for address in configuration.file.listen:
            port, udp, tcp = bind(address, port)
            bound.append((udp, tcp))
            stack.callback(udp.close)
            stack.callback(tcp.close)
            if http_port is not None:
                http.append(listen(address, http_port))
                stack.callback(http[-1].close)
                http_port = http[-1].getsockname()[1]
        configuration = configuration.with_port(port)
        worker = ResolverWorker(
            configuration,
            udp=[each[0] for each in bound],
            tcp=[each[1] for each in bound],
            http=http,
        )
        stack.pop_all()
    _take_up(configuration, worker)
    control = Control(configuration.folder, worker.recursion, worker.text)
    try:
        await control.open()
        ready(port, http_port)
        await ended.wait()
    finally:
        await control.close()
        await worker.stop()
        if configuration.file.keeps_cache:
            path = configuration.folder / CACHE_NAME
            backup_cache(path, caches_of(worker.recursion), worker.recursion.clock())


def run(folder: Path, *, port: int | None = None, ready: Callable[[int, int | None], None]) -> None:
    """Serve a folder until SIGTERM or SIGINT. Raises: as read_resolver, serve."""
    uvloop.run(serve(read_resolver(folder).with_port(port), ready=ready))


def _take_up(configuration: ResolverConfiguration, worker: ResolverWorker) -> None:
    """Take up what the last run has kept; a spoilt file is left aside, for it is only a cache."""
    path = configuration.folder / CACHE_NAME
    if not configuration.file.keeps_cache or not path.exists():
        return
    try:
        restore_cache(path, caches_of(worker.recursion), worker.recursion.clock())
    except (BadCacheFile, OSError) as failure:
        _LOG.warning("%s", failure)
