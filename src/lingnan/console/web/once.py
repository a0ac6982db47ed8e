"""Forms that are sent once: the second post of the same form gets the answer of the first.

The same form is the same number, place and content: who goes back and sends another form of the
page, or the same with other content, does another act. A row is claimed before the act and tells
afterwards where its answer is. Not for idempotency of the JSON interface (api).
"""

import json
import time
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Column, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from lingnan.access.secret import fingerprint
from lingnan.console.web.call import Call
from lingnan.console.web.errors import StillWorking
from lingnan.store import Database, metadata
from lingnan.store.database import Instant, exact_text

console_once = Table(
    "console_once",
    metadata,
    Column("once_key", exact_text(64), primary_key=True),
    # Where the answer is; null while the act goes on.
    Column("location", exact_text(), nullable=True),
    Column("at", Instant, nullable=False, index=True),
)
_KEPT: Final = timedelta(days=1)
_PATIENCE: Final = 10.0
_STEP: Final = 0.1


def form_key(call: Call) -> str:
    """Answer what makes a form the same as one sent before."""
    files = {
        name: [(each.file_name, each.octets_count) for each in brought]
        for name, brought in call.files.items()
    }
    told = {name: list(values) for name, values in call.form.items()}
    return json.dumps([call.path, told, files], ensure_ascii=True, sort_keys=True)


def claim(database: Database, said: str, account_id: str, *, at: datetime) -> str | None:
    """Claim a form for its act; answers where the answer is if it was sent before.

    Raises: StillWorking when the first is not done after some seconds.
    """
    key = _key(said, account_id)
    with database.begin() as connection:
        connection.execute(console_once.delete().where(console_once.c.at < at - _KEPT))
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(console_once).values(once_key=key, location=None, at=at)
        # What was put is told by RETURNING: PostgreSQL's driver counts no rows of such an insert.
        put = row.on_conflict_do_nothing().returning(console_once.c.once_key)
        if connection.execute(put).first() is not None:
            return None
    query = select(console_once.c.location).where(console_once.c.once_key == key)
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        with database.read() as connection:
            found = connection.execute(query).first()
        if found is None:
            # The first failed and may be tried again.
            return claim(database, said, account_id, at=at)
        if found.location is not None:
            return str(found.location)
        time.sleep(_STEP)
    raise StillWorking


def settle_claim(database: Database, said: str, account_id: str, location: str | None) -> None:
    """Tell where the answer of a claimed form is; None frees it, since the act failed."""
    is_it = console_once.c.once_key == _key(said, account_id)
    with database.begin() as connection:
        if location is None:
            connection.execute(console_once.delete().where(is_it))
        else:
            connection.execute(console_once.update().where(is_it).values(location=location))


def _key(said: str, account_id: str) -> str:
    return fingerprint(f"{account_id}:{said}")
