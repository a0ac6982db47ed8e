"""Answer sheets: what is read, what is refused and how that is said."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from lingnan.diagnosis import Model, read_sheet, score_sheet
from lingnan.diagnosis.errors import SheetUnreadable
from lingnan.diagnosis.item import band_of, read_codes, read_number


def _refused(model: Model, field: str, answer: Any, key: str = "answers") -> Any:
    """The finding that a sheet with one answer gives, beside the unanswered rest."""
    sheet = read_sheet(model, {key: {field: answer}})
    assert not sheet.answers
    (finding,) = [found for found in sheet.findings if found.code != "DIA-020"]
    return finding


def test_a_full_result(miit: Model) -> None:
    """Q01 2 x 2000 + Q02 6000 = 10000; S01 at level 2 counts at levels 1 and 2."""
    data = {"answers": {"Q01": ["C", "B"], "Q02": "E"}, "scenarios": {"S01": 2}}
    found = score_sheet(miit, data).to_json()
    assert found["millipoints"] == 10000
    assert found["level"] == 0
    assert found["dimensions"] == {"F": 10000, "M": 0, "R": 0}
    assert [entry["count"] for entry in found["scenarios"]] == [1, 1, 0, 0]
    gaps = found["gaps"]
    short = {key: gaps[key] for key in ("points_short", "scenarios_short", "mandatory_short")}
    assert short == {"points_short": 10000, "scenarios_short": 5, "mandatory_short": 2}
    assert gaps["next_level"] == 1


def test_spelling_of_codes_is_forgiven(miit: Model) -> None:
    data = {"answers": {"q01": "b、ｃ", "Q05": ["b"], "Q02": "60%"}, "scenarios": {"s03": "3"}}
    sheet = read_sheet(miit, data)
    assert sheet.answers == {"Q01": "B,C", "Q05": "B", "Q02": "D", "S03": "3"}


def test_unknown_item(miit: Model) -> None:
    finding = _refused(miit, "Q99", "A")
    assert finding.code == "DIA-011"
    assert finding.what.en == "model miit-sme-2024 has no item Q99"
    assert finding.what.zh == "模型 miit-sme-2024 没有题目 Q99"
    assert "Q01, Q02" in finding.remedy.en


def test_an_item_of_the_other_path_is_unknown(pack: Any) -> None:
    from lingnan.diagnosis import build_model

    process = build_model(pack.model("gbt-39116-2020-process"))
    assert _refused(process, "M1.1", "Y").code == "DIA-011"  # product design: discrete only


def test_unknown_option(miit: Model) -> None:
    finding = _refused(miit, "Q05", ["Z"])
    assert (finding.code, finding.field, finding.value) == ("DIA-012", "Q05", "Z")
    assert finding.remedy.zh == "可选：A, B, C, D, E"


def test_exclusive_option_with_others(miit: Model) -> None:
    finding = _refused(miit, "Q04", ["A", "B"])
    assert finding.code == "DIA-013"
    assert finding.what.en == "Q04: option A excludes the others (answered A, B); not counted"


def test_two_options_of_a_single_item(miit: Model) -> None:
    assert _refused(miit, "Q08", ["B", "C"]).code == "DIA-014"


def test_a_share_beyond_all(miit: Model) -> None:
    assert _refused(miit, "Q02", 150).code == "DIA-015"
    assert _refused(miit, "Q02", -3).code == "DIA-015"
    assert _refused(miit, "Q02", "101%").code == "DIA-015"


def test_a_share_that_may_mean_two_things(miit: Model) -> None:
    finding = _refused(miit, "Q02", 0.6)
    assert finding.code == "DIA-022"
    assert finding.what.en == "Q02: 0.6 may mean 0.6 % or 60 %; not counted"
    assert finding.remedy.en == "write '0.6%' or '60%', or give the option (A, B, C, D, E)"


def test_a_percentage_without_sign_is_read_and_told(miit: Model) -> None:
    """60 can only be 60 %, and the upper bound of D (40-60 %) is inclusive."""
    sheet = read_sheet(miit, {"answers": {"Q02": 60}})
    assert sheet.answers == {"Q02": "D"}
    assert sheet.findings[0].code == "DIA-021"
    assert sheet.findings[0].what.en == "Q02: 60 is read as 60 %, which is option D"


@pytest.mark.parametrize("level", [5, -1, 2.5, "x", [1, 2], True])
def test_a_scenario_level_out_of_range(miit: Model, level: Any) -> None:
    finding = _refused(miit, "S02", level, key="scenarios")
    assert finding.code in ("DIA-016", "DIA-017")
    assert "0, 1, 2, 3, 4" in finding.remedy.en


@pytest.mark.parametrize("answer", [3, True, {"a": 1}, [["B"]], " , "])
def test_something_that_is_no_answer(miit: Model, answer: Any) -> None:
    assert _refused(miit, "Q01", answer).code == "DIA-017"


def test_half_a_questionnaire_is_scored_and_told(miit: Model) -> None:
    result = score_sheet(miit, {"answers": {"Q01": ["B"], "Q02": None, "Q03": []}})
    (finding,) = result.findings
    assert finding.code == "DIA-020"
    assert finding.what.en.startswith("30 of 31 items are unanswered and earn nothing: Q02, Q03")
    assert not result.has_errors
    assert result.score.millipoints == 2000


def test_an_unknown_key_of_the_sheet(miit: Model) -> None:
    finding = read_sheet(miit, {"answer": {"Q01": "B"}}).findings[0]
    assert (finding.code, finding.field) == ("DIA-019", "answer")


def test_an_item_answered_twice_in_a_file(miit: Model, tmp_path: Path) -> None:
    file = tmp_path / "sheet.json"
    file.write_text('{"answers": {"Q05": "B", "Q05": "C"}}', encoding="utf-8")
    sheet = read_sheet(miit, file)
    assert sheet.answers == {"Q05": "C"}
    assert [f.code for f in sheet.findings] == ["DIA-018", "DIA-020"]
    assert sheet.findings[0].file == str(file)


@pytest.mark.parametrize(
    "content", [b"", b"[1]", b'{"answers": 3}', b'{"answers": {', b"\xff\xfe\x00", b"[" * 100_000]
)
def test_files_that_are_no_sheet(miit: Model, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "sheet.json"
    file.write_bytes(content)
    with pytest.raises(SheetUnreadable) as caught:
        read_sheet(miit, file)
    assert caught.value.exit_code == 2
    assert '{"answers": {"Q01": ["B"]}' in caught.value.advice.en


def test_a_missing_file(miit: Model, tmp_path: Path) -> None:
    with pytest.raises(SheetUnreadable):
        read_sheet(miit, tmp_path / "none.json")


def test_bands_include_their_upper_bound(miit: Model) -> None:
    """[0,10%], (10,20%], (20,40%], (40,60%], (60,100%]."""
    item = miit.by_id["Q03"]
    shares = ["0", "0.1", "0.100001", "0.2", "0.200001", "0.4", "0.6", "0.600001", "1", "1.000001"]
    bands = [read_number(item, Decimal(share)) for share in shares]
    assert bands == ["A", "A", "B", "B", "C", "C", "D", "E", "E", None]
    assert band_of(item, -1) is None  # type: ignore[arg-type]


def test_numbers_answer_only_ratios_and_levels(miit: Model) -> None:
    assert read_number(miit.by_id["S01"], Decimal("3.000000")) == "3"
    assert read_number(miit.by_id["S01"], Decimal("2.5")) is None
    assert read_number(miit.by_id["S01"], Decimal(5)) is None
    assert read_number(miit.by_id["Q05"], Decimal(1)) is None
    assert read_codes(miit.by_id["Q01"], "") is None
