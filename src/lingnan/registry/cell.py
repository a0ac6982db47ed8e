"""What typed cells mean, over whole columns: words, whole numbers, amounts of money, days.

Cells are decoded once per distinct text, or by Arrow where they already are plain numbers. A cell
that means nothing acceptable is null with its row marked. Not for the rules of a register.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from lingnan.kernel import half_width
from lingnan.kernel.money import parse_cny
from lingnan.registry.vocabulary import is_null_word

_PLAIN_COUNT = r"^[0-9]{1,9}$"
_PLAIN_AMOUNT = r"^-?[0-9]{1,15}(\.[0-9]*)?$"
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[T ].*)?")
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL_DAY = re.compile(r"\d{4,5}")
#: Day 0 of spreadsheets, right for days after February 1900; serials below 1905 are years.
_SERIAL_START: Final = date(1899, 12, 30)
_SERIAL_LEAST: Final = 10_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """A decoded column, and which of its rows held something that could not be decoded."""

    values: pa.Array
    is_bad: NDArray[np.bool_]


def text_column(values: pa.Array) -> pa.Array:
    """Answer a column as strings, whatever type Parquet gave it; NaN is null."""
    if pa.types.is_string(values.type):
        return values
    if pa.types.is_floating(values.type):
        values = pc.if_else(pc.is_nan(values), pa.scalar(None, values.type), values)
        whole = pc.all(pc.equal(values, pc.floor(values))).as_py()
        return values.cast(pa.int64()).cast(pa.string()) if whole else values.cast(pa.string())
    return values.cast(pa.string())


def decode_distinct(values: pa.Array, decode: Callable[[str], Any], kind: pa.DataType) -> Decoded:
    """Decode each distinct text once; cells that say nothing (``-``, ``无``) are null.

    `decode` raises ValueError for a text that means nothing acceptable.
    """
    encoded = text_column(values).dictionary_encode()
    meanings: list[Any] = []
    bad: list[bool] = []
    for text in encoded.dictionary.to_pylist():
        meaning, is_bad = None, False
        if not is_null_word(text):
            try:
                meaning = decode(text)
            except ValueError:
                is_bad = True
        meanings.append(meaning)
        bad.append(is_bad)
    decoded = pa.array(meanings, kind).take(encoded.indices)
    return Decoded(decoded, true_rows(pa.array(bad, pa.bool_()).take(encoded.indices)))


def decode_counts(values: pa.Array) -> Decoded:
    """Decode numbers of persons. Shapes: returns int32."""
    if pa.types.is_integer(values.type):
        is_bad = true_rows(pc.or_(pc.less(values, 0), pc.greater_equal(values, 10**9)))
        kept = pc.if_else(pa.array(is_bad), pa.scalar(None, values.type), values)
        return Decoded(kept.cast(pa.int32()), is_bad)
    texts = text_column(values)
    if pc.all(pc.match_substring_regex(texts, _PLAIN_COUNT)).as_py():
        return Decoded(texts.cast(pa.int32()), np.zeros(len(texts), dtype=bool))
    return decode_distinct(texts, parse_count, pa.int32())


def decode_amounts(values: pa.Array, *, scale: int) -> Decoded:
    """Decode amounts of money as yuan, rounded to the fen.

    Units: a plain number counts `scale` yuan; a number with its own unit (``3亿元``) ignores it.
    Shapes: returns float64, exact to the fen below 10^13 yuan.
    """
    if not pa.types.is_string(values.type):
        numbers = values.cast(pa.float64(), safe=False)
        is_finite = pc.is_finite(numbers)
        numbers = pc.if_else(is_finite, numbers, pa.scalar(None, pa.float64()))
        return Decoded(_to_fen(numbers, scale), np.zeros(len(values), dtype=bool))
    plain = pc.fill_null(pc.match_substring_regex(values, _PLAIN_AMOUNT), False)
    empty = pa.scalar(None, pa.string())
    amounts = _to_fen(pc.if_else(plain, values, empty).cast(pa.float64()), scale)
    rest = pc.if_else(plain, empty, values)
    if rest.null_count == len(rest):
        return Decoded(amounts, np.zeros(len(rest), dtype=bool))
    other = decode_distinct(rest, lambda text: _parse_amount(text, scale), pa.float64())
    return Decoded(pc.coalesce(amounts, other.values), other.is_bad)


def decode_days(values: pa.Array) -> Decoded:
    """Decode days. Shapes: returns date32."""
    if pa.types.is_date(values.type) or pa.types.is_timestamp(values.type):
        days = values.cast(pa.date32(), safe=False)
        return Decoded(days, np.zeros(len(days), dtype=bool))
    return decode_distinct(values, parse_day, pa.date32())


def parse_count(text: str) -> int:
    """Read a number of persons: ``300``, ``1,200人``, ``300.0``.

    Raises: ValueError for negative, broken or absurd numbers.
    """
    plain = half_width(text).replace(",", "").removesuffix("人").strip()
    number = float(plain)
    if not number.is_integer() or not 0 <= number < 10**9:
        raise ValueError(f"{text!r} is no number of persons")
    return int(number)


def parse_day(text: str) -> date:
    """Read a day: 2023-09-30, 2023/9/30, 2023.9.30, 2023年9月30日, 20230930, or 45199.

    The last is what spreadsheets count. A month alone gives its first day; a time is dropped.
    Raises: ValueError for anything else.
    """
    plain = half_width(text).removesuffix(".0")
    match = _DAY.fullmatch(plain) or _COMPACT_DAY.fullmatch(plain)
    if match is not None:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    if _SERIAL_DAY.fullmatch(plain) and int(plain) >= _SERIAL_LEAST:
        return _SERIAL_START + timedelta(days=int(plain))
    raise ValueError(f"{text!r} is no day")


def true_rows(answers: Any) -> NDArray[np.bool_]:
    """Answer a mask over the rows of Arrow answers; null is no."""
    mask: NDArray[np.bool_] = np.asarray(pc.fill_null(answers, False))
    return mask


def _parse_amount(text: str, scale: int) -> float:
    amount = parse_cny(text)
    has_unit = not half_width(text).removeprefix("¥")[-1:].isdigit()
    return float(round(amount if has_unit else amount * scale, 2))


def _to_fen(numbers: pa.Array, scale: int) -> pa.Array:
    scaled = pc.multiply(numbers, float(scale)) if scale != 1 else numbers
    return pc.round(scaled, ndigits=2)
