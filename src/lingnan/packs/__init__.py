"""Content packs: find, load, check, compare and show what one region's programme consists of.

The code of Lingnan knows no region; everything regional comes through a `Pack`. Not for deciding
anything: rooms read the pack's rules and apply them themselves.
"""

from lingnan.packs.errors import (
    PackContentError,
    PackError,
    PackFileError,
    PackLookupError,
    PackNotFoundError,
)
from lingnan.packs.find import installed_packs
from lingnan.packs.load import load_pack
from lingnan.packs.pack import Pack

__all__ = [
    "Pack",
    "PackContentError",
    "PackError",
    "PackFileError",
    "PackLookupError",
    "PackNotFoundError",
    "installed_packs",
    "load_pack",
]
