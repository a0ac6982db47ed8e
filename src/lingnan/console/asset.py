"""Files that travel with the console: the vendored chart library, the style sheet, the page script.

Not for serving them over HTTP; a report carries them inside.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lingnan.console.errors import AssetBroken

FOLDER = Path(__file__).parent / "assets"
CHART_LIBRARY = "echarts.min.js"


@dataclass(frozen=True, slots=True)
class Vendored:
    """Where one file of others came from, and under which licence."""

    file: str
    name: str
    version: str
    licence: str
    sha256: str
    licence_files: tuple[str, ...]


@cache
def vendored() -> tuple[Vendored, ...]:
    """List the vendored files with origin and licence, as recorded in MANIFEST.json."""
    manifest = json.loads((FOLDER / "MANIFEST.json").read_text(encoding="utf-8"))
    return tuple(
        Vendored(
            file=entry["file"],
            name=entry["name"],
            version=entry["version"],
            licence=entry["licence"],
            sha256=entry["sha256"],
            licence_files=tuple(entry["licence_files"]),
        )
        for entry in manifest["vendored"]
    )


@cache
def asset_text(file: str) -> str:
    """Read one asset; a vendored one only if it is the file that was recorded.

    Raises:
        AssetBroken: missing, or its SHA-256 differs from the recorded one.
    """
    try:
        content = (FOLDER / file).read_bytes()
    except OSError as problem:
        raise AssetBroken(file=file) from problem
    recorded = {entry.file: entry.sha256 for entry in vendored()}.get(file)
    if recorded is not None and hashlib.sha256(content).hexdigest() != recorded:
        raise AssetBroken(file=file)
    return content.decode("utf-8")
