import pytest

from lingnan.evidence import Ledger
from lingnan.store import Store


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store", pack="guangdong")


@pytest.fixture
def ledger(store):
    return Ledger(store)
