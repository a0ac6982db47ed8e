"""The form of a product: read from what was typed, shown again as it was. Not for keeping it."""

from datetime import timedelta
from typing import Final

from lingnan.console.document.words import size_words
from lingnan.console.pages.providers.context import ProductContext, ProductForm
from lingnan.console.pages.providers.product import SIZES, Product, ProductCells
from lingnan.console.pages.providers.word import place_name
from lingnan.console.web.call import Call

_YEAR: Final = timedelta(days=365)
_MOST_CNY: Final = 10**11
_NAME_SIGNS: Final = 200


def typed_cells(call: Call) -> ProductCells:
    """Answer what was typed. Raises: FormUnreadable, which names the field."""
    _ = call.tr.gettext
    return ProductCells(
        name_zh=call.text("name_zh", _("Name in Chinese"), most=_NAME_SIGNS),
        name_en=call.typed("name_en")[:_NAME_SIGNS] or None,
        measure_id=call.text("measure", _("Measure it delivers"), most=80),
        size_classes=tuple(each for each in SIZES if each in call.form.get("sizes", ())),
        price_low_cny=call.whole("low", _("Lowest price, yuan"), most=_MOST_CNY),
        price_high_cny=call.whole("high", _("Highest price, yuan"), most=_MOST_CNY),
        region_code=call.text("region", _("Region"), most=6),
        valid_until=call.day("until", _("Offered until")),
    )


def typed_form(call: Call) -> ProductForm:
    """Answer the form as it was typed, to be shown again."""
    return ProductForm(
        name_zh=call.typed("name_zh"),
        name_en=call.typed("name_en"),
        measure=call.typed("measure"),
        sizes=tuple(call.form.get("sizes", ())),
        low=call.typed("low"),
        high=call.typed("high"),
        region=call.typed("region"),
        until=call.typed("until"),
        seen=call.typed("seen"),
    )


def form_of(call: Call, product: Product | None) -> ProductForm:
    """Answer the form of a product, or an empty one for a year from today."""
    if product is None:
        until = call.at.date() + _YEAR
        region = call.pack.region_code
        return ProductForm("", "", "", (), "", "", region, until.isoformat(), "")
    cells = product.cells
    return ProductForm(
        name_zh=cells.name_zh,
        name_en=cells.name_en or "",
        measure=cells.measure_id,
        sizes=cells.size_classes,
        low=str(cells.price_low_cny),
        high=str(cells.price_high_cny),
        region=cells.region_code,
        until=cells.valid_until.isoformat(),
        seen=product.state,
    )


def product_context(
    call: Call, provider: str, product_id: str | None, form: ProductForm, problem: str = ""
) -> ProductContext:
    """Answer the page of the form."""
    back = f"/providers/{provider}"
    path = f"{back}/products"
    measures = sorted((each.name.in_(call.lang), each.id) for each in call.pack.measures)
    places = (call.pack.region_code, *(city.code for city in call.pack.cities))
    return ProductContext(
        action=f"{path}/{product_id}" if product_id else path,
        back=back,
        form=form,
        measures=tuple((key, name) for name, key in measures),
        sizes=tuple((each, size_words(call.tr, each)) for each in SIZES),
        regions=tuple((code, place_name(call, code)) for code in places),
        problem=problem,
        is_kept=product_id is not None,
    )
