"""Money in yuan, as exact decimals. Not for exchange rates and not for rounding or display.

Registers and forms write yuan, thousands, ten thousands (万元) or hundred millions (亿元);
inside Lingnan every amount is in yuan.
"""

import re
from decimal import Decimal
from typing import Final

from lingnan.kernel.text import half_width

#: About a tenth of a year's minimum wage: who earns less per head cannot pay the heads.
LEAST_REVENUE_PER_HEAD_CNY: Final = 2_000

#: Amounts from here on are mistakes: the country's whole industry earns about 10^14 yuan a year.
LIMIT_CNY: Final = 10**16

_SCALES: Final = {
    "": 1,
    "千": 1_000,
    "万": 10_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
    "十亿": 1_000_000_000,
    "百亿": 10_000_000_000,
}
_AMOUNT: Final = re.compile(
    r"""(?P<sign>[-+]?)\s*
        (?:(?:人民币|CNY|RMB|¥)\s*)?
        (?P<number>(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?(?:E[+-]?\d{1,2})?)\s*
        (?P<scale>[十百千]?[万亿]?)\s*
        (?:人民币)?(?:元|圆|CNY|RMB)?(?:人民币|整)?""",
    re.VERBOSE,
)


def parse_cny(text: str) -> Decimal:
    """Read an amount of money as yuan, exactly.

    Accepts ``1,234.5``, ``1.2万元``, ``3亿元``, ``¥500``, ``人民币20万元``, ``1.2E+07``.
    Units: yuan; a figure without unit is taken as yuan.
    Raises: ValueError for anything else, among them foreign currencies, empty text and 10^16 up.
    """
    written = half_width(text).upper().replace("\N{FULLWIDTH YEN SIGN}", "¥")
    match = _AMOUNT.fullmatch(written)
    if match is None or match["scale"] not in _SCALES:
        raise ValueError(f"{text!r} is not an amount in yuan")
    amount = Decimal(match["number"].replace(",", "")) * _SCALES[match["scale"]]
    if amount >= LIMIT_CNY:
        raise ValueError(f"{text!r} is not an amount in yuan: too large")
    plain = Decimal(f"{amount:f}")
    return -plain if match["sign"] == "-" else plain


def looks_like_wan(revenue_cny: Decimal | int | None, employees_count: int | None) -> bool:
    """Answer whether a yearly revenue was probably given in 万元 instead of yuan.

    Rule: at least 1 and less than 2,000 yuan of revenue per employee. Less than 2,000 is about
    a tenth of a year's minimum wage, so not the revenue of a working enterprise; multiplied by
    10,000 it becomes 10,000 to 20 million yuan per employee, which may well be.
    Limits: a suspicion to report, never to act on; a dormant enterprise can look the same, and a
        revenue of less than 1 万元 per employee is not caught. False if either is unknown.
    """
    if revenue_cny is None or employees_count is None or employees_count < 1:
        return False
    return employees_count <= revenue_cny < LEAST_REVENUE_PER_HEAD_CNY * employees_count
