"""Load a content pack: find its folder, read its files, validate every record.

Not for consistency across files (check): a pack with a dangling reference still loads.
"""

from __future__ import annotations

from pathlib import Path

from lingnan.packs.assemble import assemble
from lingnan.packs.find import find_pack
from lingnan.packs.folder import Folder
from lingnan.packs.pack import Pack

_CACHE_SIZE = 8
_cache: dict[tuple[Path, tuple[tuple[str, int, int], ...]], Pack] = {}


def load_pack(name_or_path: str | Path) -> Pack:
    """The pack of an installed name or a folder.

    A pack whose files have not changed (by size and time) since the last call is not read again.

    Raises:
        PackNotFoundError: neither an installed pack nor a folder with pack.yaml.
        PackFileError: a file is missing or unreadable.
        PackContentError: records break their schema; names every file, line and allowed key.
    """
    folder = Folder.at(find_pack(name_or_path))
    key = (folder.root, folder.stamp)
    known = _cache.get(key)
    if known is not None:
        return known
    pack = assemble(folder)
    while len(_cache) >= _CACHE_SIZE:
        _cache.pop(next(iter(_cache)))
    _cache[key] = pack
    return pack
