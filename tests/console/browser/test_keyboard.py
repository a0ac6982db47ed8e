"""With the keyboard alone: skip the frame, choose in the menu, fill in a form; on a phone too."""

import pytest

from console.browser.walk import PASSWORD, PHONE, walking

pytestmark = pytest.mark.slow
_MOST = 80


def focused(page, question):
    """What the focus is on."""
    return page.evaluate(f"() => {{ const at = document.activeElement; return {question}; }}")


def tab_to(page, question):
    """Press Tab until the focus is where it is wanted; every step on the way can be seen."""
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        assert focused(page, "getComputedStyle(at).outlineStyle") != "none"
        if focused(page, question):
            return
    raise AssertionError(f"Tab never comes to {question}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_the_skip_link_to_a_found_enterprise(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        page.goto("/overview")
        page.keyboard.press("Tab")
        assert focused(page, "at.className") == "skip"
        assert page.locator(".skip").bounding_box()["x"] >= 0
        page.keyboard.press("Enter")
        assert focused(page, "at.id") == "content"
        page.keyboard.press("Tab")
        assert focused(page, "Boolean(at.closest('main'))")
        page.goto("/overview")
        tab_to(page, "at.getAttribute('href') === '/enterprises'")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert walker.path == "/enterprises"
        tab_to(page, "at.id === 'f-q'")
        page.keyboard.type(site.uscc)
        page.keyboard.press("Enter")
        page.wait_for_function("() => document.querySelectorAll('#found tbody tr').length === 1")
        tab_to(page, f"at.getAttribute('href') === '/enterprises/{site.uscc}'")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert walker.path == f"/enterprises/{site.uscc}"


def test_the_menu_of_a_phone_and_the_other_language(browser, site):
    with walking(browser, site, "province-office", "zh", viewport=PHONE) as walker:
        page = walker.page
        page.set_viewport_size(PHONE)
        page.goto("/overview")
        assert not page.locator("nav.menu li a").first.is_visible()
        tab_to(page, "at.tagName === 'SUMMARY' && Boolean(at.closest('.menu'))")
        page.keyboard.press("Enter")
        assert page.locator("nav.menu li a").first.is_visible()
        tab_to(page, "at.getAttribute('href') === '/parks'")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        tab_to(page, "at.name === 'lang'")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert walker.path == "/parks"
        assert page.locator("html").get_attribute("lang") == "en"


def test_signing_in_and_out(browser, site):
    with walking(browser, site, "bank", "en") as walker:
        page = walker.page
        tab_to(
            page, "at.closest('form') && at.closest('form').getAttribute('action') === '/sign-out'"
        )
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert walker.path == "/sign-in"
        tab_to(page, "at.name === 'name'")
        page.keyboard.type("bank")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert walker.path.startswith("/banks/")
