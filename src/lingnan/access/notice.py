"""What changed about an account, told to its owner at his next page until he has seen it.

A notice is written with the act. It is no record: that is the audit trail; a notice that was seen
is gone.
Source: OWASP ASVS 4.0.3 V2.2.3, V2.5.5, V2.8.5.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, select

from lingnan.access.policy import Access
from lingnan.access.secret import fresh_id
from lingnan.access.store import account_notice as _kept
from lingnan.kernel import Text

_MOST = 20


class Notice(StrEnum):
    """What may be told."""

    PASSWORD = "password"  # noqa: S105  the name of a notice
    LINK = "link"
    FACTOR_BOUND = "factor-bound"
    FACTOR_REMOVED = "factor-removed"
    CODES_RENEWED = "codes-renewed"
    CODE_REUSED = "code-reused"
    ROLES = "roles"
    ISSUER_LINKED = "issuer-linked"
    ISSUER_UNLINKED = "issuer-unlinked"

    @property
    def told(self) -> Text:
        """The notice in words."""
        return _TOLD[self]


_TOLD = {
    Notice.PASSWORD: Text("您的密码已修改", "Your password was changed"),
    Notice.LINK: Text("为您的账号生成了一次性链接", "A one-time link was made for your account"),
    Notice.FACTOR_BOUND: Text("您的账号绑定了动态口令", "A second factor was bound"),
    Notice.FACTOR_REMOVED: Text("您的动态口令已解除", "Your second factor was taken away"),
    Notice.CODES_RENEWED: Text("您的恢复码已更换", "Your recovery codes were renewed"),
    Notice.CODE_REUSED: Text(
        "有人再次使用了您已用过的动态口令", "A code of yours that was used was said again"
    ),
    Notice.ROLES: Text("您的角色已变更", "Your roles were changed"),
    Notice.ISSUER_LINKED: Text("您的账号关联了统一认证", "Your account was linked to an issuer"),
    Notice.ISSUER_UNLINKED: Text("您的账号解除了统一认证", "An issuer was unlinked"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One notice: what, when, by whom, and from where if that is known."""

    notice: Notice
    at: datetime
    actor: str
    origin: str | None


def put_notice(
    connection: Connection,
    access: Access,
    account_id: str,
    notice: Notice,
    *,
    actor: str,
    at: datetime,
    origin: str | None = None,
) -> None:
    """Write a notice in the caller's transaction."""
    connection.execute(
        _kept.insert().values(
            notice_id=fresh_id(access.entropy),
            account_id=account_id,
            notice=notice.value,
            at=at,
            actor=actor[:200],
            origin=None if origin is None else origin[:80],
        )
    )


def unseen(access: Access, account_id: str) -> list[Told]:
    """The notices that the owner has not seen, the latest first."""
    query = (
        select(_kept)
        .where(_kept.c.account_id == account_id)
        .order_by(_kept.c.at.desc(), _kept.c.notice_id)
        .limit(_MOST)
    )
    with access.database.read() as connection:
        rows = connection.execute(query).all()
    known = frozenset(each.value for each in Notice)
    return [
        Told(Notice(row.notice), row.at, row.actor, row.origin)
        for row in rows
        if row.notice in known
    ]


def see_all(access: Access, account_id: str, *, until: datetime) -> None:
    """Let go of the notices that the owner has seen: those up to an instant."""
    gone = _kept.delete().where(_kept.c.account_id == account_id, _kept.c.at <= until)
    with access.database.begin() as connection:
        connection.execute(gone)
