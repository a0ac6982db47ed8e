"""Providers: the list, one provider, its products; the other routes stand in their own files."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lingnan.access import Permission, Role, Scope, ScopeKind
from lingnan.console.charts import Table
from lingnan.console.group.member import NameSight, named
from lingnan.console.group.note import counted_note
from lingnan.console.group.paging import paged
from lingnan.console.i18n import N_
from lingnan.console.pages.providers import enterprise_route, project_route
from lingnan.console.pages.providers.context import (
    NamedLine,
    ProviderContext,
    ProvidersContext,
)
from lingnan.console.pages.providers.form import (
    form_of,
    product_context,
    typed_cells,
    typed_form,
)
from lingnan.console.pages.providers.need import Need, named_needs, needs_of
from lingnan.console.pages.providers.product import (
    Product,
    add_product,
    change_product,
    find_product,
    list_products,
    product_thing,
    withdraw_product,
)
from lingnan.console.pages.providers.project import consented_to
from lingnan.console.pages.providers.project_route import acts_for_provider, project_lines
from lingnan.console.pages.providers.read import (
    facts_of,
    name_of,
    needs_table,
    provider_lines,
    provider_of,
    providers_table,
)
from lingnan.console.pages.providers.store import provider_product
from lingnan.console.pages.providers.word import named_line, need_line, product_line
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import ChangedMeanwhile, NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.looked import note_group
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import Row, get, post
from lingnan.console.web.seen import ensure_seen
from lingnan.console.web.sheet import sent_table
from lingnan.kernel import LingnanError

_READ, _CHANGE = Permission.MARKET_READ, Permission.MARKET_CHANGE
_SIGNS: Final = 80
_NAMED: Final = 100


def _providers(call: Call) -> Answer:
    tr = call.tr
    text = call.asked("q").strip()[:_SIGNS]
    lines = provider_lines(call, text)
    if call.asked("form") == "csv":
        return sent_table("providers.csv", providers_table(tr, lines))
    shown, pages = paged(call, lines)
    told = tr.gettext("{count} providers and platforms; {active} of them offer products").format(
        count=tr.number(len(lines)), active=tr.number(sum(each.products != "0" for each in lines))
    )
    csv = "/providers?form=csv"
    context = ProvidersContext(tr.sentence([told]), text, tuple(shown), pages, csv)
    return Shown(tr.gettext("Providers"), context)


def _provider(call: Call) -> Answer:
    provider = provider_of(call)
    code = provider.entity_code
    products = list_products(call, provider_product.c.provider_code == code)
    needs = _needs(call, products)
    shown, pages = paged(call, needs)
    is_own = acts_for_provider(call, code)
    enterprises = _named(call, code, products) if is_own else ()
    if enterprises:
        group = Scope(ScopeKind.PROVIDER, code)
        note_group(call, _READ, group, day=call.run.as_of, cities=None)
    context = ProviderContext(
        path=f"/providers/{code}",
        facts=facts_of(call, provider),
        products=tuple(product_line(call, each) for each in products if each.withdrawn_at is None),
        needs_sentence=_needs_sentence(call, needs, products),
        needs=tuple(need_line(call, each) for each in shown),
        pages=pages,
        named=enterprises,
        projects=project_lines(call, code),
        counted_note=counted_note(call),
        may_change=is_own,
    )
    return Shown(name_of(call, provider), context)


def _csv(call: Call) -> Answer:
    provider = provider_of(call)
    if call.parameters["block"] != "needs":
        raise NothingThere
    code = provider.entity_code
    products = list_products(call, provider_product.c.provider_code == code)
    table: Table = needs_table(call.tr, [need_line(call, each) for each in _needs(call, products)])
    return sent_table(f"{code}-needs.csv", table)


def _ask_product(call: Call) -> Answer:
    code = provider_of(call).entity_code
    title = call.tr.gettext("New product")
    return Shown(title, product_context(call, code, None, form_of(call, None)))


def _add(call: Call) -> Answer:
    code = provider_of(call).entity_code
    try:
        add_product(call, code, typed_cells(call))
    except LingnanError as failure:
        problem = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        context = product_context(call, code, None, typed_form(call), problem)
        return Shown(call.tr.gettext("New product"), context, status_of(failure))
    return Moved(f"/providers/{code}#products")


def _show_product(call: Call) -> Answer:
    code = provider_of(call).entity_code
    product = find_product(call, code, call.parameters["product"])
    context = product_context(call, code, product.product_id, form_of(call, product))
    return Shown(product.name.in_(call.lang), context)


def _change(call: Call) -> Answer:
    code = provider_of(call).entity_code
    product = find_product(call, code, call.parameters["product"])
    try:
        ensure_seen(call, product.state, product_thing(product.product_id))
        change_product(call, product, typed_cells(call))
    except LingnanError as failure:
        problem = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        form = typed_form(call)
        if isinstance(failure, ChangedMeanwhile):
            # Who saves again has seen the other's change: what stands now is told beside it.
            problem = f"{problem} {_stands(call, product)}"
            form = replace(form, seen=product.state)
        context = product_context(call, code, product.product_id, form, problem)
        return Shown(product.name.in_(call.lang), context, status_of(failure))
    return Moved(f"/providers/{code}#products")


def _withdraw(call: Call) -> Answer:
    code = provider_of(call).entity_code
    withdraw_product(call, find_product(call, code, call.parameters["product"]))
    return Moved(f"/providers/{code}#products")


def _live(call: Call, products: Sequence[Product]) -> list[Product]:
    return [each for each in products if each.is_live(call.at.date())]


def _needs(call: Call, products: Sequence[Product]) -> list[Need]:
    return needs_of(call, _live(call, products)) if call.desk.run else []


def _needs_sentence(call: Call, needs: Sequence[Need], products: Sequence[Product]) -> str:
    tr = call.tr
    if not _live(call, products):
        return tr.sentence([tr.gettext("no product is offered today, so that no need is matched")])
    measures = {each.measure_id for each in needs}
    told = tr.gettext("{count} projects in the roadmaps of the run fit {measures} measures offered")
    count = sum(each.enterprises for each in needs)
    return tr.sentence([told.format(count=tr.number(count), measures=tr.number(len(measures)))])


def _named(call: Call, code: str, products: Sequence[Product]) -> tuple[NamedLine, ...]:
    live = _live(call, products)
    consented = consented_to(call, code)
    if not consented or not call.desk.run:
        return ()
    names = named(call, consented, NameSight(is_whole=True))
    return tuple(
        named_line(call, each, names[each.uscc].name.in_(call.lang), code)
        for each in named_needs(call, live, consented)[:_NAMED]
        if each.uscc in names
    )


def _stands(call: Call, product: Product) -> str:
    line = product_line(call, product)
    told = call.tr.gettext("Kept now: {name}, {price}, {sizes}, until {until}.")
    return told.format(name=line.name, price=line.price, sizes=line.sizes, until=line.until)


_ROW: Final = ScopeKind.PROVIDER
ROUTES: Final = (
    get("/providers", _READ, _providers),
    get("/providers/{provider}", _READ, _provider, provider=_ROW),
    get("/providers/{provider}/csv/{block}", _READ, _csv, provider=_ROW, block=Row.CONTENT),
    get("/providers/{provider}/products", _CHANGE, _ask_product, provider=_ROW),
    post("/providers/{provider}/products", _CHANGE, _add, provider=_ROW),
    get(
        "/providers/{provider}/products/{product}",
        _CHANGE,
        _show_product,
        provider=_ROW,
        product=Row.OWN,
    ),
    post(
        "/providers/{provider}/products/{product}",
        _CHANGE,
        _change,
        provider=_ROW,
        product=Row.OWN,
    ),
    post(
        "/providers/{provider}/products/{product}/withdraw",
        _CHANGE,
        _withdraw,
        provider=_ROW,
        product=Row.OWN,
    ),
    *project_route.ROUTES,
    *enterprise_route.ROUTES,
)
MENU: Final = (
    Entry(
        "/providers", N_("Providers"), 46, _READ, frozenset({Role.PROGRAMME_OFFICE, Role.AUDITOR})
    ),
    Entry(
        "/providers/{provider}", N_("Products and projects"), 46, _READ, frozenset({Role.PROVIDER})
    ),
    Entry(
        "/enterprises/{enterprise}/offers",
        N_("Offers and projects"),
        25,
        _READ,
        frozenset({Role.ENTERPRISE}),
    ),
)
