"""All that is kept about one's own account, as a file: for its owner, without secrets.

Source: OWASP ASVS 4.0.3 V8.3.2 (export on demand).
"""

import json
from dataclasses import asdict
from typing import Any

from lingnan.access import find_account, list_tokens
from lingnan.access.federated import links_of
from lingnan.access.session import list_sessions
from lingnan.access.trail_search import TrailQuestion, search_trail
from lingnan.console.web.answer import Answer, Sent
from lingnan.console.web.call import Call
from lingnan.store.audit import audit_entry

_ENTRIES = 1_000


def send(call: Call) -> Answer:
    """The account, its roles, links, sessions, tokens, and what it did lately."""
    access, who = call.desk.access, call.who
    found = find_account(access, who.name)
    own = (audit_entry.c.actor == who.actor) | (audit_entry.c.object == f"account:{who.name}")
    trail = search_trail(call.store.database, TrailQuestion(), seen=own, limit=_ENTRIES)
    told: dict[str, Any] = {
        "account": {**asdict(found), "grants": [str(each) for each in found.grants]},
        "issuers": [asdict(each) for each in links_of(access, who.name)],
        "sessions": [asdict(each) for each in list_sessions(access, who.account_id, at=call.at)],
        "tokens": [
            {
                **asdict(each),
                "permissions": sorted(each.permissions),
                "scope": None if each.scope is None else str(each.scope),
            }
            for each in list_tokens(access, who.name)
        ],
        "audit_entries": [asdict(each) for each in trail.entries],
    }
    content = json.dumps(told, ensure_ascii=False, indent=2, default=str)
    return Sent(content.encode(), "application/json", "account.json")
