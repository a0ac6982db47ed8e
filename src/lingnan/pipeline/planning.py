"""What a run plans for: the catalogue against the model and level that the programme counts by.

Content decides all of it: the metric definition of the target that counts by level names the models
and the level. Not for enterprises (people) nor for plans (roadmapping).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lingnan.diagnosis import Model, build_model
from lingnan.packs import Pack
from lingnan.packs.content import LevelCondition
from lingnan.programme.allocation import aim_of, public_share_of
from lingnan.programme.allocation.errors import UnknownTarget
from lingnan.roadmap.assumed import Assumed
from lingnan.roadmap.catalogue import Catalogue, build_catalogue
from lingnan.roadmap.tables import Setting, Tables, set_up, with_nowhere


@dataclass(frozen=True, slots=True, eq=False)
class Planning:
    """One pack's catalogue, ready for all enterprises.

    `level`: what question (a) asks for; `public_share`: the part of its price that public money
    pays. `nowhere`: the city number that no subsidy rule knows.
    """

    pack: Pack
    model: Model
    catalogue: Catalogue
    setting: Setting
    tables: Tables
    level: int
    public_share: Fraction
    as_of: date
    nowhere: int

    @property
    def periods(self) -> int:
        """Half-years of the horizon."""
        return self.setting.calendar.periods


def counted_level(pack: Pack) -> tuple[str, int] | None:
    """The model and level that the programme counts by: the first model of the definition.

    Null when no target of the pack counts by level.
    """
    try:
        aim = aim_of(pack)
    except UnknownTarget:
        return None
    parts = [part for part in aim.definition.conditions if isinstance(part, LevelCondition)]
    strictest = next(part for part in parts if part.at_least == aim.level)
    return strictest.models[0], aim.level


def planning_of(
    pack: Pack,
    as_of: date,
    *,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    level: int | None = None,
    periods: int | None = None,
) -> Planning | None:
    """Prepare a pack for planning; null when it has no measures, or counts nothing by level.

    Raises: PackLookupError when it lacks an assumption; CyclicRequirements, CatalogueTooLarge,
        ModelNotPlannable.
    """
    counted = counted_level(pack)
    if not pack.measures or counted is None:
        return None
    model = build_model(pack.model(counted[0]), (choices or {}).get(counted[0]))
    catalogue = build_catalogue(pack, model)
    horizon = Assumed(pack).whole("horizon_half_years") if periods is None else periods
    setting = set_up(pack, catalogue, as_of, horizon)
    return Planning(
        pack=pack,
        model=model,
        catalogue=catalogue,
        setting=setting,
        tables=with_nowhere(setting.tables),
        level=counted[1] if level is None else level,
        public_share=public_share_of(pack),
        as_of=as_of,
        nowhere=len(setting.city_number),
    )
