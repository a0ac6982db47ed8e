"""The questionnaire: autosave, two people at one draft, files, live score, submission."""

import hashlib
import re
from datetime import timedelta

import pytest

from console.web.enterprise_case import MODEL, assessed, field, office, owner, text_of, unassessed
from lingnan.access import Role
from lingnan.diagnosis import score_sheet
from lingnan.evidence import Grade, Ledger
from lingnan.roadmap.planner import planner_of

PIECE = {"HX-Request": "true"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def uscc(own_store):
    return unassessed(own_store)


def path(uscc, end=""):
    return f"/enterprises/{uscc}/questionnaire/{MODEL}{end}"


def autosave(reader, uscc, item, *codes, version="0", seen_value="", **more):
    data = {f"a.{item}": list(codes), f"v.{item}": version, f"o.{item}": seen_value, **more}
    return reader.post(path(uscc, f"/answers/{item}"), data=data, headers=PIECE)


def facts(store, uscc):
    with store.engine() as engine:
        return [row.fact for row in Ledger(store).of_subject(uscc, engine=engine)]


def test_each_answer_is_kept_at_once_and_the_score_follows(own_console, uscc):
    reader = owner(own_console, uscc)
    answers = {"Q01": "B,C", "Q03": "D", "S01": "2"}
    for item, codes in answers.items():
        saved = autosave(reader, uscc, item, *codes.split(","))
        assert saved.status_code == 200
        assert "saved by" in text_of(saved)
    model = planner_of(own_console.desk.pack).model(MODEL)
    worth = score_sheet(model, {"answers": answers}).score
    assert f"{worth.millipoints // 100 / 10:.1f} of 100 points" in text_of(saved)
    assert "3 of 31 questions answered" in text_of(saved)
    page = reader.get(path(uscc))
    assert re.search(r'name="a.Q01" value="B" checked', page.text)
    assert not [f for f in facts(own_console.store, uscc) if f.indicator_code.startswith(MODEL)]


def test_a_share_is_put_into_its_band_and_nonsense_is_told_beside_it(own_console, uscc):
    reader = owner(own_console, uscc)
    good = reader.post(
        path(uscc, "/answers/Q02"),
        data={"s.Q02": "35", "v.Q02": "0", "o.Q02": ""},
        headers=PIECE,
    )
    assert "error" not in good.text
    assert re.search(r'name="a.Q02" value="C" checked', reader.get(path(uscc)).text)
    bad = reader.post(
        path(uscc, "/answers/Q03"), data={"s.Q03": "135", "v.Q03": "0", "o.Q03": ""}, headers=PIECE
    )
    assert "between 0% and 100%" in text_of(bad)
    exclusive = autosave(reader, uscc, "Q06", "A", "B")
    assert "excludes the others" in text_of(exclusive)


def test_two_people_at_one_answer_are_both_told_and_nothing_is_lost(own_console, uscc):
    first, second = owner(own_console, uscc), owner(own_console, uscc)
    seen = field(first.get(path(uscc)), "seen")
    autosave(second, uscc, "Q05", "C")
    clash = autosave(first, uscc, "Q05", "D")
    words = text_of(clash)
    assert "Somebody else has changed this answer" in words
    assert "There: C" in words
    assert "Yours: D" in words
    kept = field(clash, "v.Q05")
    mine = autosave(first, uscc, "Q05", "D", version=kept, seen_value=field(clash, "o.Q05"))
    assert "had answered: C" in text_of(mine)
    told = autosave(second, uscc, "Q08", "B", seen=seen)
    assert "Somebody else is filling in" in text_of(told)
    assert "Information systems to: D" in text_of(told)


def test_different_questions_never_clash(own_console, uscc):
    first, second = owner(own_console, uscc), owner(own_console, uscc)
    autosave(second, uscc, "Q05", "C")
    assert "saved by" in text_of(autosave(first, uscc, "Q08", "C"))


def test_without_scripts_a_section_is_saved_and_clashes_stand_beside(own_console, uscc):
    first, second = owner(own_console, uscc), owner(own_console, uscc)
    form = {"section": "M", "go": "next"}
    for item, codes in {"Q08": ["B"], "Q09": ["B", "C"], "Q10": [], "Q11": ["A"]}.items():
        form |= {f"v.{item}": "0", f"o.{item}": "", f"a.{item}": codes}
    answer = first.post(path(uscc), data=form)
    assert answer.headers["location"] == path(uscc, "?section=R&saved=1")
    # The second saw the page before; he left Q08 alone and answered Q09 otherwise.
    clash = second.post(path(uscc), data={**form, "a.Q08": [], "a.Q09": ["D"], "a.Q11": []})
    assert clash.status_code == 409
    words = text_of(clash)
    assert "Both stand below" in words
    assert "There: B,C" in words
    assert re.search(r'name="a.Q09" value="D" checked', clash.text)
    assert re.search(r'name="a.Q08" value="B" checked', clash.text)


def test_a_session_that_ended_gives_back_what_was_typed(own_console, uscc):
    reader = owner(own_console, uscc)
    own_console.clock.now += timedelta(hours=2)
    form = {"section": "M", "v.Q08": "0", "o.Q08": "", "a.Q08": "B"}
    answer = reader.post(path(uscc), data=form)
    assert answer.status_code == 401
    assert 'name="kept.a.Q08" value="B"' in answer.text


def test_an_own_file_becomes_the_document_of_a_declared_fact(own_console, uscc):
    reader = owner(own_console, uscc)
    autosave(reader, uscc, "Q09", "B")
    added = reader.post(
        path(uscc, "/files/Q09"), files={"f.Q09": ("rules.pdf", PDF)}, headers=PIECE
    )
    assert "rules.pdf" in added.text
    digest = hashlib.sha256(PDF).hexdigest()
    assert submit(reader, own_console, uscc).status_code == 303
    fact = next(f for f in facts(own_console.store, uscc) if f.indicator_code == f"{MODEL}:Q09")
    assert (fact.value_code, fact.grade, fact.document) == ("B", Grade.DECLARED, digest)
    document = reader.get(f"/enterprises/{uscc}/documents/{digest}")
    assert document.content == PDF
    assert document.headers["content-disposition"].startswith("attachment")
    assert office(own_console).get(f"/enterprises/{uscc}/documents/{digest}").content == PDF
    foreign = owner(own_console, assessed(own_console.store).uscc)
    assert foreign.get(f"/enterprises/{uscc}/documents/{digest}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.pdf", b"MZ\x90\x00" + b"\0" * 300),
        ("page.png", b"<html></html>"),
        ("empty.pdf", b""),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(own_console, uscc, name, content):
    reader = owner(own_console, uscc)
    answer = reader.post(path(uscc, "/files/Q09"), files={"f.Q09": (name, content)}, headers=PIECE)
    assert "was not taken" in text_of(answer)
    assert 'class="files"' in answer.text
    assert "Remove" not in text_of(answer)


def test_a_file_beyond_the_limit_is_refused(own_console, uscc):
    reader = owner(own_console, uscc)
    large = PDF[:9] + b"0" * (21 << 20) + PDF[9:]
    answer = reader.post(
        path(uscc, "/files/Q09"), files={"f.Q09": ("large.pdf", large)}, headers=PIECE
    )
    assert "20 MB" in text_of(answer)


def submit(reader, console, uscc, **more):
    page = reader.get(path(uscc, "/review"))
    data = {"_once": field(page, "_once"), "day": field(page, "day") or "", **more}
    if not data["day"]:
        data["day"] = re.search(r'name="day" value="([^"]+)"', page.text)[1]
    return reader.post(path(uscc, "/submit"), data=data)


def test_submitting_writes_declared_evidence_and_shows_where_one_stands(own_console, uscc):
    reader = owner(own_console, uscc)
    before = len(facts(own_console.store, uscc))
    answers = {"Q01": "B,C,D", "Q04": "B,C", "S03": "2", "S06": "1"}
    for item, codes in answers.items():
        autosave(reader, uscc, item, *codes.split(","))
    moved = submit(reader, own_console, uscc)
    assert moved.headers["location"] == f"/enterprises/{uscc}/diagnosis?model={MODEL}&submitted=1"
    now = facts(own_console.store, uscc)
    assert len(now) == before + len(answers)
    stated = {f.indicator_code: f.value_code for f in now if f.indicator_code.startswith(MODEL)}
    assert stated == {f"{MODEL}:{item}": codes for item, codes in answers.items()}
    assert all(f.grade is Grade.DECLARED and f.source == "declared" for f in now if f.value_code)
    page = reader.get(moved.headers["location"])
    words = text_of(page)
    worth = score_sheet(planner_of(own_console.desk.pack).model(MODEL), {"answers": answers}).score
    assert f"{worth.millipoints // 100 / 10:.1f} of 100 points" in words
    assert "came in since the last run" in words
    assert "Next steps" in words
    # The draft is empty again, and a second submission has nothing to write.
    assert "There is no new answer" in text_of(reader.get(path(uscc, "/review")))


def test_a_second_post_of_the_same_form_writes_nothing_more(own_console, uscc):
    reader = owner(own_console, uscc)
    autosave(reader, uscc, "Q12", "C")
    page = reader.get(path(uscc, "/review"))
    day = re.search(r'name="day" value="([^"]+)"', page.text)[1]
    data = {"_once": field(page, "_once"), "day": day}
    first = reader.post(path(uscc, "/submit"), data=data)
    second = reader.post(path(uscc, "/submit"), data=data)
    assert first.headers["location"] == second.headers["location"]
    count = [f for f in facts(own_console.store, uscc) if f.indicator_code == f"{MODEL}:Q12"]
    assert len(count) == 1


def test_unfit_answers_are_named_and_nothing_is_written(own_console, uscc):
    reader = owner(own_console, uscc)
    autosave(reader, uscc, "Q01", "B")
    autosave(reader, uscc, "Q06", "A", "B")
    answer = submit(reader, own_console, uscc)
    assert answer.status_code == 400
    assert "CON-056" not in answer.text
    assert "Q06" in text_of(answer)
    assert not [f for f in facts(own_console.store, uscc) if f.indicator_code.startswith(MODEL)]


def test_what_is_proven_is_not_moved_by_a_declaration(own_console):
    uscc, item = proven_scenario(own_console.store)
    reader = owner(own_console, uscc)
    value = field(reader.get(path(uscc, f"?item={item}")), f"o.{item}")
    other = "4" if value != "4" else "3"
    before = text_of(reader.get(path(uscc, "/review")))
    saved = autosave(reader, uscc, item, other, seen_value=value)
    assert "does not replace what is proven" in text_of(saved)
    points = re.search(r"Claimed (.*? points)", before)[1]
    assert f"Claimed {points}" in text_of(saved)


def proven_scenario(store):
    """An enterprise and a scenario that is attested or observed for it."""
    for place in range(20):
        uscc = assessed(store, place).uscc
        with store.engine() as engine:
            for row in Ledger(store).of_subject(uscc, engine=engine):
                model, _, item = row.fact.indicator_code.partition(":")
                if model == MODEL and item.startswith("S") and row.fact.grade >= Grade.ATTESTED:
                    return uscc, item
    raise LookupError


def test_a_foreign_draft_cannot_be_reached(own_console, uscc):
    foreign = owner(own_console, assessed(own_console.store).uscc)
    for end in ("", "/review", "/answers/Q01", "/files/Q01", "/submit"):
        assert foreign.get(path(uscc, end)).status_code in (404, 405)
        assert foreign.post(path(uscc, end), data={}).status_code in (404, 405)
    bank = own_console.reader(Role.BANK, "bank:sample-01")
    assert bank.get(path(uscc)).status_code == 403


def test_unknown_models_and_items_are_told(own_console, uscc):
    reader = owner(own_console, uscc)
    assert reader.get(f"/enterprises/{uscc}/questionnaire/none").status_code == 404
    assert autosave(reader, uscc, "Q99", "A").status_code == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_model_is_cut_into_sections_that_hold_each_item_once(own_console, uscc, lang):
    reader = owner(own_console, uscc, lang)
    for content in own_console.desk.pack.models:
        base = f"/enterprises/{uscc}/questionnaire/{content.id}"
        first = reader.get(base)
        steps = re.findall(rf'href="{base}\?section=([^"]+)"', first.text)
        pages = [reader.get(f"{base}?section={step}").text for step in dict.fromkeys(steps)]
        for item in content.items:
            assert sum(f'id="q-{item.id}"' in page for page in pages) == 1, item.id
