from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

import lingnan.registry.store as tables
from lingnan.kernel import Text, uscc
from lingnan.registry import import_register
from lingnan.store import Store, metadata

AT = datetime(2023, 9, 30, 4, 0, tzinfo=UTC)


def credit_code(number: int) -> str:
    """A valid code: 广州 market regulator, an enterprise, a made-up organisation."""
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


def _city(code: str, zh: str, short: str, en: str) -> SimpleNamespace:
    return SimpleNamespace(code=code, name=Text(zh, en), short_zh=short)


def _cluster(
    place: int, cluster_id: str, zh: str, *industries: tuple[str, bool]
) -> SimpleNamespace:
    rows = tuple(
        SimpleNamespace(code=code, is_confirmed=sure, is_partial=False) for code, sure in industries
    )
    return SimpleNamespace(id=cluster_id, order=place, name=Text(zh, cluster_id), industries=rows)


@pytest.fixture(scope="session")
def pack() -> SimpleNamespace:
    """A region of three cities and four overlapping clusters."""
    return SimpleNamespace(
        id="test",
        region_code="440000",
        cities=(
            _city("440100", "广州市", "广州", "Guangzhou"),
            _city("440300", "深圳市", "深圳", "Shenzhen"),
            _city("441900", "东莞市", "东莞", "Dongguan"),
        ),
        clusters=(
            _cluster(1, "electronics", "电子信息", ("C39", True), ("C391", False)),
            _cluster(2, "appliances", "智能家电", ("C38", True), ("C39", True)),
            _cluster(3, "chips", "半导体", ("C3973", False)),
            _cluster(4, "display", "超高清视频", ("C3973", False), ("C3974", True)),
        ),
        entity_classes=(
            SimpleNamespace(
                entity_kind="identifier_node",
                code="second_level",
                name=Text("标识解析二级节点", "second-level identifier node"),
            ),
        ),
    )


@pytest.fixture
def store(tmp_path) -> Store:
    made = Store.create(tmp_path / "store", pack="guangdong")
    metadata.create_all(made.database.engine)
    return made


@pytest.fixture
def bring(store, pack, tmp_path):
    """Import text (or a file) as a register; answers counts and findings."""

    def bring_in(content, *, kind="enterprise", at=AT, name="r.csv"):
        path = content
        if isinstance(content, str):
            path = tmp_path / name
            path.write_text(content, encoding="utf-8")
        return import_register(store, pack, path, kind=kind, at=at, actor="tester")

    return bring_in


@pytest.fixture
def rows(store):
    """The rows of a table of the register as dicts, in the order of its key."""

    def read(name: str) -> list[dict[str, object]]:
        table = getattr(tables, name)
        query = select(table).order_by(*table.primary_key.columns)
        with store.database.read() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    return read


@pytest.fixture
def code():
    return credit_code
