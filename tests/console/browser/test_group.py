"""Whoever leads a park or a chain: its members, its roadmap, the bottlenecks, other conditions."""

import pytest

from console.browser.walk import walking

#: Milliseconds; a large park takes its time, the more so before the solver is compiled.
PATIENCE = 240_000
pytestmark = pytest.mark.slow


def is_piece(answer):
    return answer.request.headers.get("hx-request") == "true"


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
        with page.expect_response(is_piece, timeout=PATIENCE):
            page.locator("form.again button:not([formaction])").click()
        walker.settle()
        walker.look("group-planned-again")
        assert walker.download(".downloads a").startswith(b"PK")
        walker.refused("/enterprises/" + site.fresh)
