"""What pages show only after somebody did something: an import, a project, an identifier.

Everything is done through the console's own forms. Helpers of tests, no tests.
"""

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from console.browser.way import hand
from console.web.enterprise_case import MODEL
from console.web.node.conftest import PDF, form_of, papers, template_of
from console.web.test_imports import HEAD, ONE, code
from console.web.test_providers import rows
from console.web.test_questionnaire import autosave, path, submit
from lingnan.console.pages.providers.acceptance import vouchable
from lingnan.registry import Registry

_ONCE = re.compile(r'name="_once" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]*)"')
_PATIENCE = 300.0


def furnish(site):
    """Fill a site; answers addresses that no link leads to, by reader."""
    with hand(site, "province-office") as office, hand(site, "auditor") as auditor:
        imported = send(office, "/imports/new?kind=enterprise", "/imports", *_register())
        send(office, imported, f"{imported}/start")
        jobs = [imported, send(auditor, "/audit/checks", "/audit/checks/trail")]
        site.typed.add("East first")
        data = {"name": "East first", "money": "200000 100000", "share.east": "10"}
        send(office, "/scenarios/new", "/scenarios", data)
        made = re.search(r"/scenarios/(made-\w+)/delete", office.get("/scenarios").text)[1]
        both = {"first": "base", "second": made}
        compared = send(office, "/scenarios", "/scenarios/compare", both)
        order = {"what": "chain", "group": site.scope_of("chain-leader"), "form": "xlsx"}
        send(office, "/reports", "/reports", order)
        for client, place in ((office, jobs[0]), (auditor, jobs[1]), (office, compared)):
            wait(client, place)
        wait(office, "/reports")
        run = re.search(r'href="/runs/([\w-]+)"', office.get("/runs").text)[1]
    _identifier(site)
    _project(site)
    _proof(site)
    return _begin(site, imported, compared, jobs[1], run)


def _begin(site, imported, compared, checked, run):
    """Where readers begin, beside what links lead to: forms ask for the rest of an address."""
    version = site.pack.content_hash[:12]
    report = urlencode({"uscc": site.uscc, "form": "html"})
    return {
        "": ("/sign-in", "/welcome", "/healthz"),
        "province-office": (
            "/sign-in/done",
            imported,
            compared,
            f"/jobs/{compared.rpartition('/')[2]}",
            f"/runs/compare?first={run}&second={run}",
            f"/industries/{site.pack.clusters[0].id}",
            f"/trace/entities/provider:{site.scope_of('provider')}",
            "/allocation/hand",
            f"/reports/enterprises?{report}",
            f"/packs/diff?first={version}&second={version}",
        ),
        "newcomer": (f"/enterprises/{site.fresh}/questionnaire/{MODEL}?item=Q09",),
        "auditor": (checked,),
        "node-enterprise": ("/node/registrations/batch",),
        "node-operator": ("/node/reports/monthly", "/node/registrations/batch"),
    }


def send(client, page, action, data=None, files=None):
    """Fill in the form of a page; answers where it leads."""
    text = client.get(page).text
    hidden = {}
    for name, pattern in (("_once", _ONCE), ("seen", _SEEN)):
        if found := pattern.search(text):
            hidden[name] = found[1]
    answer = client.post(action, data=hidden | (data or {}), files=files)
    assert answer.status_code == 303, (action, answer.status_code, answer.text[:3000])
    return answer.headers["location"]


def wait(client, place):
    """Wait until no job of a page is open."""
    end = time.monotonic() + _PATIENCE
    while "<progress" in client.get(place).text:
        assert time.monotonic() < end, place
        time.sleep(0.5)


def _register():
    content = f"{HEAD}{code(6000)},{ONE}{code(6001)[:-1]}-,乙厂,广州,C3911,9\n".encode()
    return {"kind": "enterprise"}, {"file": ("a.csv", content)}


def _identifier(site):
    """One application returned, one that came to a prefix, a template, an identifier, a module."""
    registry = Registry(site.store)
    with (
        hand(site, "node-operator") as operator,
        hand(site, "node-reviewer") as reviewer,
        hand(site, "node-enterprise") as own,
        hand(site, "node-newcomer") as other,
    ):
        fresh = registry.get(site.fresh)
        asked = "/node/applications/new", "/node/applications"
        returned = send(other, *asked, form_of(fresh), papers())
        told = {"decision": "return", "reason": "x"}
        send(reviewer, returned, f"{returned}/review", told)
        enterprise = registry.get(site.uscc)
        here = send(own, *asked, form_of(enterprise), papers())
        send(reviewer, here, f"{here}/review", {"decision": "approve"})
        page = send(operator, here, f"{here}/allot")
        send(operator, page, f"{page}/step", {"act": "file", "filing_no": "F-7"})
        prefix = page.rpartition("/")[2]
        send(own, "/node/templates/new", "/node/templates", template_of(prefix))
        form = f"/node/registrations/new?template={prefix}/1.0"
        row = {"template": f"{prefix}/1.0", "prefix": prefix, "suffix": "sn-1"}
        row |= {"code": "", "item.2000": "电机", "item.2001": "2026-02-28", "valid_until": ""}
        send(own, form, "/node/registrations", row)
        key = ec.generate_private_key(ec.SECP256R1()).public_key()
        pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        module = {"prefix": prefix, "suffix": "c-1", "kind": "module", "terminal_type": "网关"}
        module |= {"owner": "样本企业", "key": pem}
        send(own, "/node/carriers/new", "/node/carriers", module)
        send(operator, "/node/reports", "/node/reports/make")
        wait(operator, "/node/reports")


def _vouched_measure(site):
    """A measure of the enterprise's roadmap for which a report of acceptance can vouch."""
    for row in rows(site.store, "out_roadmap_step"):
        if row["subject_code"] == site.uscc:
            measure = site.pack.measure(row["measure_id"])
            if vouchable(site.pack, measure):
                return measure.id
    raise AssertionError("no such measure")


def _project(site):
    """A product, a need, an offer that is agreed to and begun."""
    provider = f"/providers/{site.scope_of('provider')}"
    mine = f"/enterprises/{site.uscc}"
    with hand(site, "enterprise") as owner, hand(site, "provider") as seller:
        wanted = _vouched_measure(site)
        until = datetime.now(UTC).date() + timedelta(days=100)
        product = {
            "name_zh": "样本产品",
            "name_en": "Sample product",
            "measure": wanted,
            "sizes": ["micro", "small", "medium", "large"],
            "low": "10000",
            "high": "20000",
            "region": site.pack.region_code,
            "until": until.isoformat(),
        }
        send(seller, f"{provider}/products", f"{provider}/products", product)
        made = re.search(r"/products/(\w+)\"", seller.get(provider).text)[1]
        send(owner, f"{mine}/offers", f"{mine}/offers", {"product": made})
        offer = f"{provider}/offer?uscc={site.uscc}&measure={wanted}"
        terms = {"product": made, "price": "15000", "months": "3", "note": "x"}
        send(seller, offer, offer, terms)
        project = re.search(r'id="project-(\w+)"', seller.get(provider).text)[1]
        send(owner, f"{mine}/offers", f"{mine}/projects/{project}/step/agree")
        send(seller, provider, f"{provider}/projects/{project}/step/start")
        sign = f"{provider}/projects/{project}/sign"
        day = {"accepted_on": datetime.now(UTC).date().isoformat()}
        send(seller, sign, sign, day, {"report": ("report.pdf", PDF, "application/pdf")})


def _proof(site):
    """An answer with a document beside it, handed in: the office may attest it."""
    page = path(site.fresh)
    with hand(site, "newcomer") as owner:
        assert autosave(owner, site.fresh, "Q09", "B").status_code == 200
        files = {"f.Q09": ("list.pdf", PDF, "application/pdf")}
        send(owner, page, f"{page}/files/Q09", {}, files)
        assert submit(owner, None, site.fresh).status_code == 303
