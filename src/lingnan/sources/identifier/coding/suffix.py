"""Suffixes after a coding rule: judged, taken apart, made one by one and in sequence.

Not for keeping count of what was given out: a caller keeps the next serial number.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from lingnan.kernel import Text
from lingnan.sources.identifier.coding import check
from lingnan.sources.identifier.coding.coding_rule import (
    DATE_PATTERNS,
    CheckKind,
    CodingRule,
    PartKind,
    RulePart,
)
from lingnan.sources.identifier.coding.errors import (
    CodingError,
    SequenceExhausted,
    SuffixRefused,
)

_CHECK_LENGTH: Final = {None: 0, CheckKind.MOD10: 1, CheckKind.PAIR: 2}
_WRONG_CHECK: Final = Text("校验码不符", "the check does not fit")


def read_suffix(rule: CodingRule, suffix: str) -> dict[str, str]:
    """Answer the parts of a suffix by key.

    Raises: SuffixRefused with the first reason of `problems`.
    """
    pieces, found = _judge(rule, suffix)
    if found:
        raise SuffixRefused(text=suffix, rule=rule.code, reason=found[0])
    return {part.key: piece for part, piece in zip(rule.parts, pieces, strict=True)}


def problems(rule: CodingRule, suffix: str) -> tuple[Text, ...]:
    """Answer everything that is wrong with a suffix; nothing when it follows the rule."""
    return _judge(rule, suffix)[1]


def _judge(rule: CodingRule, suffix: str) -> tuple[list[str], tuple[Text, ...]]:
    size = _CHECK_LENGTH[rule.check]
    body, tail = (suffix[:-size], suffix[-size:]) if size else (suffix, "")
    pieces = _split(rule, body)
    if pieces is None:
        reason = Text("应有 {n} 个部分", "it should have {n} parts").format(n=len(rule.parts))
        return [], (reason,)
    judged = (_part_problem(part, piece) for part, piece in zip(rule.parts, pieces, strict=True))
    found = [reason for reason in judged if reason is not None]
    if not found and tail != _check(rule, "".join(pieces)):
        found.append(_WRONG_CHECK)
    return pieces, tuple(found)


def _split(rule: CodingRule, body: str) -> list[str] | None:
    if rule.separator:
        pieces = body.split(rule.separator)
        return pieces if len(pieces) == len(rule.parts) else None
    if len(body) != sum(part.most for part in rule.parts):
        return None
    pieces = []
    for part in rule.parts:
        pieces.append(body[: part.most])
        body = body[part.most :]
    return pieces


def _part_problem(part: RulePart, piece: str) -> Text | None:
    name = part.name
    if not part.least <= len(piece) <= part.most:
        return Text("{name}应为 {a}–{b} 位", "{name} has {a} to {b} characters").format(
            name=name, a=part.least, b=part.most
        )
    if part.kind in {PartKind.FIXED, PartKind.CHOICE}:
        if piece not in part.choices:
            choices = "、".join(part.choices)
            return Text("{name}只能是 {c}", "{name} must be one of {c}").format(
                name=name, c=choices
            )
        return None
    if part.kind is PartKind.DATE:
        return (
            None
            if _is_date(part, piece)
            else Text("{name}“{p}”不是有效日期", "{name} “{p}” is no date").format(
                name=name, p=piece
            )
        )
    for character in piece:
        if character not in part.characters:
            return Text("{name}不能含“{c}”", "{name} must not hold “{c}”").format(
                name=name, c=character
            )
    zero = part.characters[0]
    if part.kind is PartKind.SERIAL and len(piece) > part.least and piece[0] == zero:
        return Text("{name}补零过多", "{name} has surplus zeros").format(name=name)
    return None


def _is_date(part: RulePart, piece: str) -> bool:
    if not (piece.isascii() and piece.isdigit()) or part.date_format is None:
        return False
    try:
        datetime.strptime(piece, DATE_PATTERNS[part.date_format])  # noqa: DTZ007 — a date, no instant
    except ValueError:
        return False
    return True


def _check(rule: CodingRule, body: str) -> str:
    if rule.check is CheckKind.MOD10:
        return check.mod10(body)
    if rule.check is CheckKind.PAIR:
        try:
            return check.pair(body)
        except CodingError:
            return ""
    return ""


def make_suffix(rule: CodingRule, values: Mapping[str, str], serial: int | None = None) -> str:
    """Make one suffix of the values of its parts; fixed parts need none.

    Shapes: serial: the number for the counting part; ignored where the rule has none.
    Raises: SuffixRefused when a value is missing or wrong; SequenceExhausted when the serial number
        is too large.
    """
    pieces = []
    for part in rule.parts:
        if part.kind is PartKind.FIXED:
            pieces.append(part.choices[0])
        elif part.kind is PartKind.SERIAL and serial is not None:
            pieces.append(_serial_text(rule, part, serial))
        elif part.key in values:
            pieces.append(values[part.key])
        else:
            reason = Text("缺少{name}", "{name} is missing").format(name=part.name)
            raise SuffixRefused(text="", rule=rule.code, reason=reason)
    made = rule.separator.join(pieces) + _check(rule, "".join(pieces))
    read_suffix(rule, made)
    return made


def _serial_text(rule: CodingRule, part: RulePart, serial: int) -> str:
    if not 0 <= serial <= last_serial(part):
        raise SequenceExhausted(rule=rule.code, last=last_serial(part), start=serial, count=1)
    text = ""
    rest = serial
    while rest:
        rest, digit = divmod(rest, len(part.characters))
        text = part.characters[digit] + text
    return text.rjust(part.least, part.characters[0])


def last_serial(part: RulePart) -> int:
    """Answer the greatest number that a counting part can write."""
    count: int = len(part.characters) ** part.most
    return count - 1


def generate(
    rule: CodingRule, values: Mapping[str, str], *, start: int, count: int
) -> Iterator[str]:
    """Make ``count`` suffixes with the serial numbers from ``start`` on.

    Raises: SequenceExhausted before the first is made when they do not all fit; SuffixRefused as
        `make_suffix`, or when the rule does not count.
    """
    part = rule.serial
    if part is None:
        reason = Text("规则没有顺序号", "the rule has no serial number")
        raise SuffixRefused(text="", rule=rule.code, reason=reason)
    last = last_serial(part)
    if start < 0 or start + count - 1 > last:
        raise SequenceExhausted(rule=rule.code, last=last, start=start, count=count)
    return (make_suffix(rule, values, serial) for serial in range(start, start + count))
