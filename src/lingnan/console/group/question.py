"""Fields of a question as they stand in an address: money, whole numbers, words that are known.

Not for what is asked of which group (pages).
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from lingnan.console.group.errors import AskedUnfit, MoneyUnfit
from lingnan.console.web.call import Call
from lingnan.kernel.money import parse_cny

#: More than any group has: beyond it an amount is a mistake.
MOST_CNY: Final = 10**12


def money(call: Call, name: str, label: str) -> int | None:
    """Answer an amount in yuan, written as `5000000`, `500万` or `1.2亿元`; null when empty.

    Raises: MoneyUnfit.
    """
    told = call.asked(name).strip()
    if not told:
        return None
    try:
        amount = parse_cny(told)
    except ValueError:
        amount = Decimal(-1)
    if not 0 <= amount <= MOST_CNY or amount != int(amount):
        raise MoneyUnfit(name=name, field=label, most=f"{MOST_CNY:,}", value=told[:40])
    return int(amount)


def whole(call: Call, name: str, label: str, *, least: int, most: int) -> int | None:
    """Answer a whole number; null when empty. Raises: AskedUnfit."""
    told = call.asked(name).strip()
    if not told:
        return None
    is_number = told.isascii() and told.isdigit() and len(told) < 16
    if not is_number or not least <= int(told) <= most:
        raise AskedUnfit(name=name, field=label, least=least, most=most, value=told[:40])
    return int(told)


def words(call: Call, name: str, known: Collection[str]) -> tuple[str, ...]:
    """Answer the chosen ones among known words, in a fixed order; others are left out."""
    return tuple(sorted(set(call.query.get(name, ())) & set(known)))


def is_told(call: Call, names: Collection[str]) -> bool:
    """Answer whether the address holds a question at all."""
    return any(call.query.get(name) for name in names)
