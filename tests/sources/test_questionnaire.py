"""Questionnaires in both layouts, good and bad."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lingnan.evidence import Grade
from lingnan.sources.declared import import_answers, import_evidence
from lingnan.sources.declared.errors import ModelNotNamed, NoAnswerColumns, NoFactDate
from lingnan.store.findings import list_findings
from lingnan.store.tabular.errors import FileDamaged


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_answers(*world.here, path, model_id=world.model, **world.by, **more)


def test_wide(world: Any) -> None:
    path = world.write(
        "wide.csv",
        "统一社会信用代码,填报日期,Q01,Q02,Q03（%）,S01",
        f'{world.alpha},2024-10-01,"B,C",35%,60,3级',
        f"{world.beta},2024/10/2,A,,,",
    )
    counts, findings = bring(world, path)
    # Four answers of the first enterprise, one of the second.
    assert counts.as_dict() == {"added": 5, "changed": 0, "unchanged": 0, "rejected": 0}
    facts = {code: row.fact for code, row in world.last(world.alpha).items()}
    assert {code: fact.value_code for code, fact in facts.items()} == {
        "miit-sme-2024:Q01": "B,C",
        "miit-sme-2024:Q02": "C",
        "miit-sme-2024:Q03": "D",
        "miit-sme-2024:S01": "3",
    }
    fact = facts["miit-sme-2024:Q01"]
    assert (fact.grade, fact.source) == (Grade.DECLARED, "declared")
    assert fact.fact_date == date(2024, 10, 1)
    assert [(f.code, f.row) for f in findings] == [("DEC-008", 2), ("DEC-008", 3)]
    assert "31" in findings[0].what.zh


def test_again_changes_nothing(world: Any) -> None:
    path = world.write("wide.csv", "uscc,fact_date,Q01,Q02", f"{world.alpha},2024-10-01,BC,Z")
    first, findings = bring(world, path)
    again, same = bring(world, path)
    assert (first.added, again.added, again.unchanged, again.rejected) == (1, 0, 1, 1)
    assert same == findings
    assert len(list_findings(world.store.database)) == len(findings)


def test_changed_answer_is_added_and_the_rest_recognised(world: Any) -> None:
    header = "uscc,fact_date,Q01,Q02,Q03"
    bring(world, world.write("before.csv", header, f"{world.alpha},2024-10-01,BC,C,C"))
    counts, _ = bring(world, world.write("after.csv", header, f"{world.alpha},2024-10-01,BC,D,C"))
    assert (counts.added, counts.unchanged) == (1, 2)
    assert world.last(world.alpha)["miit-sme-2024:Q02"].fact.value_code == "D"


def test_long(world: Any) -> None:
    path = world.write(
        "long.csv",
        "信用代码,题号,答案",
        f"{world.alpha},Q01,BCD",
        f"{world.alpha},miit-sme-2024:S02,二级",
        f"{world.alpha},Q99,B",
    )
    counts, findings = bring(world, path, fact_date=date(2024, 9, 30))
    assert (counts.added, counts.rejected) == (2, 1)
    assert world.last(world.alpha)["miit-sme-2024:S02"].fact.value_code == "2"
    assert [(f.code, f.row, f.value) for f in findings[:1]] == [("DEC-004", 4, "Q99")]


def test_bad_rows_stay_out_and_the_rest_goes_in(world: Any) -> None:
    path = world.write(
        "bad.csv",
        "uscc,fact_date,Q01,Q02,Q04,Q08",
        f"{world.alpha},2024-10-01,AB,0.6,Z,CD",
        f"{world.stranger},2024-10-01,B,,,",
        "91440101X,2024-10-01,B,,,",
        f"{world.beta},2030-01-01,B,,,",
        ",2024-10-01,B,,,",
        f"{world.gamma},2024-10-01,B,,,C",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.rejected) == (2, 8)
    told = {(f.code, f.row, f.field, f.value) for f in findings if f.code != "DEC-008"}
    assert told == {
        ("DEC-006", 2, "Q01", "AB"),
        ("DEC-013", 2, "Q02", "0.6"),
        ("DEC-005", 2, "Q04", "Z"),
        ("DEC-007", 2, "Q08", "CD"),
        ("DEC-001", 3, "uscc", world.stranger),
        ("DEC-002", 4, "uscc", "91440101X"),
        ("DEC-011", 5, "fact_date", "2030-01-01"),
        ("DEC-003", 6, "uscc", None),
    }
    assert all(f.remedy.zh and f.remedy.en and f.file == "bad.csv" for f in findings)


def test_repetition_and_contradiction(world: Any) -> None:
    path = world.write(
        "twice.csv",
        "uscc,fact_date,Q01,Q02",
        f"{world.alpha},2024-10-01,BC,C",
        f"{world.alpha},2024-10-01,CB,D",
        f"{world.alpha},2024-11-01,BC,D",
    )
    counts, findings = bring(world, path)
    # Q01 of October once (its repetition unchanged), both of November; Q02 of October neither.
    assert (counts.added, counts.unchanged, counts.rejected) == (3, 1, 2)
    assert [(f.code, f.row) for f in findings if f.code in ("DEC-009", "DEC-010")] == [
        ("DEC-010", 2),
        ("DEC-009", 3),
        ("DEC-010", 3),
    ]


def test_registered_later_gets_in_with_the_same_file(world: Any) -> None:
    rows = [f"{code},2024-10-01,B" for code in (world.alpha, world.stranger)]
    path = world.write("a.csv", "uscc,fact_date,Q01", *rows)
    first, _ = bring(world, path)
    world.register([world.alpha, world.stranger])
    again, _ = bring(world, path)
    assert (first.added, first.rejected) == (1, 1)
    assert (again.added, again.unchanged, again.rejected) == (1, 1, 0)


def test_gb18030_and_full_width(world: Any) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in world.alpha)
    path = world.write(
        "gbk.csv",
        "统一社会信用代码,填报日期,Q01",
        f"{wide},2024年10月1日,Ｂ、Ｃ",
        encoding="gb18030",
    )
    counts, _ = bring(world, path)
    assert counts.added == 1
    assert world.last(world.alpha)["miit-sme-2024:Q01"].fact.value_code == "B,C"


def test_parquet_with_numbers(world: Any) -> None:
    path = world.folder / "answers.parquet"
    days = [date(2024, 10, 1)]
    table = pa.table({"uscc": [world.alpha], "fact_date": days, "S01": [3.0], "Q01": ["B"]})
    pq.write_table(table, path)
    counts, _ = bring(world, path)
    assert counts.added == 2
    assert world.last(world.alpha)["miit-sme-2024:S01"].fact.value_code == "3"


def test_recognised_among_evidence(world: Any) -> None:
    path = world.write("q.csv", "uscc,fact_date,Q01,Q15", f"{world.alpha},2024-10-01,B,C")
    counts, _ = import_evidence(*world.here, path, **world.by)
    assert counts.added == 2
    assert world.last(world.alpha)["miit-sme-2024:Q15"].fact.grade is Grade.DECLARED


def test_wrong_usage(world: Any) -> None:
    no_date = world.write("n.csv", "uscc,Q01", f"{world.alpha},B")
    no_items = world.write("i.csv", "uscc,fact_date,营收", f"{world.alpha},2024-10-01,5")
    long = world.write("l.csv", "uscc,题号,答案", f"{world.alpha},Q01,B")
    with pytest.raises(NoFactDate):
        bring(world, no_date)
    with pytest.raises(NoAnswerColumns):
        bring(world, no_items)
    with pytest.raises(ModelNotNamed):
        import_evidence(*world.here, long, **world.by)
    assert world.rows(world.alpha) == []


def test_cut_off_file(world: Any) -> None:
    path = world.folder / "cut.parquet"
    pq.write_table(pa.table({"uscc": [world.alpha], "Q01": ["B"]}), path)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileDamaged) as failure:
        bring(world, path)
    assert "cut.parquet" in str(failure.value)
