"""Undoing an import of the register: what nobody changed since stands as before, no more."""

from datetime import timedelta

from lingnan.registry import Registry, import_register
from lingnan.registry.undo import undo_import
from lingnan.store.tabular import Column, with_headings
from registry.conftest import AT, credit_code

HEAD = "统一社会信用代码,企业名称,城市,行业代码,从业人数,更名日期\n"
ONE, TWO, THREE, FOUR = (credit_code(number) for number in (1, 2, 3, 4))


def _imported(store, pack, path, text, at=AT, kind="enterprise", **told):
    path.write_text(text, encoding="utf-8")
    kept = []
    counts, _ = import_register(
        store, pack, path, kind=kind, at=at, actor="t", keep=kept.append, **told
    )
    return counts, kept[0]


def _undo(store, kept, spoken=lambda _codes: set()):
    return undo_import(store, kept, at=AT, actor="t", reason="wrong file", spoken=spoken)


def test_what_an_import_changed_is_set_back_and_what_it_added_is_gone(store, pack, tmp_path):
    path = tmp_path / "a.csv"
    _imported(store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,50,\n{TWO},乙厂,广州,C3911,20,\n")
    counts, kept = _imported(
        store,
        pack,
        path,
        f"{HEAD}{ONE},甲新厂,广州,C3911,80,2023-02-01\n{TWO},乙厂,广州,C3911,20,\n"
        f"{THREE},丙厂,东莞,C3911,9,\n",
    )
    assert (counts.added, counts.changed, counts.unchanged) == (1, 1, 1)
    done = _undo(store, kept)
    assert (done.set_back, done.removed, done.changed_since, done.spoken_of) == (1, 1, 0, 0)
    registry = Registry(store)
    found = registry.get(ONE)
    assert (found.name_zh, found.employees_count) == ("甲厂", 50)
    assert registry.get(THREE) is None
    assert store.lake.exists("registry_enterprise")
    # The list of names is as before the rename: the same import brings it again.
    again, _ = _imported(store, pack, path, path.read_text())
    assert (again.added, again.changed) == (1, 1)


def test_a_row_that_somebody_changed_since_is_left(store, pack, tmp_path):
    path = tmp_path / "a.csv"
    _imported(store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,50,\n")
    _, kept = _imported(store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,60,\n")
    _imported(store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,70,\n", AT + timedelta(days=1))
    done = _undo(store, kept)
    assert (done.set_back, done.changed_since) == (0, 1)
    assert Registry(store).get(ONE).employees_count == 70


def test_an_enterprise_of_which_something_speaks_is_not_removed(store, pack, tmp_path):
    path = tmp_path / "a.csv"
    _, kept = _imported(
        store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,50,\n{TWO},乙厂,广州,C3911,50,\n"
    )
    done = _undo(store, kept, spoken=lambda codes: {TWO} & set(codes))
    assert (done.removed, done.spoken_of) == (1, 1)
    assert Registry(store).get(TWO) is not None


def test_parks_and_their_members_are_set_back(store, pack, tmp_path):
    path = tmp_path / "a.csv"
    _imported(store, pack, path, f"{HEAD}{ONE},甲厂,广州,C3911,50,\n")
    _, park = _imported(store, pack, path, "编码,名称,城市\nP1,一号园,广州\n", kind="park")
    text = f"统一社会信用代码,类别,编码,开始日期\n{ONE},park,P1,2020-01-01\n"
    _, member = _imported(store, pack, path, text, kind="membership")
    assert _undo(store, park).spoken_of == 1
    assert _undo(store, member).removed == 1
    assert _undo(store, park).removed == 1


def test_a_header_means_what_a_person_says(store, pack, tmp_path):
    path = tmp_path / "a.csv"
    text = f"信用码,厂名,所在,行业代码,人手\n{ONE},甲厂,广州,C3911,50\n"
    said = {"信用码": "uscc", "厂名": "name_zh", "所在": "city", "人手": "employees_count"}
    counts, _ = _imported(store, pack, path, text, headings=said)
    assert counts.added == 1
    assert Registry(store).get(ONE).employees_count == 50


def test_what_a_person_says_goes_before_our_words():
    columns = (Column("name", ("名称",)), Column("other", ("别名",)))
    found = with_headings(columns, {"名称": "other"})
    assert [each.aliases for each in found] == [(), ("名称",)]
