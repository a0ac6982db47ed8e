"""The migrations make exactly the tables that the rooms declare."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import lingnan.access.store
import lingnan.console.api.store
import lingnan.console.pages.allocation.store
import lingnan.console.pages.findings.store
import lingnan.console.pages.providers.store
import lingnan.console.pages.questionnaire.store
import lingnan.console.pages.roadmap.store
import lingnan.console.web.once
import lingnan.console.work.attest.store
import lingnan.console.work.change.store
import lingnan.console.work.store
import lingnan.evidence.store
import lingnan.registry.store
import lingnan.sources.identifier.business.table
import lingnan.sources.identifier.counting.table
import lingnan.sources.identifier.records.table
import lingnan.sources.identifier.reporting.table
import lingnan.store.audit
import lingnan.store.findings
import lingnan.store.runs  # noqa: F401  (declares its table)
from lingnan.store import Store, metadata
from lingnan.store.errors import FolderNotEmpty, ManifestBroken, NoStore, StoreExists, StoreFormat


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "s", pack="guangdong")


def test_migrations_equal_the_declared_tables(store):
    with store.database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_writers_wait_for_one_another_and_readers_do_not(store):
    with store.database.begin() as writer:
        writer.execute(text("INSERT INTO ledger_sequence VALUES ('x', 1)"))
        with store.database.read() as reader:
            assert reader.scalar(text("SELECT count(*) FROM ledger_sequence")) == 0
    with store.database.read() as reader:
        assert reader.scalar(text("SELECT count(*) FROM ledger_sequence")) == 1


def test_a_store_is_not_made_over_another(store, tmp_path):
    with pytest.raises(StoreExists):
        Store.create(store.root, pack="guangdong")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("x")
    with pytest.raises(FolderNotEmpty):
        Store.create(tmp_path / "other", pack="guangdong")


def test_what_is_no_store_is_told(store, tmp_path):
    with pytest.raises(NoStore):
        Store.open(tmp_path / "nowhere")
    manifest = store.root / "lingnan.json"
    content = manifest.read_text()
    manifest.write_text(content.replace('"format": 1', '"format": 99'))
    with pytest.raises(StoreFormat):
        Store.open(store.root)
    manifest.write_text("{")
    with pytest.raises(ManifestBroken):
        Store.open(store.root)
