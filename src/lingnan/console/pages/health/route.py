"""Health: the page for the administrator, and a probe that tells only whether all is well."""

from typing import Final

from lingnan.access import Permission, Role
from lingnan.console.i18n import N_
from lingnan.console.pages.health.context import HealthContext
from lingnan.console.pages.health.read import checks, failed_jobs, is_up, versions
from lingnan.console.web.answer import Answer, Data, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Open, get

_READ: Final = Permission.HEALTH_READ


def _health(call: Call) -> Answer:
    tr = call.tr
    found = checks(call)
    bad = [each.name for each in found if each.state == "bad"]
    if bad:
        clause = tr.gettext("this needs attention: {names}").format(names=tr.listing(bad))
    else:
        clause = tr.gettext("everything that was looked at is in order")
    context = HealthContext(
        tr.sentence([clause]), not bad, found, versions(call), failed_jobs(call)
    )
    return Shown(tr.gettext("Health"), context)


def _probe(call: Call) -> Answer:
    is_good = is_up(call.store)
    return Data({"ok": is_good}, 200 if is_good else 503)


ROUTES: Final = (
    get("/health", _READ, _health, of_installation=True),
    get("/healthz", Open.ANYBODY, _probe),
)
MENU: Final = (Entry("/health", N_("Health"), 90, _READ, frozenset({Role.ADMINISTRATOR})),)
