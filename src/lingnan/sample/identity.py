"""Codes and names of synthetic enterprises, which no real enterprise can have.

A synthetic unified social credit code passes every check of GB 32100 and GB 11714 and is yet
recognisable: its registration authority is `<province>9900`, which GB/T 2260 does not list, and
its organisation code begins with YB (样本), which is not among the blocks in use. Names begin with
样本 / Sample and carry the enterprise's number; they name no person and no real enterprise.
"""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingnan.kernel.text import Text
from lingnan.kernel.uscc import ALPHABET, ORGANISATION_WEIGHTS, WEIGHTS

AUTHORITY_SUFFIX = "9900"
ORGANISATION_PREFIX = "YB"
_SERIAL_DIGITS = 6
_SERIALS = len(ALPHABET) ** _SERIAL_DIGITS
_LETTERS = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
#: GB 11714 counts A as 10 to Z as 35, without the gaps of GB 32100.
_ORGANISATION_VALUES = np.array(
    ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) for letter in ALPHABET], dtype=np.int64
)

_WORDS = {
    "青禾": "Qinghe",
    "云帆": "Yunfan",
    "星川": "Xingchuan",
    "南榕": "Nanrong",
    "海桐": "Haitong",
    "新陶": "Xintao",
    "金穗": "Jinsui",
    "松涛": "Songtao",
}


def social_credit_codes(
    province: str, self_employed: NDArray[np.bool_], rng: np.random.Generator
) -> pa.Array:
    """One valid synthetic code per enterprise, in ascending order.

    Shapes:
        self_employed: category 2 instead of 1; must come last for the codes to ascend.
        returns: one string of 18 characters per entry.
    """
    count = len(self_employed)
    step = _SERIALS // max(count, 1)
    serial = np.arange(count, dtype=np.int64) * step + rng.integers(0, step, count)
    values = np.empty((count, 18), dtype=np.int64)
    values[:, 0] = ALPHABET.index("9")
    values[:, 1] = np.where(self_employed, 2, 1)
    values[:, 2:8] = [int(digit) for digit in province[:2] + AUTHORITY_SUFFIX]
    values[:, 8:10] = [ALPHABET.index(letter) for letter in ORGANISATION_PREFIX]
    for place in range(_SERIAL_DIGITS):
        serial, values[:, 15 - place] = np.divmod(serial, len(ALPHABET))
    inner = _ORGANISATION_VALUES[values[:, 8:16]] @ np.array(ORGANISATION_WEIGHTS)
    check = np.array([ALPHABET.index(letter) for letter in "0123456789X"])
    values[:, 16] = check[-inner % 11]
    values[:, 17] = -(values[:, :17] @ np.array(WEIGHTS)) % len(ALPHABET)
    letters = _LETTERS[values]
    offsets = np.arange(0, 18 * count + 1, 18, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(letters))


def enterprise_names(
    trades: list[Text],
    trade: NDArray[np.integer],
    self_employed: NDArray[np.bool_],
    rng: np.random.Generator,
) -> tuple[pa.Array, pa.Array]:
    """Chinese and English names, unique through the number in them.

    Shapes:
        trades: what enterprises do; trade: which of them each enterprise does.
        returns: two string arrays, one entry per enterprise.
    """
    count = len(trade)
    number = pa.compute.utf8_lpad(pa.array(np.arange(1, count + 1)).cast(pa.string()), 7, "0")
    word = rng.integers(0, len(_WORDS), count)
    kind = self_employed.astype(np.int8)
    zh = pa.compute.binary_join_element_wise(
        pa.scalar("样本"),
        number,
        pa.scalar("号"),
        _pick(list(_WORDS), word),
        _pick([item.zh for item in trades], trade),
        _pick(["有限公司", "经营部"], kind),
        pa.scalar(""),
    )
    en = pa.compute.binary_join_element_wise(
        pa.scalar("Sample"),
        number,
        _pick(list(_WORDS.values()), word),
        _pick([item.en for item in trades], trade),
        _pick(["Co., Ltd.", "Trading"], kind),
        pa.scalar(" "),
    )
    return zh, en


def _pick(words: list[str], chosen: NDArray[np.integer]) -> pa.Array:
    return pa.array(words, pa.string()).take(pa.array(chosen))
