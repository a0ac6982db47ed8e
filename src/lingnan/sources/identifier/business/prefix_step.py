"""What happens to an allotted prefix: filed, changed, suspended, resumed, revoked.

Each step lands with its audit entry and its wish for resolution (see wish) in one transaction;
whoever calls settles the wish afterwards. Not for giving out prefixes (see allotment).
"""

from datetime import datetime
from typing import Final

from lingnan.access import Permission
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import Actor, note
from lingnan.sources.identifier.business.allotment import Allotment, read_allotment
from lingnan.sources.identifier.business.errors import EntryInvalid
from lingnan.sources.identifier.business.lifecycle import ALLOTMENT, IN_USE
from lingnan.sources.identifier.business.prefix_value import (
    check_site,
    prefix_values,
    read_reference,
)
from lingnan.sources.identifier.business.table import prefix_allotment
from lingnan.sources.identifier.business.wish import put_wish
from lingnan.sources.identifier.wire.handle import prefix_handle
from lingnan.store import Database

#: Acts that need to say why.
_EXPLAINED: Final = ("suspend", "revoke")
#: A changed cell that is to become empty: the enterprise gives its own node up.
HOSTED: Final = b""


def file_prefix(
    database: Database, prefix: str, *, filing_no: str, actor: Actor, at: datetime
) -> Allotment:
    """Note the filing at the top-level node; from now on the prefix resolves.

    Raises: NoPrefix, StepRefused, EntryInvalid.
    """
    told = filing_no.strip()
    if not 1 <= len(told) <= 80:
        reason = Text("应为 1 至 80 个字符", "it has 1 to 80 characters")
        raise EntryInvalid(field=Text("备案号", "filing number"), reason=reason)
    return _take(database, prefix, "file", actor, at, filing_no=told, filed_at=at)


def change_prefix(
    database: Database,
    prefix: str,
    *,
    actor: Actor,
    at: datetime,
    site: bytes | None = None,
    admin: str | None = None,
    enterprise_name_zh: str | None = None,
) -> Allotment:
    """Change where a prefix resolves, who administers it, or the name of its enterprise.

    Args:
        site: encoded HS_SITE of the enterprise's own node; `HOSTED` gives it back to this node;
            None leaves it. admin, enterprise_name_zh: None leaves them.
    Raises: NoPrefix, StepRefused, EntryInvalid.
    """
    cells: dict[str, object] = {}
    if site is not None:
        cells["site_octets"] = check_site(site) if site else None
    if admin is not None:
        read_reference(admin)
        cells["admin_reference"] = admin
    if enterprise_name_zh is not None:
        cells["enterprise_name_zh"] = enterprise_name_zh.strip()[:200]
    if not cells:
        reason = Text("没有要变更的内容", "nothing is to be changed")
        raise EntryInvalid(field=Text("变更", "change"), reason=reason)
    return _take(database, prefix, "change", actor, at, **cells)


def suspend_prefix(
    database: Database, prefix: str, *, reason: str, actor: Actor, at: datetime
) -> Allotment:
    """Take a prefix out of resolution and registration for now.

    Raises: NoPrefix, StepRefused, EntryInvalid.
    """
    return _take(database, prefix, "suspend", actor, at, reason=reason)


def resume_prefix(database: Database, prefix: str, *, actor: Actor, at: datetime) -> Allotment:
    """Bring a suspended prefix back. Raises: NoPrefix, StepRefused."""
    return _take(database, prefix, "resume", actor, at, reason=None)


def revoke_prefix(
    database: Database, prefix: str, *, reason: str, actor: Actor, at: datetime
) -> Allotment:
    """Take a prefix back for ever; its number is never given again.

    Raises: NoPrefix, StepRefused, EntryInvalid.
    """
    return _take(database, prefix, "revoke", actor, at, reason=reason)


def _take(
    database: Database, prefix: str, act: str, actor: Actor, at: datetime, **cells: object
) -> Allotment:
    if act in _EXPLAINED:
        told = str(cells["reason"] or "").strip()
        if not told:
            field = Text("原因", "reason")
            raise EntryInvalid(field=field, reason=Text("未填写", "it is empty"))
        cells["reason"] = told[:500]
    with database.begin() as connection:
        before = read_allotment(connection, prefix, for_update=True)
        step = ALLOTMENT.step(prefix, before.state, act)
        changed = prefix_allotment.update().where(prefix_allotment.c.prefix == prefix)
        connection.execute(
            changed.values(state=step.to, revision=before.revision + 1, changed_at=at, **cells)
        )
        after = read_allotment(connection, prefix)
        if step.status is not None:
            octets = None
            if step.status == IN_USE:
                octets = prefix_values(
                    after.parent_prefix,
                    site=after.site_octets,
                    admin=after.admin_reference,
                    at=at,
                )
            put_wish(connection, prefix_handle(prefix), status=step.status, octets=octets, at=at)
        told_cells = " ".join(sorted(cells)) if act == "change" else cells.get("reason")
        note(
            connection,
            actor,
            Permission.IDENTIFIER_ALLOT,
            f"prefix:{prefix}",
            at=at,
            detail=f"{act} {told_cells or ''}".rstrip(),
            subject_code=after.uscc,
        )
        return after
