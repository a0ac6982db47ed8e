"""Whether the data of one application identifier follows its rule, component by component.

Not for what the date of a two-digit year means (see gs1_date), nor for pairs of identifiers
(see gs1_element). Limits: country and currency numbers are checked for form, not looked up; 7040,
7241, 7252, 8110 and 8112 are checked for length and characters only.
"""

import re
from collections.abc import Callable
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import charset, check
from lingnan.sources.identifier.coding.errors import BadComponent, BadLength
from lingnan.sources.identifier.coding.gs1_date import days_of_month
from lingnan.sources.identifier.coding.gs1_rule import Component, Rule

_PERCENT: Final = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*")


def require_data(rule: Rule, data: str) -> None:
    """Check the data of one application identifier.

    Raises: BadLength, BadCharacter, WrongCheck, BadComponent.
    Source: GS1 General Specifications 3.2 to 3.11.
    """
    if not rule.least <= len(data) <= rule.most:
        expected = f"{rule.least}–{rule.most}" if rule.least < rule.most else str(rule.most)
        raise BadLength(field=f"({rule.ai})", text=data, found=len(data), expected=expected)
    rest = data
    for component in rule.components:
        if component.is_optional and not rest:
            break
        piece, rest = rest[: component.most], rest[component.most :]
        if len(piece) < component.least:
            raise BadLength(
                field=f"({rule.ai})",
                text=data,
                found=len(data),
                expected=f"{len(data) - len(piece) + component.least}",
            )
        _require_component(component, piece, data)


def _require_component(component: Component, piece: str, data: str) -> None:
    charset.require(piece, charset.BY_LETTER[component.letter])
    for name in component.checks:
        if name == "mod10":
            check.require_mod10(piece)
        elif name == "pair":
            check.require_pair(piece)
        elif not _TESTS[name](piece):
            raise BadComponent(text=data, component=piece, rule=_NAMES[name])


def _is_date(piece: str) -> bool:
    return 1 <= int(piece[-2:]) <= _days(piece)


def _is_date_or_month(piece: str) -> bool:
    return int(piece[-2:]) <= _days(piece)


def _days(piece: str) -> int:
    """Days of the month of YYMMDD or YYYYMMDD; -1 when there is no such month.

    A year 00 may be a leap year (2000) or not (1900, 2100); the doubt goes to the code.
    """
    year, month = int(piece[:-4]), int(piece[-4:-2])
    if len(piece) == 6:
        year += 2000
    return days_of_month(year, month) if 1 <= month <= 12 else -1


def _is_piece_of_total(piece: str) -> bool:
    return 1 <= int(piece[:2]) <= int(piece[2:])


def _is_iban(piece: str) -> bool:
    """ISO 13616: letters and digits, and the number mod 97 is 1 after moving four to the end."""
    if len(piece) < 5 or not (piece.isascii() and piece.isalnum() and piece == piece.upper()):
        return False
    moved = piece[4:] + piece[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


_TESTS: Final[dict[str, Callable[[str], bool]]] = {
    "key": lambda piece: charset.is_digits(piece[:4]) and len(piece) > 4,
    "date": _is_date,
    "date0": _is_date_or_month,
    "fulldate": lambda piece: int(piece[:4]) > 0 and _is_date(piece),
    "hour": lambda piece: int(piece) < 24,
    "minute": lambda piece: int(piece) < 60,
    "hourminute": lambda piece: int(piece[:2]) < 24 and int(piece[2:]) < 60,
    "country": lambda piece: piece != "000",
    "letters": lambda piece: piece.isascii() and piece.isalpha() and piece.isupper(),
    "percent": lambda piece: _PERCENT.fullmatch(piece) is not None,
    "latitude": lambda piece: int(piece) <= 1_800_000_000,
    "longitude": lambda piece: int(piece) <= 3_600_000_000,
    "binary": lambda piece: piece in "01",
    "minus": lambda piece: piece == "-",
    "importer": lambda piece: piece in charset.CSET64.replace("=", ""),
    "nonzero": lambda piece: int(piece) > 0,
    "winding": lambda piece: piece in "019",
    "zero": lambda piece: piece == "0",
    "piece": _is_piece_of_total,
    "iban": _is_iban,
    "noleadingzero": lambda piece: len(piece) == 1 or piece[0] != "0",
}
_NAMES: Final = {
    "key": Text("GS1 厂商识别代码开头", "start of a GS1 company prefix"),
    "date": Text("日期", "date"),
    "date0": Text("日期", "date"),
    "fulldate": Text("日期", "date"),
    "hour": Text("小时", "hour"),
    "minute": Text("分或秒", "minute or second"),
    "hourminute": Text("时分", "time"),
    "country": Text("国家代码", "country number"),
    "letters": Text("字母国家代码", "country letters"),
    "percent": Text("百分号转义", "percent escape"),
    "latitude": Text("纬度", "latitude"),
    "longitude": Text("经度", "longitude"),
    "binary": Text("0/1 标志", "flag 0 or 1"),
    "minus": Text("负号", "minus sign"),
    "importer": Text("进口商索引", "importer index"),
    "nonzero": Text("非零数值", "number other than zero"),
    "winding": Text("卷绕方向", "winding direction"),
    "zero": Text("填充位 0", "filler 0"),
    "piece": Text("件号/总件数", "piece of total"),
    "iban": Text("国际银行账号", "IBAN"),
    "noleadingzero": Text("无前导零的数值", "number without leading zero"),
}
