"""A browser and a console that is really served; both once a test run."""

import os
import shutil
from pathlib import Path

import pytest

from console.browser import served
from console.web.conftest import AS_OF, _copied, pack, province_folder

__all__ = ["pack", "province_folder"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ("--no-sandbox", "--disable-background-networking", "--disable-gpu")


@pytest.fixture(scope="session")
def browser():
    """Debian's chromium."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def shots(tmp_path_factory):
    """Where screenshots are kept: LINGNAN_SCREENSHOTS, else the folder of this test run."""
    told = os.environ.get("LINGNAN_SCREENSHOTS")
    folder = Path(told) if told else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def site(province_folder, tmp_path_factory, pack, shots, browser):
    """The served console."""
    store = _copied(province_folder, tmp_path_factory.mktemp("served") / "store")
    made, ends = served.begin(store, pack, shots, as_of=AS_OF)
    yield made
    for end in reversed(ends):
        end()
