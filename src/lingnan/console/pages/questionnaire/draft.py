"""Drafts: each answer is kept at once with a version; who saves over another's is told.

Answers of different questions never clash, though two people fill in one questionnaire. Not for
what an answer means (answer) nor for files (file).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.console.pages.questionnaire.store import questionnaire, questionnaire_answer
from lingnan.store import Database

VALUE_SIGNS: Final = 200


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer of a draft.

    Attributes:
        value: as typed; empty when it was taken back.
        version: of the draft when it came; 0 is no answer yet.
        previous_value, previous_by: what somebody else had answered before; null if nobody had.
    """

    value: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None
    previous_value: str | None = None
    previous_by: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is filled in of one questionnaire and not submitted yet."""

    version: int = 0
    answers: Mapping[str, Kept] = field(default_factory=dict)
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    submitted_count: int | None = None

    def of(self, item_id: str) -> Kept:
        """The answer to an item; an empty one of version 0 when there is none."""
        return self.answers.get(item_id, Kept())


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer that was not kept: somebody saved another one since it was read."""

    item_id: str
    mine: str
    theirs: Kept


@dataclass(frozen=True, slots=True)
class Key:
    """Which questionnaire: of whom, on which model."""

    uscc: str
    model_id: str


def read_draft(database: Database, key: Key) -> Draft:
    """Answer the draft of a questionnaire; an empty one before it was opened."""
    with database.read() as connection:
        head = connection.execute(
            select(questionnaire).where(
                questionnaire.c.uscc == key.uscc, questionnaire.c.model_id == key.model_id
            )
        ).first()
        rows = connection.execute(
            select(questionnaire_answer).where(
                questionnaire_answer.c.uscc == key.uscc,
                questionnaire_answer.c.model_id == key.model_id,
            )
        ).all()
    answers = {row.item_id: _kept(row) for row in rows}
    if head is None:
        return Draft(0, answers)
    return Draft(head.version, answers, head.submitted_at, head.submitted_by, head.submitted_count)


def save_answer(
    database: Database,
    key: Key,
    item_id: str,
    value: str,
    *,
    seen: int,
    by: str,
    at: datetime,
) -> Kept | Clash:
    """Keep an answer that was read in version `seen`; a clash when it changed since.

    Saving what stands there already is no clash and changes nothing.
    """
    value = value[:VALUE_SIGNS]
    with database.begin() as connection:
        version = _next_version(connection, key, at)
        before = _find(connection, key, item_id)
        if before.value == value and before.version:
            return before
        if before.version != seen:
            return Clash(item_id, value, before)
        is_others = bool(before.version) and before.by != by
        kept = Kept(
            value,
            version,
            by,
            at,
            before.value if is_others else before.previous_value,
            before.by if is_others else before.previous_by,
        )
        _put(connection, key, item_id, kept)
        return kept


def clear_answers(connection: Connection, key: Key, through: int) -> None:
    """Drop the answers that a submission took, in its transaction; later ones stay."""
    connection.execute(
        questionnaire_answer.delete().where(
            questionnaire_answer.c.uscc == key.uscc,
            questionnaire_answer.c.model_id == key.model_id,
            questionnaire_answer.c.version <= through,
        )
    )


def note_submitted(connection: Connection, key: Key, *, by: str, at: datetime, count: int) -> None:
    """Note in the caller's transaction that a questionnaire was submitted."""
    _next_version(connection, key, at)
    connection.execute(
        questionnaire.update()
        .where(questionnaire.c.uscc == key.uscc, questionnaire.c.model_id == key.model_id)
        .values(submitted_at=at, submitted_by=by, submitted_count=count)
    )


def _next_version(connection: Connection, key: Key, at: datetime) -> int:
    """Count one change on; the row is held until the transaction ends, so that savers queue."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(questionnaire).values(
        uscc=key.uscc, model_id=key.model_id, version=1, opened_at=at
    )
    change = row.on_conflict_do_update(
        index_elements=["uscc", "model_id"],
        set_={"version": questionnaire.c.version + 1},
    ).returning(questionnaire.c.version)
    return int(connection.execute(change).scalar_one())


def _find(connection: Connection, key: Key, item_id: str) -> Kept:
    row = connection.execute(
        select(questionnaire_answer).where(
            questionnaire_answer.c.uscc == key.uscc,
            questionnaire_answer.c.model_id == key.model_id,
            questionnaire_answer.c.item_id == item_id,
        )
    ).first()
    return Kept() if row is None else _kept(row)


def _put(connection: Connection, key: Key, item_id: str, kept: Kept) -> None:
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    cells = {
        "value": kept.value,
        "version": kept.version,
        "changed_by": kept.by,
        "changed_at": kept.at,
        "previous_value": kept.previous_value,
        "previous_by": kept.previous_by,
    }
    row = dialect.insert(questionnaire_answer).values(
        uscc=key.uscc, model_id=key.model_id, item_id=item_id, **cells
    )
    connection.execute(
        row.on_conflict_do_update(index_elements=["uscc", "model_id", "item_id"], set_=cells)
    )


def _kept(row: Any) -> Kept:
    return Kept(
        row.value,
        row.version,
        row.changed_by,
        row.changed_at,
        row.previous_value,
        row.previous_by,
    )
