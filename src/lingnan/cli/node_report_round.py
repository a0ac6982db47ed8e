"""What the commands of node reporting work with: an opened node, and rounds of making and sending.

Not for the commands themselves (see node_report_commands).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lingnan.cli.clock import now
from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings, UsageError
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.sources.identifier.node.configuration import NodeConfiguration
    from lingnan.sources.identifier.reporting.configuration import ReportingFile
    from lingnan.sources.identifier.reporting.http_adapter import HttpTopLevelNode
    from lingnan.sources.identifier.reporting.maker import ReportingNode

_DEPOSITS = "deposits"


@contextmanager
def opened_node(
    folder: Path,
) -> "Iterator[tuple[NodeConfiguration, ReportingFile, ReportingNode]]":
    """Open the node in a folder with what reporting needs.

    Raises: NodeFolderMissing, BadConfiguration, NothingConfigured, RecordsMissing.
    """
    from lingnan.sources.identifier.node.configuration import read_configuration
    from lingnan.sources.identifier.records.reader import RecordReader
    from lingnan.sources.identifier.reporting.configuration import read_reporting
    from lingnan.sources.identifier.reporting.maker import ReportingNode

    configuration, file = read_configuration(folder), read_reporting(folder)
    database = configuration.open_database()
    since = datetime.combine(file.in_service_since, datetime.min.time(), UTC)
    with RecordReader(configuration.records_folder) as reader:
        yield (
            configuration,
            file,
            ReportingNode(
                database,
                reader,
                configuration.settings().prefixes[0],
                configuration.site_info(),
                file.operator,
                since - timedelta(hours=8),
                file.enterprises,
                holidays=file.holidays,
            ),
        )


def make_round(
    settings: Settings,
    configuration: "NodeConfiguration",
    file: "ReportingFile",
    reporting: "ReportingNode",
) -> int:
    """Fill and queue what is due, deposit included; answer how many rows were left out."""
    from lingnan.sources.identifier.reporting.calendar import ESCROW
    from lingnan.sources.identifier.reporting.calendar import due as due_at
    from lingnan.sources.identifier.reporting.delivery import made_periods
    from lingnan.sources.identifier.reporting.maker import make_due

    moment, problems = now(), 0
    for made in make_due(reporting, moment):
        problems += len(made.problems)
        if made.queued:
            print_lines([f"{made.code} {made.period} {made.rows_count}".strip()])
        print_lines(f"{made.code} {each}" for each in made.problems[:20])
    with reporting.database.read() as connection:
        done = made_periods(connection, reporting.node)
    if file.escrow is not None and any(each.code == ESCROW for each in due_at(moment, done)):
        make_today(settings, configuration, file, reporting, moment)
    return problems


def make_today(
    settings: Settings,
    configuration: "NodeConfiguration",
    file: "ReportingFile",
    reporting: "ReportingNode",
    moment: datetime,
) -> None:
    """Seal and queue today's deposit, and drop what is not needed any more."""
    from lingnan.sources.identifier.counting.day import day_of
    from lingnan.sources.identifier.proof.key_text import read_pem
    from lingnan.sources.identifier.reporting.escrow.daily import drop_delivered, make_deposit

    if file.escrow is None:
        raise UsageError(Text("reporting.yaml 没有 escrow", "reporting.yaml has no escrow"))
    recipient = read_pem((configuration.folder / file.escrow.recipient).read_text("ascii"))
    folder, signer = configuration.folder / _DEPOSITS, configuration.key()
    manifest = make_deposit(
        reporting.database,
        reporting.node,
        folder,
        day_of(moment),
        moment,
        recipient=recipient,
        signer=signer,
        full_weekday=file.escrow.full_weekday,
        volume_size=file.escrow.volume_mib << 20,
    )
    drop_delivered(reporting.database, folder, signer)
    kind, count = manifest.head.kind, manifest.identifiers_count
    told = Text(f"托管 {kind}：{count} 个标识", f"Deposit {kind}: {count} identifiers")
    print_lines([settings.say(told)])


def send_round(
    settings: Settings,
    configuration: "NodeConfiguration",
    file: "ReportingFile",
    reporting: "ReportingNode",
) -> int:
    """Send what is waiting; answer how many were refused."""
    from lingnan.sources.identifier.reporting.delivery import (
        CONTENT_KEPT,
        drop_contents,
        send_due,
    )

    adapter = _adapter(configuration, file)
    deposits = configuration.folder / _DEPOSITS
    done = send_due(reporting.database, adapter, clock=now, deposits=deposits)
    with reporting.database.begin() as connection:
        drop_contents(connection, now() - CONTENT_KEPT)
    told = Text(
        f"已报送 {done.delivered}，待报 {done.waiting}，被拒 {done.refused}",
        f"{done.delivered} delivered, {done.waiting} waiting, {done.refused} refused",
    )
    print_lines([settings.say(told)])
    return done.refused


def _adapter(configuration: "NodeConfiguration", file: "ReportingFile") -> "HttpTopLevelNode":
    import ssl

    from lingnan.sources.identifier.proof.key_file import read_key_file
    from lingnan.sources.identifier.proof.key_text import read_pem
    from lingnan.sources.identifier.reporting.errors import NothingConfigured
    from lingnan.sources.identifier.reporting.http_adapter import HttpTopLevelNode

    told = file.top_level
    if told is None:
        raise NothingConfigured(path=configuration.folder, reason="top_level")
    folder = configuration.folder
    key: Any = configuration.key() if told.key == "key.pem" else read_key_file(folder / told.key)
    tls = None
    if told.certificate is not None:
        tls = ssl.create_default_context(cafile=str(folder / told.certificate))
    return HttpTopLevelNode(
        told.address,
        told.application,
        key,
        clock=now,
        node_key=None
        if told.node_key is None
        else read_pem((folder / told.node_key).read_text("ascii")),
        tls=tls,
    )


def last_period(cadence: str, moment: datetime) -> str:
    """Answer the newest period of a cadence that is over."""
    from lingnan.sources.identifier.counting.day import day_of

    day = day_of(moment)
    if cadence == "daily":
        return (day - timedelta(days=1)).isoformat()
    if cadence == "monthly":
        return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
    return ""
