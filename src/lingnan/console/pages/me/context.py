"""What the pages of one's own account are told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.scope_name import GrantWords


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One open session."""

    session_id: str
    opened_at: datetime
    used_at: datetime
    expires_at: datetime
    origin: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class MeContext(Context):
    """The account at a glance.

    Attributes:
        has_password: false for who enters by an issuer alone.
        has_factor, needs_factor: the second factor is bound; a role asks for it.
        codes_count: recovery codes left. issuers: by whom one may sign in.
    """

    template = "me/me.html"
    name: str
    display_name: str
    grants: tuple[GrantWords, ...]
    has_password: bool
    password_at: datetime | None
    has_factor: bool
    needs_factor: bool
    codes_count: int
    issuers: tuple[str, ...]
    tokens_count: int
    may_make_tokens: bool
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True)
class PasswordContext(Context):
    """The form for another password."""

    template = "me/password.html"
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FactorContext(Context):
    """The second factor in one of its states.

    Attributes:
        state: none, pending (picture shown), unproven (bound, not in this session), bound.
        picture, key: the QR code as an address, and the same for typing; only while pending.
        way: where to go on after it.
    """

    template = "me/factor.html"
    state: str
    is_needed: bool
    way: str
    picture: str = ""
    key: str = ""
    codes_count: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CodesContext(Context):
    """Recovery codes, shown this once."""

    template = "me/codes.html"
    codes: tuple[str, ...]
    way: str


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One API token, without its secret."""

    token_id: str
    label: str
    permissions: tuple[str, ...]
    scope: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    state: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class TokensContext(Context):
    """One's own API tokens, and the form for another."""

    template = "me/tokens.html"
    tokens: tuple[TokenLine, ...]
    may_make: bool
    permissions: tuple[tuple[str, str], ...]
    scopes: tuple[tuple[str, str], ...]
    chosen: frozenset[str]
    label: str
    days: str
    most_days: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TokenMadeContext(Context):
    """A new token, shown this once."""

    template = "me/token_made.html"
    token: str
    label: str
    expires_at: datetime
