"""What the allocation takes from a content pack: target, definition, money, floors, path ids.

Not for computing with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lingnan.kernel import Text
from lingnan.kernel.money import LIMIT_CNY
from lingnan.packs import Pack
from lingnan.packs.content import (
    AboveScaleCondition,
    ActiveCondition,
    Assumption,
    IndustryCondition,
    LevelCondition,
    MetricDefinition,
    MoneyFloor,
    Scenario,
    Target,
)
from lingnan.programme.allocation.errors import (
    BadMoney,
    NoMoneyStated,
    UnknownRegion,
    UnknownTarget,
)
from lingnan.programme.allocation.model import Floor, Settings
from lingnan.programme.content import goal_milestone

PREFIX = "allocation."
MONEY, YEARS = "allocation.money_cny_year", "allocation.years"
PUBLIC_SHARE, DEADWEIGHT = "allocation.public_share", "allocation.deadweight_share"
MOST_YEARS = 10
_BY_REGISTER = (AboveScaleCondition, ActiveCondition, IndustryCondition)


@dataclass(frozen=True, slots=True)
class Aim:
    """What is counted: a target by one of its definitions, from a level on.

    Attributes:
        level: the least level that counts, in any of the definition's models.
        goal, deadline: of the last milestone with a value.
    """

    target: Target
    definition: MetricDefinition
    level: int
    goal: int

    @property
    def is_headline(self) -> bool:
        """Whether the target's own number is counted this way."""
        return self.definition.id == self.target.headline_definition


@dataclass(frozen=True, slots=True)
class PathIds:
    """The ids of the four paths of a pack."""

    enterprise: str
    industry: str
    park: str
    chain: str


def paths_of(pack: Pack) -> PathIds | None:
    """The pack's paths, which stand in the order enterprise, industry, park, chain.

    Null when the pack has not four; enterprises are then not told apart by path.
    """
    ids = [path.id for path in pack.paths]
    return PathIds(*ids) if len(ids) == len(PathIds.__slots__) else None


def aim_of(pack: Pack, target_id: str | None = None, definition_id: str | None = None) -> Aim:
    """The target to move and how it is counted.

    By default the first target that counts by level and has a goal; of a target its headline
    definition if that counts by level, else its strictest that does.

    Raises: UnknownTarget.
    """
    usable = {target.id: found for target in pack.targets if (found := _by_level(target))}
    known = ", ".join(usable) or None
    if target_id is None:
        target_id = next(iter(usable), None)
    if target_id is None or target_id not in {target.id for target in pack.targets}:
        raise UnknownTarget(
            target=target_id, reason=Text("没有这项目标", "there is no such target"), known=known
        )
    if target_id not in usable:
        reason = Text(
            "没有以数字化水平计数的口径，或没有目标值",
            "it has no definition that counts by level, or no goal",
        )
        raise UnknownTarget(target=target_id, reason=reason, known=known)
    target = pack.target(target_id)
    levels = usable[target_id]
    if definition_id is None:
        headline = target.headline_definition
        definition_id = headline if headline in levels else max(levels, key=lambda d: levels[d])
    if definition_id not in levels:
        reason = Text(
            f"口径 {definition_id} 不以数字化水平计数",
            f"its definition {definition_id} does not count by level",
        )
        raise UnknownTarget(target=target_id, reason=reason, known=", ".join(levels))
    milestone = goal_milestone(target)
    goal = 0 if milestone is None or milestone.value is None else milestone.value
    return Aim(target, target.definition(definition_id), levels[definition_id], goal)


def _by_level(target: Target) -> dict[str, int]:
    """Definitions that ask for a level and else only for what the register says, with the level."""
    milestone = goal_milestone(target)
    if milestone is None or milestone.value is None:
        return {}
    found = {}
    for definition in target.definitions:
        levels = [p.at_least for p in definition.conditions if isinstance(p, LevelCondition)]
        others = [p for p in definition.conditions if not isinstance(p, LevelCondition)]
        if levels and all(isinstance(part, _BY_REGISTER) for part in others):
            found[definition.id] = max(levels)
    return found


def settings_of(
    pack: Pack,
    scenario: Scenario | None = None,
    *,
    money_cny: int | None = None,
    years: int | None = None,
    floors: Sequence[Floor] | None = None,
) -> Settings:
    """Money and rules: what is given, else what the scenario says, else the pack's assumptions.

    Raises: NoMoneyStated, BadMoney.
    """
    by_year: tuple[int, ...] = () if scenario is None else scenario.money_cny_by_year
    if years is None:
        years = len(by_year) or _whole(pack, YEARS, 1)
    if not 1 <= years <= MOST_YEARS:
        reason = Text(f"须在 1 与 {MOST_YEARS} 之间", f"it must lie between 1 and {MOST_YEARS}")
        raise BadMoney(name=Text("年数", "the number of years"), value=years, reason=reason)
    if money_cny is not None:
        by_year = (money_cny,) * years
    elif by_year:
        by_year = (*by_year, *[by_year[-1]] * years)[:years]
    else:
        by_year = (_money(pack),) * years
    for amount in by_year:
        if not 0 <= amount < LIMIT_CNY:
            reason = Text("须为不为负的元数", "it must be yuan and not negative")
            raise BadMoney(name=Text("每年资金", "the money a year"), value=amount, reason=reason)
    if floors is None:
        floors = () if scenario is None else floors_of(scenario.floors)
    return Settings(
        money_cny_by_year=by_year,
        public_share=public_share_of(pack),
        deadweight_share=_part(pack, DEADWEIGHT),
        floors=tuple(floors),
    )


def floors_of(content: Iterable[MoneyFloor]) -> tuple[Floor, ...]:
    """Floors in the words of the allocation."""
    return tuple(
        Floor(item.region, None if item.share is None else Fraction(item.share), item.least_count)
        for item in content
    )


def region_of(pack: Pack, said: str) -> str:
    """The code of a city or the id of a group from what a person says: code, id or name.

    Raises: UnknownRegion.
    """
    names: dict[str, str] = {}
    for group in pack.city_groups:
        names |= {name.casefold(): group.id for name in (group.id, group.name.zh, group.name.en)}
    for city in pack.cities:
        spoken = (city.code, city.short_zh, city.name.zh, city.name.en)
        names |= {name.casefold(): city.code for name in spoken}
    found = names.get(said.strip().casefold())
    if found is None:
        places = [group.id for group in pack.city_groups]
        places += [f"{city.code} {city.short_zh}" for city in pack.cities]
        raise UnknownRegion(region=said, known=", ".join(places))
    return found


def assumptions_of(pack: Pack, settings: Settings) -> tuple[Assumption, ...]:
    """The assumptions that an allocation rests on; not those that what was given took over."""
    taken_over = set()
    for item in pack.assumptions:
        if item.id == MONEY and set(settings.money_cny_by_year) != {int(item.value)}:
            taken_over.add(item.id)
        if item.id == YEARS and settings.years_count != int(item.value):
            taken_over.add(item.id)
    return tuple(
        item
        for item in pack.assumptions
        if item.id.startswith(PREFIX) and item.id not in taken_over
    )


def _money(pack: Pack) -> int:
    for item in pack.assumptions:
        if item.id == MONEY:
            return int(item.value)
    raise NoMoneyStated(assumption=MONEY)


def public_share_of(pack: Pack) -> Fraction:
    """The part of a plan's price that public money pays; 0 where the pack states none.

    Raises: BadMoney when it is no share.
    """
    return _part(pack, PUBLIC_SHARE)


def _part(pack: Pack, assumption_id: str) -> Fraction:
    """An assumed share, 0 to 1; 0 where the pack states none."""
    share = _share(pack, assumption_id, Fraction(0))
    if not 0 <= share <= 1:
        reason = Text("须在 0 与 1 之间", "it must lie between 0 and 1")
        name = Text(assumption_id, assumption_id)
        raise BadMoney(name=name, value=float(share), reason=reason)
    return share


def _whole(pack: Pack, assumption_id: str, usual: int) -> int:
    return int(_share(pack, assumption_id, Fraction(usual)))


def _share(pack: Pack, assumption_id: str, usual: Fraction) -> Fraction:
    for item in pack.assumptions:
        if item.id == assumption_id:
            return Fraction(item.value)
    return usual
