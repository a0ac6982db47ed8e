"""What a reader asks of the allocation, read from the address. Not for answering it (divided)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.kernel import Text
from lingnan.kernel.money import LIMIT_CNY
from lingnan.packs import Pack
from lingnan.programme.allocation import Floor, Settings, settings_of
from lingnan.programme.allocation.by_hand import PARTS, Part
from lingnan.programme.allocation.content import MOST_YEARS

#: Money is typed in units of ten thousand yuan.
WAN: Final = 10_000
SHARE: Final = "share."
LEAST: Final = "least."
HAND: Final = "hand."
_MOST_WAN: Final = LIMIT_CNY // WAN - 1


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked.

    Attributes:
        scenario: its id; empty for the pack as it is.
        target: its id; empty for the first that money moves.
        by: as many as possible by this day; null for the soonest.
        part: what money is moved between by hand.
        hand: yuan over all years by key; empty while nothing was moved.
    """

    scenario: str
    target: str
    settings: Settings
    by: date | None
    part: Part
    hand: Mapping[str, int]

    @property
    def money_wan(self) -> int:
        """The first year's money as it is typed."""
        return self.settings.money_cny_by_year[0] // WAN


def ask_of(call: Call, pack: Pack, scenario: str, base: Settings) -> Ask:
    """Read what is asked; what is not said is as in `base`. Raises: FormUnreadable, BadMoney."""
    money = _whole(call, "money", _MOST_WAN)
    years = _whole(call, "years", MOST_YEARS)
    settings = base
    if money is not None or years is not None:
        yuan = base.money_cny_by_year[0] if money is None else money * WAN
        many = base.years_count if years is None else max(1, years)
        if (yuan, many) != (base.money_cny_by_year[0], base.years_count):
            settings = settings_of(pack, None, money_cny=yuan, years=many)
    floors = base.floors
    if call.asked("floors") == "1":
        floors = floors_of(call, pack)
    settings = Settings(
        settings.money_cny_by_year, base.public_share, base.deadweight_share, floors
    )
    hand = {
        name.removeprefix(HAND): (_whole(call, name, _MOST_WAN) or 0) * WAN
        for name in call.query
        if name.startswith(HAND)
    }
    part: Part = next(each for each in PARTS if each == call.choice("part", PARTS, PARTS[0]))
    return Ask(scenario, call.asked("target"), settings, _day(call), part, hand)


def floors_of(call: Call, pack: Pack) -> tuple[Floor, ...]:
    """Read the floors; regions without any are left out. Raises: FormUnreadable."""
    regions = [group.id for group in pack.city_groups] + [city.code for city in pack.cities]
    found = []
    for region in regions:
        share = _share(call, f"{SHARE}{region}")
        least = _whole(call, f"{LEAST}{region}", 10**9)
        if share or least:
            found.append(Floor(region, share or None, least or None))
    return tuple(found)


def _whole(call: Call, name: str, most: int) -> int | None:
    said = call.asked(name).strip().replace(",", "")
    if not said:
        return None
    whole = said.partition(".")[0]
    if not (whole.isascii() and whole.isdecimal() and len(whole) < 18) or int(whole) > most:
        reason = Text(
            f"{name} 应为不超过 {most} 的整数", f"{name} is a whole number of at most {most}"
        )
        raise FormUnreadable(reason=reason)
    return int(whole)


def _share(call: Call, name: str) -> Fraction | None:
    said = call.asked(name).strip().rstrip("%％")
    if not said:
        return None
    try:
        share = Fraction(said) / 100
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1 or len(said) > 12:
        reason = Text(f"占比 {said[:12]} 应在 0 与 100 之间", f"{said[:12]} is no share of 0–100 %")
        raise FormUnreadable(reason=reason)
    return share


def _day(call: Call) -> date | None:
    said = call.asked("by").strip()
    if not said:
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        reason = Text("日期应写作 2025-12-31", "a day is written as 2025-12-31")
        raise FormUnreadable(reason=reason) from None
