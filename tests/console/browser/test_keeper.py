"""The auditor reads all and changes nothing; the administrator keeps accounts and sees no data."""

import pytest

from console.browser.walk import Walker, walking

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_auditor_verifies_both_chains(browser, site, lang):
    with walking(browser, site, "auditor", lang) as walker:
        page = walker.page
        assert walker.path == "/overview"
        walker.tour()
        walker.go("/audit/checks")
        for which in ("trail", "evidence"):
            walker.go("/audit/checks")
            walker.press(f"form[action='/audit/checks/{which}'] button")
            walker.wait_for_job()
            walker.look(f"check-of-{which}")
            assert page.locator("main .done").count() == 1
        walker.go(f"/enterprises/{site.uscc}")
        assert page.locator("main form[method=post]").count() == 0
        walker.go("/audit?done=no")
        assert walker.download("a[href*='entries.csv']")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_administrator_invites_and_somebody_comes(browser, site, lang):
    with walking(browser, site, "administrator", lang) as walker:
        page = walker.page
        assert walker.path == "/accounts"
        walker.tour()
        walker.refused("/overview", 403)
        walker.go("/accounts/create")
        name = f"office-{lang}"
        site.accounts[name] = None
        page.fill("[name=name]", name)
        page.select_option("[name=role]", "programme-office")
        page.select_option("[name=kind]", "city")
        page.fill("[name=key]", site.city)
        walker.press("main form button")
        walker.look("invitation")
        link = walker.text("code.key").strip()
        walker.press("main a.button")
        walker.look("account")
        assert name in walker.text("h1")
        account = walker.path
    welcome(browser, site, link, lang)
    with walking(browser, site, "administrator", lang) as walker:
        page = walker.page
        walker.go(account)
        page.fill("form[action$='/lock'] [name=reason]", "post given up")
        walker.press("form[action$='/lock'] button")
        walker.look("account-locked")
        assert page.locator("form[action$='/unlock']").count() == 1
        walker.go("/health")
        walker.go("/tokens")


def welcome(browser, site, link, lang):
    """Whoever has the link sets a password and is in, with no more than the role gives."""
    context = browser.new_context(locale={"zh": "zh-CN", "en": "en-GB"}[lang])
    walker = Walker(context.new_page(), site, lang, "invited")
    walker.page.goto(link)
    walker.page.fill("[name=password]", "three slow otters at noon")
    walker.press("main form button")
    assert walker.path == "/overview"
    assert "/accounts" not in walker.menu()
    walker.page.goto(link)
    walker.page.fill("[name=password]", "three slow otters at dusk")
    walker.press("main form button")
    assert walker.page.locator(".failure").count() == 1
    context.close()
