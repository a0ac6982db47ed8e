"""Single changes in a group: what each answers, in database and file alike."""

import pytest
from sqlalchemy import func, select

from lingnan.sources.identifier.records.change import (
    AddValues,
    Create,
    Delete,
    Given,
    ModifyValues,
    RemoveValues,
    SetStatus,
)
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.records.table import identifier_outbox, identifier_record
from lingnan.sources.identifier.records.verify import verify
from lingnan.sources.identifier.records.writer import RecordWriter
from lingnan.sources.identifier.wire.codes import Response
from lingnan.sources.identifier.wire.value import decode_values
from sources.identifier.records.conftest import AT
from sources.identifier.records.sample import secret, stored, url

NAME = "88.900.1/Sn-产品"


@pytest.fixture
def any_writer(any_database, folder):
    with RecordWriter(any_database, folder, clock=lambda: AT, mint=lambda: "minted") as made:
        yield made


@pytest.fixture
def reader(folder, writer):
    with RecordReader(folder) as opened:
        yield opened


def responses(answers):
    return [answer.response for answer in answers]


def test_a_group_sees_its_own_changes_in_order(any_writer, any_database, folder):
    done = any_writer.apply(
        [
            Create(NAME, stored(url(), secret()), template_code="T1"),
            Create(NAME.upper(), stored()),
            AddValues(NAME, stored(url("b", 2))),
            ModifyValues(NAME, stored(url("c", 2))),
            RemoveValues(NAME, (1,)),
            Create("88.900.1/gone", stored()),
            Delete("88.900.1/GONE"),
            Delete("88.900.1/gone"),
        ]
    )
    assert responses(done) == [1, 101, 1, 1, 1, 1, 1, 100]
    with RecordReader(folder) as reader:
        entry = reader.entry(NAME.upper())
        assert entry.handle == NAME
        assert decode_values(entry.octets) == (secret(), url("c", 2))
        assert decode_values(entry.public) == (url("c", 2),)
        assert entry.revision == 4
        assert verify(reader, any_writer.truth).is_equal
    with any_database.read() as connection:
        row = connection.execute(select(identifier_record)).mappings().one()
    assert (row["handle"], row["template_code"], row["revision"]) == (NAME, "T1", 4)
    assert (row["registered_at"], row["changed_at"]) == (AT, AT)


def test_an_answer_is_the_tail_of_a_resolve_response(writer, reader):
    writer.apply([Create(NAME, stored(url(), secret()))])
    reader.renew()
    name = NAME.encode()
    expected = len(name).to_bytes(4, "big") + name + stored(url()).octets
    assert bytes(reader.answer(name.upper())) == expected
    assert reader.answer(b"88.900.1/NONE") is None


@pytest.mark.parametrize(
    ("change", "response", "indexes"),
    [
        (Delete("88.900.1/none"), 100, ()),
        (AddValues("88.900.1/none", stored()), 100, ()),
        (AddValues(NAME, stored(url(index=1), url(index=9))), 201, (1,)),
        (ModifyValues(NAME, stored(url(index=1), url(index=9))), 200, (9,)),
        (RemoveValues(NAME, (1, 9)), 200, (9,)),
        (Create("no-slash", stored()), 102, ()),
        (Create("88.900.1/", stored()), 102, ()),
        (Create("/x", stored()), 102, ()),
        (Create("88.900.1/a\x07", stored()), 102, ()),
        (Create("88.900.1/" + "x" * 2040, stored()), 102, ()),
        (Create("88.900.1/\ud800", stored()), 102, ()),
        (Create(NAME.lower(), stored()), 101, ()),
        (Delete(""), 100, ()),
    ],
)
def test_refusals_say_why_and_change_nothing(writer, reader, change, response, indexes):
    writer.apply([Create(NAME, stored())])
    before = writer.head
    (answer,) = writer.apply([change])
    assert (answer.response, answer.indexes) == (response, indexes)
    assert writer.head == before
    reader.renew()
    assert reader.entry(NAME).revision == 1


def test_values_are_limited_to_2048(writer):
    many = stored(*(url(index=index) for index in range(1, 2048)))
    assert responses(writer.apply([Create(NAME, many)])) == [1]
    told = [AddValues(NAME, stored(url(index=5000))), AddValues(NAME, stored(url(index=5001)))]
    assert responses(writer.apply(told)) == [1, 202]


def test_overwriting_keeps_the_record_and_takes_the_name_as_written(writer, reader, database):
    first, second = writer.apply(
        [Create(NAME, stored()), Create(NAME.upper(), stored(url("b")), overwrite=True)]
    )
    assert (second.response, second.record_no, second.revision) == (1, first.record_no, 2)
    reader.renew()
    assert reader.entry(NAME).handle == NAME.upper()
    with database.read() as connection:
        assert connection.scalar(select(identifier_record.c.handle)) == NAME.upper()


def test_a_minted_name_is_answered(writer, reader):
    first, again = writer.apply(
        [Create("88.900.1/", stored(), mint=True), Create("88.900.1/", stored(), mint=True)]
    )
    assert first.handle == "88.900.1/minted"
    assert again.response == Response.HANDLE_EXISTS  # this mint has one name only
    reader.renew()
    assert reader.entry("88.900.1/minted") is not None


def test_a_precondition_that_no_longer_holds_means_judge_again(writer):
    (made,) = writer.apply([Create(NAME, stored())])
    seen = Given(NAME, made.record_no, made.revision)
    absent = Given("0.NA/88.900.1", 0, 0)
    done = writer.apply(
        [
            AddValues(NAME, stored(url(index=2)), given=(seen, absent)),
            AddValues(NAME, stored(url(index=3)), given=(seen,)),
            Create("0.NA/88.900.1", stored()),
            Create("88.900.1/x", stored(), given=(absent,)),
        ]
    )
    assert responses(done) == [1, Response.BUSY, 1, Response.BUSY]


def test_a_withheld_handle_is_not_shown_yet_its_name_is_taken(writer, reader):
    writer.apply([Create(NAME, stored(url(), secret())), SetStatus(NAME, -1)])
    reader.renew()
    folded = NAME.encode().upper()
    assert reader.answer(folded) is None
    assert reader.entry(NAME).is_withheld
    assert responses(writer.apply([Create(NAME, stored())])) == [101]
    writer.apply([ModifyValues(NAME, stored(url("c")))])
    reader.renew()
    assert reader.entry(NAME).is_withheld
    assert verify(reader, writer.truth).is_equal
    writer.apply([SetStatus(NAME)])
    reader.renew()
    assert reader.answer(folded) is not None


def test_a_group_that_changes_nothing_writes_nothing(writer, database):
    writer.apply([Delete(NAME)])
    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(identifier_outbox)) == 0


def test_a_number_is_never_used_twice(database, folder):
    with RecordWriter(database, folder) as writer:
        (first,) = writer.apply([Create(NAME, stored())])
        writer.apply([Delete(NAME)])
    with RecordWriter(database, folder) as writer:
        (second,) = writer.apply([Create(NAME, stored())])
    assert second.record_no > first.record_no
