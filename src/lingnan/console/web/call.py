"""One request as a handler sees it: who asks, what was typed, in which language, at which instant.

Not for reading it from the wire (receive) nor for answering (render).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO

from lingnan.access import Identity, Permission, Reach, Target, may, reach
from lingnan.access.errors import Refused
from lingnan.console.i18n import Translator, translator
from lingnan.console.web.desk import Desk
from lingnan.console.web.errors import FormUnreadable, NothingThere, NotSignedIn
from lingnan.kernel import Lang, Text
from lingnan.packs import Pack
from lingnan.pipeline.errors import NoRun
from lingnan.store import Store
from lingnan.store.audit import Deed, record_deeds
from lingnan.store.runs import Run


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of a form; `file` stands at its beginning and ends with the request."""

    file_name: str
    octets_count: int
    file: IO[bytes]


@dataclass(slots=True)
class Call:
    """One request on its way.

    Attributes:
        at: the instant of the request. origin: the reader's network address.
        parameters: the parts of the path that vary.
        is_piece: whether only a part of the page is asked for (HTMX).
        page: the page from which it is asked for; null when the browser does not say.
        target: where the row lies that the path names; checked already.
        token: the session's token, for ending and rotating it.
        host: by which name the console was asked for.
    """

    desk: Desk
    path: str
    at: datetime
    lang: Lang
    method: str = "GET"
    parameters: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    form: Mapping[str, Sequence[str]] = field(default_factory=dict)
    files: Mapping[str, Sequence[Upload]] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    origin: str | None = None
    identity: Identity | None = None
    token: str | None = None
    is_piece: bool = False
    page: str | None = None
    target: Target | None = None
    host: str = ""

    @property
    def address(self) -> str:
        """The address under which the reader reaches this console, without a path."""
        return f"{'https' if self.desk.is_secure else 'http'}://{self.host}"

    @property
    def store(self) -> Store:
        """The store."""
        return self.desk.store

    @property
    def pack(self) -> Pack:
        """The content pack."""
        return self.desk.pack

    @property
    def tr(self) -> Translator:
        """The reader's language."""
        return translator(self.lang)

    @property
    def who(self) -> Identity:
        """Who asks. Raises: NotSignedIn."""
        if self.identity is None:
            raise NotSignedIn
        return self.identity

    @property
    def run(self) -> Run:
        """The last run. Raises: NoRun."""
        found = self.desk.run
        if found is None:
            raise NoRun
        return found

    def reach(self, permission: Permission) -> Reach:
        """Answer over which rows who asks has a permission."""
        return reach(self.who, permission)

    def may(self, permission: Permission, target: Target | None = None) -> bool:
        """Answer whether who asks may do a thing, over the path's row or over any at all."""
        over = target or self.target
        if over is None:
            return permission in self.who.permissions
        return may(self.who, permission, over)

    def ensure(self, permission: Permission, target: Target | None = None) -> None:
        """Refuse unless `may`. Raises: Refused, which is written to the audit trail."""
        if not self.may(permission, target):
            raise Refused(permission=permission.label, who=self.who.name)

    def note(
        self,
        permission: Permission,
        thing: str,
        *,
        detail: str | None = None,
        subject: str | None = None,
        is_done: bool = True,
    ) -> None:
        """Write into the audit trail what was seen or changed, where the act itself does not."""
        actor = self.who.actor if self.identity else "account:?"
        deed = Deed(self.at, actor, permission.value, thing, detail, subject, self.origin, is_done)
        with self.store.database.begin() as connection:
            record_deeds(connection, [deed])

    def asked(self, name: str, default: str = "") -> str:
        """Answer a parameter of the address, cut to a field's length."""
        found = self.query.get(name)
        return found[-1][: self.desk.bounds.field_signs] if found else default

    def page_number(self) -> int:
        """Answer the parameter `page`, 1 where it is none."""
        told = self.asked("page", "1")
        return max(1, int(told)) if told.isascii() and told.isdigit() and len(told) < 7 else 1

    def choice(self, name: str, known: Sequence[str], default: str) -> str:
        """Answer a parameter of the address that is one of some words; else the default."""
        told = self.asked(name, default)
        return told if told in known else default

    def typed(self, name: str) -> str:
        """Answer a field of the form without surrounding blanks; empty when absent."""
        found = self.form.get(name)
        return found[-1].strip() if found else ""

    def text(self, name: str, label: str, *, most: int = 500) -> str:
        """Answer a field that must be filled. Raises: FormUnreadable, which names it."""
        told = self.typed(name)
        if not told or len(told) > most:
            raise FormUnreadable(
                reason=Text(
                    f"“{label}”未填写或超过 {most} 字",
                    f"“{label}” is empty or longer than {most} characters",
                )
            )
        return told

    def whole(self, name: str, label: str, *, least: int = 0, most: int = 10**15) -> int:
        """Answer a field that is a whole number within bounds. Raises: FormUnreadable."""
        told = self.typed(name).replace(",", "")
        is_number = told.removeprefix("-").isdecimal() and told.isascii() and len(told) < 20
        if not is_number or not least <= int(told) <= most:
            raise FormUnreadable(
                reason=Text(
                    f"“{label}”应为 {least} 至 {most} 的整数",
                    f"“{label}” is a whole number from {least} to {most}",
                )
            )
        return int(told)

    def day(self, name: str, label: str) -> date:
        """Answer a field that is a day. Raises: FormUnreadable."""
        try:
            return date.fromisoformat(self.typed(name))
        except ValueError:
            reason = Text(f"“{label}”应为日期，如 2025-06-30", f"“{label}” is a day: 2025-06-30")
            raise FormUnreadable(reason=reason) from None

    def known(self, found: object | None) -> None:
        """Tell that there is no such thing where it is null. Raises: NothingThere."""
        if found is None:
            raise NothingThere
