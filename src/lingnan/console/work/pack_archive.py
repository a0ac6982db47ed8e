"""The content packs that runs used, kept beside them, so that a version can be compared later.

A folder a pack, named by its hash; what is there is never written again.
"""

import shutil
import uuid
from pathlib import Path
from typing import Final

from lingnan.kernel import LingnanError
from lingnan.packs import Pack, load_pack
from lingnan.store import Store

FOLDER: Final = "packs"
_SUFFIXES: Final = (".yaml", ".csv")
_SHORT: Final = 16


def keep_pack(store: Store, pack: Pack) -> None:
    """Keep the content files of a pack, once."""
    target = store.root / FOLDER / pack.content_hash[:_SHORT]
    if target.exists():
        return
    draft = target.with_name(f".{uuid.uuid4().hex}")
    for path in sorted(pack.root.rglob("*")):
        if path.suffix in _SUFFIXES and path.is_file():
            place = draft / path.relative_to(pack.root)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    try:
        draft.rename(target)
    except OSError:
        # Another process kept it meanwhile.
        shutil.rmtree(draft, ignore_errors=True)


def kept_packs(store: Store) -> tuple[Pack, ...]:
    """Answer the packs that are kept and can be read, by version."""
    folder = store.root / FOLDER
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        pack = _read(path)
        if pack is not None:
            found.append(pack)
    return tuple(sorted(found, key=lambda each: (each.id, each.version, each.content_hash)))


def _read(path: Path) -> Pack | None:
    try:
        return None if path.name.startswith(".") else load_pack(path)
    except LingnanError:
        return None
