"""Whoever leads a park or a chain: its members, its roadmap, the bottlenecks, other conditions."""

import pytest

from console.browser.walk import walking

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["park-operator", "chain-leader"])
def test_members_and_the_shared_roadmap(browser, site, who, lang):
    kind = "parks" if who == "park-operator" else "chains"
    here = f"/{kind}/{site.scope_of(who)}"
    with walking(browser, site, who, lang) as walker:
        page = walker.page
        assert walker.path == here
        walker.look("group")
        assert page.locator(".chart svg").count() >= 1
        page.fill("[name=budget]", "3000000")
        with page.expect_response(lambda told: told.request.headers.get("hx-request") == "true"):
            page.locator("form.again button").click()
        walker.settle()
        walker.look("group-planned-again")
        assert walker.download(".downloads a").startswith(b"PK")
        walker.refused("/enterprises/" + site.fresh)
