"""The routes of the audit trail."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.i18n import N_
from lingnan.console.pages.audit import check, trail
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post

_READ: Final = Permission.AUDIT_READ
_VERIFY: Final = Permission.AUDIT_VERIFY

ROUTES: Final = (
    get("/audit", _READ, trail.show),
    get("/audit/entries.csv", _READ, trail.download),
    get("/audit/checks", _VERIFY, check.show),
    post("/audit/checks/trail", _VERIFY, check.order_trail),
    post("/audit/checks/evidence", Permission.EVIDENCE_VERIFY, check.order_evidence),
    get("/audit/checks/{job_id}", _VERIFY, check.show_one, job_id=Row.OWN),
)
MENU: Final = (
    Entry("/audit", N_("Audit trail"), 890, _READ, frozenset({Role.AUDITOR})),
    Entry("/audit/checks", N_("Check the chains"), 895, _VERIFY, frozenset({Role.AUDITOR})),
)
