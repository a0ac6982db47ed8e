"""One provider, and the providers of a reader's scope. Not for their products' words (word)."""

from collections import Counter
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Column, Table
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.providers.context import NeedLine, ProviderLine
from lingnan.console.pages.providers.project import ACCEPTED
from lingnan.console.pages.providers.store import provider_product, provider_project
from lingnan.console.web.call import Call
from lingnan.console.web.target import entities_within, find_entity
from lingnan.registry import Entity


def provider_of(call: Call) -> Entity:
    """Answer the provider that the path names; its route has made sure that it may be seen."""
    code = call.parameters["provider"]
    found = find_entity(call.desk.registry, ScopeKind.PROVIDER, code)
    call.known(found)
    assert found is not None  # noqa: S101  known above
    return found


def name_of(call: Call, provider: Entity) -> str:
    """Answer a provider's name in the reader's language."""
    return provider.name_zh if call.lang == "zh" else provider.name_en or provider.name_zh


def facts_of(call: Call, provider: Entity) -> tuple[tuple[str, str], ...]:
    """Answer what the register says of a provider."""
    _ = call.tr.gettext
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    return (
        (_("Provider code"), provider.entity_code),
        (_("Kind"), class_name(call, provider)),
        (_("City"), cities.get(provider.city_code or "", NOTHING)),
        (_("Unified social credit code"), provider.operator_uscc or NOTHING),
        (_("Registered since"), call.tr.day(provider.from_date)),
    )


def class_name(call: Call, provider: Entity) -> str:
    """Name the class of a provider as the pack calls it."""
    for each in call.pack.entity_classes:
        if (each.entity_kind, each.code) == (provider.kind.value, provider.class_code):
            return each.name.in_(call.lang)
    return provider.class_code or NOTHING


def provider_lines(call: Call, text: str) -> tuple[ProviderLine, ...]:
    """Answer the providers a reader may see whose name or code holds a text."""
    reach = call.reach(Permission.MARKET_READ)
    products, projects, accepted = _counts(call)
    cities = {city.code: city.name.in_(call.lang) for city in call.pack.cities}
    wanted = text.casefold()
    tr = call.tr
    found = []
    for each in entities_within(reach, call.desk.registry, ScopeKind.PROVIDER):
        names = (each.name_zh, each.name_en or "", each.entity_code)
        if wanted and not any(wanted in name.casefold() for name in names):
            continue
        code = each.entity_code
        line = ProviderLine(
            code=code,
            name=name_of(call, each),
            kind=class_name(call, each),
            city=cities.get(each.city_code or "", NOTHING),
            products=tr.number(products[code]),
            projects=tr.number(projects[code]),
            accepted=tr.number(accepted[code]),
        )
        found.append((-projects[code], -products[code], code, line))
    return tuple(line for *_order, line in sorted(found, key=lambda each: each[:3]))


def providers_table(tr: Translator, lines: tuple[ProviderLine, ...]) -> Table:
    """Answer the list as a table, for its CSV."""
    _ = tr.gettext
    columns = (
        Column(_("Provider"), "text"),
        Column(_("Provider code"), "text"),
        Column(_("Kind"), "text"),
        Column(_("City"), "text"),
        Column(_("Products offered")),
        Column(_("Projects")),
        Column(_("Accepted projects")),
    )
    rows = tuple(
        (each.name, each.code, each.kind, each.city, each.products, each.projects, each.accepted)
        for each in lines
    )
    return Table(_("Providers"), columns, rows)


def needs_table(tr: Translator, lines: Sequence[NeedLine]) -> Table:
    """Answer matched needs as a table, for its CSV."""
    _ = tr.gettext
    columns = (
        Column(_("Measure"), "text"),
        Column(_("City"), "text"),
        Column(_("Size"), "text"),
        Column(_("Enterprises")),
        Column(_("Expected price of all")),
    )
    rows = tuple(
        (each.measure, each.city, each.size, each.enterprises, each.cost) for each in lines
    )
    return Table(_("Matched needs"), columns, rows)


def _counts(call: Call) -> tuple[Mapping[str, int], Mapping[str, int], Mapping[str, int]]:
    product, project = provider_product.c, provider_project.c
    is_live = (product.withdrawn_at.is_(None), product.valid_until >= call.at.date())
    products = select(product.provider_code, func.count()).where(*is_live)
    projects = select(project.provider_code, project.state, func.count())
    offered: Counter[str] = Counter()
    every: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    with call.store.database.read() as connection:
        for code, count in connection.execute(products.group_by(product.provider_code)):
            offered[code] = count
        grouped = projects.group_by(project.provider_code, project.state)
        for code, state, count in connection.execute(grouped):
            every[code] += count
            accepted[code] += count if state == ACCEPTED else 0
    return offered, every, accepted
