"""A provider's projects: offers, their steps, signing an acceptance, its report."""

import hashlib
from typing import Final

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.console.group.member import UNNAMED, NameSight, named
from lingnan.console.pages.providers.acceptance import sign_for_provider
from lingnan.console.pages.providers.context import OfferContext, ProjectLine, SignContext
from lingnan.console.pages.providers.errors import NoConsentGiven
from lingnan.console.pages.providers.need import may_know
from lingnan.console.pages.providers.product import (
    Product,
    find_product,
    list_products,
    live_products,
)
from lingnan.console.pages.providers.project import (
    AGREED,
    OFFERED,
    PROVIDER_STEPS,
    RUNNING,
    Project,
    consented_to,
    find_project,
    list_projects,
    offer,
    take_step,
)
from lingnan.console.pages.providers.read import provider_of
from lingnan.console.pages.providers.store import provider_product, provider_project
from lingnan.console.pages.providers.word import (
    measure_name,
    price_words,
    project_line,
    usual_price,
)
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.enterprise_errors import FileGone
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.extent import extent_of
from lingnan.console.web.route import Row, get, post
from lingnan.console.work.upload import find_upload, path_of
from lingnan.sources.intake import china_day

_READ, _CHANGE = Permission.MARKET_READ, Permission.MARKET_CHANGE
_MOST_CNY: Final = 10**11
_MOST_MONTHS: Final = 120
_NOTE_SIGNS: Final = 500
_STEPS_BY_STATE: Final = {OFFERED: ("withdraw",), AGREED: ("start",), RUNNING: ("sign",)}


def acts_for_provider(call: Call, provider: str) -> bool:
    """Answer whether the reader acts for a provider itself."""
    own = Scope(ScopeKind.PROVIDER, provider)
    return call.may(_CHANGE) and any(grant.scope == own for grant in call.who.grants)


def project_lines(call: Call, provider: str) -> tuple[ProjectLine, ...]:
    """Answer the projects of a provider: all for itself, of their own enterprises for offices."""
    table = provider_project.c
    projects = list_projects(call, table.provider_code == provider)
    is_own = acts_for_provider(call, provider)
    if is_own:
        sight = NameSight(is_whole=True)
    else:
        extent = extent_of(call, _READ)
        sight = NameSight(extent.is_whole, extent.codes)
    names = named(call, {each.uscc for each in projects}, sight)
    products = _products(call, projects)
    found = []
    for each in projects:
        known = names.get(each.uscc)
        if known is None or known.uscc is None:
            continue
        steps = _STEPS_BY_STATE.get(each.state, ()) if is_own else ()
        found.append(
            project_line(
                call,
                each,
                known.name.in_(call.lang),
                products.get(each.product_id),
                steps=steps,
                path=f"/providers/{provider}/projects",
            )
        )
    return tuple(found)


def _ask_offer(call: Call) -> Answer:
    code = provider_of(call).entity_code
    uscc, measure = call.asked("uscc"), call.asked("measure")
    if not may_know(call.pack, measure, consented_to(call, code).get(uscc, frozenset())):
        raise NoConsentGiven
    products = live_products(
        call, provider_product.c.provider_code == code, provider_product.c.measure_id == measure
    )
    if not products:
        raise NothingThere
    name = named(call, [uscc], NameSight(is_whole=True)).get(uscc)
    sizes = [size for each in products for size in each.cells.size_classes]
    context = OfferContext(
        path=f"/providers/{code}/offer?uscc={uscc}&measure={measure}",
        back=f"/providers/{code}",
        name=(name.name if name else UNNAMED).in_(call.lang),
        measure=measure_name(call, measure),
        products=tuple((each.product_id, _told(call, each)) for each in products),
        usual=usual_price(call, measure, sizes),
    )
    return Shown(call.tr.gettext("Make an offer"), context)


def _offer(call: Call) -> Answer:
    _ = call.tr.gettext
    code = provider_of(call).entity_code
    product = find_product(call, code, call.text("product", _("Product"), most=16))
    if not product.is_live(call.at.date()):
        raise NothingThere
    offer(
        call,
        product,
        call.asked("uscc"),
        price_cny=call.whole("price", _("Price, yuan"), most=_MOST_CNY),
        planned_months=call.whole("months", _("Months it takes"), least=1, most=_MOST_MONTHS),
        note=call.typed("note")[:_NOTE_SIGNS],
    )
    return Moved(f"/providers/{code}#projects")


def _step(call: Call) -> Answer:
    code, project = _project(call)
    step = call.parameters["step"]
    if step not in PROVIDER_STEPS:
        raise NothingThere
    take_step(call, project, step)
    return Moved(f"/providers/{code}#projects")


def _ask_sign(call: Call) -> Answer:
    code, project = _project(call)
    path = f"/providers/{code}/projects"
    names = named(call, [project.uscc], NameSight(is_whole=True))
    other = names[project.uscc].name if project.uscc in names else UNNAMED
    product = _products(call, [project]).get(project.product_id)
    line = project_line(call, project, other.in_(call.lang), product, steps=(), path=path)
    context = SignContext(
        path=f"{path}/{project.project_id}/sign",
        back=f"/providers/{code}",
        project=line,
        today=china_day(call.at).isoformat(),
    )
    return Shown(call.tr.gettext("Sign the acceptance"), context)


def _sign(call: Call) -> Answer:
    code, project = _project(call)
    files = call.files.get("report", ())
    sign_for_provider(
        call,
        project,
        files[0] if files else None,
        call.day("accepted_on", call.tr.gettext("Day of acceptance")),
        call.form.get("items", ()),
    )
    return Moved(f"/providers/{code}#projects")


def _report(call: Call) -> Answer:
    _code, project = _project(call)
    return sent_report(call, project)


def sent_report(call: Call, project: Project) -> Sent:
    """Answer the report of an acceptance as a file. Raises: NothingThere, FileGone."""
    kept = find_upload(call.store.database, project.report_upload_id or "")
    if kept is None or project.report_sha256 is None:
        raise NothingThere
    try:
        content = path_of(call.store, kept.upload_id, kept.file_name).read_bytes()
    except OSError:
        raise FileGone(sha256=project.report_sha256) from None
    if hashlib.sha256(content).hexdigest() != project.report_sha256:
        raise FileGone(sha256=project.report_sha256)
    return Sent(content, kept.media_type, kept.file_name)


def _project(call: Call) -> tuple[str, Project]:
    code = provider_of(call).entity_code
    mine = provider_project.c.provider_code == code
    return code, find_project(call, call.parameters["project"], mine)


def _products(call: Call, projects: list[Project]) -> dict[str, Product]:
    wanted = sorted({each.product_id for each in projects})
    found = list_products(call, provider_product.c.product_id.in_(wanted))
    return {each.product_id: each for each in found}


def _told(call: Call, product: Product) -> str:
    cells = product.cells
    price = price_words(call.tr, cells.price_low_cny, cells.price_high_cny)
    return f"{product.name.in_(call.lang)} · {price}"


_ROW: Final = ScopeKind.PROVIDER
ROUTES: Final = (
    get("/providers/{provider}/offer", _CHANGE, _ask_offer, provider=_ROW),
    post("/providers/{provider}/offer", _CHANGE, _offer, provider=_ROW),
    post(
        "/providers/{provider}/projects/{project}/step/{step}",
        _CHANGE,
        _step,
        provider=_ROW,
        project=Row.OWN,
        step=Row.CONTENT,
    ),
    get(
        "/providers/{provider}/projects/{project}/sign",
        _CHANGE,
        _ask_sign,
        provider=_ROW,
        project=Row.OWN,
    ),
    post(
        "/providers/{provider}/projects/{project}/sign",
        _CHANGE,
        _sign,
        takes_files=True,
        provider=_ROW,
        project=Row.OWN,
    ),
    get(
        "/providers/{provider}/projects/{project}/report",
        _CHANGE,
        _report,
        provider=_ROW,
        project=Row.OWN,
    ),
)
