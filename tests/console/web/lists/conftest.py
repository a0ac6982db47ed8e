"""Readers of lists, and the shelf behind them."""

import pytest

from lingnan.access import EVERYTHING, Reach, Role, Scope

CITY = "440600"


@pytest.fixture(scope="session")
def shelf(console):
    return console.desk.shelf


@pytest.fixture(scope="session")
def everything():
    return Reach(frozenset({EVERYTHING}))


@pytest.fixture(scope="session")
def of_city():
    return Reach(frozenset({Scope.parse(f"city:{CITY}")}))


@pytest.fixture(scope="session")
def office(console):
    return console.reader(Role.PROGRAMME_OFFICE, "province:440000", lang="en")


@pytest.fixture(scope="session")
def city_office(console):
    return console.reader(Role.PROGRAMME_OFFICE, f"city:{CITY}", lang="en")
