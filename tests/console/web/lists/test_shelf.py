"""The shelf holds what the run says, no more: counts, levels, days, scopes, names."""

import threading
from datetime import date

import duckdb
import pytest

from console.web.conftest import AS_OF, AT
from lingnan.access import Reach, Scope, may, reach
from lingnan.access.identity import Grant, Identity
from lingnan.access.permission import Permission
from lingnan.access.role import Role
from lingnan.console.shelf import Choice, Shelves, Stance, make_shelf
from lingnan.console.shelf.errors import ShelfBroken, ShelfNotReady
from lingnan.console.shelf.name import NameRun
from lingnan.console.shelf.place import shelf_path
from lingnan.console.web.target import enterprise_target
from lingnan.kernel import month_start
from lingnan.programme import read_progress, read_status
from lingnan.registry import EntityKind, Registry
from lingnan.store.runs import last_run

PLACE = {
    "total": lambda row: {},
    "city": lambda row: {"city": row["city_code"]},
    "cluster": lambda row: {"cluster": row["cluster_id"]},
    "size": lambda row: {"size": row["size_class"]},
    "city_cluster": lambda row: {"city": row["city_code"], "cluster": row["cluster_id"]},
}


@pytest.mark.parametrize("slice_name", sorted(PLACE))
def test_rows_of_a_figure_are_as_many_as_the_run_counted(
    shelf, everything, console, pack, slice_name
):
    definitions = [
        each.id
        for target in pack.targets
        for each in target.definitions
        if each.counts == "enterprise"
    ]
    counted = read_progress(
        console.store,
        version=shelf.run.outputs["out_progress"],
        definition_ids=definitions,
        slices=[slice_name],
        month=month_start(AS_OF),
    ).to_pylist()
    assert counted
    for row in counted:
        place = PLACE[slice_name](row)
        if place.get("cluster") == "none":
            continue
        for stance, expected in (
            (Stance(row["side"]), row["counted_count"]),
            (Stance.POPULATION, row["population_count"]),
        ):
            choice = Choice(definition=row["definition_id"], stance=stance, **place)
            assert shelf.count(choice, everything, at=AT) == expected, (row, stance)


def test_gap_and_none_share_out_who_could_count(shelf, everything):
    for definition in shelf.columns.definitions:

        def count(stance, definition=definition):
            choice = Choice(definition=definition, stance=stance)
            return shelf.count(choice, everything, at=AT)

        assert count(Stance.GAP) == count(Stance.CLAIMED) - count(Stance.PROVEN)
        assert count(Stance.NONE) == count(Stance.POPULATION) - count(Stance.CLAIMED)


def test_first_clusters_share_out_all_enterprises(shelf, everything):
    parts = ["none", *shelf.columns.clusters]
    counts = [shelf.count(Choice(primary=part), everything, at=AT) for part in parts]
    assert sum(counts) == shelf.columns.count


def test_since_is_the_day_that_the_run_says(shelf, everything, console):
    status = read_status(console.store, version=shelf.run.outputs["out_status"]).to_pylist()
    begun = {
        (row["subject_code"], row["definition_id"], row["side"]): row["from_date"]
        for row in status
        if ":" not in row["subject_code"]
        and row["from_date"] <= AS_OF
        and (row["until_date"] is None or row["until_date"] > AS_OF)
    }
    told = {
        (row.uscc, definition, side): day
        for row in shelf.every(Choice(), everything, at=AT)
        for side, days in (("claimed", row.claimed), ("proven", row.proven))
        for definition, day in days.items()
    }
    assert told == begun


def test_levels_are_those_of_the_model_that_assesses_most(shelf, everything, console):
    store, run = console.store, shelf.run
    scores = duckdb.sql(
        f"SELECT subject_code, model_id, claimed_level, proven_level "
        f"FROM read_parquet({store.lake.files('out_score', run.outputs['out_score'])})"
    ).fetchall()
    counts = {}
    for _code, model, _claimed, _proven in scores:
        counts[model] = counts.get(model, 0) + 1
    assert shelf.model_id == max(counts, key=counts.get)
    expected = {code: (c, p) for code, model, c, p in scores if model == shelf.model_id}
    for row in shelf.every(Choice(), everything, at=AT):
        assert (row.claimed_level, row.proven_level) == expected.get(row.uscc, (None, None))
    for level in range(5):
        some = sum(1 for claimed, _proven in expected.values() if claimed == level)
        assert shelf.count(Choice(claimed=str(level)), everything, at=AT) == some
    unassessed = shelf.columns.count - len(expected)
    assert shelf.count(Choice(proven="unknown"), everything, at=AT) == unassessed
    assert sum(row.enterprises for row in shelf.standings()) == len(expected)


def test_the_largest_come_first_and_pages_hold_every_row_once(shelf, everything, console):
    registry = Registry(console.store)
    pages = []
    for first in range(0, shelf.columns.count, 400):
        pages += shelf.page(Choice(), everything, at=AT, first=first, most=400).rows
    codes = [row.uscc for row in pages]
    assert len(codes) == len(set(codes)) == registry.count()
    living = [registry.get(row.uscc).revenue_cny or -1 for row in pages if row.is_active]
    assert living == sorted(living, reverse=True)
    assert [row.is_active for row in pages] == sorted(
        (row.is_active for row in pages), reverse=True
    )


def grants(console):
    registry = Registry(console.store)
    some = [each.uscc for each in registry.search("有限公司", 3)]
    park = registry.entities(EntityKind.PARK)[0].entity_code
    chain = registry.entities(EntityKind.CHAIN)[0].entity_code
    return [
        (Grant(Role.PROGRAMME_OFFICE, Scope.parse("province:440000")),),
        (Grant(Role.PROGRAMME_OFFICE, Scope.parse("city:440600")),),
        (Grant(Role.PROGRAMME_OFFICE, Scope.parse("province:330000")),),
        (Grant(Role.ENTERPRISE, Scope.parse(f"enterprise:{some[0]}")),),
        (
            Grant(Role.ENTERPRISE, Scope.parse(f"enterprise:{some[1]}")),
            Grant(Role.PROGRAMME_OFFICE, Scope.parse("city:440100")),
        ),
        (Grant(Role.PARK_OPERATOR, Scope.parse(f"park:{park}")),),
        (Grant(Role.CHAIN_LEADER, Scope.parse(f"chain:{chain}")),),
        (Grant(Role.BANK, Scope.parse("bank:nobody-consented")),),
        (Grant(Role.ADMINISTRATOR, Scope.parse("everything")),),
    ]


@pytest.mark.parametrize("number", range(9))
def test_a_reader_is_listed_exactly_what_he_may_see(shelf, everything, console, number):
    identity = Identity("a", "a", grants(console)[number])
    held = reach(identity, Permission.REGISTRY_READ)
    listed = {row.uscc for row in shelf.every(Choice(), held, at=AT)}
    # Asking for each enterprise alone takes its time: all that are listed, and a part of the rest.
    codes = [row.uscc for row in shelf.every(Choice(), everything, at=AT)]
    looked_at = {*sorted(listed)[:100], *codes[::11]}
    for code in looked_at:
        target = enterprise_target(console.store, code, at=AT)
        assert may(identity, Permission.REGISTRY_READ, target) == (code in listed)
    assert shelf.count(Choice(), held, at=AT) == len(listed)


def test_a_token_narrows_what_is_listed(shelf, everything):
    narrow = Reach(everything.scopes, Scope.parse("city:440600"))
    cities = {row.city_code for row in shelf.every(Choice(), narrow, at=AT)}
    assert cities == {"440600"}


@pytest.mark.parametrize(
    "text", ["有限公司", "样本0000", "金属", "Co., Ltd", "yunfan", "9144", "不存在"]
)
def test_names_are_found_as_by_looking_at_each(shelf, everything, text):
    wanted = text.lower()
    rows = list(shelf.every(Choice(), everything, at=AT))
    plain = {
        row.uscc
        for row in rows
        if wanted in row.name_zh.lower()
        or (
            any(sign.isalpha() and sign.isascii() for sign in text)
            and wanted in row.name_en.lower()
        )
        or row.uscc.lower().startswith(wanted)
    }
    found = {row.uscc for row in shelf.every(Choice(text=text), everything, at=AT)}
    former = {
        row.uscc for row in shelf.every(Choice(text=text), everything, at=AT) if row.is_former
    }
    assert found - former == plain


def test_a_name_that_begins_with_the_text_comes_before_one_that_holds_it(shelf, everything):
    rows = list(shelf.every(Choice(text="样本"), everything, at=AT))
    begins = [row.name_zh.startswith("样本") for row in rows]
    assert begins == sorted(begins, reverse=True)


def test_frequent_and_rare_hits_are_found_alike(monkeypatch):
    lines = ["甲乙丙", "乙", "", "丙乙乙", "Abc\x1f乙公司", "丁"]
    run = NameRun("\n".join(lines).encode(), len(lines))
    assert run.find("乙").tolist() == [0, 1, 3, 4]
    assert run.is_former("乙", 4)
    assert not run.is_former("乙", 1)
    monkeypatch.setattr("lingnan.console.shelf.name._FREQUENT", 1)
    again = NameRun("\n".join(lines).encode(), len(lines))
    assert again.find("乙").tolist() == [0, 1, 3, 4]
    assert again.find("").tolist() == []
    # A text never runs over from one name into the next.
    assert again.find("丙\n乙").tolist() == []


def test_a_shelf_that_was_deleted_or_spoilt_is_made_again(own_store, pack, everything):
    run = last_run(own_store.database)
    first = Shelves(own_store, pack, patience=60).of(run)
    count = first.count(Choice(has_gap=True), everything, at=AT)
    first.path.write_bytes(b"no database")
    second = Shelves(own_store, pack, patience=60).of(run)
    assert second.count(Choice(has_gap=True), everything, at=AT) == count
    second.path.unlink()
    assert make_shelf(own_store, pack, run) == second.path


def test_the_former_shelf_serves_while_the_new_one_is_made(own_store, pack, monkeypatch):
    from dataclasses import replace

    run = last_run(own_store.database)
    shelves = Shelves(own_store, pack, patience=60)
    assert shelves.of(run).run == run
    newer = replace(run, run_id="f" * 64)
    go = threading.Event()
    made = make_shelf

    def slow(*arguments, **more):
        go.wait(60)
        return made(*arguments, **more)

    monkeypatch.setattr("lingnan.console.shelf.shelves.make_shelf", slow)
    assert shelves.of(newer).run == run
    go.set()
    shelves.begin(newer).join(60)
    assert shelves.of(newer).run == newer
    # The former one stays for who reads it; the next time it goes.
    assert shelf_path(own_store, run.run_id).exists()
    make_shelf(own_store, pack, newer)
    assert not shelf_path(own_store, run.run_id).exists()


def test_before_the_first_shelf_a_reader_is_told(own_store, pack, monkeypatch):
    run = last_run(own_store.database)
    go = threading.Event()
    monkeypatch.setattr(
        "lingnan.console.shelf.shelves.make_shelf", lambda *_all, **_more: go.wait(60)
    )
    shelves = Shelves(own_store, pack, patience=0.05)
    with pytest.raises(ShelfNotReady):
        shelves.of(run)
    go.set()


def test_a_shelf_that_cannot_be_made_is_told_with_its_reason(own_store, pack, monkeypatch):
    def full(*_all, **_more):
        raise OSError("no space left")

    monkeypatch.setattr("lingnan.console.shelf.shelves.make_shelf", full)
    with pytest.raises(ShelfBroken, match="no space left"):
        Shelves(own_store, pack, patience=60).of(last_run(own_store.database))


def test_days_before_1900_and_far_ones_do_not_break_a_shelf(shelf, everything):
    days = [
        day
        for row in shelf.every(Choice(), everything, at=AT)
        for day in (*row.claimed.values(), *row.proven.values())
    ]
    assert min(days) >= date(1900, 1, 1)
    assert max(days) <= AS_OF
