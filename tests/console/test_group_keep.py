"""Answers kept for a run: found again, made anew when damaged, gone with the run."""

from lingnan.console.group import keep as keeping
from lingnan.console.group.keep import keep, place_of, read_kept


def forget():
    keeping._memory.clear()


def test_an_answer_is_found_again_in_memory_and_in_the_folder(tmp_path):
    place = place_of(tmp_path, "run-1", "park", {"park": "a", "budget": None})
    assert read_kept(place) is None
    told = keep(place, {"shares": (1, 2), "name": "园区"}, is_lasting=True)
    assert told == {"shares": [1, 2], "name": "园区"}
    assert read_kept(place) == told
    forget()
    assert read_kept(place) == told


def test_another_question_has_another_place(tmp_path):
    first = place_of(tmp_path, "run-1", "park", {"park": "a", "budget": 1})
    assert first == place_of(tmp_path, "run-1", "park", {"budget": 1, "park": "a"})
    assert first != place_of(tmp_path, "run-1", "park", {"park": "a", "budget": 2})
    assert first != place_of(tmp_path, "run-1", "chain", {"park": "a", "budget": 1})
    assert first != place_of(tmp_path, "run-2", "park", {"park": "a", "budget": 1})


def test_a_damaged_file_is_as_good_as_none(tmp_path):
    place = place_of(tmp_path, "run-1", "park", {})
    keep(place, {"a": 1}, is_lasting=True)
    forget()
    place.write_bytes(place.read_bytes()[:-4])
    assert read_kept(place) is None


def test_what_ifs_are_remembered_and_not_written(tmp_path):
    place = place_of(tmp_path, "run-1", "park", {"budget": 5})
    keep(place, {"a": 1}, is_lasting=False)
    assert read_kept(place) == {"a": 1}
    assert not place.exists()


def test_answers_of_an_earlier_run_go_when_a_new_one_is_kept(tmp_path):
    first = place_of(tmp_path, "run-1", "park", {})
    keep(first, {"a": 1}, is_lasting=True)
    second = place_of(tmp_path, "run-2", "park", {})
    keep(second, {"a": 2}, is_lasting=True)
    assert second.exists()
    assert not first.exists()


def test_memory_forgets_the_least_used_first(tmp_path, monkeypatch):
    forget()
    monkeypatch.setattr(keeping, "_REMEMBERED_SIGNS", 40)
    places = [place_of(tmp_path, "r", "park", {"n": n}) for n in range(3)]
    for place in places:
        keep(place, {"long": "x" * 15}, is_lasting=False)
    assert read_kept(places[0]) is None
    assert read_kept(places[2]) is not None
