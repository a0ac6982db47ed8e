"""Who may do what: accounts, API tokens, permissions `room:action` and the audit trail.

The door: `may` and `visible` answer what an `Identity` may do and see, over which `Target` or rows;
`sign_in`, `find_session` and `find_token` say who it is; `record_act` writes what it did into the
one hash-chained trail. `Access.of(store)` brings what they work with: database, chance, key, and
the rules of time.
"""

from lingnan.access.account import (
    Account,
    State,
    create_account,
    find_account,
    list_accounts,
    lock_account,
    set_grants,
    unlock_account,
)
from lingnan.access.api_token import ApiToken, find_token, list_tokens, make_token, revoke_token
from lingnan.access.duty import are_other_hands, ensure_other_hands
from lingnan.access.identity import Grant, Identity, Reach, ensure, may, reach
from lingnan.access.invitation import change_password, first_administrator, invite, redeem
from lingnan.access.permission import Permission
from lingnan.access.policy import Access, Policy
from lingnan.access.role import ROLES, Role
from lingnan.access.scope import EVERYTHING, Scope, ScopeKind, Target
from lingnan.access.secret import Secret
from lingnan.access.session import (
    Opened,
    end_session,
    end_sessions_of,
    find_session,
    rotate_session,
)
from lingnan.access.sign_in import prove, sign_in
from lingnan.access.trail import Entry, TrailVerdict, list_entries, record_act, verify_trail
from lingnan.access.visible import visible

__all__ = [
    "EVERYTHING",
    "ROLES",
    "Access",
    "Account",
    "ApiToken",
    "Entry",
    "Grant",
    "Identity",
    "Opened",
    "Permission",
    "Policy",
    "Reach",
    "Role",
    "Scope",
    "ScopeKind",
    "Secret",
    "State",
    "Target",
    "TrailVerdict",
    "are_other_hands",
    "change_password",
    "create_account",
    "end_session",
    "end_sessions_of",
    "ensure",
    "ensure_other_hands",
    "find_account",
    "find_session",
    "find_token",
    "first_administrator",
    "invite",
    "list_accounts",
    "list_entries",
    "list_tokens",
    "lock_account",
    "make_token",
    "may",
    "prove",
    "reach",
    "record_act",
    "redeem",
    "revoke_token",
    "rotate_session",
    "set_grants",
    "sign_in",
    "unlock_account",
    "verify_trail",
    "visible",
]
