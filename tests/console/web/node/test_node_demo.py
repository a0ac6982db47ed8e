"""The node that the demo makes: whole, synthetic, told on every page of it, ready to be served."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from console.web.conftest import Console, _copied
from console.web.node.conftest import Hand
from lingnan.access import Role
from lingnan.cli.demo_node import FOLDER, PREFIX, open_node
from lingnan.cli.demo_paper import sample_paper
from lingnan.cli.settings import Settings
from lingnan.sources.identifier.business.allotment import list_allotments
from lingnan.sources.identifier.business.application import list_applications
from lingnan.sources.identifier.business.review import list_reviews
from lingnan.sources.identifier.node.upkeep import verify_node
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.store.audit import audit_entry

PAGES = (
    *("/node", "/node/applications", "/node/prefixes", "/node/templates", "/node/registrations"),
    *("/node/carriers", "/node/statistics", "/node/reports", "/node/codes"),
)


@pytest.fixture(scope="module")
def demo(province_folder, tmp_path_factory, pack):
    """A store with the demo's node: (store, what was made, its console)."""
    store = _copied(province_folder, tmp_path_factory.mktemp("demo") / "store")
    settings = Settings(store.root, "en")
    made = open_node(settings, store, uscc=None, city="440300", at=datetime.now(UTC))
    console = Console(store, pack)
    console.clock.now = datetime.now(UTC)
    return store, made, console


def test_six_applications_come_to_four_prefixes_of_which_three_are_filed(demo):
    store, made, _ = demo
    states = sorted(each.state for each in list_applications(store.database))
    assert states == ["allotted"] * 4 + ["returned", "submitted"]
    given = list_allotments(store.database)
    assert sorted(each.prefix for each in given) == [f"{PREFIX}.{last}" for last in (1, 2, 3, 4)]
    assert sorted(each.state for each in given) == ["allotted", "filed", "filed", "filed"]
    assert (made.prefixes_count, made.identifiers_count) == (4, 72)


def test_nobody_reviews_what_he_applied_for(demo):
    store, _, _ = demo
    for each in list_applications(store.database):
        for review in list_reviews(store.database, each.application_no):
            assert review.reviewer != each.applicant
    with store.database.read() as connection:
        query = select(audit_entry.c.actor).where(audit_entry.c.action.like("identifier:%"))
        assert set(connection.scalars(query)) == {
            "sample:applicant",
            "sample:reviewer",
            "sample:operator",
            "account:sample:operator",
        }


def test_what_is_resolved_says_that_it_is_synthetic(demo):
    store, made, _ = demo
    assert made.folder == store.root / FOLDER
    assert verify_node(made.folder).is_equal
    with RecordReader(made.folder / "records") as reader:
        entry = reader.entry(f"{PREFIX}.1/sn-0001")
        assert "虚构 · synthetic".encode() in entry.octets
        assert reader.entry(f"{PREFIX}.4/sn-0001") is None


def test_every_page_of_the_node_shows_it(demo):
    _, _, console = demo
    for lang, name in (("en", "synthetic"), ("zh", "虚构")):
        operator = Hand(console.reader(Role.NODE_OPERATOR, f"prefix:{PREFIX}", lang=lang))
        reviewer = Hand(console.reader(Role.NODE_REVIEWER, f"prefix:{PREFIX}", lang=lang))
        for path in PAGES:
            assert operator.get(path).status_code == 200, path
        assert name in operator.get("/node").text
        assert f"{PREFIX}.1" in operator.get("/node/prefixes").text
        assert "样本产品" in operator.get("/node/templates").text
        assert "sn-0001" in operator.get(f"/node/registrations?prefix={PREFIX}.1").text
        assert reviewer.get("/node/applications?state=submitted").text.count("/node/applications/")


def test_a_paper_is_a_pdf_that_says_what_it_is():
    paper = sample_paper("licence 91")
    assert paper.startswith(b"%PDF-1.4")
    assert paper.endswith(b"%%EOF\n")
    assert b"synthetic" in paper
    start = int(paper.split(b"startxref\n")[1].split(b"\n")[0])
    assert paper[start:].startswith(b"xref\n0 6\n")
    places = [int(line[:10]) for line in paper[start:].split(b"\n")[3:8]]
    assert all(
        paper[place:].startswith(b"%d 0 obj" % number) for number, place in enumerate(places, 1)
    )
