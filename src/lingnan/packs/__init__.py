"""Content packs: find, load, check, compare and show what one region's programme consists of.

The code of Lingnan knows no region; everything regional comes through a `Pack`. Not for deciding
anything: rooms read the pack's rules and apply them themselves.
"""

from lingnan.packs.checking import check_pack
from lingnan.packs.diff import Change, diff_packs
from lingnan.packs.errors import (
    PackContentError,
    PackError,
    PackFileError,
    PackLookupError,
    PackNotFoundError,
    ScenarioPathError,
    ScenarioValueError,
)
from lingnan.packs.find import installed_packs
from lingnan.packs.load import load_pack
from lingnan.packs.pack import Pack
from lingnan.packs.scenario import apply_scenario
from lingnan.packs.show import PackOverview, show_pack

__all__ = [
    "Change",
    "Pack",
    "PackContentError",
    "PackError",
    "PackFileError",
    "PackLookupError",
    "PackNotFoundError",
    "PackOverview",
    "ScenarioPathError",
    "ScenarioValueError",
    "apply_scenario",
    "check_pack",
    "diff_packs",
    "installed_packs",
    "load_pack",
    "show_pack",
]
