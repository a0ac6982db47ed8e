"""Without scripts everything but live charts and sliders still works."""

import pytest

from console.browser.walk import walking
from console.web.enterprise_case import MODEL

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_overview_and_the_filters_of_the_list(browser, site, lang):
    with walking(browser, site, "province-office", lang, java_script_enabled=False) as walker:
        page = walker.page
        assert walker.path == "/overview"
        assert page.locator(".card.target .values").count() == 6
        assert page.locator("table.heat tbody tr").count() > 5
        assert page.locator("nav.menu li a").first.is_visible()
        page.goto("/enterprises")
        page.select_option("#f-city", site.city)
        page.fill("#f-q", site.uscc[:12])
        walker.press("form.search button")
        assert f"city={site.city}" in page.url
        assert site.uscc in walker.text("#found")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_section_is_saved_and_a_roadmap_planned(browser, site, lang):
    here = f"/enterprises/{site.uscc}"
    with walking(browser, site, "enterprise", lang, java_script_enabled=False) as walker:
        page = walker.page
        page.goto(f"{here}/questionnaire/{MODEL}?section=M")
        free = page.locator("[name='a.Q08']:not(:checked):not([value='']):not([value='A'])").last
        wanted = free.get_attribute("value")
        free.check()
        walker.press("button[value=stay]")
        assert page.locator(".done").is_visible()
        assert page.locator(f"[name='a.Q08'][value='{wanted}']").is_checked()
        page.goto(f"{here}/roadmap")
        assert page.locator("#f-budget").is_visible()
        page.fill("#f-budget", "300000")
        walker.press("#ask button")
        assert "budget=300000" in page.url
        assert page.locator("#plan").get_attribute("data-budget") == "300000"
        assert page.locator("#schedule tbody tr").count() >= 1
