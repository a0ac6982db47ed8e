"""Checks on the files themselves: strangers in the folder, keys that stand twice."""

from __future__ import annotations

import yaml

from lingnan.kernel.finding import Finding
from lingnan.packs.checking.rule import REPEATED_KEY, UNKNOWN_FILE
from lingnan.packs.errors import PackFileError
from lingnan.packs.folder import Folder
from lingnan.packs.layout import (
    CLOUD_PREFIX,
    CSV_FILES,
    MANIFEST_FILE,
    MODEL_FILE,
    YAML_FILES,
    lists_in,
)
from lingnan.packs.reading import repeated_keys

_KNOWN = (MANIFEST_FILE, *YAML_FILES, *CSV_FILES)


def check_files(folder: Folder) -> list[Finding]:
    """Files that nothing reads, and keys of which only the last would count."""
    found = []
    for name in folder.names:
        is_known = (
            name in _KNOWN
            or lists_in(name)
            or MODEL_FILE.fullmatch(name)
            or name.startswith(CLOUD_PREFIX)
        )
        if not is_known and "/" not in name:
            found.append(UNKNOWN_FILE.finding(file=name, known=", ".join(_KNOWN)))
        elif is_known and name.endswith(".yaml"):
            found += _repeated(folder, name)
    return found


def _repeated(folder: Folder, name: str) -> list[Finding]:
    try:
        return [
            REPEATED_KEY.finding(file=name, row=line, field=key)
            for line, key in repeated_keys(folder.text(name))
        ]
    except (yaml.YAMLError, PackFileError):
        return []  # loading reports a file that cannot be read, with its line
