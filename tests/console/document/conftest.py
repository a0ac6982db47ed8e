"""The four answers of this folder, made by hand in the documented shape."""

import json
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def load(name):
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def enterprise():
    return load("enterprise")


@pytest.fixture
def industry():
    return load("industry")


@pytest.fixture
def chain():
    return load("chain")


@pytest.fixture
def park():
    return load("park")
