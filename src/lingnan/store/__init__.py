"""Where data lives: the records database, the lake of Delta tables and the computing engine.

The door: `Store` opens the three of them for one region. Rooms above declare their own tables.
Lake and engine are loaded when first asked for: a process that only keeps records, such as the
writer of an identifier node, is spared a second and 100 MB.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from lingnan.store.database import Database, metadata

if TYPE_CHECKING:
    from lingnan.store.engine import Engine
    from lingnan.store.lake import Commit, Lake
    from lingnan.store.place import Manifest, Store

_LATER: Final = {
    "Commit": "lake",
    "Engine": "engine",
    "Lake": "lake",
    "Manifest": "place",
    "Store": "place",
}

__all__ = ["Commit", "Database", "Engine", "Lake", "Manifest", "Store", "metadata"]


def __getattr__(name: str) -> Any:
    """Load what is asked for the first time (PEP 562)."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found
