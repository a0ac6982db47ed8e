"""Roles: named bundles of permissions, and over which kinds of scope each may hold.

Source: the terms 系统管理员 and 审计管理员 and that they are different people: GB/T 22239-2019
8.1.5; 平台管理员, 审核员, 企业用户: roles of second-level nodes (Handle protocol facts §4.3).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from lingnan.access.permission import Permission, of_rooms
from lingnan.access.scope import ScopeKind
from lingnan.kernel import Text


class Role(StrEnum):
    """A role that an account may hold over a scope."""

    PROGRAMME_OFFICE = "programme-office"
    ENTERPRISE = "enterprise"
    PARK_OPERATOR = "park-operator"
    CHAIN_LEADER = "chain-leader"
    PROVIDER = "provider"
    BANK = "bank"
    NODE_OPERATOR = "node-operator"
    NODE_REVIEWER = "node-reviewer"
    NODE_ENTERPRISE = "node-enterprise"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def name_in(self) -> Text:
        """The role's name."""
        return ROLES[self].name

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it may do."""
        return ROLES[self].permissions


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a role is.

    Attributes:
        scopes: the kinds of scope over which it may hold.
        is_privileged: whether who holds it must prove a second factor.
    """

    name: Text
    permissions: frozenset[Permission]
    scopes: frozenset[ScopeKind]
    is_privileged: bool = False


_DATA: Final = (
    *("registry", "evidence", "diagnosis", "roadmap", "programme"),
    *("runs", "imports", "findings", "reports"),
)
_LOOK: Final = of_rooms(("read",), "registry", "diagnosis", "roadmap", "reports")
_HOOKS: Final = of_rooms(("read", "change"), "webhooks")
_OWN_TOKENS: Final = frozenset({Permission.TOKENS_MAKE})

ROLES: Final[dict[Role, Bundle]] = {
    Role.PROGRAMME_OFFICE: Bundle(
        Text("工业和信息化主管部门", "programme office"),
        of_rooms(("read",), *_DATA)
        | of_rooms(("change", "start", "undo", "settle", "make", "plan", "allocate"), *_DATA)
        | {
            Permission.EVIDENCE_ADD,
            Permission.EVIDENCE_AMEND,
            Permission.EVIDENCE_ATTEST,
            Permission.EVIDENCE_SEAL,
            Permission.EVIDENCE_VERIFY,
            Permission.DIAGNOSIS_SCORE,
        }
        | {Permission.IDENTIFIER_READ, Permission.IDENTIFIER_RESOLVE_STATISTICS}
        | {Permission.PACKS_READ, Permission.MARKET_READ}
        | _HOOKS
        | _OWN_TOKENS,
        frozenset({ScopeKind.PROVINCE, ScopeKind.CITY}),
    ),
    Role.ENTERPRISE: Bundle(
        Text("企业", "enterprise"),
        _LOOK
        | {
            Permission.REGISTRY_CHANGE,
            Permission.EVIDENCE_READ,
            Permission.EVIDENCE_ADD,
            Permission.DIAGNOSIS_SCORE,
        }
        | {
            Permission.ROADMAP_PLAN,
            Permission.FINDINGS_READ,
            Permission.REPORTS_MAKE,
            Permission.AUDIT_READ,
            Permission.CONSENTS_READ,
            Permission.CONSENTS_GIVE,
            Permission.MARKET_READ,
            Permission.MARKET_CHANGE,
        }
        | _HOOKS
        | _OWN_TOKENS,
        frozenset({ScopeKind.ENTERPRISE}),
    ),
    Role.PARK_OPERATOR: Bundle(
        Text("产业园运营机构", "park operator"),
        _LOOK | {Permission.ROADMAP_PLAN, Permission.REPORTS_MAKE},
        frozenset({ScopeKind.PARK}),
    ),
    Role.CHAIN_LEADER: Bundle(
        Text("链主企业", "chain leader"),
        _LOOK | {Permission.ROADMAP_PLAN, Permission.REPORTS_MAKE},
        frozenset({ScopeKind.CHAIN}),
    ),
    Role.PROVIDER: Bundle(
        Text("制造业数字化转型服务商", "provider"),
        of_rooms(("read",), "registry", "diagnosis", "roadmap", "consents", "market")
        | {Permission.EVIDENCE_READ, Permission.EVIDENCE_ADD, Permission.MARKET_CHANGE}
        | _OWN_TOKENS,
        frozenset({ScopeKind.PROVIDER}),
    ),
    Role.BANK: Bundle(
        Text("金融机构", "financial institution"),
        _LOOK | {Permission.EVIDENCE_READ, Permission.CONSENTS_READ},
        frozenset({ScopeKind.BANK}),
    ),
    Role.NODE_OPERATOR: Bundle(
        Text("平台管理员", "node operator"),
        of_rooms(
            ("read", "allot", "register", "resolve-statistics", "template", "report", "operate"),
            "identifier",
        )
        | _OWN_TOKENS,
        frozenset({ScopeKind.PREFIX}),
        is_privileged=True,
    ),
    Role.NODE_REVIEWER: Bundle(
        Text("审核员", "node reviewer"),
        frozenset({Permission.IDENTIFIER_READ, Permission.IDENTIFIER_REVIEW}),
        frozenset({ScopeKind.PREFIX}),
        is_privileged=True,
    ),
    Role.NODE_ENTERPRISE: Bundle(
        Text("企业用户", "enterprise user of the node"),
        of_rooms(("read", "apply", "register", "resolve-statistics", "template"), "identifier")
        | _OWN_TOKENS,
        frozenset({ScopeKind.ENTERPRISE, ScopeKind.PREFIX}),
    ),
    Role.AUDITOR: Bundle(
        Text("审计管理员", "auditor"),
        of_rooms(("read", "verify")) | {Permission.IDENTIFIER_RESOLVE_STATISTICS},
        frozenset({ScopeKind.EVERYTHING, ScopeKind.PROVINCE, ScopeKind.CITY}),
        is_privileged=True,
    ),
    Role.ADMINISTRATOR: Bundle(
        Text("系统管理员", "administrator"),
        of_rooms(("read", "change", "make", "revoke"), "accounts", "tokens")
        | of_rooms(("read",), "packs", "health"),
        frozenset({ScopeKind.EVERYTHING}),
        is_privileged=True,
    ),
}

#: Pairs one account never holds together: who acts does not watch, who asks does not grant.
CONFLICTS: Final = (
    frozenset({Role.ADMINISTRATOR, Role.AUDITOR}),
    frozenset({Role.NODE_REVIEWER, Role.NODE_ENTERPRISE}),
    frozenset({Role.NODE_REVIEWER, Role.NODE_OPERATOR}),
)
