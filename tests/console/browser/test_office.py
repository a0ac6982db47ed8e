"""The programme office of the province and of a city: from a number to its proof; its work."""

import pytest

from console.browser.walk import walking
from console.web.test_imports import HEAD, ONE, code

pytestmark = pytest.mark.slow
LANGS = ("zh", "en")
OF_TARGETS = "main a[href^='/trace/targets/']"


@pytest.mark.parametrize("lang", LANGS)
def test_a_number_leads_to_its_evidence(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        assert walker.path == "/overview"
        walker.look()
        assert walker.page.locator(".card.target").count() == 6
        walker.follow(".card.target h3 a", "target")
        walker.follow(OF_TARGETS, "definition")
        assert walker.page.locator("#clause li").count() >= 1
        walker.follow("main a[href*='/rows?']", "rows")
        walker.follow("main tbody th a", "row-of-count")
        walker.follow("main tbody a[href*='/trace/enterprises/']", "indicator")
        walker.follow("main tbody a[href^='/trace/evidence/']", "evidence")
        assert walker.page.locator("#chain code").count() >= 2


@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_the_menu_and_behind_it(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        walker.tour()
        walker.go("/overview")
        walker.follow(".tiles a", "city")
        walker.go("/clusters")
        walker.follow("main tbody th a", "cluster")
        walker.go("/parks")
        walker.follow("main tbody th a", "park")
        walker.go("/chains")
        walker.follow("main tbody th a", "chain")
        walker.go("/roadmaps")
        walker.follow("#industries a", "industry")
        walker.go("/packs")
        walker.follow("main tbody th a", "records")
        walker.go(f"/enterprises/{site.uscc}/diagnosis")
        walker.go(f"/enterprises/{site.uscc}/roadmap")


@pytest.mark.parametrize("lang", LANGS)
def test_an_enterprise_is_found_while_one_types(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        walker.go("/enterprises")
        page.fill("#f-q", site.uscc[:14])
        page.wait_for_function("() => document.querySelectorAll('#found tbody tr').length === 1")
        assert site.uscc in walker.text("#found")
        assert f"q={site.uscc[:14]}" in page.url
        page.fill("#f-q", "")
        page.select_option("#f-city", site.city)
        page.wait_for_url("**city=*")
        walker.settle()
        walker.look("enterprises-of-a-city")
        found = walker.download("#found a[download]").decode("utf-8-sig")
        assert len(found.splitlines()) > 3
        assert site.uscc in found


def register(first):
    """A register of two enterprises, the second with a code that cannot be one."""
    second = f"{code(first + 1)[:-1]}-"
    return f"{HEAD}{code(first)},{ONE}{second},乙厂,广州,C3911,9\n"


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_is_looked_at_imported_and_undone(browser, site, lang):
    first = {"zh": 7000, "en": 7010}[lang]
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        walker.go("/imports")
        walker.follow("a[href='/imports/new?kind=enterprise']", "upload")
        file = {"name": "名录.csv", "mimeType": "text/csv", "buffer": register(first).encode()}
        page.set_input_files("#f-file", file)
        walker.press("main form button")
        walker.look("import-looked-at")
        assert page.locator("table.mapping tbody tr").count() == 5
        walker.press("button[formaction$='/start']")
        walker.wait_for_job()
        walker.look("import-done")
        assert [each.inner_text() for each in page.locator(".counts dd").all()][:1] == ["1"]
        walker.follow("a[href^='/findings?batch=']", "findings-of-a-file")
        page.go_back()
        page.fill("[name=reason]", "错误文件" if lang == "zh" else "wrong file")
        walker.press("form[action$='/undo'] button")
        walker.wait_for_job()
        walker.look("import-undone")
        walker.go(f"/enterprises?q={code(first)}")
        assert page.locator("#found tbody tr").count() == 0


@pytest.mark.parametrize("lang", LANGS)
def test_money_is_moved_and_the_count_follows(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        walker.go("/allocation")
        before = walker.text("#hand-sum")
        page.locator("#hand input[type=range]").first.focus()
        page.keyboard.press("Home")
        page.wait_for_function(
            "(before) => document.querySelector('#hand-sum').innerText !== before", arg=before
        )
        walker.look("money-moved")
        walker.go("/scenarios/new")
        page.fill("[name=name]", f"walk {lang}")
        page.fill("[name=money]", "90000")
        walker.press("main form button")
        walker.look("scenario-made")


@pytest.mark.parametrize("lang", LANGS)
def test_findings_are_settled_and_reports_written(browser, site, lang):
    with walking(browser, site, "province-office", lang) as walker:
        page = walker.page
        walker.go("/findings")
        before = page.locator("[name=finding]").count()
        page.locator("[name=finding]").first.check()
        page.fill("[name=remark]", "seen")
        walker.press("button[value=settle]")
        walker.look("finding-settled")
        assert page.locator("[name=finding]").count() == before - 1
        walker.go("/reports")
        assert walker.download("main a[href$='docx']").startswith(b"PK")
        page.locator("form.order button[value=docx]").first.click()
        page.wait_for_load_state()
        walker.wait_for_job()
        walker.look("report-ordered")
        assert walker.download(".made a").startswith(b"PK")


def test_a_run_is_started_stopped_started_again_and_done(browser, site):
    with walking(browser, site, "province-office", "zh") as walker:
        page = walker.page
        walker.go("/runs")
        page.fill("[name=as_of]", site.as_of.isoformat())
        walker.press("form[action='/runs'] button")
        page.locator("form[action$='/cancel'] button").first.click()
        page.wait_for_load_state()
        walker.go("/runs")
        page.wait_for_function("() => !document.querySelector('.job progress')", timeout=120_000)
        page.reload()
        page.fill("[name=as_of]", site.as_of.isoformat())
        walker.press("form[action='/runs'] button")
        walker.look("run-begun")
        walker.wait_for_job(600)
        walker.go("/runs")
        walker.follow("main tbody th a", "run")
        walker.go("/overview")


@pytest.mark.parametrize("lang", LANGS)
def test_a_city_sees_its_own_part(browser, site, lang):
    with walking(browser, site, "city-office", lang) as walker:
        walker.look("start")
        assert "/allocation" not in walker.menu()
        walker.tour("/api/v1/docs", "/packs")
        walker.go(f"/cities/{site.city}")
        foreign = next(each.code for each in site.pack.cities if each.code != site.city)
        walker.refused(f"/cities/{foreign}")
        walker.refused("/allocation", 403)
        walker.go("/enterprises")
        cities = {
            each.inner_text() for each in walker.page.locator("#found td.short:nth-child(2)").all()
        }
        assert len(cities) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_a_city_settles_what_an_enterprise_proposes_and_reports(browser, site, lang):
    staff = {"zh": "61", "en": "62"}[lang]
    with walking(browser, site, "enterprise", lang) as walker:
        walker.go(f"/enterprises/{site.uscc}/change")
        walker.page.fill("[name=employees_count]", staff)
        walker.page.fill("[name=reason]", "年报" if lang == "zh" else "annual report")
        walker.press("main form button")
        walker.look("change-proposed")
    with walking(browser, site, "city-office", lang) as walker:
        page = walker.page
        walker.go("/changes")
        walker.press("button[value=accept]")
        walker.wait_for_job()
        walker.go(f"/enterprises/{site.uscc}")
        told = dict(
            zip(
                walker.page.locator("main .facts dt").all_inner_texts(),
                walker.page.locator("main .facts dd").all_inner_texts(),
                strict=True,
            )
        )
        assert told["从业人员" if lang == "zh" else "Headcount"].startswith(staff)
        walker.go("/reports")
        assert walker.download(f"main a[href^='/reports/cities/{site.city}/docx']").startswith(
            b"PK"
        )
        walker.go("/findings")
        walker.go("/imports")
        first = {"zh": 7200, "en": 7210}[lang]
        page.goto("/imports/new?kind=enterprise")
        city = next(each.name.zh for each in site.pack.cities if each.code == site.city)
        row = f"{HEAD}{code(first)},甲厂,{city},C3911,50\n"
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": row.encode()}
        page.set_input_files("#f-file", file)
        walker.press("main form button")
        walker.press("button[formaction$='/start']")
        walker.wait_for_job()
        walker.look("city-import-done")
        walker.go(f"/enterprises?q={code(first)}")
        assert page.locator("#found tbody tr").count() == 1
