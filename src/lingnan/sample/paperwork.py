"""The form of a vendor without FOCUS: contracts, payments and usage logs of some enterprises.

Most contracts are paid and used; every fifth is half paid, every seventh has no log, so that the
rules have something to refuse. Amounts are drawn for the form and differ from those of the
evidence; papers are named by the SHA-256 of a text that says that there is none.
"""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Final

import pyarrow as pa

from lingnan.kernel.period import add_months
from lingnan.sample.bill import Cast, bill_window
from lingnan.sample.province import SampleProvince

SELLER: Final = "样本云商B"
HALF_PAID_EACH: Final = 5
UNUSED_EACH: Final = 7
_HEADERS: Final = (
    *("类型", "合同编号", "统一社会信用代码", "销售方", "服务名称", "服务类别", "单据号", "日期"),
    *("服务起", "服务止", "金额（元）", "用量", "文件"),
)


def contract_table(province: SampleProvince, cast: Cast) -> pa.Table:
    """The form: one row per contract, payment and month of use, all as text.

    Shapes:
        returns: at most eight rows for every second ordinary customer of the bill.
    """
    first, last = bill_window(province.until)
    rows: list[dict[str, str]] = []
    for number, code in enumerate(cast.ordinary[::2], start=1):
        contract_no = f"SAMPLE-B-{number:05d}"
        value = Decimal(3_000 + 120 * (number % 40))
        paid = value / 2 if number % HALF_PAID_EACH == 0 else value
        same = {"合同编号": contract_no, "统一社会信用代码": code, "销售方": SELLER}
        rows.append(
            same
            | {
                "类型": "合同",
                "服务名称": "样本云进销存",
                "服务类别": "Business Applications",
                "日期": str(first),
                "服务起": str(first),
                "服务止": str(last),
                "金额（元）": f"{value:.2f}",
                "文件": _paper(contract_no),
            }
        )
        rows.append(
            same
            | {
                "类型": "付款",
                "单据号": f"{contract_no}-F",
                "日期": str(first),
                "金额（元）": f"{paid:.2f}",
                "文件": _paper(f"{contract_no}-F"),
            }
        )
        if number % UNUSED_EACH:
            rows += [same | _usage(contract_no, month) for month in _months(first, last)]
    return pa.table(
        {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in _HEADERS}
    )


def _usage(contract_no: str, month: date) -> dict[str, str]:
    return {
        "类型": "用量",
        "日期": str(month),
        "用量": str(10 + month.month),
        "文件": _paper(f"{contract_no}-{month}"),
    }


def _months(first: date, last: date) -> list[date]:
    months = [first]
    while add_months(months[-1], 1) <= last:
        months.append(add_months(months[-1], 1))
    return months


def _paper(name: str) -> str:
    return hashlib.sha256(f"synthetic, no such paper: {name}".encode()).hexdigest()
