"""Names over time, and enterprises that others took over."""

from datetime import UTC, date, datetime

from lingnan.kernel import ImportCounts
from lingnan.registry import Name, Registry, Status

HEADER = "uscc,name,city,industry,founded_date,更名日期\n"
LATER = datetime(2024, 3, 1, tzinfo=UTC)


def line(code, name, *, founded="2010-01-01", renamed=""):
    return f"{code},{name},广州,39,{founded},{renamed}\n"


def test_a_name_never_changed_holds_since_the_founding(store, bring, rows, code):
    bring(HEADER + line(code(1), "甲厂"))
    assert rows("registry_name") == []
    assert Registry(store).names(code(1)) == [Name("甲厂", None, date(2010, 1, 1), None)]
    assert Registry(store).names(code(2)) == []


def test_renames_close_the_earlier_name(store, bring, code):
    bring(HEADER + line(code(1), "甲厂"))
    counts, _ = bring(HEADER + line(code(1), "乙厂", renamed="2022-05-01"))
    assert counts == ImportCounts(changed=1)
    bring(HEADER + line(code(1), "丙厂"), at=LATER)
    names = [
        Name("甲厂", None, date(2010, 1, 1), date(2022, 5, 1)),
        Name("乙厂", None, date(2022, 5, 1), date(2024, 3, 1)),
        Name("丙厂", None, date(2024, 3, 1), None),
    ]
    assert Registry(store).names(code(1)) == names
    assert Registry(store).get(code(1)).name_zh == "丙厂"
    assert bring(HEADER + line(code(1), "丙厂"), at=LATER)[0] == ImportCounts(unchanged=1)
    assert Registry(store).names(code(1)) == names


def test_another_name_on_the_same_day_is_a_correction(store, bring, code):
    bring(HEADER + line(code(1), "甲厂", founded=""))
    bring(HEADER + line(code(1), "乙长", founded=""))
    bring(HEADER + line(code(1), "乙厂", founded=""))
    assert Registry(store).names(code(1)) == [
        Name("甲厂", None, date(1900, 1, 1), date(2023, 9, 30)),
        Name("乙厂", None, date(2023, 9, 30), None),
    ]


def test_width_of_brackets_is_no_rename(bring, rows, code):
    bring(HEADER + line(code(1), "甲(广州)厂"))
    assert bring(HEADER + line(code(1), "甲（广州）厂"))[0] == ImportCounts(changed=1)
    assert rows("registry_enterprise")[0]["name_zh"] == "甲（广州）厂"
    assert rows("registry_name") == []


MERGING = "uscc,name,city,industry,status,merged_into_uscc\n"


def test_merger_into_a_row_of_the_same_file(store, bring, code):
    text = f"{MERGING}{code(1)},甲,广州,39,合并,{code(2)}\n{code(2)},乙,广州,39,,\n"
    counts, findings = bring(text)
    assert (counts, findings) == (ImportCounts(added=2), [])
    merged = Registry(store).get(code(1))
    assert (merged.status, merged.merged_into_uscc) == (Status.MERGED, code(2))


def test_merger_into_a_registered_enterprise(bring, code):
    bring(f"{MERGING}{code(2)},乙,广州,39,,\n")
    assert bring(f"{MERGING}{code(1)},甲,广州,39,注销,{code(2)}\n")[0] == ImportCounts(added=1)


def test_merger_into_nobody_and_whatever_follows_from_it(bring, rows, code):
    text = (
        f"{MERGING}{code(1)},甲,广州,39,合并,{code(2)}\n"  # into a row that is rejected below
        f"{code(2)},乙,广州,39,合并,{code(9)}\n"  # into nobody
        f"{code(3)},丙,广州,39,合并,{code(3)}\n"  # into itself
        f"{code(4)},丁,广州,39,合并,{code(5)}\n"
        f"{code(5)},戊,广州,39,存续,\n"
    )
    counts, findings = bring(text)
    assert counts == ImportCounts(added=2, rejected=3)
    assert [(each.code, each.row, each.value) for each in findings] == [
        ("REG-032", 2, code(2)),
        ("REG-032", 3, code(9)),
        ("REG-032", 4, code(3)),
    ]
    assert [row["uscc"] for row in rows("registry_enterprise")] == [code(4), code(5)]


def test_a_merged_enterprise_that_comes_back_loses_its_successor(store, bring, code):
    bring(f"{MERGING}{code(1)},甲,广州,39,合并,{code(2)}\n{code(2)},乙,广州,39,,\n")
    bring(f"{MERGING}{code(1)},甲,广州,39,存续,\n")
    back = Registry(store).get(code(1))
    assert (back.status, back.merged_into_uscc) == (Status.ACTIVE, None)
