"""One computing engine for all tests of the programme."""

from collections.abc import Iterator

import pytest

from lingnan.store.engine import Engine


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    with Engine() as opened:
        yield opened
