"""An enterprise's side: products for its roadmap, asking for an offer, projects, confirming."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from lingnan.access import Permission, Scope, ScopeKind
from lingnan.access.consent import give_consent
from lingnan.console.document.words import money_words
from lingnan.console.pages.providers.acceptance import confirm, refuse
from lingnan.console.pages.providers.context import (
    CatalogueLine,
    MeasureOffers,
    OffersContext,
    OffersPieceContext,
    ProjectLine,
)
from lingnan.console.pages.providers.need import (
    may_know,
    measure_indicators,
    plan_rows,
    step_rows,
)
from lingnan.console.pages.providers.product import (
    Product,
    list_products,
    live_products,
    of_measures,
)
from lingnan.console.pages.providers.project import (
    ENTERPRISE_STEPS,
    OFFERED,
    Project,
    consented_to,
    find_project,
    list_projects,
    take_step,
)
from lingnan.console.pages.providers.project_route import sent_report
from lingnan.console.pages.providers.store import provider_product, provider_project
from lingnan.console.pages.providers.word import (
    measure_name,
    names_by_code,
    period_name,
    price_words,
    project_line,
)
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.consented import sight_of
from lingnan.console.web.dossier import acts_for, name_of, note_look
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row, get, post
from lingnan.registry import Enterprise

_READ, _CHANGE = Permission.MARKET_READ, Permission.MARKET_CHANGE
_ASKED: Final = timedelta(days=90)
_SHOWN: Final = 20


def _offers(call: Call) -> Answer:
    enterprise = _enterprise(call)
    uscc = enterprise.uscc
    note_look(call, _READ, uscc, "offers")
    if call.is_piece:
        return Shown(call.tr.gettext("Offers"), _piece(call, uscc))
    is_own = acts_for(call, uscc)
    measures = _measures(call, uscc) if call.desk.run else ()
    tr = call.tr
    offered = sum(bool(each.products) for each in measures)
    told = tr.gettext("for {offered} of {count} measures of the roadmap there are products")
    context = OffersContext(
        path=f"/enterprises/{uscc}",
        name=name_of(call, enterprise),
        sentence=tr.sentence(
            [told.format(offered=tr.number(offered), count=tr.number(len(measures)))]
        ),
        measures=measures,
        projects=_projects(call, uscc, is_own=is_own),
        is_own=is_own,
        lack="" if measures else tr.gettext("The last run planned no measures for you."),
    )
    return Shown(tr.gettext("Offers and projects"), context)


def _ask(call: Call) -> Answer:
    """Let one provider know: a consent to the indicators that the measure is about."""
    enterprise = _enterprise(call)
    _ensure_own(call, enterprise.uscc)
    tr = call.tr
    wanted = call.text("product", tr.gettext("Product"), most=16)
    found = live_products(call, provider_product.c.product_id == wanted)
    if not found:
        raise NothingThere
    product = found[0]
    measure = call.pack.measure(product.cells.measure_id)
    purpose = tr.gettext("Offer asked for: {measure}").format(measure=measure.name.in_(call.lang))
    give_consent(
        call.desk.access,
        enterprise.uscc,
        Scope(ScopeKind.PROVIDER, product.provider_code),
        indicators=measure_indicators(call.pack, measure),
        purpose=purpose,
        until=call.at.date() + _ASKED,
        actor=call.who.actor,
        at=call.at,
    )
    return Moved(f"/enterprises/{enterprise.uscc}/offers")


def _step(call: Call) -> Answer:
    uscc, project = _project(call)
    _ensure_own(call, uscc)
    step = call.parameters["step"]
    if step == "confirm":
        provider = names_by_code(call).get(project.provider_code, project.provider_code)
        confirm(call, project, call.typed("sha256"), provider)
    elif step == "refuse":
        refuse(call, project)
    elif step in ENTERPRISE_STEPS:
        take_step(call, project, step)
    else:
        raise NothingThere
    return Moved(f"/enterprises/{uscc}/offers#projects")


def _report(call: Call) -> Answer:
    uscc, project = _project(call)
    note_look(call, _READ, uscc, "offers")
    return sent_report(call, project)


def _enterprise(call: Call) -> Enterprise:
    """The enterprise of the path, for itself and its offices; a recipient sees no other's offers.

    Raises: NothingThere.
    """
    uscc = call.parameters["uscc"]
    found = call.desk.registry.get(uscc)
    if found is None or call.target is None:
        raise NothingThere
    sight = sight_of(call.store.database, call.who, _READ, uscc, call.target, at=call.at)
    if not sight.is_whole:
        raise NothingThere
    return found


def _ensure_own(call: Call, uscc: str) -> None:
    if not acts_for(call, uscc):
        raise NothingThere


def _project(call: Call) -> tuple[str, Project]:
    uscc = _enterprise(call).uscc
    mine = provider_project.c.uscc == uscc
    return uscc, find_project(call, call.parameters["project"], mine)


def _measures(call: Call, uscc: str) -> tuple[MeasureOffers, ...]:
    plans = plan_rows(call, [uscc])
    steps = sorted(
        step_rows(call, [uscc]), key=lambda row: (row["start_period"], row["measure_id"])
    )
    if not plans or not steps:
        return ()
    plan = plans[0]
    products = [
        each
        for each in live_products(call, of_measures({row["measure_id"] for row in steps}))
        if each.serves(plan["city_code"], plan["size_class"])
    ]
    names = names_by_code(call)
    consented = {
        code: consented_to(call, code).get(uscc, frozenset())
        for code in {each.provider_code for each in products}
    }
    return tuple(
        MeasureOffers(
            measure=measure_name(call, row["measure_id"]),
            when=period_name(call, row["start_period"]),
            expected=money_words(call.tr, row["cost_cny"]),
            products=tuple(
                _catalogue_line(
                    call,
                    each,
                    names,
                    is_asked=may_know(call.pack, row["measure_id"], consented[each.provider_code]),
                )
                for each in products
                if each.cells.measure_id == row["measure_id"]
            )[:_SHOWN],
        )
        for row in steps
    )


def _catalogue_line(
    call: Call, product: Product, names: Mapping[str, str], *, is_asked: bool
) -> CatalogueLine:
    cells = product.cells
    return CatalogueLine(
        product=product.product_id,
        name=product.name.in_(call.lang),
        provider=names.get(product.provider_code, product.provider_code),
        price=price_words(call.tr, cells.price_low_cny, cells.price_high_cny),
        until=call.tr.short_day(cells.valid_until),
        is_asked=is_asked,
    )


def _projects(call: Call, uscc: str, *, is_own: bool) -> tuple[ProjectLine, ...]:
    projects = list_projects(call, provider_project.c.uscc == uscc)
    wanted = sorted({each.product_id for each in projects})
    products = {
        each.product_id: each
        for each in list_products(call, provider_product.c.product_id.in_(wanted))
    }
    names = names_by_code(call)
    return tuple(
        project_line(
            call,
            each,
            names.get(each.provider_code, each.provider_code),
            products.get(each.product_id),
            steps=_steps(each) if is_own else (),
            path=f"/enterprises/{uscc}/projects",
        )
        for each in projects
    )


def _steps(project: Project) -> tuple[str, ...]:
    if project.state == OFFERED:
        return ENTERPRISE_STEPS
    return ("confirm", "refuse") if project.is_signed_by_provider else ()


def _piece(call: Call, uscc: str) -> OffersPieceContext:
    measures = _measures(call, uscc) if call.desk.run else ()
    projects = list_projects(call, provider_project.c.uscc == uscc)
    tr = call.tr
    _ = tr.gettext
    waiting = sum(bool(_steps(each)) for each in projects)
    clauses = [
        _("for {offered} of {count} measures of the roadmap there are products").format(
            offered=tr.number(sum(bool(each.products) for each in measures)),
            count=tr.number(len(measures)),
        )
    ]
    if waiting:
        clauses.append(_("{count} projects wait for your answer").format(count=tr.number(waiting)))
    return OffersPieceContext(f"/enterprises/{uscc}/offers", tr.sentence(clauses))


_ROW: Final = ScopeKind.ENTERPRISE
ROUTES: Final = (
    get("/enterprises/{uscc}/offers", _READ, _offers, uscc=_ROW),
    post("/enterprises/{uscc}/offers", Permission.CONSENTS_GIVE, _ask, uscc=_ROW),
    post(
        "/enterprises/{uscc}/projects/{project}/step/{step}",
        _CHANGE,
        _step,
        uscc=_ROW,
        project=Row.OWN,
        step=Row.CONTENT,
    ),
    get(
        "/enterprises/{uscc}/projects/{project}/report",
        _READ,
        _report,
        uscc=_ROW,
        project=Row.OWN,
    ),
)
