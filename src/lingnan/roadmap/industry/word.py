"""How stated figures are called in findings. Not for the names of tables."""

from typing import Final

from lingnan.kernel import Text

STATED: Final = {
    "price": Text("价格", "the price"),
    "subsidy": Text("补助", "the subsidy"),
    "members": Text("企业数", "the number of members"),
    "reached_before": Text("已达标数", "the number at the level before"),
    "reached_after": Text("实施后达标数", "the number at the level after"),
    "subsidy_total": Text("补助合计", "the sum of subsidies"),
    "objective": Text("弥合差距", "the gap closed"),
}
