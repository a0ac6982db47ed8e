"""What the last run says of one enterprise's, industry's, park's and chain's roadmap."""

from lingnan.console.api.shape import table
from lingnan.console.api.shape.part import Told, Words


class KeptRoadmap(Told):
    """What the last run keeps of one enterprise."""

    roadmap: table.RoadmapRow  # type: ignore[valid-type]
    steps: list[table.RoadmapStepRow]  # type: ignore[valid-type]
    upgrades: list[table.UpgradeRow]  # type: ignore[valid-type]


class IndustryList(Told):
    """Industries, for the whole region and by area."""

    items: list[table.IndustryRow]  # type: ignore[valid-type]


class IndustryKept(Told):
    """One industry: its rows, packages in order, waves in order."""

    roadmaps: list[table.IndustryRow]  # type: ignore[valid-type]
    packages: list[table.IndustryPackageRow]  # type: ignore[valid-type]
    waves: list[table.IndustryWaveRow]  # type: ignore[valid-type]


class ParkList(Told):
    """Parks in the order of their codes."""

    items: list[table.ParkRow]  # type: ignore[valid-type]


class ParkKept(Told):
    """One park: its roadmap, facilities and members' shares."""

    park: str
    name: Words
    roadmap: table.ParkRow | None  # type: ignore[valid-type]
    facilities: list[table.ParkFacilityRow]  # type: ignore[valid-type]
    shares: list[table.ParkShareRow]  # type: ignore[valid-type]


class ChainList(Told):
    """Chains in the order of their codes, a row a side."""

    items: list[table.ChainRow]  # type: ignore[valid-type]


class ChainKept(Told):
    """One chain: its roadmaps and members by side."""

    chain: str
    name: Words
    roadmaps: list[table.ChainRow]  # type: ignore[valid-type]
    members: list[table.ChainMemberRow]  # type: ignore[valid-type]
