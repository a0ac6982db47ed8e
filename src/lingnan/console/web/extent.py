"""How much of the region a reader sees: the whole, or his own cities.

Not for the rule (access.may), for rows of enterprises (shelf.scope), nor for what of one enterprise
may be seen (consented).
"""

from dataclasses import dataclass

from lingnan.access import Permission, Target
from lingnan.console.web.call import Call
from lingnan.packs.content import City


@dataclass(frozen=True, slots=True)
class Extent:
    """What a reader sees of the region.

    Attributes: cities: of the pack, those he may see, in its order.
    """

    is_whole: bool
    cities: tuple[City, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the cities."""
        return frozenset(city.code for city in self.cities)


def extent_of(call: Call, permission: Permission = Permission.PROGRAMME_READ) -> Extent:
    """Answer how much of the region a reader sees with a permission."""
    found = call.reach(permission)
    return Extent(
        is_whole=found.covers(Target.region(call.pack.region_code)),
        cities=tuple(city for city in call.pack.cities if found.covers(Target.region(city.code))),
    )
