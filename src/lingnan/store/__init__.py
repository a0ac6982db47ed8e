"""Where data lives: the records database, the lake of Delta tables and the computing engine.

The door: `Store` opens the three of them for one region. Rooms above declare their own tables.
"""

from lingnan.store.database import Database, metadata
from lingnan.store.engine import Engine
from lingnan.store.lake import Commit, Lake
from lingnan.store.place import Manifest, Store

__all__ = ["Commit", "Database", "Engine", "Lake", "Manifest", "Store", "metadata"]
