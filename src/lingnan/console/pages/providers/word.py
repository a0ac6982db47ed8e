"""Words and lines of products, needs and projects. Not for finding them (product, need …)."""

from collections.abc import Mapping, Sequence
from typing import Final

from lingnan.console.document.schedule import half_years
from lingnan.console.document.value import capital
from lingnan.console.document.words import money_words, size_words
from lingnan.console.i18n import NOTHING, Translator
from lingnan.console.pages.providers.acceptance import vouchable
from lingnan.console.pages.providers.context import (
    NamedLine,
    NeedLine,
    ProductLine,
    ProjectLine,
    Vouch,
)
from lingnan.console.pages.providers.need import LEAST_TOLD, NamedNeed, Need
from lingnan.console.pages.providers.product import Product
from lingnan.console.pages.providers.project import STATE_NAME, Project
from lingnan.console.web.call import Call
from lingnan.registry import EntityKind
from lingnan.roadmap.calendar import Calendar

_KNOWN_PERIODS: Final = 40


def measure_name(call: Call, measure_id: str) -> str:
    """Answer a measure's name; its id when the pack no longer has it."""
    found = next((each for each in call.pack.measures if each.id == measure_id), None)
    return measure_id if found is None else found.name.in_(call.lang)


def place_name(call: Call, code: str) -> str:
    """Answer the name of a city, or of the whole region."""
    if code == call.pack.region_code:
        return call.tr.gettext("the whole region")
    found = next((city for city in call.pack.cities if city.code == code), None)
    return code if found is None else found.name.in_(call.lang)


def price_words(tr: Translator, low: int, high: int) -> str:
    """Write a price band."""
    if low == high:
        return money_words(tr, low)
    return tr.gettext("{low} to {high}").format(
        low=money_words(tr, low), high=money_words(tr, high)
    )


def usual_price(call: Call, measure_id: str, sizes: Sequence[str]) -> str:
    """Write what the catalogue expects of a measure for some sizes; a dash when nothing."""
    found = next((each for each in call.pack.measures if each.id == measure_id), None)
    prices = found.prices if found else ()
    bands = [band for band in prices if set(band.size_classes) & set(sizes)]
    if not bands:
        return NOTHING
    low, high = min(band.low_cny for band in bands), max(band.high_cny for band in bands)
    return price_words(call.tr, low, high)


def product_line(call: Call, product: Product) -> ProductLine:
    """Answer a product as a line of words."""
    cells, tr = product.cells, call.tr
    return ProductLine(
        id=product.product_id,
        name=product.name.in_(call.lang),
        measure=measure_name(call, cells.measure_id),
        sizes=tr.listing([size_words(tr, each) for each in cells.size_classes]),
        price=price_words(tr, cells.price_low_cny, cells.price_high_cny),
        usual=usual_price(call, cells.measure_id, cells.size_classes),
        region=place_name(call, cells.region_code),
        until=tr.short_day(cells.valid_until),
        is_live=product.is_live(call.at.date()),
    )


def need_line(call: Call, need: Need) -> NeedLine:
    """Answer a need as a line of words; few enterprises are not counted out."""
    tr = call.tr
    is_told = need.enterprises >= LEAST_TOLD
    few = tr.gettext("fewer than {least}").format(least=tr.number(LEAST_TOLD))
    return NeedLine(
        measure=measure_name(call, need.measure_id),
        city=place_name(call, need.city_code),
        size=size_name(tr, need.size_class),
        enterprises=tr.number(need.enterprises) if is_told else few,
        cost=money_words(tr, need.cost_cny) if is_told else NOTHING,
    )


def named_line(call: Call, need: NamedNeed, name: str, provider: str) -> NamedLine:
    """Answer a need of a named enterprise as a line of words."""
    path = f"/providers/{provider}"
    return NamedLine(
        name=name,
        path=f"/enterprises/{need.uscc}",
        measure=measure_name(call, need.measure_id),
        city=place_name(call, need.city_code),
        size=size_name(call.tr, need.size_class),
        start=period_name(call, need.start_period),
        cost=money_words(call.tr, need.cost_cny),
        offer=f"{path}/offer?uscc={need.uscc}&measure={need.measure_id}",
    )


def size_name(tr: Translator, size: str | None) -> str:
    """Name a size class, or that it is unknown."""
    return tr.gettext("size unknown") if size is None else size_words(tr, size)


def period_name(call: Call, period: int) -> str:
    """Name a half-year of the run's plans, counted from 0."""
    if not 0 <= period < _KNOWN_PERIODS:
        return NOTHING
    start = Calendar.after(call.run.as_of, 1).start
    return half_years(call.tr, start, period + 1)[-1]


def project_line(
    call: Call,
    project: Project,
    other: str,
    product: Product | None,
    *,
    steps: tuple[str, ...],
    path: str,
) -> ProjectLine:
    """Answer a project as one side sees it; `path` is the address of that side's projects."""
    tr = call.tr
    _ = tr.gettext
    days = (
        (_("offered"), project.offered_at),
        (_("agreed"), project.agreed_at),
        (_("started"), project.started_at),
        (_("signed by the provider"), project.provider_signed_at),
        (_("signed by the enterprise"), project.enterprise_signed_at),
        (_("ended"), project.ended_at),
    )
    has_report = project.report_sha256 is not None and project.provider_signed_at is not None
    return ProjectLine(
        id=project.project_id,
        other=other,
        measure=measure_name(call, project.measure_id),
        product=product.name.in_(call.lang) if product else NOTHING,
        price=money_words(tr, project.price_cny),
        months=_("{count} months").format(count=tr.number(project.planned_months)),
        note=project.note or "",
        state=STATE_NAME[project.state].in_(call.lang),
        days=tuple((capital(tr, name), tr.instant(at)) for name, at in days if at is not None),
        steps=steps,
        report=f"{path}/{project.project_id}/report" if has_report else "",
        sha256=project.report_sha256 or "",
        vouched=_vouches(call, project),
        evidence=tuple((f"/trace/evidence/{no}", str(no)) for no in project.evidence_nos),
    )


def _vouches(call: Call, project: Project) -> tuple[Vouch, ...]:
    found = next((each for each in call.pack.measures if each.id == project.measure_id), None)
    if found is None:
        return ()
    return tuple(
        Vouch(
            each.indicator_code,
            each.item.in_(call.lang),
            each.answer.in_(call.lang),
            each.indicator_code in project.report_items,
        )
        for each in vouchable(call.pack, found)
    )


def names_by_code(call: Call) -> Mapping[str, str]:
    """Answer the names of all providers and platforms by code."""
    return {
        each.entity_code: each.name_zh if call.lang == "zh" else each.name_en or each.name_zh
        for kind in (EntityKind.PROVIDER, EntityKind.PLATFORM)
        for each in call.desk.registry.entities(kind)
    }
