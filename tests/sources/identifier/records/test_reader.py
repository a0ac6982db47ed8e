"""Reading: snapshots, lists, counts, long names, several processes."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingnan.sources.identifier.records.change import Create, Delete
from lingnan.sources.identifier.records.errors import RecordsMissing
from lingnan.sources.identifier.records.key import end_of, is_name, record_key
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.limit import MAX_HANDLE
from sources.identifier.records.sample import stored

NAMES = [
    "0.NA/88.900",
    "0.NA/88.900.1",
    "0.NA/88.900.1.7",
    "0.NA/88.9001",
    "88.900.1/a",
    "88.900.1/B",
    "88.900.1/产品/1",
    "88.900.10/a",
    "88.900/a",
]


@pytest.fixture
def reader(writer, folder):
    writer.apply([Create(name, stored()) for name in NAMES])
    with RecordReader(folder) as opened:
        yield opened


def test_handles_under_a_prefix_are_those_of_that_prefix_alone(reader):
    assert list(reader.handles("88.900.1")) == ["88.900.1/a", "88.900.1/B", "88.900.1/产品/1"]
    assert list(reader.handles("88.900.1", after="88.900.1/A", limit=1)) == ["88.900.1/B"]
    assert list(reader.handles("88.900.1", after="88.900.1/AZ", limit=1)) == ["88.900.1/B"]
    assert list(reader.handles("88.900.2")) == []


def test_derived_prefixes_are_those_below_a_prefix(reader):
    assert list(reader.derived_prefixes("88.900")) == ["0.NA/88.900.1", "0.NA/88.900.1.7"]


def test_counts_follow_registration_and_deletion(writer, reader):
    assert (reader.count("88.900.1"), reader.count("0.na"), reader.count("88.7")) == (3, 4, 0)
    writer.apply([Delete("88.900.1/b"), Delete("88.900/a")])
    assert reader.count("88.900.1") == 3
    reader.renew()
    assert reader.prefixes() == {"0.NA": 4, "88.900.1": 2, "88.900.10": 1}


def test_a_reader_sees_one_state_until_it_renews(writer, reader):
    writer.apply([Create("88.900.1/later", stored())])
    assert reader.entry("88.900.1/later") is None
    reader.rest()
    reader.rest()
    reader.renew()
    assert reader.entry("88.900.1/later") is not None
    assert reader.position() == writer.head[:2]


def test_site_information_is_left_for_the_workers(writer, reader):
    assert reader.site_info() is None
    writer.write_site_info(b"site")
    reader.renew()
    assert reader.site_info() == b"site"


def test_names_of_2048_octets_that_differ_at_the_end_are_two(writer, folder):
    names = ["88.900.1/" + "长" * 679 + end for end in ("ab", "ac")]
    assert [len(name.encode()) for name in names] == [MAX_HANDLE, MAX_HANDLE]
    assert [answer.response for answer in writer.apply([Create(n, stored()) for n in names])] == [
        1,
        1,
    ]
    with RecordReader(folder) as reader:
        assert reader.entry(names[0].upper()).handle == names[0]
        assert sorted(reader.handles("88.900.1")) == names
        assert bytes(reader.answer(names[1].encode().upper())).endswith(stored().octets)


@given(st.text(st.characters(min_codepoint=33, exclude_categories=["Cs"]), min_size=1))
def test_keys_fit_lmdb_and_lie_under_their_prefix(suffix):
    folded = f"88.900.1/{suffix}".encode().upper()
    key = record_key(folded)
    assert len(key) <= 511
    assert b"88.900.1/" <= key < end_of(b"88.900.1/")
    assert (key == folded) == (len(folded) <= 480)


@pytest.mark.parametrize("octets", [b"", b"/", b"a/", b"/a", b"a", b"a/\x1f", b"a\x7f/b", b"a/\n"])
def test_what_is_no_name(octets):
    assert not is_name(octets)


def test_another_process_reads_what_is_registered(reader, folder):
    code = (
        "import sys; from pathlib import Path;"
        "from lingnan.sources.identifier.records.reader import RecordReader;"
        "r = RecordReader(Path(sys.argv[1]));"
        "print(r.records_count(), r.entry('88.900.1/A').handle)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["9", "88.900.1/a"]


def test_without_a_file_there_is_nothing_to_read(tmp_path):
    with pytest.raises(RecordsMissing):
        RecordReader(tmp_path / "none")
