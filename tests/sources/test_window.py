"""Use over the last months, put together from bills of several vendors and of any order."""

from datetime import date
from itertools import permutations
from typing import Any

import pytest

from lingnan.evidence import Grade
from lingnan.sources.cloud import import_bill


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_bill(*world.here, path, **{"vendor": "aliyun", **world.by, **more})


def best_use(world: Any, subject: str, month: int) -> tuple[int, Grade] | None:
    """The best evidence of use of a month: highest grade, then the latest row."""
    start = date(2024, month, 1)
    rows = [
        row
        for row in world.rows(subject)
        if row.fact.indicator_code == "cloud_use" and row.fact.period.start == start
    ]
    if not rows:
        return None
    best = max(rows, key=lambda row: (row.fact.grade, row.evidence_no)).fact
    return int(best.value_number), best.grade


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_monthly_bills_in_any_order(world: Any, biller: Any, order: tuple[int, ...]) -> None:
    for month in order:
        path = biller.write(f"m{month}.csv", biller.month(month))
        bring(world, path, subject=world.alpha, pushed_by_vendor=True)
    found = {month: best_use(world, world.alpha, month) for month in (1, 2, 3)}
    assert found == {1: (0, Grade.OBSERVED), 2: (0, Grade.OBSERVED), 3: (1, Grade.OBSERVED)}


def test_months_of_two_vendors_add_up(world: Any, biller: Any) -> None:
    bring(world, biller.write("a.csv", biller.month(1), biller.month(2)), subject=world.alpha)
    path = biller.write("t.csv", biller.month(3))
    bring(world, path, subject=world.alpha, vendor="tencent", pushed_by_vendor=True)
    # Three months show use, two of them attested: together they prove use as attested.
    assert best_use(world, world.alpha, 3) == (1, Grade.ATTESTED)


def test_a_month_of_two_vendors_is_one_month(world: Any, biller: Any) -> None:
    bring(world, biller.write("a.csv", biller.month(1), biller.month(2)), subject=world.alpha)
    path = biller.write("t.csv", biller.month(1), biller.month(2))
    bring(world, path, subject=world.alpha, vendor="tencent")
    assert best_use(world, world.alpha, 2) == (0, Grade.ATTESTED)


def test_an_observed_zero_does_not_hide_use_at_another_vendor(world: Any, biller: Any) -> None:
    path = biller.write("t.csv", biller.month(3))
    bring(world, path, subject=world.alpha, vendor="tencent", pushed_by_vendor=True)
    assert best_use(world, world.alpha, 3) == (0, Grade.OBSERVED)
    lines = [biller.month(month) for month in (1, 2, 3)]
    _, findings = bring(world, biller.write("a.csv", *lines), subject=world.alpha)
    assert best_use(world, world.alpha, 3) == (1, Grade.ATTESTED)
    assert [(f.code, f.subject) for f in findings if f.code == "CLD-030"] == [
        ("CLD-030", world.alpha)
    ]


def test_use_ends(world: Any, biller: Any) -> None:
    used = [biller.month(month) for month in (1, 2, 3)]
    idle = [
        biller.month(m, ChargeCategory="Purchase", ConsumedQuantity="") for m in (4, 5, 6, 7, 8)
    ]
    bring(world, biller.write("a.csv", *used, *idle), subject=world.alpha)
    # June looks back to January (3 months of use), July to February (2).
    found = {month: best_use(world, world.alpha, month) for month in (6, 7)}
    assert found == {6: (1, Grade.ATTESTED), 7: (0, Grade.ATTESTED)}


def test_enterprises_do_not_mix(world: Any, biller: Any) -> None:
    accounts = world.write(
        "a.csv", "BillingAccountId,uscc", f"acc-1,{world.alpha}", f"acc-2,{world.beta}"
    )
    lines = [biller.month(month) for month in (1, 2)]
    lines.append(biller.month(3, BillingAccountId="acc-2"))
    bring(world, biller.write("b.csv", *lines), accounts=accounts)
    assert best_use(world, world.alpha, 2) == (0, Grade.ATTESTED)
    assert best_use(world, world.beta, 3) == (0, Grade.ATTESTED)
