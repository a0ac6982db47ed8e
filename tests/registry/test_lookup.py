"""Asking the register."""

import pytest

from lingnan.registry import Registry, Sector

HEADER = "uscc,name,name_en,city,industry,更名日期\n"


@pytest.fixture
def registry(store, bring, code):
    bring(HEADER + f"{code(7)},广州金佳五金厂,,广州,33,\n")
    bring(
        HEADER
        + f"{code(1)},广州华腾电子有限公司,,广州,3911,\n"
        + f"{code(2)},深圳华腾精密,Huateng Precision,深圳,34,\n"
        + f"{code(3)},华腾实业,,东莞,3920,\n"
        + f"{code(4)},惠州TCL移动通信,TCL Mobile,广州,3922,\n"
        + f"{code(7)},广州宏盛五金厂,,广州,33,2022-01-01\n"
    )
    return Registry(store)


def names(found):
    return [each.name_zh for each in found]


def test_fragments(registry):
    assert names(registry.search("华腾")) == ["华腾实业", "广州华腾电子有限公司", "深圳华腾精密"]
    assert names(registry.search("精密")) == ["深圳华腾精密"]
    assert names(registry.search("广州")) == ["广州华腾电子有限公司", "广州宏盛五金厂"]
    assert registry.search("没有") == []
    assert registry.search("  ") == []


def test_limit_holds(registry):
    assert names(registry.search("华腾", 2)) == ["华腾实业", "广州华腾电子有限公司"]
    assert registry.search("华腾", 0) == []


def test_letters_are_found_in_either_case_and_language(registry):
    assert names(registry.search("tcl")) == ["惠州TCL移动通信"]
    assert names(registry.search("PRECISION")) == ["深圳华腾精密"]


def test_former_names(registry):
    assert names(registry.search("金佳")) == ["广州宏盛五金厂"]


def test_a_hit_never_runs_over_two_names(registry):
    # In the snapshot 深圳华腾精密 is followed by 华腾实业.
    assert registry.search("精密华腾") == []


def test_codes(registry, code):
    assert [each.uscc for each in registry.search(code(1))] == [code(1)]
    assert [each.uscc for each in registry.search(code(1)[:17].lower())] == [code(1)]
    assert len(registry.search("9144")) == 5


def test_signs_of_patterns_are_taken_as_written(registry):
    assert registry.search("%") == []
    assert registry.search("_厂") == []


def test_search_while_the_snapshot_is_behind(store, registry, code):
    with store.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE registry_state SET change_no = change_no + 1"
            " WHERE table_name = 'registry_enterprise'"
        )
    assert names(registry.search("华腾")) == ["华腾实业", "广州华腾电子有限公司", "深圳华腾精密"]
    assert names(registry.search("tcl")) == ["惠州TCL移动通信"]
    assert names(registry.search("precision")) == ["深圳华腾精密"]


def test_names_in_memory_follow_changes(registry, bring, code):
    registry.prepare_search()
    assert registry.search("新来") == []
    bring(HEADER + f"{code(5)},某新来厂,,广州,39,\n")
    assert names(registry.search("新来")) == ["某新来厂"]


def test_get_count_iter_and_sectors(registry, code, monkeypatch):
    assert registry.get(code(2)).name_en == "Huateng Precision"
    assert registry.get(code(6)) is None
    assert registry.count() == 5
    monkeypatch.setattr("lingnan.registry.lookup._ROWS_A_BATCH", 2)
    assert [each.uscc for each in registry.iter()] == [code(n) for n in (1, 2, 3, 4, 7)]
    assert registry.sectors() == [Sector("33", 1), Sector("34", 1), Sector("39", 3)]


def test_empty_register(store):
    empty = Registry(store)
    assert (empty.count(), empty.search("华腾"), list(empty.iter()), empty.sectors()) == (
        0,
        [],
        [],
        [],
    )
