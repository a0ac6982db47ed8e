"""Check columns of days. Not for what they are the days of."""

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.registry import rules
from lingnan.registry.cell import decode_days, true_rows
from lingnan.registry.draft import Draft


def check_day(draft: Draft, name: str, *, today: date | None) -> None:
    """Decode one column of days into the draft; with `today`, later days are errors."""
    days = decode_days(draft.cells(name))
    draft.report(rules.DATE_UNREADABLE, days.is_bad, name)
    if today is not None:
        is_future = true_rows(pc.greater(days.values, pa.scalar(today)))
        draft.report(rules.DATE_FUTURE, is_future, name, more=lambda _: {"today": today})
    draft.columns[name] = days.values


def check_order(draft: Draft, first: str, second: str, *, may_be_equal: bool = False) -> None:
    """Report rows in which the second day does not lie after the first."""
    days = draft.columns
    compare = pc.less if may_be_equal else pc.less_equal
    draft.report(
        rules.DATE_ORDER,
        true_rows(compare(days[second], days[first])),
        second,
        more=lambda place: {"other": f"{first} {days[first][place].as_py()}"},
    )
