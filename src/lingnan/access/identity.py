"""Who asks, and the one rule of what they may: every room and page asks `may` or `visible`.

Not for: proving who it is (sign_in, session, api_token).
"""

from dataclasses import dataclass, field

from lingnan.access.errors import BadGrant, Refused
from lingnan.access.permission import Permission
from lingnan.access.role import CONFLICTS, ROLES, Role
from lingnan.access.scope import SCOPE_NAME, Scope, Target


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One role over one scope. Raises: BadGrant when the role never holds over such a scope."""

    role: Role
    scope: Scope

    def __post_init__(self) -> None:
        if self.scope.kind not in ROLES[self.role].scopes:
            raise BadGrant(role=ROLES[self.role].name, other=SCOPE_NAME[self.scope.kind])

    def __str__(self) -> str:
        return f"{self.role}@{self.scope}"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts, proven.

    Attributes:
        limits: an API token's permissions; null when all of the account's hold.
        narrow: an API token's scope; null when all of the account's hold.
        has_second_factor: whether a second factor was proven in this session.
        origin: the network address the act comes from.
    """

    account_id: str
    name: str
    grants: tuple[Grant, ...]
    limits: frozenset[Permission] | None = None
    narrow: Scope | None = None
    token_id: str | None = None
    has_second_factor: bool = False
    origin: str | None = None

    @property
    def actor(self) -> str:
        """The name for the audit trail; names of accounts are never given twice."""
        by = "" if self.token_id is None else f"/token:{self.token_id}"
        return f"account:{self.name}{by}"

    @property
    def roles(self) -> frozenset[Role]:
        """The roles it holds over any scope."""
        return frozenset(grant.role for grant in self.grants)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it may do over any scope."""
        held = frozenset(each for role in self.roles for each in role.permissions)
        return held if self.limits is None else held & self.limits

    @property
    def lacks_second_factor(self) -> bool:
        """Whether a role asks for a second factor that was not proven; a token has none to give."""
        is_privileged = any(ROLES[role].is_privileged for role in self.roles)
        return is_privileged and self.token_id is None and not self.has_second_factor


@dataclass(frozen=True, slots=True)
class Reach:
    """Over which rows a permission holds: within one of `scopes`, and in `narrow` if given."""

    scopes: frozenset[Scope] = field(default_factory=frozenset)
    narrow: Scope | None = None

    def covers(self, target: Target) -> bool:
        """Answer whether a target lies within."""
        if not any(_within(scope, target) for scope in self.scopes):
            return False
        return self.narrow is None or _within(self.narrow, target)

    def __bool__(self) -> bool:
        return bool(self.scopes)


def reach(identity: Identity, permission: Permission) -> Reach:
    """Answer over which rows an identity has a permission."""
    if identity.limits is not None and permission not in identity.limits:
        return Reach()
    scopes = {grant.scope for grant in identity.grants if permission in grant.role.permissions}
    return Reach(frozenset(scopes), identity.narrow)


def may(identity: Identity, permission: Permission, target: Target) -> bool:
    """Answer whether an identity may do a thing to a target."""
    return reach(identity, permission).covers(target)


def ensure(identity: Identity, permission: Permission, target: Target) -> None:
    """Raise Refused unless `may`; the edge writes it to the audit trail as not done."""
    if not may(identity, permission, target):
        raise Refused(permission=permission.label, who=identity.name)


def check_grants(grants: tuple[Grant, ...]) -> None:
    """Raise BadGrant when roles that exclude each other would be in one hand."""
    held = {grant.role for grant in grants}
    for pair in CONFLICTS:
        if pair <= held:
            first, second = sorted(pair)
            raise BadGrant(role=first.name_in, other=second.name_in)


def _within(scope: Scope, target: Target) -> bool:
    if scope.kind.value == "everything":
        return True
    return any(scope.covers(place) for place in target.places)
