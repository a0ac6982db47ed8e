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
    """The folder of a pack. An installed name wins over a folder of the same name.

    Raises: PackNotFoundError.
    """
    text = str(name_or_path)
    known: dict[str, str] = {}
    if not isinstance(name_or_path, Path) and "/" not in text and "\\" not in text:
        known = installed_packs()
        if text in known:
            for place in _places(known[text]):
                if (place / MANIFEST).is_file():
                    return place
    folder = Path(text).expanduser()
    if (folder / MANIFEST).is_file():
        return folder.resolve()
    names = ", ".join(sorted(known or installed_packs())) or "–"
    raise PackNotFoundError(name=text, known=names)


def _places(package: str) -> list[Path]:
    spec = find_spec(package)
    return [Path(place) for place in (spec.submodule_search_locations or ())] if spec else []
