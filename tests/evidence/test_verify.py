from pathlib import Path

import pytest

from evidence.facts import AT, fact
from lingnan.evidence import proposals
from lingnan.evidence.digest import chain_sha256, rows_sha256
from lingnan.evidence.segment import segments


@pytest.fixture
def three_segments(store, ledger):
    for batch in "abc":
        table = proposals([fact(number=str(n), source=batch) for n in range(200)])
        ledger.append_bulk([table], batch_id=batch, at=AT)
    return segments(store.lake)


def test_the_chain_links_every_segment_to_the_one_before(ledger, three_segments):
    first, second, third = three_segments
    assert first.previous == "0" * 64
    assert second.previous == first.chain_sha256
    assert third.previous == second.chain_sha256
    assert third.chain_sha256 == chain_sha256(second.chain_sha256, 3, 200, third.rows_sha256)
    verdict = ledger.verify()
    assert verdict.holds
    assert (verdict.segments_count, verdict.rows_count) == (3, 600)


@pytest.mark.parametrize("place", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_one_flipped_byte_names_the_first_segment_that_differs(ledger, three_segments, place):
    file = Path(three_segments[1].files[0])
    content = bytearray(file.read_bytes())
    content[int(place * (len(content) - 1))] ^= 0x01
    file.write_bytes(content)
    verdict = ledger.verify()
    assert not verdict.holds
    assert verdict.broken_segment_no == 2
    assert verdict.broken_file == str(file)
    assert verdict.rows_count == 200


def test_a_missing_file_is_named(ledger, three_segments):
    Path(three_segments[2].files[0]).unlink()
    assert ledger.verify().broken_segment_no == 3


def test_a_rewritten_note_breaks_the_chain(store, ledger, three_segments):
    log = sorted((store.lake.path("evidence") / "_delta_log").glob("*.json"))
    digest = three_segments[0].rows_sha256
    forged = log[1].read_text().replace(digest, "f" * 64)
    log[1].write_text(forged)
    assert ledger.verify().broken_segment_no == 1


def test_a_damaged_log_is_reported_not_raised(store, ledger, three_segments):
    log = sorted((store.lake.path("evidence") / "_delta_log").glob("*.json"))
    log[2].write_text("{ not json")
    verdict = ledger.verify()
    assert not verdict.holds
    assert "evidence" in verdict.why.en


def test_the_digest_depends_on_rows_not_on_chunks_or_offsets():
    table = proposals([fact(number=str(n), document=None if n % 3 else f"d{n}") for n in range(50)])
    sliced = proposals(
        [
            fact(number="99"),
            *(fact(number=str(n), document=None if n % 3 else f"d{n}") for n in range(50)),
        ]
    )
    import pyarrow as pa

    chunked = pa.concat_tables([table.slice(0, 7), table.slice(7)])
    assert rows_sha256(table) == rows_sha256(chunked) == rows_sha256(sliced.slice(1))


@pytest.mark.parametrize(
    "other",
    [
        fact(number="1.000001"),
        fact(document=""),
        fact(subject="91440101MA00000002"),
        fact(code="1"),
    ],
)
def test_the_digest_tells_rows_apart(other):
    assert rows_sha256(proposals([fact()])) != rows_sha256(proposals([other]))


def test_moving_a_letter_between_neighbours_changes_the_digest():
    left = proposals([fact(code="AB"), fact(code="C")])
    right = proposals([fact(code="A"), fact(code="BC")])
    assert rows_sha256(left) != rows_sha256(right)


def test_a_chain_cut_off_at_its_end_is_noticed(store, ledger, three_segments):
    log = sorted((store.lake.path("evidence") / "_delta_log").glob("*.json"))
    log[-1].unlink()
    verdict = ledger.verify()
    assert (verdict.holds, verdict.broken_segment_no) == (False, 3)
    assert "3 segments were sealed, 2 are there" in verdict.why.en
