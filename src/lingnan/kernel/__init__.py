"""The words every room shares: texts, errors, findings, periods, and the national codes.

Standard library only. Knows the national standards (GB 32100 enterprise codes, GB/T 2260 regions,
GB/T 4754 industries, the 2017 size classes) and no province: cities and clusters are pack content.
Codes are used through their modules: ``from lingnan.kernel import uscc``; ``uscc.is_valid(...)``.
"""

from lingnan.kernel.counts import ImportCounts
from lingnan.kernel.errors import LingnanError
from lingnan.kernel.finding import Finding, Rule, Severity
from lingnan.kernel.period import (
    Period,
    add_months,
    month_end,
    month_start,
    months_between,
    parse_month,
)
from lingnan.kernel.text import Lang, Text, half_width

__all__ = [
    "Finding",
    "ImportCounts",
    "Lang",
    "LingnanError",
    "Period",
    "Rule",
    "Severity",
    "Text",
    "add_months",
    "half_width",
    "month_end",
    "month_start",
    "months_between",
    "parse_month",
]
