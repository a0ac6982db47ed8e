"""A provider offers, an enterprise asks; a bank sees what was consented to and no more."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from console.browser.walk import walking

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.7\nacceptance of a project\n%%EOF\n"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_product_meets_a_need_and_an_offer_is_made(browser, site, lang):
    provider = site.scope_of("provider")
    here = f"/providers/{provider}"
    with walking(browser, site, "enterprise", lang) as walker:
        walker.go(f"/enterprises/{site.uscc}/offers")
        wanted = walker.page.locator("article.offer h3").first.inner_text()
    with walking(browser, site, "provider", lang) as walker:
        page = walker.page
        assert walker.path == here
        walker.look("provider")
        walker.follow(f"a[href='{here}/products']", "product")
        page.fill("[name=name_zh]", f"样本产品{lang}")
        page.fill("[name=name_en]", f"Sample product {lang}")
        page.select_option("[name=measure]", label=wanted)
        for box in page.locator("[name=sizes]").all():
            box.check()
        page.fill("[name=low]", "50000")
        page.fill("[name=high]", "90000")
        page.fill("[name=until]", (datetime.now(UTC).date() + timedelta(days=90)).isoformat())
        walker.press("main form button")
        walker.look("product-kept")
        walker.follow("#needs a[href*='/offer?']", "offer")
        page.fill("[name=price]", "70000")
        page.fill("[name=months]", "6")
        walker.press("main form button")
        walker.look("offer-made")
        assert page.locator("#projects article").count() >= 1
        walker.refused("/providers/sample-dx-service-002")
    with walking(browser, site, "enterprise", lang) as walker:
        walker.go(f"/enterprises/{site.uscc}/offers")
        assert walker.page.locator("#projects article").count() >= 1
        walker.press("#projects form[action$='/step/agree'] button")
        walker.look("offer-accepted")
    accept(browser, site, lang)


def accept(browser, site, lang):
    """The project is begun and accepted by both sides; the report is evidence then."""
    with walking(browser, site, "provider", lang) as walker:
        walker.press("#projects form[action$='/step/start'] button")
        walker.follow("#projects a[href$='/sign']", "sign")
        file = {"name": "report.pdf", "mimeType": "application/pdf", "buffer": PDF + lang.encode()}
        walker.page.set_input_files("[name=report]", file)
        walker.press("main form button")
        walker.look("signed")
    with walking(browser, site, "enterprise", lang) as walker:
        walker.go(f"/enterprises/{site.uscc}/offers")
        walker.press("#projects form[action$='/step/confirm'] button")
        walker.look("accepted")
        walker.follow("#projects a[href^='/trace/evidence/']", "evidence-of-report")
        digest = hashlib.sha256(PDF + lang.encode()).hexdigest()
        assert digest in walker.text().replace("\u200b", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_bank_sees_what_was_consented_to(browser, site, lang):
    with walking(browser, site, "bank", lang) as walker:
        assert walker.path == f"/banks/{site.scope_of('bank')}"
        walker.look("bank")
        assert walker.download("a[href$='/export']").decode("utf-8-sig").count("\n") > 3
        walker.follow("main tbody th a", "profile")
        walker.go(f"/enterprises/{site.uscc}/diagnosis")
        walker.go(f"/enterprises/{site.uscc}/roadmap")
        walker.refused(f"/enterprises/{site.fresh}")
    with walking(browser, site, "enterprise", lang) as walker:
        walker.go(f"/enterprises/{site.uscc}/lookers")
        assert walker.page.locator("main tbody tr").count() >= 1
