"""Vectors of a reference encoder, and strategies for values of every kind."""

import json
from pathlib import Path
from typing import Any

import pytest

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))["vectors"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that asks for `<kind>_vector` every vector of that kind."""
    for name in metafunc.fixturenames:
        kind = name.removesuffix("_vector")
        if kind != name:
            chosen = [each for each in VECTORS if each["kind"].casefold() == kind.replace("_", "")]
            metafunc.parametrize(name, chosen, ids=[each["name"] for each in chosen])


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    """Every vector by its name."""
    return {each["name"]: each for each in VECTORS}
