"""One day's deposit: full on one weekday and when need be, else incremental; queued to be sent.

Sealed deposits stay in the node's folder until they are delivered and a later full one is too.
"""

import os
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from lingnan.sources.identifier.proof.key import PrivateKey, PublicKey, public_key_of
from lingnan.sources.identifier.reporting.calendar import ESCROW
from lingnan.sources.identifier.reporting.delivery import queue
from lingnan.sources.identifier.reporting.escrow.gather import (
    BUSINESS_TABLES,
    collect,
    read_head,
)
from lingnan.sources.identifier.reporting.escrow.manifest import Manifest, read_manifest
from lingnan.sources.identifier.reporting.escrow.model import Head
from lingnan.sources.identifier.reporting.escrow.seal import MANIFEST_FILE, VOLUME_SIZE, seal
from lingnan.sources.identifier.reporting.report import Parcel
from lingnan.sources.identifier.reporting.table import delivery
from lingnan.store.database import Database

_DRAFT: Final = ".draft"


def make_deposit(
    database: Database,
    node: str,
    folder: Path,
    day: date,
    now: datetime,
    *,
    recipient: PublicKey,
    signer: PrivateKey,
    full_weekday: int = 7,
    volume_size: int = VOLUME_SIZE,
) -> Manifest:
    """Seal and queue the deposit of a day; one that is there already is only queued again.

    Args:
        folder: of all deposits; each gets a folder named by its day. full_weekday: 1 to 7.
    Raises:
        DepositBroken: the key cannot encrypt. DatabaseUnusable, StoreWriteFailed, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    place = folder / day.isoformat()
    manifest_path = place / MANIFEST_FILE
    if not manifest_path.exists():
        previous = None if day.isoweekday() == full_weekday else newest_head(folder, signer, day)
        draft = folder / f"{day.isoformat()}{_DRAFT}"
        shutil.rmtree(draft, ignore_errors=True)
        with database.read() as connection:
            head = read_head(connection, node, day.isoformat(), now, previous)
            items = collect(connection, head, previous, BUSINESS_TABLES)
            seal(head, items, draft, recipient=recipient, signer=signer, volume_size=volume_size)
        draft.rename(place)
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    octets = manifest_path.read_bytes()
    with database.begin() as connection:
        queue(connection, [Parcel(ESCROW, node, day.isoformat(), 1, octets)], at=now)
    return read_manifest(octets, public_key_of(signer), str(place))


def newest_head(folder: Path, signer: PrivateKey, before: date) -> Head | None:
    """Answer the head of the newest deposit before a day; None when there is none."""
    days = sorted(each.name for each in folder.iterdir() if (each / MANIFEST_FILE).exists())
    earlier = [name for name in days if _DRAFT not in name and name < before.isoformat()]
    if not earlier:
        return None
    octets = (folder / earlier[-1] / MANIFEST_FILE).read_bytes()
    return read_manifest(octets, public_key_of(signer), earlier[-1]).head


def drop_delivered(database: Database, folder: Path, signer: PrivateKey) -> list[str]:
    """Remove deposits that were delivered and are older than a delivered full one; answer them."""
    days = sorted(each.name for each in folder.iterdir() if (each / MANIFEST_FILE).exists())
    with database.read() as connection:
        query = select(delivery.c.period).where(
            delivery.c.report == ESCROW, delivery.c.state == "delivered"
        )
        delivered = set(connection.scalars(query))
    full = [
        name
        for name in days
        if name in delivered
        and read_manifest(
            (folder / name / MANIFEST_FILE).read_bytes(), public_key_of(signer), name
        ).head.kind
        == "FULL"
    ]
    gone = [name for name in days if full and name < full[-1] and name in delivered]
    for name in gone:
        shutil.rmtree(folder / name)
    return gone
