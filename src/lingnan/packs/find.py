"""Where the files of a pack are: an installed pack by name, or a folder.

Nothing here imports the pack: it is found by the entry point group `lingnan.packs`.
"""

from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

from lingnan.packs.errors import PackNotFoundError

ENTRY_POINT_GROUP = "lingnan.packs"
MANIFEST = "pack.yaml"


def installed_packs() -> dict[str, str]:
    """Name of each installed pack and the package that holds its files."""
    return {point.name: point.value for point in entry_points(group=ENTRY_POINT_GROUP)}


def find_pack(name_or_path: str | Path) -> Path:
    """The folder of a pack. A text that is an installed name wins over a folder so named.

    Raises: PackNotFoundError.
    """
    text = str(name_or_path)
    known = installed_packs()
    folder = Path(text).expanduser()
    if (folder / MANIFEST).is_file() and (isinstance(name_or_path, Path) or text not in known):
        return folder.resolve()
    for place in _places(known.get(text)):
        if (place / MANIFEST).is_file():
            return place
    raise PackNotFoundError(name=text, known=", ".join(sorted(known)) or "–")


def _places(package: str | None) -> list[Path]:
    spec = find_spec(package) if package else None
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
