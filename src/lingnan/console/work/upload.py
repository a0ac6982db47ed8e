"""Uploaded files kept in the store's folder by their SHA-256, and a row for each time one came.

The same content stands there once, whoever brought it. Not for checking what a file is
(web.upload_check) nor for reading it.
"""

import os
import shutil
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Connection

from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.work.store import upload as _table
from lingnan.store import Store
from lingnan.store.errors import StoreWriteFailed

FOLDER: Final = "uploads"


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """One upload as it is kept; see the table for its cells."""

    upload_id: str
    sha256: str
    file_name: str
    media_type: str
    octets_count: int
    purpose: str
    subject_code: str | None
    account_id: str | None
    at: datetime
    argument: str | None = None
    scope_code: str | None = None


def kept_path(store: Store, sha256: str) -> Path:
    """Answer where a file of this content stands, or would."""
    return store.root / FOLDER / sha256[:2] / sha256


def keep_file(store: Store, file: IO[bytes], sha256: str) -> Path:
    """Put a file's content, whose hash was computed from it, into the folder; once.

    Raises: StoreWriteFailed; a half-written file is never seen under its name.
    """
    place = kept_path(store, sha256)
    if place.exists():
        return place
    draft = place.with_name(f".{uuid.uuid4().hex}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        with draft.open("wb") as target:
            shutil.copyfileobj(file, target, 1 << 20)
            target.flush()
            os.fsync(target.fileno())
        draft.replace(place)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise StoreWriteFailed(path=place, reason=problem) from problem
    finally:
        file.seek(0)
    return place


def note_upload(connection: Connection, kept: KeptUpload) -> None:
    """Write the row of an upload in the caller's transaction."""
    connection.execute(
        _table.insert().values(
            upload_id=kept.upload_id,
            sha256=kept.sha256,
            file_name=kept.file_name,
            media_type=kept.media_type,
            octets_count=kept.octets_count,
            purpose=kept.purpose,
            argument=kept.argument,
            subject_code=kept.subject_code,
            scope_code=kept.scope_code,
            account_id=kept.account_id,
            at=kept.at,
        )
    )


def fresh_upload_id() -> str:
    """Make the id of an upload."""
    return fresh_id(system_entropy)
