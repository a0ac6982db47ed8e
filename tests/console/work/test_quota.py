"""One account fills no disk: so many files and octets a day, whatever it uploads them for."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from lingnan.console.work import upload
from lingnan.console.work.errors import UploadQuota
from lingnan.console.work.upload import UploadWish, keep_upload
from lingnan.store import Store

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path):
    return Store.create(tmp_path / "store", pack="guangdong")


def bring(store, account="a" * 16, at=AT, octets=10):
    wish = UploadWish("a.csv", "0" * 64, "text/csv", octets, "import", account)
    return keep_upload(store, io.BytesIO(b"x" * 10), wish, at=at)


def test_so_many_files_a_day_and_others_are_not_held_up(store, monkeypatch):
    monkeypatch.setattr(upload, "MOST_FILES", 3)
    for _ in range(3):
        bring(store)
    with pytest.raises(UploadQuota, match="CON-079"):
        bring(store)
    assert bring(store, account="b" * 16)
    assert bring(store, account=None)
    assert bring(store, at=AT + timedelta(days=1))


def test_so_many_octets_a_day(store, monkeypatch):
    monkeypatch.setattr(upload, "MOST_OCTETS", 25)
    bring(store)
    bring(store)
    with pytest.raises(UploadQuota):
        bring(store)
    assert bring(store, octets=5)


def test_what_was_refused_is_not_kept(store, monkeypatch):
    monkeypatch.setattr(upload, "MOST_FILES", 0)
    with pytest.raises(UploadQuota):
        bring(store)
    folder = store.root / upload.FOLDER
    assert not folder.exists() or not list(folder.iterdir())


def test_files_stand_under_an_id_that_cannot_be_guessed_and_outside_what_is_served(store):
    found = bring(store)
    path = upload.path_of(store, found, "a.csv")
    assert path.read_bytes() == b"x" * 10
    assert len(found) == 16
    for name in ("../x", "..", "a/b", "/etc/passwd", "C:\\x"):
        kept = upload.plain_name(name)
        assert "/" not in kept
        assert "\\" not in kept
        assert kept not in (".", "..")
