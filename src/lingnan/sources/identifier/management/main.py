"""The process of the management API: it reads the node's folder and asks the running writer.

Started by ``lingnan node manage``, or as a program of its own: folder, host, port. Not for the API
itself (see app).
"""

import asyncio
import os
import signal
import sys
import threading
from dataclasses import replace
from pathlib import Path

from lingnan.access import Access
from lingnan.access.sealing import Sealer
from lingnan.kernel import LingnanError
from lingnan.registry import Registry
from lingnan.sources.identifier.business.application_check import Lookup
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.management.app import management_app
from lingnan.sources.identifier.management.desk import Desk
from lingnan.sources.identifier.management.serve import ServeWish, check_wish, make_server
from lingnan.sources.identifier.node.configuration import read_configuration
from lingnan.sources.identifier.node.link import SocketLink
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.store import Database, Store
from lingnan.store.place import FORMAT, Manifest


def serve_management(folder: Path, wish: ServeWish) -> None:
    """Serve the management API of a node until stopped.

    Raises: NodeFolderMissing, BadConfiguration, DatabaseUnusable, WriterGone, AddressUnusable.
    """
    asyncio.run(_serve(folder, wish))


async def _serve(folder: Path, wish: ServeWish) -> None:
    configuration = read_configuration(folder)
    file = configuration.file
    if wish.certificate is None and file.certificate and file.certificate_key:
        wish = replace(
            wish,
            certificate=folder / file.certificate,
            certificate_key=folder / file.certificate_key,
        )
    check_wish(wish)
    database = configuration.open_database()
    link = SocketLink(folder)
    try:
        await link.open()
        with RecordReader(configuration.records_folder) as reader:
            desk = Desk(
                Access(database, Sealer(folder)),
                Registrar(database, link, reader, file.prefixes),
                register_of(database, folder),
            )
            await make_server(management_app(desk), wish).serve()
    finally:
        link.close()
        database.engine.dispose()


def register_of(database: Database, folder: Path) -> Lookup | None:
    """Answer the register of enterprises in a database; None when it holds none.

    A node has one when node.yaml names the database of a region's store.
    """
    store = Store(folder, Manifest(FORMAT, pack=""))
    store.database = database
    registry = Registry(store)
    return registry.get if registry.count() else None


def main(arguments: list[str]) -> int:
    """Run until told to stop; answer the exit status.

    Arguments: folder, host, port; then ``owned`` when standard input tells whether the owner lives.
    """
    if arguments[3:] == ["owned"]:
        threading.Thread(target=_end_with_owner, daemon=True).start()
    try:
        serve_management(Path(arguments[0]), ServeWish(arguments[1], int(arguments[2])))
    except LingnanError as failure:
        sys.stderr.write(f"{failure.render('zh')}\n{failure.render('en')}\n")
        return failure.exit_code
    return 0


def _end_with_owner() -> None:
    """End as with SIGTERM once the supervisor, which holds the other end, is gone."""
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
