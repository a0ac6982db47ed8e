"""Files beside questions: checked, kept by their hash, tied to the question they speak for.

A file proves nothing by being uploaded: the answer beside it stays declared until a third party
attests it. Not for the folder of files (work.upload).
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from lingnan.access.secret import fresh_id, system_entropy
from lingnan.console.pages.questionnaire.draft import Key
from lingnan.console.pages.questionnaire.store import questionnaire_file
from lingnan.console.web.call import Call, Upload
from lingnan.console.web.enterprise_errors import FileGone, TooManyFiles
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.upload_check import PROOFS, CheckedFile, check_upload
from lingnan.console.work.store import upload
from lingnan.console.work.upload import UploadWish, keep_upload, path_of
from lingnan.store import Database
from lingnan.store.audit import Deed, record_deeds

MOST_FILES: Final = 10
MOST_OCTETS: Final = 20 << 20
PURPOSE: Final = "evidence"


@dataclass(frozen=True, slots=True)
class ItemFile:
    """One file beside a question."""

    file_id: str
    item_id: str
    sha256: str
    file_name: str
    octets_count: int
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Document:
    """A file to be sent: its content, kind and name, and the questions it speaks for."""

    content: bytes
    media_type: str
    file_name: str
    indicators: frozenset[str]


def list_files(database: Database, key: Key) -> Mapping[str, tuple[ItemFile, ...]]:
    """Answer the files beside the questions of a questionnaire, by item, the oldest first."""
    table = questionnaire_file.c
    query = (
        select(questionnaire_file)
        .where(table.uscc == key.uscc, table.model_id == key.model_id, table.removed_at.is_(None))
        .order_by(table.added_at, table.file_id)
    )
    found: dict[str, tuple[ItemFile, ...]] = {}
    with database.read() as connection:
        for row in connection.execute(query):
            found[row.item_id] = (*found.get(row.item_id, ()), _file(row))
    return found


def add_files(call: Call, key: Key, item_id: str, files: list[Upload]) -> None:
    """Check and keep files beside a question, all or none of the rows; twice the same is once.

    Raises: TooLarge, UploadRefused, TooManyFiles.
    """
    known = list_files(call.store.database, key).get(item_id, ())
    checked = {}
    for each in files:
        found = check_upload(each, PROOFS, most_octets=MOST_OCTETS)
        checked[found.sha256] = (each, found)
    fresh = [sha for sha in checked if sha not in {one.sha256 for one in known}]
    if len(known) + len(fresh) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    if not fresh:
        return
    kept = {sha: _keep(call, key, *checked[sha]) for sha in fresh}
    with call.store.database.begin() as connection:
        for sha, upload_id in kept.items():
            connection.execute(
                questionnaire_file.insert().values(
                    file_id=fresh_id(system_entropy),
                    uscc=key.uscc,
                    model_id=key.model_id,
                    item_id=item_id,
                    upload_id=upload_id,
                    sha256=sha,
                    file_name=checked[sha][1].file_name,
                    octets_count=checked[sha][1].octets_count,
                    added_by=call.who.name,
                    added_at=call.at,
                )
            )
        record_deeds(connection, [_deed(call, key, item_id, sha, "add") for sha in fresh])


def _keep(call: Call, key: Key, file: Upload, found: CheckedFile) -> str:
    wish = UploadWish(
        found.file_name,
        found.sha256,
        found.media_type,
        found.octets_count,
        PURPOSE,
        call.who.account_id,
        subject_code=key.uscc,
    )
    return keep_upload(call.store, file.file, wish, at=call.at)


def remove_file(call: Call, key: Key, item_id: str, file_id: str) -> None:
    """Take a file from beside a question; what was submitted with it keeps it.

    Raises: NothingThere.
    """
    table = questionnaire_file
    is_it = (
        (table.c.file_id == file_id)
        & (table.c.uscc == key.uscc)
        & (table.c.model_id == key.model_id)
        & (table.c.item_id == item_id)
    )
    with call.store.database.begin() as connection:
        row = connection.execute(select(table).where(is_it)).first()
        if row is None:
            raise NothingThere
        connection.execute(table.update().where(is_it).values(removed_at=call.at))
        record_deeds(connection, [_deed(call, key, item_id, row.sha256, "remove")])


def find_document(call: Call, uscc: str, sha256: str) -> Document:
    """Answer a file that an enterprise brought as evidence.

    Raises: NothingThere; FileGone when its content is missing or not what it was.
    """
    table = questionnaire_file.c
    query = select(
        table.model_id,
        table.item_id,
        upload.c.upload_id,
        upload.c.file_name,
        upload.c.media_type,
    ).where(table.uscc == uscc, table.sha256 == sha256, upload.c.upload_id == table.upload_id)
    with call.store.database.read() as connection:
        rows = connection.execute(query.order_by(table.added_at)).all()
    if not rows:
        raise NothingThere
    place = path_of(call.store, rows[0].upload_id, rows[0].file_name)
    try:
        content = place.read_bytes()
    except OSError:
        raise FileGone(sha256=sha256) from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise FileGone(sha256=sha256)
    indicators = frozenset(f"{row.model_id}:{row.item_id}" for row in rows)
    return Document(content, rows[0].media_type, rows[0].file_name, indicators)


def _file(row: Any) -> ItemFile:
    return ItemFile(
        row.file_id,
        row.item_id,
        row.sha256,
        row.file_name,
        row.octets_count,
        row.added_by,
        row.added_at,
    )


def _deed(call: Call, key: Key, item_id: str, sha256: str, what: str) -> Deed:
    thing = f"document:{sha256}"
    detail = f"{what} {key.model_id}:{item_id}"
    return Deed(call.at, call.who.actor, "evidence:add", thing, detail, key.uscc, call.origin)
