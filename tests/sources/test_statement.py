"""Files of evidence rows: values, units, grades, periods, repetitions, Parquet piece by piece."""

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lingnan.evidence import PROPOSAL_SCHEMA, Grade
from lingnan.sources.declared import import_evidence, rows_file
from lingnan.sources.declared.errors import NotEvidence
from lingnan.sources.word import parse_share
from lingnan.store.tabular.errors import FileDamaged

HEADER = "主体,指标,值,单位,日期,证明等级,来源,文件,期间"


def bring(world: Any, path: Any, **more: Any) -> Any:
    return import_evidence(*world.here, path, **world.by, **more)


def test_values_units_and_periods(world: Any) -> None:
    a, b = world.alpha, world.beta
    path = world.write(
        "e.csv",
        HEADER,
        f"{a},dx_project_launched,1,,2024-10-01,佐证,验收,HT-1,",
        f"{a},cloud_contract_cny,1.5,万元,2024-10-02,1,,,2024Q3",
        f"{a},equipment_networked_share,60%,,2024-10-01,,,,",
        f'{b},cloud_contract_cny,"12,345.6",元,2024-10-02,1,,,2024',
        f"{b},miit-sme-2024:Q01,CB,,2024-10-02,自报,,,",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.rejected, findings) == (5, 0, [])
    facts = {code: row.fact for code, row in world.last(a).items()}
    launched = facts["dx_project_launched"]
    assert (launched.value_number, launched.unit, launched.grade) == (1, "flag", Grade.ATTESTED)
    assert (launched.source, launched.document) == ("验收", "HT-1")
    contract = facts["cloud_contract_cny"]
    assert (contract.value_number, contract.unit) == (Decimal(15_000), "CNY")
    assert (contract.period.start, contract.period.end) == (date(2024, 7, 1), date(2024, 10, 1))
    assert facts["equipment_networked_share"].value_number == Decimal("0.6")
    facts = {code: row.fact for code, row in world.last(b).items()}
    assert facts["cloud_contract_cny"].value_number == Decimal("12345.6")
    assert facts["miit-sme-2024:Q01"].value_code == "B,C"


def test_bad_rows_stay_out(world: Any) -> None:
    a = world.alpha
    path = world.write(
        "bad.csv",
        HEADER,
        f"{a},nonsense,1,,2024-10-01,1,,,",
        f"{a},dx_project_launched,abc,,2024-10-02,1,,,",
        f"{a},cloud_contract_cny,1,吨,2024-10-03,1,,,",
        f"{a},equipment_networked_share,0.6,,2024-10-04,1,,,",
        f"{a},equipment_networked_share,60,share,2024-10-05,1,,,",
        f"{a},dx_project_launched,1,,2024-13-06,1,,,",
        f"{a},dx_project_launched,1,,2024-10-07,9,,,",
        f"{a},dx_project_launched,1,,2024-10-08,1,,,2024-99",
        f"{a},dx_project_launched,,,2024-10-09,1,,,",
        f"{a},miit-sme-2024:Q06,AB,,2024-10-10,1,,,",
        f"{a},miit-sme-2024:Q06,Z,,2024-10-11,1,,,",
        ",dx_project_launched,1,,2024-10-12,1,,,",
        f"{world.stranger},dx_project_launched,1,,2024-10-13,1,,,",
        f"{a},cloud_contract_cny,1234567890123,,2024-10-14,1,,,",
        f"{a},dx_project_launched,1,,2024-10-15,1,,,",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.rejected) == (1, 14)
    assert [(f.code, f.row) for f in findings] == [
        ("DEC-004", 2),
        ("DEC-012", 3),
        ("DEC-017", 4),
        ("DEC-013", 5),
        ("DEC-014", 6),
        ("DEC-011", 7),
        ("DEC-020", 8),
        ("DEC-019", 9),
        ("DEC-018", 10),
        ("DEC-006", 11),
        ("DEC-005", 12),
        ("DEC-003", 13),
        ("DEC-001", 14),
        ("DEC-012", 15),
    ]
    assert "A, B, C, D, E" in findings[10].what.en


def test_grade_is_capped_unless_trusted(world: Any) -> None:
    path = world.write(
        "g.csv",
        HEADER,
        f"{world.alpha},dx_project_launched,1,,2024-10-01,系统采集,m,DOC,",
        f"{world.beta},dx_project_launched,1,,2024-10-01,实测,m,DOC,",
        f"{world.gamma},dx_project_launched,1,,2024-10-01,佐证,m,,",
    )
    _, findings = bring(world, path)
    grades = [world.rows(code)[0].fact.grade for code in (world.alpha, world.beta, world.gamma)]
    assert grades == [Grade.ATTESTED, Grade.ATTESTED, Grade.DECLARED]
    assert [(f.code, f.row) for f in findings] == [("DEC-021", 2), ("DEC-022", 4)]
    assert "2" in findings[0].what.zh
    assert "第三方证明" in findings[0].what.zh
    _, findings = bring(world, path, max_grade=Grade.OBSERVED)
    assert findings == []
    assert world.rows(world.alpha)[-1].fact.grade is Grade.OBSERVED


def test_grade_never_exceeds_what_the_indicator_allows(world: Any) -> None:
    # cloud_contract_cny may be declared or attested only.
    line = f"{world.alpha},cloud_contract_cny,5,,2024-10-01,3,vendor,DOC,"
    path = world.write("g.csv", HEADER, line)
    _, findings = bring(world, path, max_grade=Grade.OBSERVED)
    assert world.rows(world.alpha)[0].fact.grade is Grade.ATTESTED
    assert [f.code for f in findings] == ["DEC-021"]


def test_repetition_and_contradiction(world: Any) -> None:
    a = world.alpha
    path = world.write(
        "t.csv",
        HEADER,
        f"{a},dx_project_launched,1,,2024-10-01,1,,,",
        f"{a},dx_project_launched,1,,2024-10-01,1,,,",
        f"{a},dx_project_completed,1,,2024-10-01,1,,,",
        f"{a},dx_project_completed,0,,2024-10-01,1,,,",
        f"{a},cloud_contract_cny,5,,2024-10-01,1,,HT-1,",
        f"{a},cloud_contract_cny,7,,2024-10-01,1,,HT-2,",
    )
    counts, findings = bring(world, path)
    # Two contracts of one day are two facts, for they name two papers.
    assert (counts.added, counts.unchanged, counts.rejected) == (3, 1, 2)
    assert [(f.code, f.row) for f in findings] == [
        ("DEC-009", 3),
        ("DEC-010", 4),
        ("DEC-010", 5),
    ]


@pytest.mark.parametrize("unit", ["", "%", "share"])
def test_shares_mean_the_same_in_bulk_as_one_by_one(world: Any, unit: str) -> None:
    texts = ["0", "0.4", "1", "1.5", "60", "100", "101", "-1", "35%", "0.5%", "60％", "x"]
    rows = [
        f"{world.code(1)},equipment_networked_share,{text},{unit},2024-10-{day:02d},1,,,"
        for day, text in enumerate(texts, start=1)
    ]
    _, findings = bring(world, world.write("s.csv", HEADER, *rows))
    found = {row.fact.fact_date.day: row.fact.value_number for row in world.rows(world.alpha)}
    told = {f.row - 1: f.code for f in findings}
    codes = {"ambiguous": "DEC-013", "range": "DEC-014", "number": "DEC-012"}
    doubts = {"percent_assumed": "DEC-015", "below_one_percent": "DEC-016"}
    for day, text in enumerate(texts, start=1):
        share = parse_share(text, unit or None)
        assert found.get(day) == share.value, text
        assert told.get(day) == codes.get(share.problem) or doubts.get(share.doubt), text


def test_parquet_in_pieces(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows_file, "BATCH_ROWS", 2)
    codes = [world.alpha, world.stranger, world.beta, world.gamma, world.alpha]
    indicators = ["dx_project_launched"] * 4 + ["nonsense"]
    rows = [
        {
            "subject_code": code,
            "indicator_code": indicator,
            "value_number": Decimal(1),
            "unit": "flag",
            "period_start": date(2024, 9, 1),
            "period_end": date(2024, 10, 1),
            "fact_date": date(2024, 9, 30),
            "grade": 3,
            "source": "m",
        }
        for code, indicator in zip(codes, indicators, strict=True)
    ]
    path = world.folder / "bulk.parquet"
    pq.write_table(pa.Table.from_pylist(rows, PROPOSAL_SCHEMA), path)
    counts, findings = bring(world, path, max_grade=Grade.OBSERVED)
    assert (counts.added, counts.rejected) == (3, 2)
    assert [(f.code, f.row) for f in findings] == [("DEC-001", 2), ("DEC-004", 5)]
    fact = world.rows(world.gamma)[0].fact
    assert (fact.period.start, fact.grade) == (date(2024, 9, 1), Grade.OBSERVED)
    again, same = bring(world, path, max_grade=Grade.OBSERVED)
    assert (again.added, again.unchanged, again.rejected, same) == (0, 3, 2, findings)


def test_regions_and_cities_are_subjects(world: Any) -> None:
    rows = [
        f"region:{code},dx_project_launched,1,,2024-10-01,1,,," for code in ("440100", "110000")
    ]
    counts, findings = bring(world, world.write("r.csv", HEADER, *rows))
    assert (counts.added, counts.rejected) == (1, 1)
    assert [(f.code, f.value) for f in findings] == [("DEC-001", "region:110000")]


def test_unusable_files(world: Any) -> None:
    with pytest.raises(NotEvidence) as failure:
        bring(world, world.write("x.csv", "subject,amount", f"{world.alpha},1"))
    assert "indicator" in str(failure.value)
    path = world.folder / "cut.parquet"
    pq.write_table(pa.table({"subject": [world.alpha]}), path)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(FileDamaged):
        bring(world, path)
