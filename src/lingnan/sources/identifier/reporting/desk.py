"""An opened node with what reporting needs, and its rounds: make what is due, send what waits.

The command line and the console work through here. Not for what is made (maker, escrow) nor for the
way it is sent (delivery).
"""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from lingnan.sources.identifier.counting.day import day_of
from lingnan.sources.identifier.node.configuration import (
    KEY_NAME,
    NodeConfiguration,
    read_configuration,
)
from lingnan.sources.identifier.proof.key_file import read_key_file
from lingnan.sources.identifier.proof.key_text import read_pem
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.reporting.calendar import ESCROW, Due
from lingnan.sources.identifier.reporting.configuration import ReportingFile, read_reporting
from lingnan.sources.identifier.reporting.delivery import (
    CONTENT_KEPT,
    Round,
    drop_contents,
    send_due,
)
from lingnan.sources.identifier.reporting.errors import NothingConfigured
from lingnan.sources.identifier.reporting.escrow.daily import drop_delivered, make_deposit
from lingnan.sources.identifier.reporting.escrow.manifest import Manifest
from lingnan.sources.identifier.reporting.http_adapter import HttpTopLevelNode
from lingnan.sources.identifier.reporting.maker import Made, ReportingNode, due_now, make_due
from lingnan.store.database import Database

DEPOSITS: Final = "deposits"
_CHINA_HOURS: Final = timedelta(hours=8)
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class ReportingDesk:
    """One node, opened for reporting."""

    configuration: NodeConfiguration
    file: ReportingFile
    node: ReportingNode

    @property
    def database(self) -> Database:
        """The node's database."""
        return self.node.database

    def due(self, now: datetime) -> list[Due]:
        """Answer what is to be made at `now`."""
        return due_now(self.node, now)


@contextmanager
def open_reporting(folder: Path, database: Database | None = None) -> Iterator[ReportingDesk]:
    """Open the node in a folder; `database` is used where the caller has it open already.

    Raises: NodeFolderMissing, BadConfiguration, NothingConfigured, RecordsMissing; of the key file:
        KeyFileExposed, KeyFileMissing, BadKey, WrongPassphrase.
    """
    configuration, file = read_configuration(folder), read_reporting(folder)
    opened = database or configuration.open_database()
    since = datetime.combine(file.in_service_since, datetime.min.time(), UTC)
    with RecordReader(configuration.records_folder) as reader:
        node = ReportingNode(
            opened,
            reader,
            configuration.file.prefixes[0],
            configuration.site_info(),
            file.operator,
            since - _CHINA_HOURS,
            file.enterprises,
            holidays=file.holidays,
        )
        yield ReportingDesk(configuration, file, node)


def make_round(desk: ReportingDesk, now: datetime) -> tuple[list[Made], Manifest | None]:
    """Fill and queue everything that is due, the deposit of today included where one is wanted."""
    made = make_due(desk.node, now)
    if desk.file.escrow is None or not any(each.code == ESCROW for each in desk.due(now)):
        return made, None
    return made, make_today(desk, now)


def make_today(desk: ReportingDesk, now: datetime) -> Manifest:
    """Seal and queue the deposit of today, and drop what is not needed any more.

    Raises: NothingConfigured: reporting.yaml has no escrow.
    """
    wanted, configuration = desk.file.escrow, desk.configuration
    if wanted is None:
        raise NothingConfigured(path=configuration.folder, reason="escrow")
    folder, signer = configuration.folder / DEPOSITS, configuration.key()
    manifest = make_deposit(
        desk.database,
        desk.node.node,
        folder,
        day_of(now),
        now,
        recipient=read_pem((configuration.folder / wanted.recipient).read_text("ascii")),
        signer=signer,
        full_weekday=wanted.full_weekday,
        volume_size=wanted.volume_mib << 20,
    )
    drop_delivered(desk.database, folder, signer)
    return manifest


def send_round(desk: ReportingDesk, clock: Clock) -> Round:
    """Send what waits, and drop contents delivered long ago. Raises: NothingConfigured."""
    adapter = top_level(desk, clock)
    done = send_due(
        desk.database, adapter, clock=clock, deposits=desk.configuration.folder / DEPOSITS
    )
    with desk.database.begin() as connection:
        drop_contents(connection, clock() - CONTENT_KEPT)
    return done


def top_level(desk: ReportingDesk, clock: Clock) -> HttpTopLevelNode:
    """Answer the way to the top-level node. Raises: NothingConfigured; of the key file."""
    told, configuration = desk.file.top_level, desk.configuration
    folder = configuration.folder
    if told is None:
        raise NothingConfigured(path=folder, reason="top_level")
    key = configuration.key() if told.key == KEY_NAME else read_key_file(folder / told.key)
    tls = None
    if told.certificate is not None:
        tls = ssl.create_default_context(cafile=str(folder / told.certificate))
    node_key = None
    if told.node_key is not None:
        node_key = read_pem((folder / told.node_key).read_text("ascii"))
    return HttpTopLevelNode(
        told.address, told.application, key, clock=clock, node_key=node_key, tls=tls
    )
