"""Providers: products, needs counted and named by consent, a project up to attested evidence."""

import csv
import hashlib
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pyarrow.parquet as pq
import pytest

from lingnan.access import Role
from lingnan.access.consent import consents_of, withdraw_consent
from lingnan.console.pages.providers.acceptance import vouchable
from lingnan.console.pages.providers.need import LEAST_TOLD
from lingnan.console.pages.providers.product import ProductCells
from lingnan.evidence import Grade, Ledger
from lingnan.registry import EntityKind, Registry
from lingnan.store.runs import last_run

REPORT = b"%PDF-1.7\nacceptance of a project\n%%EOF\n"


def rows(store, table):
    run = last_run(store.database)
    files = store.lake.files(table, run.outputs[table])
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.fixture
def scene(own_console):
    """A provider, and an enterprise whose roadmap holds a measure that a report can vouch for."""
    store, pack = own_console.store, own_console.desk.pack
    plans = {row["subject_code"]: row for row in rows(store, "out_roadmap")}
    for step in rows(store, "out_roadmap_step"):
        plan = plans[step["subject_code"]]
        measure = pack.measure(step["measure_id"])
        if plan["size_class"] and plan["is_assessed"] and vouchable(pack, measure):
            break
    codes = [each.entity_code for each in Registry(store).entities(EntityKind.PROVIDER)]
    uscc = plan["subject_code"]
    return {
        "console": own_console,
        "store": store,
        "pack": pack,
        "uscc": uscc,
        "measure": measure,
        "size": plan["size_class"],
        "city": plan["city_code"],
        "code": codes[0],
        "other": codes[1],
        "provider": own_console.reader(Role.PROVIDER, f"provider:{codes[0]}", lang="en"),
        "rival": own_console.reader(Role.PROVIDER, f"provider:{codes[1]}", lang="en"),
        "enterprise": own_console.reader(Role.ENTERPRISE, f"enterprise:{uscc}", lang="en"),
    }


def product_form(scene, **told):
    return {
        "name_zh": "岭南样例产品",
        "name_en": "A sample product",
        "measure": scene["measure"].id,
        "sizes": [scene["size"]],
        "low": "10000",
        "high": "20000",
        "region": scene["pack"].region_code,
        "until": (date(2026, 1, 5) + timedelta(days=100)).isoformat(),
        **told,
    }


def add_product(scene, **told):
    answer = scene["provider"].post(
        f"/providers/{scene['code']}/products", data=product_form(scene, **told)
    )
    assert answer.status_code == 303, answer.text[:2000]
    page = scene["provider"].get(f"/providers/{scene['code']}").text
    return re.search(r"/products/(\w+)\"", page).group(1)


def offered(scene):
    """Bring the scene so far that an offer stands; answers the project's id."""
    product = add_product(scene)
    asked = scene["enterprise"].post(
        f"/enterprises/{scene['uscc']}/offers", data={"product": product}
    )
    assert asked.status_code == 303
    answer = scene["provider"].post(
        f"/providers/{scene['code']}/offer?uscc={scene['uscc']}&measure={scene['measure'].id}",
        data={"product": product, "price": "15000", "months": "3", "note": "within the year"},
    )
    assert answer.status_code == 303
    page = scene["provider"].get(f"/providers/{scene['code']}").text
    return re.search(r'id="project-(\w+)"', page).group(1)


def step(scene, side, project, name, **told):
    base = f"/providers/{scene['code']}" if side == "provider" else f"/enterprises/{scene['uscc']}"
    return scene[side].post(f"{base}/projects/{project}/step/{name}", data=told)


def sign(scene, project, content=REPORT, name="report.pdf", **told):
    data = {"accepted_on": "2026-01-05", **told}
    files = {"report": (name, content, "application/pdf")}
    path = f"/providers/{scene['code']}/projects/{project}/sign"
    return scene["provider"].post(path, data=data, files=files)


def page_of(scene):
    return scene["provider"].get(f"/providers/{scene['code']}").text


def another(scene):
    """Another measure of the same roadmap that is about other indicators."""
    from lingnan.console.pages.providers.need import measure_indicators

    pack = scene["pack"]
    mine = set(measure_indicators(pack, scene["measure"]))
    for each in rows(scene["store"], "out_roadmap_step"):
        if each["subject_code"] == scene["uscc"]:
            measure = pack.measure(each["measure_id"])
            if set(measure_indicators(pack, measure)) - mine:
                return measure
    raise AssertionError


def running(scene):
    project = offered(scene)
    assert step(scene, "enterprise", project, "agree").status_code == 303
    assert step(scene, "provider", project, "start").status_code == 303
    return project


def test_needs_are_counted_by_measure_city_and_size_and_few_are_not_counted_out(scene):
    add_product(scene, sizes=["small", "medium", "large", "micro"])
    plans = {row["subject_code"]: row for row in rows(scene["store"], "out_roadmap")}
    wanted = Counter(
        (plan["city_code"], plan["size_class"])
        for each in rows(scene["store"], "out_roadmap_step")
        if each["measure_id"] == scene["measure"].id
        for plan in [plans[each["subject_code"]]]
    )
    answer = scene["provider"].get(f"/providers/{scene['code']}/csv/needs")
    told = list(csv.reader(answer.content.decode()[1:].splitlines()))[1:]
    assert len(told) == len(wanted)
    shown = [line[3] for line in told]
    expected = [
        f"{count}" if count >= LEAST_TOLD else f"fewer than {LEAST_TOLD}"
        for count in wanted.values()
    ]
    assert sorted(shown) == sorted(expected)


def test_an_enterprise_is_named_only_while_it_consents(scene):
    store, uscc = scene["store"], scene["uscc"]
    name = Registry(store).get(uscc).name_en or Registry(store).get(uscc).name_zh
    product = add_product(scene)
    path = f"/providers/{scene['code']}"
    assert name not in scene["provider"].get(path).text
    offer = f"{path}/offer?uscc={uscc}&measure={scene['measure'].id}"
    refused = scene["provider"].post(offer, data={"product": product, "price": "1", "months": "1"})
    assert "CON-087" in refused.text
    scene["enterprise"].post(f"/enterprises/{uscc}/offers", data={"product": product})
    assert name in scene["provider"].get(path).text
    (consent,) = consents_of(store.database, uscc)
    assert consent.recipient.key == scene["code"]
    assert set(consent.indicators) <= {each.code for each in scene["pack"].indicators}
    add_product(scene, measure=another(scene).id, name_en="Something else")
    (named,) = re.findall(r'href="[^"]+/offer\?uscc=\w+&amp;measure=([\w-]+)"', page_of(scene))
    assert named == scene["measure"].id
    assert name not in scene["rival"].get(f"/providers/{scene['other']}").text
    withdraw_consent(
        scene["console"].desk.access,
        uscc,
        consent.consent_id,
        actor="test",
        at=scene["console"].clock.now,
    )
    assert name not in scene["provider"].get(path).text


def test_an_acceptance_becomes_attested_evidence_when_both_have_signed(scene):
    store, uscc = scene["store"], scene["uscc"]
    project = running(scene)
    vouched = vouchable(scene["pack"], scene["measure"])
    before = len(Ledger(store).of_subject(uscc))
    assert sign(scene, project, items=[each.indicator_code for each in vouched]).status_code == 303
    assert len(Ledger(store).of_subject(uscc)) == before
    digest = hashlib.sha256(REPORT).hexdigest()
    report = scene["enterprise"].get(f"/enterprises/{uscc}/projects/{project}/report")
    assert report.content == REPORT
    assert digest in scene["enterprise"].get(f"/enterprises/{uscc}/offers").text
    assert step(scene, "enterprise", project, "confirm", sha256=digest).status_code == 303
    fresh = Ledger(store).of_subject(uscc)[before:]
    new = [row for row in Ledger(store).of_subject(uscc) if row.fact.document == digest]
    assert new
    assert {row.fact.grade for row in new} == {Grade.ATTESTED}
    assert {row.fact.fact_date for row in new} == {date(2026, 1, 5)}
    codes = {row.fact.indicator_code for row in new}
    flags = {
        each.code
        for each in scene["pack"].indicators
        if "acceptance_report" in each.evidence_kinds and each.unit == "flag"
    }
    assert flags <= codes <= flags | {each.indicator_code for each in vouched}
    assert len(fresh) == len(new)
    page = scene["provider"].get(f"/providers/{scene['code']}").text
    assert "accepted" in page
    assert f"/trace/evidence/{new[0].evidence_no}" in page
    again = step(scene, "enterprise", project, "confirm", sha256=digest)
    assert "CON-086" in again.text
    assert len(Ledger(store).of_subject(uscc)) == before + len(new)


def test_a_report_changed_after_it_was_read_is_not_confirmed(scene):
    project = running(scene)
    sign(scene, project)
    old = hashlib.sha256(REPORT).hexdigest()
    sign(scene, project, REPORT.replace(b"project", b"another"))
    answer = step(scene, "enterprise", project, "confirm", sha256=old)
    assert "CON-090" in answer.text
    rows_now = Ledger(scene["store"]).of_subject(scene["uscc"])
    assert not [row for row in rows_now if row.fact.document == old]


def test_a_report_sent_back_has_to_be_signed_again(scene):
    project = running(scene)
    sign(scene, project)
    assert step(scene, "enterprise", project, "refuse").status_code == 303
    digest = hashlib.sha256(REPORT).hexdigest()
    assert "CON-086" in step(scene, "enterprise", project, "confirm", sha256=digest).text


def test_one_hand_does_not_sign_for_both_sides(scene):
    from lingnan.access import Grant, Scope

    project = running(scene)
    both = scene["console"].reader(
        Role.PROVIDER,
        f"provider:{scene['code']}",
        Grant(Role.ENTERPRISE, Scope.parse(f"enterprise:{scene['uscc']}")),
    )
    scene["provider"] = both
    assert sign(scene, project).status_code == 303
    scene["enterprise"] = both
    digest = hashlib.sha256(REPORT).hexdigest()
    answer = step(scene, "enterprise", project, "confirm", sha256=digest)
    assert answer.status_code == 403
    assert "ACC-014" in answer.text


def test_a_provider_never_answers_for_the_enterprise(scene):
    project = offered(scene)
    path = f"/enterprises/{scene['uscc']}/projects/{project}/step/agree"
    assert scene["provider"].post(path).status_code == 404
    assert scene["rival"].post(path).status_code == 404
    assert scene["provider"].get(f"/enterprises/{scene['uscc']}/offers").status_code == 404
    rival = f"/providers/{scene['code']}/projects/{project}"
    assert scene["rival"].post(f"{rival}/step/withdraw").status_code == 404
    own = f"/providers/{scene['other']}/projects/{project}/step/withdraw"
    assert scene["rival"].post(own).status_code == 404


def test_steps_are_taken_in_their_order(scene):
    project = offered(scene)
    assert "CON-086" in step(scene, "provider", project, "start").text
    assert "CON-086" in sign(scene, project).text
    assert step(scene, "provider", project, "withdraw").status_code == 303
    assert "CON-086" in step(scene, "enterprise", project, "agree").text
    assert step(scene, "provider", project, "jump").status_code == 404


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"low": "30000"}, "lowest price"),
        ({"measure": "no-such-measure"}, "no such measure"),
        ({"sizes": []}, "no size class"),
        ({"until": "2020-01-01"}, "past"),
        ({"region": "110000"}, "no such region"),
        ({"low": "many"}, "whole number"),
        ({"until": "soon"}, "day"),
    ],
)
def test_an_unfit_product_is_told_and_what_was_typed_stands(scene, told, word):
    answer = scene["provider"].post(
        f"/providers/{scene['code']}/products", data=product_form(scene, **told)
    )
    assert answer.status_code == 400
    assert word in answer.text
    assert 'value="A sample product"' in answer.text


def test_two_people_at_one_product_both_see_what_the_other_saved(scene):
    product = add_product(scene)
    path = f"/providers/{scene['code']}/products/{product}"
    seen = re.search(r'name="seen" value="(\w+)"', scene["provider"].get(path).text).group(1)
    first = scene["provider"].post(path, data=product_form(scene, low="11000", seen=seen))
    assert first.status_code == 303
    second = scene["provider"].post(path, data=product_form(scene, low="12000", seen=seen))
    assert second.status_code == 409
    assert 'value="12000"' in second.text
    assert "CNY 11,000" in second.text
    fresh = re.search(r'name="seen" value="(\w+)"', second.text).group(1)
    third = scene["provider"].post(path, data=product_form(scene, low="12000", seen=fresh))
    assert third.status_code == 303


def test_a_withdrawn_product_is_offered_to_nobody(scene):
    product = add_product(scene)
    offers = f"/enterprises/{scene['uscc']}/offers"
    assert "A sample product" in scene["enterprise"].get(offers).text
    path = f"/providers/{scene['code']}/products/{product}/withdraw"
    assert scene["provider"].post(path).status_code == 303
    assert "A sample product" not in scene["enterprise"].get(offers).text
    assert scene["enterprise"].post(offers, data={"product": product}).status_code == 404


def test_a_program_named_as_a_report_is_refused(scene):
    project = running(scene)
    answer = sign(scene, project, b"MZ\x90\x00\x03", "report.pdf")
    assert answer.status_code == 415
    assert "CON-021" in answer.text


def test_a_day_of_acceptance_in_the_future_is_refused(scene):
    project = running(scene)
    assert "CON-089" in sign(scene, project, accepted_on="2026-02-01").text
    assert "CON-089" in sign(scene, project, accepted_on="2025-12-01").text


def test_products_of_others_are_not_found(scene):
    product = add_product(scene)
    assert scene["rival"].get(f"/providers/{scene['code']}").status_code == 404
    own = f"/providers/{scene['other']}/products/{product}"
    assert scene["rival"].get(own).status_code == 404
    assert scene["rival"].post(own, data=product_form(scene)).status_code == 404


def test_an_office_sees_projects_of_its_own_enterprises_only(scene):
    offered(scene)
    store, console = scene["store"], scene["console"]
    home = next(
        each.city_code
        for each in Registry(store).entities(EntityKind.PROVIDER)
        if each.entity_code == scene["code"]
    )
    name = Registry(store).get(scene["uscc"]).name_zh
    province = console.reader(Role.PROGRAMME_OFFICE, "province:440000")
    assert name in province.get(f"/providers/{scene['code']}").text
    city = console.reader(Role.PROGRAMME_OFFICE, f"city:{home}")
    page = city.get(f"/providers/{scene['code']}")
    assert page.status_code == 200
    assert (name in page.text) == (home == scene["city"])


def test_platforms_are_providers_too(own_console):
    platform = Registry(own_console.store).entities(EntityKind.PLATFORM)[0]
    reader = own_console.reader(Role.PROVIDER, f"provider:{platform.entity_code}")
    assert reader.get(f"/providers/{platform.entity_code}").status_code == 200


def test_a_product_serves_its_city_or_region_and_sizes():
    from lingnan.console.pages.providers.product import Product

    cells = ProductCells("x", None, "m", ("small",), 1, 2, "440000", date(2030, 1, 1))
    product = Product("p", "q", cells, None, None)
    assert product.serves("440100", "small")
    assert product.serves("440100", None)
    assert not product.serves("440100", "large")
    assert not product.serves("330100", "small")
    local = replace(cells, region_code="440100")
    near = Product("p", "q", local, None, None)
    assert near.serves("440100", "small")
    assert not near.serves("440300", "small")
