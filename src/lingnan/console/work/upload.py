"""Files that readers uploaded: kept in the store's folder under an id, known by their SHA-256.

Not for checking what they are (web.upload_check), nor for what is in them.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, Final

from sqlalchemy import ColumnElement, func, select

from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.work.errors import UploadQuota
from lingnan.console.work.store import upload
from lingnan.store import Database, Store
from lingnan.store.errors import StoreWriteFailed

FOLDER: Final = "uploads"
_NAME_OCTETS: Final = 180
_BLOCK: Final = 1 << 20
#: What one account may upload in a day. Source: OWASP ASVS 4.0.3 V12.1.3.
MOST_FILES: Final = 1_000
MOST_OCTETS: Final = 5 << 30
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class UploadWish:
    """A checked file to be kept.

    Attributes:
        purpose: what it was brought for: import, evidence.
        argument: how it is to be read, plain values.
        subject_code: the enterprise that it is about, if it is about one.
        scope_code: the city or province whose office sees it.
    """

    file_name: str
    sha256: str
    media_type: str
    octets_count: int
    purpose: str
    account_id: str | None
    argument: Mapping[str, Any] | None = None
    subject_code: str | None = None
    scope_code: str | None = None


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A file as it is kept."""

    upload_id: str
    sha256: str
    file_name: str
    media_type: str
    octets_count: int
    purpose: str
    argument: Mapping[str, Any]
    subject_code: str | None
    scope_code: str | None
    account_id: str | None
    at: datetime


def keep_upload(store: Store, file: IO[bytes], wish: UploadWish, *, at: datetime) -> str:
    """Keep a file and answer its id; it is read once, a piece at a time.

    Raises: StoreWriteFailed, UploadQuota: nothing is kept.
    """
    ensure_quota(store.database, wish, at=at)
    upload_id = fresh_id(system_entropy)
    name = plain_name(wish.file_name)
    path = path_of(store, upload_id, name)
    write_file(path, file)
    with store.database.begin() as connection:
        connection.execute(
            upload.insert().values(
                upload_id=upload_id,
                sha256=wish.sha256,
                file_name=name,
                media_type=wish.media_type,
                octets_count=wish.octets_count,
                purpose=wish.purpose,
                argument=json.dumps(wish.argument or {}, ensure_ascii=False),
                subject_code=wish.subject_code,
                scope_code=wish.scope_code,
                account_id=wish.account_id,
                at=at,
            )
        )
    return upload_id


def ensure_quota(database: Database, wish: UploadWish, *, at: datetime) -> None:
    """Refuse a file beyond what its account may upload in a day. Raises: UploadQuota."""
    if wish.account_id is None:
        return
    query = select(func.count(), func.coalesce(func.sum(upload.c.octets_count), 0)).where(
        upload.c.account_id == wish.account_id,
        upload.c.at > at - _DAY,
        # Of what came by the JSON interface no content is kept.
        upload.c.purpose != "bulk",
    )
    with database.read() as connection:
        files, octets = connection.execute(query).one()
    if files >= MOST_FILES or int(octets) + wish.octets_count > MOST_OCTETS:
        raise UploadQuota(files=f"{MOST_FILES:,}", octets=f"{MOST_OCTETS >> 30} GB")


def write_file(path: Path, file: IO[bytes]) -> None:
    """Write a file's content; its folder is made. Raises: StoreWriteFailed."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file.seek(0)
        with path.open("wb") as target:
            shutil.copyfileobj(file, target, _BLOCK)
    except OSError as problem:
        shutil.rmtree(path.parent, ignore_errors=True)
        raise StoreWriteFailed(path=path, reason=problem) from problem


def find_upload(database: Database, upload_id: str) -> KeptUpload | None:
    """Answer a kept file by its id."""
    found = list_uploads(database, upload.c.upload_id == upload_id, limit=1)
    return found[0] if found else None


def list_uploads(
    database: Database, where: ColumnElement[bool], *, limit: int = 50, offset: int = 0
) -> list[KeptUpload]:
    """Answer kept files, the latest first."""
    query = select(upload).where(where).order_by(upload.c.at.desc(), upload.c.upload_id)
    with database.read() as connection:
        rows = connection.execute(query.limit(limit).offset(offset)).mappings().all()
    return [KeptUpload(**{**row, "argument": json.loads(row["argument"] or "{}")}) for row in rows]


def set_argument(database: Database, upload_id: str, argument: Mapping[str, Any]) -> None:
    """Change how a file is to be read."""
    told = json.dumps(argument, ensure_ascii=False)
    with database.begin() as connection:
        connection.execute(
            upload.update().where(upload.c.upload_id == upload_id).values(argument=told)
        )


def path_of(store: Store, upload_id: str, file_name: str) -> Path:
    """Answer where a kept file stands."""
    return store.root / FOLDER / upload_id / file_name


def forget_uploads(store: Store, purpose: str, older_than: timedelta, *, at: datetime) -> int:
    """Remove the content of files of a purpose that are old; their record stays. How many."""
    where = (upload.c.purpose == purpose) & (upload.c.at < at - older_than)
    count = 0
    for found in list_uploads(store.database, where, limit=1_000):
        folder = path_of(store, found.upload_id, found.file_name).parent
        if folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            count += 1
    return count


def plain_name(said: str) -> str:
    """A file's name as a folder takes it: short enough in octets, its ending kept."""
    name = said.replace("/", "_").replace("\\", "_").strip() or "-"
    if name in (".", ".."):
        return "-"
    stem, dot, ending = name.rpartition(".")
    kept = f"{dot}{ending}" if stem and len(ending.encode()) <= 12 else ""
    room = _NAME_OCTETS - len(kept.encode())
    body = (stem if kept else name).encode()[:room].decode(errors="ignore")
    return f"{body}{kept}"
