"""On paper: the figures and their tables, without menu, forms and links to files."""

import pytest

from console.browser.walk import walking

pytestmark = pytest.mark.slow
_AWAY = ("nav.menu", ".reader", "main form", "main a[download]", ".tabs", ".pager")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("who", "page_of"),
    [
        ("province-office", lambda site: "/overview"),
        ("enterprise", lambda site: f"/enterprises/{site.uscc}/diagnosis"),
    ],
)
def test_what_is_printed(browser, site, shots, who, page_of, lang):
    with walking(browser, site, who, lang) as walker:
        page = walker.page
        page.goto(page_of(site))
        walker.settle()
        page.emulate_media(media="print")
        for selector in _AWAY:
            for each in page.locator(selector).all():
                assert not each.is_visible(), selector
        for selector in ("main h1", "main .sentence", ".synthetic"):
            assert page.locator(selector).first.is_visible()
        content = page.pdf(path=shots / f"{who}-{lang}.pdf", format="A4")
        assert content.startswith(b"%PDF")
