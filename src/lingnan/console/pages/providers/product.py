"""Products of providers: kept, changed, withdrawn, and found by measure, size and place.

Not for words and forms (read).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select

from lingnan.access.secret import fresh_id
from lingnan.console.pages.providers.errors import ProductUnfit, TooManyProducts
from lingnan.console.pages.providers.store import provider_product
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.seen import state_of
from lingnan.kernel import Text
from lingnan.kernel.size import SizeClass
from lingnan.packs import Pack
from lingnan.store.audit import Deed, record_deeds

SIZES: Final = tuple(str(each) for each in SizeClass)
MOST_PRODUCTS: Final = 300
_MOST_CNY: Final = 10**11


@dataclass(frozen=True, slots=True)
class ProductCells:
    """What a provider states of a product. Units: yuan for one project."""

    name_zh: str
    name_en: str | None
    measure_id: str
    size_classes: tuple[str, ...]
    price_low_cny: int
    price_high_cny: int
    region_code: str
    valid_until: date


@dataclass(frozen=True, slots=True)
class Product:
    """A product as it is kept."""

    product_id: str
    provider_code: str
    cells: ProductCells
    created_at: datetime
    withdrawn_at: datetime | None

    @property
    def name(self) -> Text:
        """Its name in both languages."""
        return Text(self.cells.name_zh, self.cells.name_en or self.cells.name_zh)

    @property
    def state(self) -> str:
        """What a form carries, so that nobody saves over another's change."""
        return state_of(self.cells, self.withdrawn_at)

    def is_live(self, day: date) -> bool:
        """Answer whether it is offered on a day."""
        return self.withdrawn_at is None and day <= self.cells.valid_until

    def serves(self, city_code: str, size: str | None) -> bool:
        """Answer whether it is offered in a city to a size; an unknown size is served by any."""
        own = self.cells.region_code
        # A province is two digits and four zeros. Source: GB/T 2260.
        is_near = own == city_code or (own.endswith("0000") and own[:2] == city_code[:2])
        return is_near and (size is None or size in self.cells.size_classes)


def check_product(pack: Pack, cells: ProductCells, *, today: date) -> None:
    """Refuse what cannot be delivered. Raises: ProductUnfit."""
    places = {pack.region_code, *(city.code for city in pack.cities)}
    problems = (
        (
            cells.measure_id not in {each.id for each in pack.measures},
            Text("目录中没有该项目", "the catalogue has no such measure"),
        ),
        (not cells.size_classes, Text("未选择企业规模", "no size class is chosen")),
        (
            not set(cells.size_classes) <= set(SIZES),
            Text("企业规模有误", "there is no such size class"),
        ),
        (
            not 0 <= cells.price_low_cny <= cells.price_high_cny <= _MOST_CNY,
            Text("最低价应不高于最高价", "the lowest price is above the highest"),
        ),
        (cells.region_code not in places, Text("服务区域有误", "there is no such region")),
        (cells.valid_until < today, Text("有效期已过", "its last day is past")),
    )
    for is_wrong, reason in problems:
        if is_wrong:
            raise ProductUnfit(reason=reason)


def add_product(call: Call, provider: str, cells: ProductCells) -> str:
    """Keep a product; answers its id. Raises: ProductUnfit, TooManyProducts."""
    check_product(call.pack, cells, today=call.at.date())
    table = provider_product.c
    product_id = fresh_id(call.desk.access.entropy)
    with call.store.database.begin() as connection:
        count = select(func.count()).where(
            table.provider_code == provider, table.withdrawn_at.is_(None)
        )
        if (connection.scalar(count) or 0) >= MOST_PRODUCTS:
            raise TooManyProducts(most=MOST_PRODUCTS)
        connection.execute(
            provider_product.insert().values(
                product_id=product_id,
                provider_code=provider,
                created_at=call.at,
                **_values(cells),
            )
        )
        record_deeds(connection, [_deed(call, product_id, "add")])
    return product_id


def change_product(call: Call, product: Product, cells: ProductCells) -> None:
    """Change a product. Raises: ProductUnfit."""
    check_product(call.pack, cells, today=call.at.date())
    is_it = provider_product.c.product_id == product.product_id
    with call.store.database.begin() as connection:
        connection.execute(provider_product.update().where(is_it).values(**_values(cells)))
        record_deeds(connection, [_deed(call, product.product_id, "change")])


def withdraw_product(call: Call, product: Product) -> None:
    """Take a product off the list; projects of it go on."""
    table = provider_product
    is_it = (table.c.product_id == product.product_id) & table.c.withdrawn_at.is_(None)
    with call.store.database.begin() as connection:
        done = connection.execute(table.update().where(is_it).values(withdrawn_at=call.at))
        if done.rowcount:
            record_deeds(connection, [_deed(call, product.product_id, "withdraw")])


def find_product(call: Call, provider: str, product_id: str) -> Product:
    """Answer a product of a provider. Raises: NothingThere."""
    table = provider_product.c
    found = list_products(call, table.provider_code == provider, table.product_id == product_id)
    if not found:
        raise NothingThere
    return found[0]


def list_products(call: Call, *where: ColumnElement[bool]) -> list[Product]:
    """Answer products that meet all conditions, by measure and price."""
    table = provider_product.c
    order = (table.measure_id, table.price_low_cny, table.product_id)
    query = select(provider_product).where(*where).order_by(*order)
    with call.store.database.read() as connection:
        return [_product(row) for row in connection.execute(query)]


def live_products(call: Call, *where: ColumnElement[bool]) -> list[Product]:
    """Answer the products that are offered today."""
    table = provider_product.c
    return list_products(
        call, table.withdrawn_at.is_(None), table.valid_until >= call.at.date(), *where
    )


def of_measures(measures: Collection[str]) -> ColumnElement[bool]:
    """The condition that a product delivers one of some measures."""
    return provider_product.c.measure_id.in_(sorted(measures))


def product_thing(product_id: str) -> str:
    """How the audit trail names a product."""
    return f"product:{product_id}"


def _values(cells: ProductCells) -> dict[str, Any]:
    return {
        "name_zh": cells.name_zh,
        "name_en": cells.name_en,
        "measure_id": cells.measure_id,
        "size_classes": ",".join(cells.size_classes),
        "price_low_cny": cells.price_low_cny,
        "price_high_cny": cells.price_high_cny,
        "region_code": cells.region_code,
        "valid_until": cells.valid_until,
    }


def _product(row: Any) -> Product:
    cells = ProductCells(
        row.name_zh,
        row.name_en,
        row.measure_id,
        tuple(row.size_classes.split(",")),
        row.price_low_cny,
        row.price_high_cny,
        row.region_code,
        row.valid_until,
    )
    return Product(row.product_id, row.provider_code, cells, row.created_at, row.withdrawn_at)


def _deed(call: Call, product_id: str, what: str) -> Deed:
    return Deed(
        call.at, call.who.actor, "market:change", product_thing(product_id), what, None, call.origin
    )
