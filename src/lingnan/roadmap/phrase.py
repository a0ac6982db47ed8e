"""Words that sentences about roadmaps share: amounts, half-years, lists. Not for sentences."""

from collections.abc import Iterable
from decimal import Decimal

from lingnan.kernel import Text

_WAN, _YI = 10_000, 100_000_000
SIZE_WORDS = {
    "micro": Text("微型", "micro"),
    "small": Text("小型", "small"),
    "medium": Text("中型", "medium"),
    "large": Text("大型", "large"),
}


def money(yuan: int) -> Text:
    """An amount: 12.35万元 where that is exact, else 123,456元; CNY 123,456."""
    zh = f"{yuan:,}元"
    for unit, word in ((_YI, "亿元"), (_WAN, "万元")):
        if abs(yuan) >= unit and yuan * 100 % unit == 0:
            zh = f"{_plain(Decimal(yuan) / unit)}{word}"
            break
    return Text(zh, f"CNY {yuan:,}")


def half_year(name: str) -> Text:
    """A period written 2024H1."""
    year, _, half = name.partition("H")
    return Text(f"{year}年{'上' if half == '1' else '下'}半年", f"H{half} {year}")


def points(millipoints: int) -> str:
    """A score as people write it."""
    return _plain(Decimal(millipoints) / 1000)


def people(hundredths: int) -> str:
    """Full-time persons."""
    return _plain(Decimal(hundredths) / 100)


def listing(texts: Iterable[Text]) -> Text:
    """Several names in a row."""
    found = list(texts)
    return Text("、".join(each.zh for each in found), ", ".join(each.en for each in found))


def sentence(clauses: Iterable[Text]) -> Text:
    """Clauses in a row, a full stop at the end; the English begins with a capital."""
    found = list(clauses)
    if not found:
        return Text("", "")
    en = "; ".join(each.en for each in found)
    return Text("；".join(each.zh for each in found) + "。", en[:1].upper() + en[1:] + ".")


def _plain(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
