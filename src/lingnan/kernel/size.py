"""Size classes of industrial enterprises and the above-scale line, as statistics draws them.

Not for the lines of other sections (trade, construction, services have their own) and not for the
administrative SME rules of a programme, which are pack content.

Source: 统计上大中小微型企业划分办法（2017）, National Bureau of Statistics, row 工业; above-scale
industry 规模以上工业: yearly revenue from the main business of 20 million yuan or more.
"""

from decimal import Decimal
from enum import StrEnum
from typing import Final

from lingnan.kernel import industry

LARGE_EMPLOYEES_COUNT: Final = 1_000
MEDIUM_EMPLOYEES_COUNT: Final = 300
SMALL_EMPLOYEES_COUNT: Final = 20
LARGE_REVENUE_CNY: Final = 400_000_000
MEDIUM_REVENUE_CNY: Final = 20_000_000
SMALL_REVENUE_CNY: Final = 3_000_000
ABOVE_SCALE_REVENUE_CNY: Final = 20_000_000


class SizeClass(StrEnum):
    """Large 大型, medium 中型, small 小型, micro 微型."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


#: Lower limits, both of which a class needs, from the largest down.
LOWER_LIMITS: Final = (
    (SizeClass.LARGE, LARGE_EMPLOYEES_COUNT, LARGE_REVENUE_CNY),
    (SizeClass.MEDIUM, MEDIUM_EMPLOYEES_COUNT, MEDIUM_REVENUE_CNY),
    (SizeClass.SMALL, SMALL_EMPLOYEES_COUNT, SMALL_REVENUE_CNY),
)


def size_class(employees_count: int | None, revenue_cny: Decimal | int | None) -> SizeClass | None:
    """Answer the size class of an industrial enterprise; None when either figure is unknown.

    Units: employees in persons at year end, revenue in yuan a year.
    An enterprise that misses one lower limit falls one class further down, and again if it misses
    that one too: so its class is the lower of the two that its figures give.
    """
    if employees_count is None or revenue_cny is None:
        return None
    for name, employees_limit, revenue_limit in LOWER_LIMITS:
        if employees_count >= employees_limit and revenue_cny >= revenue_limit:
            return name
    return SizeClass.MICRO


def is_above_scale(revenue_cny: Decimal | int | None, industry_code: str) -> bool | None:
    """Answer whether revenue puts an industrial enterprise above scale; None if revenue is unknown.

    Units: revenue in yuan a year.
    Limits: the statistical register decides once a year on audited figures and for legal entities
        only; where its dates are known (above_scale_from/until) they go before this answer.
    Raises: ValueError when `industry_code` is no code of GB/T 4754.
    """
    if not industry.is_industrial(industry_code):
        return False
    return None if revenue_cny is None else revenue_cny >= ABOVE_SCALE_REVENUE_CNY
