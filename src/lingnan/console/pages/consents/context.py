"""What the pages of consents and of lookers are told."""

from dataclasses import dataclass
from datetime import date, datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.dossier import Dossier

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ConsentView:
    """One consent in words.

    Attributes: state: live, ended, withdrawn.
    """

    consent_id: str
    recipient: str
    recipient_code: str
    data: tuple[str, ...]
    purpose: str
    until: date
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None
    state: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """Data that are consented to together."""

    id: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class GiveView:
    """The form by which a consent is given, with what was typed.

    Attributes: recipients: those found, as pairs of scope and name; find: what was searched for.
    """

    recipients: tuple[Pair, ...]
    find: str
    chosen: str
    groups: tuple[GroupView, ...]
    is_all: bool
    purpose: str
    until: str
    today: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class ConsentsContext(Context):
    """The consents of an enterprise. `seers`: who sees without one, and why."""

    template = "consents/consents.html"
    dossier: Dossier
    seers: tuple[Pair, ...]
    live: tuple[ConsentView, ...]
    past: tuple[ConsentView, ...]
    give: GiveView | None


@dataclass(frozen=True, slots=True)
class LookView:
    """One entry of the audit trail about the enterprise."""

    at: datetime
    who: str
    role: str
    what: str
    where: str
    is_done: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class LookersContext(Context):
    """Who looked at the enterprise's data, the latest first."""

    template = "consents/lookers.html"
    dossier: Dossier
    looks: tuple[LookView, ...]
    with_own: bool
    earlier: str
    path: str
