"""What goes wrong in a browser: clicked twice, gone back, signed out amid a form, two at once."""

import re
from urllib.parse import quote

import pytest

from console.browser.walk import LOCALES, PASSWORD, WIDE, Walker, walking
from console.web.enterprise_case import MODEL
from console.web.test_imports import HEAD, code

pytestmark = pytest.mark.slow
PROGRAM = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 8
#: Written from right to left, and a sign that turns what follows around.
TURNED = "مصنع \u202eتجربة"


def named(walker, name):
    """The scenarios of a name."""
    walker.page.goto("/scenarios")
    return walker.page.locator("article h3", has_text=name).count()


def typed_scenario(walker, name):
    walker.page.goto("/scenarios/new")
    walker.page.fill("[name=name]", name)
    walker.page.fill("[name=money]", "90000")


def sign_in_again(walker, name):
    """Sign in on the way that keeps what was typed."""
    walker.press("main form button")
    walker.page.fill("[name=name]", name)
    walker.page.fill("[name=password]", PASSWORD)
    walker.press("main form:has([name=password]) button")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_button_clicked_twice_acts_once(browser, site, has_script):
    with walking(browser, site, "province-office", "en", java_script_enabled=has_script) as walker:
        name = f"twice {has_script}"
        typed_scenario(walker, name)
        walker.page.locator("main form button").first.dblclick(no_wait_after=True)
        walker.page.wait_for_url("**/scenarios")
        assert named(walker, name) == 1


def test_going_back_and_sending_again_acts_once(browser, site):
    with walking(browser, site, "province-office", "en") as walker:
        page = walker.page
        typed_scenario(walker, "gone back")
        number = page.locator("main [name=_once]").input_value()
        walker.press("main form button")
        page.go_back()
        assert walker.path == "/scenarios/new"
        # The browser brings back what was typed, with the number of the form that it stood in.
        assert page.input_value("[name=name]") == "gone back"
        assert page.locator("main [name=_once]").input_value() == number
        walker.press("main form button")
        assert named(walker, "gone back") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_session_that_ends_amid_a_form_loses_nothing(browser, site, lang):
    name = f"ended {lang}"
    with walking(browser, site, "province-office", lang) as walker:
        typed_scenario(walker, name)
        walker.page.context.clear_cookies(name=re.compile("lingnan_session"))
        walker.press("main form button")
        walker.forget()
        assert name in walker.text()
        walker.look("ended-amid-a-form")
        sign_in_again(walker, "province-office")
        walker.press("main form button")
        assert named(walker, name) == 1


def test_answers_typed_after_the_session_ended_wait_for_the_sign_in(browser, site):
    here = f"/enterprises/{site.uscc}/questionnaire/{MODEL}?section=M"
    with walking(browser, site, "enterprise", "zh") as walker:
        page = walker.page
        page.goto(here)
        walker.settle()
        page.context.clear_cookies(name=re.compile("lingnan_session"))
        free = page.locator("[name='a.Q08']:not(:checked):not([value='']):not([value='A'])").last
        wanted = free.get_attribute("value")
        with page.expect_response(lambda told: told.url.endswith("/answers/Q08")) as waiting:
            free.check()
        assert waiting.value.status == 401
        page.wait_for_selector("#q-Q08 .unsaved-note")
        assert page.locator(f"[name='a.Q08'][value='{wanted}']").is_checked()
        walker.press("button[value=stay]")
        sign_in_again(walker, "enterprise")
        walker.press("main form button")
        page.goto(here)
        assert page.locator(f"[name='a.Q08'][value='{wanted}']").is_checked()


def test_two_people_at_one_product_see_each_other(browser, site):
    here = f"/providers/{site.scope_of('provider')}"
    with walking(browser, site, "provider", "en") as first:
        first.page.goto(f"{here}/products")
        first.page.fill("[name=name_zh]", "两人同改")
        first.page.fill("[name=name_en]", "Changed by two")
        first.page.select_option("[name=measure]", index=1)
        first.page.locator("[name=sizes]").first.check()
        for name, value in (("low", "50000"), ("high", "90000"), ("until", "2030-01-31")):
            first.page.fill(f"[name={name}]", value)
        first.press("main form button")
        one = first.page.locator("a[aria-label*='Changed by two']")
        path = one.get_attribute("href")
        context = browser.new_context(
            base_url=site.address,
            viewport=WIDE,
            locale=LOCALES["en"],
            storage_state=first.page.context.storage_state(),
        )
        second = Walker(context.new_page(), site, "en", "provider")
        second.page.goto(path)
        first.page.goto(path)
        first.page.fill("[name=low]", "51000")
        first.press("main form button")
        second.page.fill("[name=low]", "52000")
        second.press("main form button")
        assert second.page.locator(".failure").count() == 1
        words = second.text()
        assert "51,000" in words
        assert second.page.locator("[name=low]").input_value() == "52000"
        second.press("main form button")
        second.page.goto(path)
        assert second.page.locator("[name=low]").input_value() == "52000"
        context.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_renamed_program_is_refused_with_a_reason(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        page.goto("/imports/new?kind=enterprise")
        file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": PROGRAM}
        page.set_input_files("#f-file", file)
        walker.press("main form button")
        assert page.locator("main .failure, main .error").count() >= 1
        walker.forget()
        site.typed.add("名录.csv")
        walker.look("program-refused")
    with walking(browser, site, "enterprise", lang) as walker:
        page = walker.page
        page.goto(f"/enterprises/{site.uscc}/questionnaire/{MODEL}")
        page.locator("#q-Q03 details.proof summary").click()
        file = {"name": "proof.pdf", "mimeType": "application/pdf", "buffer": PROGRAM}
        page.set_input_files("[name='f.Q03']", file)
        page.wait_for_selector("#files-Q03 .failure, #files-Q03 .error")
        assert page.locator("#files-Q03 a", has_text="proof.pdf").count() == 0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_names_that_are_very_long_or_run_the_other_way_fit_the_page(browser, site, lang):
    first = {"zh": 7100, "en": 7110}[lang]
    rows = (TURNED, "长" * 120, "x" * 120, "名" * 10_000)
    lines = [f"{code(first + n)},{name},广州,C3911,9\n" for n, name in enumerate(rows)]
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        page.goto("/imports/new?kind=enterprise")
        content = (HEAD + "".join(lines)).encode()
        file = {"name": "long.csv", "mimeType": "text/csv", "buffer": content}
        page.set_input_files("#f-file", file)
        walker.press("main form button")
        walker.look("long-names-looked-at")
        walker.press("button[formaction$='/start']")
        walker.wait_for_job()
        walker.look("long-names-brought-in")
        for n in range(3):
            walker.go(f"/enterprises?q={code(first + n)}", "long-name-found")
            walker.go(f"/enterprises/{code(first + n)}", "long-name")
        walker.go(f"/enterprises?q={quote('长' * 2_000)}", "long-question")
