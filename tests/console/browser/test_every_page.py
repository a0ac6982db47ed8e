"""Every page of the table of routes, in both languages: axe, words, width; each is really come to.

The addresses are found by following links from page to page, so that a page that nobody is led to
is noticed too. What readers do there is asked by the journeys.
"""

import pytest

from console.browser import served
from console.browser.furnish import furnish
from console.browser.walk import LOCALES, WIDE, Walker
from console.browser.way import GETS, session_of, ways
from console.web.conftest import AS_OF, _copied
from lingnan.console.web.cookie import session_name
from lingnan.console.web.route import Open

pytestmark = pytest.mark.slow
#: They need a service outside this installation: one that signs people in, the node above.
OUTSIDE = {
    "/sign-in/with/{issuer}",
    "/sign-in/with/{issuer}/back",
    "/node/reports/deliveries/{delivery}/receipt",
}
READERS = (
    "",
    *("province-office", "enterprise", "newcomer", "auditor", "administrator", "park-operator"),
    *("chain-leader", "provider", "bank", "node-enterprise", "node-newcomer", "node-operator"),
    *("node-reviewer", "city-office"),
)


@pytest.fixture(scope="module")
def furnished(province_folder, tmp_path_factory, pack, shots, chromium):
    """A console of this module alone, with something of everything; and the way to each route."""
    store = _copied(province_folder, tmp_path_factory.mktemp("furnished") / "store")
    site, ends = served.begin(store, pack, shots, as_of=AS_OF)
    try:
        begin = furnish(site)
        yield site, ways(site, READERS, begin)
    finally:
        served.end_all(ends)


def test_every_route_is_come_to(furnished):
    _site, found = furnished
    assert {route.path for route in GETS} - set(found) == OUTSIDE


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("route", GETS, ids=lambda route: route.path)
def test_a_page_lacks_nothing(browser, furnished, route, lang):
    site, found = furnished
    way = found.get(route.path)
    if way is None or not way.is_page:
        return  # a file, a way elsewhere, or told above
    context = browser.new_context(base_url=site.address, viewport=WIDE, locale=LOCALES[lang])
    if route.permission is not Open.ANYBODY:
        token = session_of(site, way.who)
        name = session_name(is_secure=False)
        context.add_cookies([{"name": name, "value": token, "url": site.address}])
    try:
        walker = Walker(context.new_page(), site, lang, "every")
        walker.go(way.path)
        assert not walker.problems, "\n".join(dict.fromkeys(walker.problems))
    finally:
        context.close()
