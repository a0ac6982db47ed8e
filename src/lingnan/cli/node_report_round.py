"""How rounds of node reporting are told at the terminal.

Not for the rounds themselves (sources.identifier.reporting.desk) nor for the commands
(node_report_commands).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lingnan.cli.clock import now
from lingnan.cli.output import print_lines
from lingnan.cli.settings import Settings
from lingnan.kernel import Text

if TYPE_CHECKING:
    from lingnan.sources.identifier.reporting.desk import ReportingDesk
    from lingnan.sources.identifier.reporting.escrow.manifest import Manifest


@contextmanager
def opened_desk(folder: Path) -> "Iterator[ReportingDesk]":
    """Open the node in a folder with what reporting needs. Raises: as `open_reporting`."""
    from lingnan.sources.identifier.reporting.desk import open_reporting

    with open_reporting(folder) as desk:
        yield desk


def tell_made(settings: Settings, desk: "ReportingDesk") -> int:
    """Fill and queue what is due, deposit included; answer how many rows were left out."""
    from lingnan.sources.identifier.reporting.desk import make_round

    made, manifest = make_round(desk, now())
    problems = 0
    for each in made:
        problems += len(each.problems)
        if each.queued:
            print_lines([f"{each.code} {each.period} {each.rows_count}".strip()])
        print_lines(f"{each.code} {problem}" for problem in each.problems[:20])
    if manifest is not None:
        tell_deposit(settings, manifest)
    return problems


def tell_deposit(settings: Settings, manifest: "Manifest") -> None:
    """Tell of a deposit that was sealed and queued."""
    kind, count = manifest.head.kind, manifest.identifiers_count
    told = Text(f"托管 {kind}：{count} 个标识", f"Deposit {kind}: {count} identifiers")
    print_lines([settings.say(told)])


def tell_sent(settings: Settings, desk: "ReportingDesk") -> int:
    """Send what is waiting; answer how many were refused."""
    from lingnan.sources.identifier.reporting.desk import send_round

    done = send_round(desk, now)
    told = Text(
        f"已报送 {done.delivered}，待报 {done.waiting}，被拒 {done.refused}",
        f"{done.delivered} delivered, {done.waiting} waiting, {done.refused} refused",
    )
    print_lines([settings.say(told)])
    return done.refused


def last_period(cadence: str, moment: datetime) -> str:
    """Answer the newest period of a cadence that is over."""
    from lingnan.sources.identifier.counting.day import day_of

    day = day_of(moment)
    if cadence == "daily":
        return (day - timedelta(days=1)).isoformat()
    if cadence == "monthly":
        return f"{day.replace(day=1) - timedelta(days=1):%Y-%m}"
    return ""
