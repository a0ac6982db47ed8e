"""In a browser: a password is shown on wish and measured, a link's token leaves the address."""

import re
import shutil

import pytest

from console.web.conftest import Console
from lingnan.console.asset import FOLDER

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Chromium"),
]


@pytest.fixture
def page(shared_store, pack, tmp_path):
    """The page of a one-time link as a file, with the console's own script beside it."""
    from playwright.sync_api import sync_playwright

    text = Console(shared_store, pack).client("en").get("/welcome").text
    found = tmp_path / "welcome.html"
    found.write_text(re.sub(r"/assets/[0-9a-f]+/", f"{FOLDER.as_uri()}/", text), encoding="utf-8")
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=BROWSER, args=["--no-sandbox", "--allow-file-access-from-files"]
        )
        made = browser.new_page()
        made.goto(f"{found.as_uri()}#the-token_1")
        yield made
        browser.close()


def test_a_new_password_is_measured_and_shown_on_wish(page):
    field = page.locator("#f-password")
    assert field.get_attribute("type") == "password"
    assert not page.locator("[data-strength]").is_visible()
    field.fill("aaaaaaaaaaaaaaaa")
    weak = float(page.locator("meter").evaluate("meter => meter.value"))
    assert page.locator("[data-told]").inner_text() == "16 characters, of at least 12"
    field.fill("seven quiet herons")
    strong = float(page.locator("meter").evaluate("meter => meter.value"))
    assert weak < 12 < strong
    page.get_by_label("Show it").check()
    assert field.get_attribute("type") == "text"
    assert field.input_value() == "seven quiet herons"
    page.get_by_label("Show it").uncheck()
    assert field.get_attribute("type") == "password"


def test_the_token_of_a_link_is_filled_in_and_leaves_the_address(page):
    assert page.locator("#f-token").input_value() == "the-token_1"
    assert "#" not in page.url
