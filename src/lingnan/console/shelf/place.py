"""Where shelves lie in a store's folder, and which may go.

Not for what is in them (layout).
"""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from lingnan.console.shelf.layout import FORMAT
from lingnan.store import Store

_FOLDER: Final = "console"
_NAME: Final = f"shelf-{FORMAT}-"
_DIGITS: Final = 24


def shelf_path(store: Store, run_id: str) -> Path:
    """Answer where the shelf of a run lies, whether it is there or not."""
    return store.root / _FOLDER / f"{_NAME}{run_id[:_DIGITS]}.sqlite"


def draft_path(path: Path) -> Path:
    """Answer where a shelf is written before it takes its place."""
    return path.with_suffix(".draft")


def remove_others(store: Store, kept: Collection[Path]) -> None:
    """Remove shelves of earlier runs and of other layouts; who reads one keeps reading it."""
    for path in (store.root / _FOLDER).glob("shelf-*"):
        if path not in kept:
            path.unlink(missing_ok=True)
