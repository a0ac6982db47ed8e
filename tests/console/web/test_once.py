"""A form acts once: sent twice, twice at the same time, gone back and sent with other words."""

import threading

import pytest

from console.web.conftest import Console
from lingnan.access import Permission, Role
from lingnan.console.web import once
from lingnan.console.web.answer import Moved, Shown
from lingnan.console.web.app import console_app
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.failure import FailureContext
from lingnan.console.web.route import Open, post
from lingnan.kernel import Text


class Acts:
    """Routes that count what they did."""

    def __init__(self):
        self.done = []
        self.gate = threading.Event()
        self.begun = threading.Event()
        self.gate.set()

    def act(self, call):
        self.begun.set()
        self.gate.wait(20)
        if call.typed("fails"):
            raise FormUnreadable(reason=Text("x", "x"))
        self.done.append(call.typed("what"))
        return Moved(f"/done/{len(self.done)}")

    def tell(self, call):
        self.done.append(call.typed("what"))
        return Shown("t", FailureContext("", "", "", 200), again="/shown-before")

    def ask_again(self, call):
        self.done.append(call.typed("what"))
        return Shown("t", FailureContext("", "", "", 400), status=400)

    @property
    def routes(self):
        return [
            post("/act", Open.SIGNED_IN, self.act),
            post("/other", Open.SIGNED_IN, self.act),
            post("/tell", Open.SIGNED_IN, self.tell),
            post("/ask-again", Open.SIGNED_IN, self.ask_again),
            post("/office", Permission.RUNS_START, self.act),
        ]


@pytest.fixture
def acts():
    return Acts()


@pytest.fixture
def reader(shared_store, pack, acts):
    console = Console(shared_store, pack)
    console.app = console_app(console.desk, acts.routes, ())
    return console.reader(Role.PROGRAMME_OFFICE, "city:440100")


def sent(reader, path="/act", once="n-1", what="a", **more):
    return reader.post(path, data={"_once": once, "what": what, **more})


def test_a_form_sent_twice_acts_once_and_both_get_the_same_answer(reader, acts):
    answers = [sent(reader) for _ in range(3)]
    assert [each.headers["location"] for each in answers] == ["/done/1"] * 3
    assert acts.done == ["a"]


def test_another_page_another_form_and_other_words_are_other_acts(reader, acts):
    sent(reader)
    sent(reader, once="n-2")
    sent(reader, path="/other")
    sent(reader, what="b")
    assert acts.done == ["a", "a", "a", "b"]


def test_another_reader_with_the_same_number_acts_for_himself(reader, acts, shared_store, pack):
    sent(reader)
    console = Console(shared_store, pack)
    console.app = console_app(console.desk, acts.routes, ())
    sent(console.reader(Role.PROGRAMME_OFFICE, "city:440100"))
    assert len(acts.done) == 2


def test_of_two_that_are_sent_at_once_one_acts_and_both_get_its_answer(reader, acts):
    acts.gate.clear()
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(sent(reader))) for _ in range(2)]
    for thread in threads:
        thread.start()
    acts.begun.wait(20)
    acts.gate.set()
    for thread in threads:
        thread.join(60)
    assert [each.headers["location"] for each in answers] == ["/done/1"] * 2
    assert acts.done == ["a"]


def test_who_waits_too_long_is_told_that_it_is_being_done(reader, acts, monkeypatch):
    monkeypatch.setattr(once, "_PATIENCE", 0.3)
    acts.gate.clear()
    first = threading.Thread(target=lambda: sent(reader))
    first.start()
    acts.begun.wait(20)
    answer = sent(reader)
    acts.gate.set()
    first.join(60)
    assert answer.status_code == 409
    assert "CON-020" in answer.text
    assert acts.done == ["a"]


def test_a_form_that_failed_may_be_sent_again(reader, acts):
    assert sent(reader, fails="yes").status_code == 400
    assert acts.done == []
    assert sent(reader, fails="").headers["location"] == "/done/1"
    assert sent(reader, path="/ask-again").status_code == 400
    assert sent(reader, path="/ask-again").status_code == 400
    assert acts.done == ["a", "a", "a"]


def test_what_is_shown_once_is_not_made_a_second_time(reader, acts):
    assert sent(reader, path="/tell").status_code == 200
    assert sent(reader, path="/tell").headers["location"] == "/shown-before"
    assert acts.done == ["a"]


def test_without_a_number_every_post_acts(reader, acts):
    for _ in range(2):
        reader.post("/act", data={"what": "a"})
    assert acts.done == ["a", "a"]


def test_a_refused_form_claims_nothing(shared_store, pack, acts):
    console = Console(shared_store, pack)
    console.app = console_app(console.desk, acts.routes, ())
    bank = console.reader(Role.BANK, "bank:none")
    assert sent(bank, path="/office").status_code == 403
    assert acts.done == []
