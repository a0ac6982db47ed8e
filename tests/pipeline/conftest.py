from datetime import UTC, date, datetime

import pytest

from lingnan.packs import load_pack
from lingnan.pipeline.run import run_all
from lingnan.sample import generate, load_into
from lingnan.sources.published import import_pack_series
from lingnan.store import Store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
AS_OF = date(2023, 9, 30)
ENTERPRISES = 1500


@pytest.fixture(scope="session")
def pack():
    return load_pack("guangdong")


def build(root, pack):
    province = generate(pack, enterprises=ENTERPRISES, seed=11)
    store = Store.create(root, pack="guangdong", synthetic=True, expansion=province.expansion)
    load_into(store, pack, province, AT)
    import_pack_series(store, pack, at=AT, actor="test")
    return store


@pytest.fixture(scope="session")
def province_store(tmp_path_factory, pack):
    """A small sample province that was run once."""
    store = build(tmp_path_factory.mktemp("province") / "store", pack)
    run_all(store, pack, as_of=AS_OF, at=AT, with_roadmaps=False)
    return store
