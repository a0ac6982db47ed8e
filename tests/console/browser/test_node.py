"""The identifier node: an enterprise applies, another reviews, a third allots; it registers."""

import pytest

from console.browser.walk import walking

pytestmark = pytest.mark.slow
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OWNERS = {"zh": "node-enterprise", "en": "node-newcomer"}
TYPED = {
    "legal_representative": "法人甲",
    "contact_name": "联系人乙",
    "contact_mobile": "000-0000-0000",
    "purpose": "产品追溯",
}


def apply(walker, site, enterprise):
    """Fill in an application; answers its page."""
    page = walker.page
    walker.go("/node/applications")
    walker.follow("a[href='/node/applications/new']", "application-form")
    page.fill("[name=uscc]", enterprise.uscc)
    page.fill("[name=enterprise_name_zh]", enterprise.name_zh)
    page.fill("[name=industry_code]", enterprise.industry_code)
    for name, value in TYPED.items():
        page.fill(f"[name={name}]", value)
    for kind in ("business-licence", "application-letter"):
        file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": PDF + kind.encode()}
        page.set_input_files(f"[name='paper.{kind}']", file)
    walker.press("main form[enctype] button")
    walker.look("application")
    return walker.path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_an_application_to_an_identifier_that_resolves(browser, site, lang):
    from lingnan.registry import Registry

    who = OWNERS[lang]
    enterprise = Registry(site.store).get(site.scope_of(who))
    with walking(browser, site, who, lang) as walker:
        here = apply(walker, site, enterprise)
    with walking(browser, site, "node-reviewer", lang) as walker:
        walker.go("/node/applications")
        walker.go(here)
        walker.press("button[value=approve]")
        walker.look("application-approved")
    with walking(browser, site, "node-operator", lang) as walker:
        page = walker.page
        walker.go(here)
        walker.press("form[action$='/allot'] button")
        walker.look("prefix-allotted")
        prefix = walker.path.rpartition("/")[2]
        page.fill("[name=filing_no]", "F-7")
        walker.press("form:has([value=file]) button")
        walker.look("prefix-filed")
    with walking(browser, site, who, lang) as walker:
        make_template(walker, prefix)
        register(walker, prefix)


def make_template(walker, prefix):
    page = walker.page
    walker.go("/node/templates/new")
    page.select_option("[name=prefix]", prefix)
    page.fill("[name=version]", "1.0")
    page.fill("[name=industryCode]", "C3811")
    page.fill("[name=name]", "电机")
    page.fill("[name='item.0.type']", "name")
    page.fill("[name='item.0.name']", "名称")
    page.check("[name='item.0.required']")
    walker.look("template-form")
    walker.press("main form[method=post] button:not([name=more])")
    walker.look("template-made")
    assert walker.path == f"/node/templates/{prefix}/1.0"


def register(walker, prefix):
    page = walker.page
    walker.go("/node/registrations/new")
    page.select_option("[name=template]", index=1)
    walker.press("main form[method=get] button")
    page.fill("main form[method=post] [name=suffix]", f"MOTOR-{walker.lang.upper()}")
    field = page.locator("main form[method=post] input[required]:not([name=suffix])").first
    field.fill("电机" if walker.lang == "zh" else "Motor")
    walker.look("register-form")
    walker.press("main form[method=post] button")
    walker.look("identifier")
    assert f"{prefix}/MOTOR-{walker.lang.upper()}" in walker.text("h1")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("who", ["node-operator", "node-reviewer", "node-enterprise"])
def test_every_page_of_the_menu(browser, site, who, lang):
    with walking(browser, site, who, lang) as walker:
        walker.look("start")
        walker.tour()
        if who == "node-operator":
            walker.go("/node/reports")
            walker.press("form[action='/node/reports/make'] button")
            walker.wait_for_job()
            walker.look("reports-made")
            walker.follow("main a[href^='/node/reports/deliveries/']", "report")
            walker.go("/node/reports/monthly")
            walker.go("/node/registrations/batch")
            walker.refused("/overview", 403)
