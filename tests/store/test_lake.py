import hashlib
from pathlib import Path

import pyarrow as pa
import pytest

from lingnan.store import Engine, Lake
from lingnan.store.errors import TableMissing


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def test_append_notes_the_files_digest_and_keeps_versions(lake):
    first = lake.append("t", pa.table({"n": [1, 2]}), note={"who": "a"}, bounds=["n"])
    second = lake.append("t", pa.table({"n": [3]}), note={"who": "b"}, sequential=["n"])
    assert second == first + 1
    commits = [commit for commit in lake.commits("t") if commit.files]
    assert [commit.note["who"] for commit in commits] == ["a", "b"]
    for commit in commits:
        content = Path(commit.files[0]).read_bytes()
        assert commit.note["file_sha256"] == hashlib.sha256(content).hexdigest()
    with Engine() as engine:
        assert sorted(engine.arrow(engine.scan(lake, "t"))["n"].to_pylist()) == [1, 2, 3]
        assert engine.arrow(engine.scan(lake, "t", first))["n"].to_pylist() == [1, 2]


def test_replace_keeps_the_version_before(lake):
    lake.replace("t", pa.table({"n": [1]}))
    before = lake.version("t")
    lake.replace("t", pa.table({"n": [2], "m": ["x"]}))
    with Engine() as engine:
        assert engine.arrow(engine.scan(lake, "t"))["n"].to_pylist() == [2]
        assert engine.arrow(engine.scan(lake, "t", before)).column_names == ["n"]


def test_a_table_never_written_is_told(lake):
    with pytest.raises(TableMissing) as caught:
        lake.files("nothing")
    assert "nothing" in caught.value.render("zh")
