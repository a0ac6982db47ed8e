"""A browser for each file of tests, and a console that is really served, once a test run.

Playwright keeps an event loop running in the thread of the tests: it must be over before the tests
of other files, which run their own.
"""

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
def chromium():
    """The path of Debian's chromium."""
    if CHROMIUM is None:
        pytest.skip("needs chromium")
    return CHROMIUM


@pytest.fixture(scope="module")
def browser(chromium):
    """Debian's chromium, started."""
    sync = pytest.importorskip("playwright.sync_api")
    with sync.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
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
def site(province_folder, tmp_path_factory, pack, shots, chromium):
    """The served console."""
    store = _copied(province_folder, tmp_path_factory.mktemp("served") / "store")
    made, ends = served.begin(store, pack, shots, as_of=AS_OF)
    yield made
    served.end_all(ends)
