"""Who does a step: the name for the audit trail and where the act comes from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from lingnan.access import Identity, Permission
from lingnan.store.audit import Deed, record_deeds


@dataclass(frozen=True, slots=True)
class Actor:
    """One actor, such as ``account:name`` or ``cli:user``; see store.audit.Deed."""

    name: str
    origin: str | None = None

    @classmethod
    def of(cls, identity: Identity) -> "Actor":
        """Answer the actor behind a proven identity."""
        return cls(identity.actor, identity.origin)


def note(
    connection: Connection,
    actor: Actor,
    permission: Permission,
    thing: str,
    *,
    at: datetime,
    detail: str | None = None,
    subject_code: str | None = None,
    is_done: bool = True,
) -> None:
    """Write the audit entry of a step, as the last write of its transaction."""
    deed = Deed(
        at, actor.name, permission.value, thing, detail, subject_code, actor.origin, is_done
    )
    record_deeds(connection, [deed])
