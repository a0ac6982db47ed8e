"""One province of 20,000 enterprises, made once; each of them stands for 60."""

import pyarrow as pa
import pytest

from lingnan.packs import Pack, load_pack
from lingnan.sample import SampleProvince, generate

ENTERPRISES = 20_000


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("guangdong")


@pytest.fixture(scope="session")
def province(pack: Pack) -> SampleProvince:
    return generate(pack, enterprises=ENTERPRISES, seed=7)


@pytest.fixture(scope="session")
def evidence(province: SampleProvince) -> pa.Table:
    return pa.concat_tables(province.evidence())
