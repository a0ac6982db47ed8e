"""The shortest walk, in the ordinary tests: sign in by a link, the overview, the questionnaire."""

from console.browser.walk import walking
from console.web.enterprise_case import MODEL


def test_an_official_signs_in_and_sees_the_overview(browser, site):
    with walking(browser, site, "city-office", "zh") as walker:
        assert walker.path == "/overview"
        walker.look()
        assert walker.page.locator(".card.target").count() >= 6


def test_an_owner_opens_the_questionnaire_and_an_answer_is_kept(browser, site):
    with walking(browser, site, "newcomer", "zh") as walker:
        page = walker.page
        walker.go(f"/enterprises/{site.fresh}/questionnaire/{MODEL}")
        page.locator("[name='a.Q03'][value='B']").check()
        page.wait_for_selector("#state-Q03 .saved")
        page.reload()
        assert page.locator("[name='a.Q03'][value='B']").is_checked()
