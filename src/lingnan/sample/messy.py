"""A small register with the mistakes that registers have, for the demo's findings.

Rows without a mistake are those of the register and change nothing. A mistake either keeps its
row out, or (revenue in 万元) stands with an enterprise that closed long ago, so that importing the
file moves no count.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
import pyarrow as pa

from lingnan.kernel.uscc import ALPHABET
from lingnan.sample.assumption import stream
from lingnan.sample.province import SampleProvince

ROWS: Final = 300
Row = dict[str, str]
_CODE, _CITY, _STATUS = "统一社会信用代码", "城市", "登记状态"
_REVENUE = "营业收入（元）"


def _mistype_check(row: Row) -> None:
    code = row[_CODE]
    row[_CODE] = code[:17] + ALPHABET[(ALPHABET.index(code[17]) + 1) % len(ALPHABET)]


def _type_letter_o(row: Row) -> None:
    row[_CODE] = row[_CODE][:10] + "O" + row[_CODE][11:]


def _cut_code(row: Row) -> None:
    row[_CODE] = row[_CODE][:15]


def _leave_province(row: Row) -> None:
    row[_CITY] = "桂林市"


def _invent_industry(row: Row) -> None:
    row["行业代码"] = "C9999"


def _guess_heads(row: Row) -> None:
    row["从业人数"] = "约" + row["从业人数"]


def _found_in_future(row: Row) -> None:
    row["成立日期"] = "2099-06-30"


def _lose_name(row: Row) -> None:
    row["企业名称"] = ""


#: What goes wrong, and in how many rows.
MISTAKES: Final[tuple[tuple[Callable[[Row], None], int], ...]] = (
    (_mistype_check, 6),
    (_type_letter_o, 3),
    (_cut_code, 2),
    (_leave_province, 4),
    (_invent_industry, 3),
    (_guess_heads, 3),
    (_found_in_future, 2),
    (_lose_name, 2),
)
REVENUE_IN_WAN: Final = 5


def messy_register(province: SampleProvince, paper: pa.Table) -> pa.Table:
    """Some rows of the register, mistakes among them, all as text.

    Shapes:
        returns: ROWS rows at most, in the order of the register, then one row twice.
    """
    rng = stream(province.seed, "messy")
    places = np.sort(rng.choice(paper.num_rows, min(ROWS, paper.num_rows), replace=False))
    picked = paper.take(pa.array(places))
    text = pa.table({name: picked[name].cast(pa.string()) for name in picked.column_names})
    rows: list[Row] = [
        {name: value or "" for name, value in row.items()} for row in text.to_pylist()
    ]
    sound = [place for place, row in enumerate(rows) if row[_STATUS] == "存续"]
    chosen = iter(rng.permutation(sound).tolist())
    for spoil, count in MISTAKES:
        for _ in range(count):
            spoil(rows[next(chosen)])
    ended = [row for row in rows if row[_STATUS] != "存续" and not row["入规日期"]]
    for row in ended[:REVENUE_IN_WAN]:
        row[_REVENUE] = f"{float(row[_REVENUE]) / 10_000:.2f}"
    rows.append(dict(rows[next(chosen)]))
    return pa.Table.from_pylist(rows, schema=text.schema)
