"""The shelf: what pages need of a run, prepared once, so that any list is found in milliseconds.

One read-only SQLite file a run, in the store's folder: a row an enterprise, the largest first, and
columns for filtering as runs of numbers. It holds nothing that the run does not, may be deleted at
any time and is made again. The door: `Shelves.of(run)` answers a `Shelf`, `make_shelf` makes one.
Not for counts of targets (small tables already) nor for evidence (the ledger).
"""

from lingnan.console.shelf.choice import Choice, Stance
from lingnan.console.shelf.kept import Kept
from lingnan.console.shelf.make import make_shelf
from lingnan.console.shelf.shelf import Found, Listed, Shelf
from lingnan.console.shelf.shelves import Shelves

__all__ = ["Choice", "Found", "Kept", "Listed", "Shelf", "Shelves", "Stance", "make_shelf"]
