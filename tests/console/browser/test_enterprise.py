"""The owner of an enterprise: fills in, sees where he stands, plans, and says who may see what."""

from datetime import UTC, datetime, timedelta

import pytest

from console.browser.walk import walking
from console.web.enterprise_case import MODEL

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def answer(walker, item):
    """Choose another answer, the last that is free, and wait until it is kept."""
    page = walker.page
    free = page.locator(f"[name='a.{item}']:not(:checked):not([value='']):not([value='A'])")
    with page.expect_response(lambda told: told.url.endswith(f"/answers/{item}")) as waiting:
        free.last.check()
    assert waiting.value.status == 200
    page.wait_for_selector(f"#state-{item} .saved")


@pytest.mark.parametrize(
    ("who", "lang"), [("newcomer", "zh"), ("newcomer", "en"), ("enterprise", "en")]
)
def test_from_the_first_question_to_the_level(browser, site, who, lang):
    uscc = site.scope_of(who)
    with walking(browser, site, who, lang) as walker:
        page = walker.page
        assert walker.path == f"/enterprises/{uscc}"
        walker.look("profile")
        walker.go(f"/enterprises/{uscc}/questionnaire")
        walker.follow("main .card a.button", "section")
        before = walker.text("#panel")
        answer(walker, "Q01")
        answer(walker, "Q03")
        page.locator("#q-Q03 details.proof summary").click()
        site.typed.add(f"清单-{lang}.pdf")
        file = {
            "name": f"清单-{lang}.pdf",
            "mimeType": "application/pdf",
            "buffer": PDF + lang.encode(),
        }
        page.set_input_files("[name='f.Q03']", file)
        page.wait_for_selector("#files-Q03 a")
        walker.settle()
        assert walker.text("#panel") != before
        walker.look("section-answered")
        walker.press("button[value=next]")
        walker.look("section-next")
        walker.go(f"/enterprises/{uscc}/questionnaire/{MODEL}?section=R")
        walker.go(f"/enterprises/{uscc}/questionnaire/{MODEL}/review")
        assert page.locator("main section tbody tr").count() >= 2
        walker.press("form[action$='/submit'] button")
        walker.look("level")
        assert page.locator(".levels .grade").count() == 2
        assert page.locator(".done").count() == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_slider_plans_anew(browser, site, lang):
    with walking(browser, site, "enterprise", lang) as walker:
        page = walker.page
        walker.go(f"/enterprises/{site.uscc}/roadmap")
        before = page.locator("#plan").get_attribute("data-budget")
        words = walker.text("#plan")
        page.locator(".slide input[type=range]").first.focus()
        for _ in range(12):
            page.keyboard.press("ArrowLeft")
        page.wait_for_function(
            "(before) => document.querySelector('#plan').dataset.budget !== before", arg=before
        )
        walker.settle()
        assert walker.text("#plan") != words
        assert "budget=" in page.url
        assert walker.download("#plan a[href*='/files/docx']").startswith(b"PK")
        page.locator("[name=question][value=level]").check()
        page.wait_for_url("**question=level*")
        walker.look("roadmap-to-a-level")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_consent_is_given_and_taken_back(browser, site, lang):
    here = f"/enterprises/{site.uscc}/consents"
    with walking(browser, site, "enterprise", lang) as walker:
        page = walker.page
        walker.go(here)
        before = page.locator("article.consent:visible").count()
        page.locator("[name=recipient][value='bank:sample-01']").check()
        page.locator(f"[name=group][value='{MODEL}']").check()
        page.fill("[name=purpose]", "设备贷款" if lang == "zh" else "loan for equipment")
        page.fill("[name=until]", (datetime.now(UTC).date() + timedelta(days=60)).isoformat())
        walker.press(f"form[action='{here}']:not([method=get]) button")
        walker.look("consent-given")
        assert page.locator("article.consent:visible").count() == before + 1
        walker.press("form[action$='/withdraw'] button")
        walker.look("consent-withdrawn")
        walker.go(f"/enterprises/{site.uscc}/lookers")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_page_of_the_menu(browser, site, lang):
    with walking(browser, site, "enterprise", lang) as walker:
        walker.tour()
        walker.go(f"/enterprises/{site.uscc}/diagnosis")
        walker.follow("main .levels + p a, main #items a, main #proof tbody a", "trace")
        walker.go(f"/enterprises/{site.uscc}/change")
        walker.refused(f"/enterprises/{site.fresh}")
        walker.refused("/overview", 403)
        walker.go("/me")
        walker.go("/me/tokens")
