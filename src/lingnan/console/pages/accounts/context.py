"""What the pages of accounts are told."""

from dataclasses import dataclass
from datetime import datetime

from lingnan.console.web.answer import Context
from lingnan.console.web.pages import Pages
from lingnan.console.web.scope_name import GrantWords

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in the list."""

    account_id: str
    name: str
    display_name: str
    grants: tuple[GrantWords, ...]
    state: str
    has_factor: bool
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsContext(Context):
    """The list of accounts with its question."""

    template = "accounts/accounts.html"
    accounts: tuple[AccountLine, ...]
    count: int
    pages: Pages
    text: str
    state: str
    states: tuple[Pair, ...]
    role: str
    roles: tuple[Pair, ...]
    may_change: bool


@dataclass(frozen=True, slots=True)
class GrantForm:
    """What was typed of a role over a scope, and what may be chosen."""

    roles: tuple[Pair, ...]
    kinds: tuple[Pair, ...]
    role: str = ""
    kind: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class CreateContext(Context):
    """The form for a new account."""

    template = "accounts/create.html"
    form: GrantForm
    name: str = ""
    display_name: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class InviteContext(Context):
    """A one-time link, shown this once."""

    template = "accounts/invite.html"
    name: str
    link: str
    account_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Who an account is at an issuer."""

    issuer: str
    subject: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class AccountContext(Context):
    """One account, and what may be done with it.

    Attributes:
        seen: the state in which it was read; a form that carries another is told of the change.
        locked_until: the rest after wrong passwords; null when it does not rest.
        issuers: at which it may be linked, as address and name.
    """

    template = "accounts/account.html"
    account_id: str
    name: str
    display_name: str
    state: str
    is_locked: bool
    locked_until: datetime | None
    grants: tuple[GrantWords, ...]
    has_factor: bool
    created_at: datetime
    password_at: datetime | None
    signed_in_at: datetime | None
    sessions_count: int
    tokens_count: int
    links: tuple[LinkLine, ...]
    issuers: tuple[Pair, ...]
    subject: str
    reason: str
    form: GrantForm
    seen: str
    may_change: bool
    is_self: bool
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One API token, without its secret."""

    token_id: str
    account: str
    label: str
    permissions: tuple[str, ...]
    scope: str
    expires_at: datetime
    used_at: datetime | None
    state: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class TokensContext(Context):
    """The API tokens of all accounts."""

    template = "accounts/tokens.html"
    tokens: tuple[TokenLine, ...]
    pages: Pages
    live_count: int
    may_revoke: bool
