"""Example values of every view, in both languages."""

from types import SimpleNamespace

import pytest

from console.example_enterprise import enterprise
from console.example_place import (
    AS_OF,
    cells,
    cities,
    city,
    clusters,
    course,
    overview,
    targets,
)


@pytest.fixture(scope="session")
def examples():
    """The example builders, by name."""
    return SimpleNamespace(
        overview=overview,
        city=city,
        enterprise=enterprise,
        targets=targets,
        cities=cities,
        clusters=clusters,
        cells=cells,
        course=course,
        as_of=AS_OF,
    )
