"""Packs to test with: Tinyland as it is, and copies of it that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lingnan.packs import Pack, load_pack

TINYLAND = Path(__file__).parent / "tinyland"


@pytest.fixture
def tinyland() -> Pack:
    return load_pack(TINYLAND)


@pytest.fixture(scope="session")
def guangdong() -> Pack:
    return load_pack("guangdong")


@pytest.fixture
def land(tmp_path: Path) -> Path:
    """A copy of Tinyland."""
    return Path(shutil.copytree(TINYLAND, tmp_path / "land"))


@pytest.fixture
def edit(land: Path) -> Callable[..., Path]:
    """Replace a text that must occur in a file of the copy; answers the folder of the copy."""

    def change(name: str, old: str, new: str) -> Path:
        path = land / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return land

    return change
