"""The shapes that other programs rely on: keys exactly, ids, types and what may be null."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from lingnan.packs import load_pack

from .conftest import REGISTER

TARGETS = [
    "above_scale_dx",
    "cloud_firms",
    "id_second_level_nodes",
    "dx_service_providers",
    "double_cross_platforms",
    "specialised_platforms",
]
MODELS = {"miit-sme-2024", "gbt-39116-2020-discrete", "gbt-39116-2020-process"}
SHEET = {"answers": {"Q01": ["B", "C"], "Q02": "60%"}, "scenarios": {"S01": 2}}
PROMISED_TARGET = {
    "id",
    "definition",
    "deadline",
    "goal",
    "claimed",
    "proven",
    "published",
    "forecast",
    "required_pace_per_month",
    "actual_pace_per_month",
    "status",
    "unconfirmed",
}
EXPLAINED_TARGET = {
    "basis",
    "probability",
    "pace_ratio",
    "pace_ratio_range",
    "expansion",
    "name",
    "unit",
    "milestones",
    "definitions",
    "published_points",
    "views",
    "denominator",
    "assumptions",
    "survival",
    "cities",
    "clusters",
}
MODEL_VIEW = {
    "model",
    "edition",
    "title",
    "choices",
    "is_confirmed",
    "unconfirmed",
    "full_millipoints",
    "claimed",
    "proven",
    "dimensions",
    "gaps",
    "missing_proof",
    "unanswered",
    "inconsistencies",
    "unreadable",
    "evidence",
    "peers",
}
ENTERPRISE = {
    "uscc",
    "name_zh",
    "name_en",
    "region_code",
    "city_code",
    "industry_code",
    "other_industry_codes",
    "employees_count",
    "revenue_cny",
    "founded_date",
    "status",
    "closed_date",
    "merged_into_uscc",
    "ownership",
    "entity_type",
    "above_scale_from",
    "above_scale_until",
    "is_synthetic",
    "city",
    "clusters",
    "levels",
}
FINDING = {
    "severity",
    "code",
    "file",
    "row",
    "field",
    "value",
    "subject",
    "what",
    "remedy",
    "found_at",
}


@pytest.fixture
def assessed(province):
    """An enterprise that some model has assessed."""
    return province("export", "scores", "--limit", "1").json[0]["subject_code"]


def test_progress(province):
    answer = province("progress", "--format", "json").json
    assert set(answer) == {"as_of", "targets", "run_id", "is_synthetic", "expansion"}
    assert (answer["as_of"], answer["is_synthetic"]) == ("2023-09-30", True)
    assert [target["id"] for target in answer["targets"]] == TARGETS
    for target in answer["targets"]:
        assert set(target) == PROMISED_TARGET | EXPLAINED_TARGET
        assert set(target["published"]) == {"value", "as_of"}
        assert set(target["forecast"]) == {"p10", "p50", "p90"}
        assert target["status"] in ("on_track", "at_risk", "off_track", None)
        assert target["proven"] <= target["claimed"]
        assert all(set(mark) == {"zh", "en"} for mark in target["unconfirmed"])
    first = answer["targets"][0]
    assert (first["deadline"], first["goal"]) == ("2025-12-31", 50000)
    assert first["published"] == {"value": 29000, "as_of": "2023-09-30"}


def test_diagnose(province, assessed):
    answer = province("diagnose", assessed, "--format", "json").json
    assert set(answer) == {"subject", "as_of", "models", "name", "is_synthetic", "run_id"}
    assert answer["subject"] == assessed
    for view in answer["models"]:
        assert view["model"] in MODELS
        assert set(view) == MODEL_VIEW
        assert {"level", "millipoints"} <= set(view["claimed"])
        assert set(view["claimed"]) == set(view["proven"])
        assert view["proven"]["millipoints"] <= view["claimed"]["millipoints"]
        assert isinstance(view["claimed"]["millipoints"], int)
        assert set(view["gaps"]) == {"claimed", "proven"}
    only = province("diagnose", assessed, "--model", "miit-sme-2024", "--format", "json").json
    assert [view["model"] for view in only["models"]] == ["miit-sme-2024"]


def test_diagnose_agrees_with_the_run(province, assessed):
    scores = province("export", "scores").json
    kept = {row["model_id"]: row for row in scores if row["subject_code"] == assessed}
    for view in province("diagnose", assessed, "--format", "json").json["models"]:
        for side in ("claimed", "proven"):
            told = (view[side]["millipoints"], view[side]["level"])
            row = kept[view["model"]]
            assert told == (row[f"{side}_millipoints"], row[f"{side}_level"])


def test_score_needs_no_store(cli, write):
    file = write("sheet.json", json.dumps(SHEET))
    answer = cli("score", "miit-sme-2024", file)
    assert answer.status == 0
    told = answer.json
    assert {"millipoints", "level", "dimensions", "gaps"} <= set(told)
    # Q01 B and C give 2,000 each; Q02 60 % lies in band D (40–60 %], which gives 4,500.
    assert told["millipoints"] == 8500
    assert told["level"] == 0
    assert set(told["dimensions"]) == {"F", "M", "R"}


@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_model_scores_an_empty_sheet(cli, write, model):
    told = cli("score", model, write("sheet.json", "{}")).json
    assert (told["model"], told["millipoints"], told["level"]) == (model, 0, 0)


def test_export_enterprises(province):
    rows = province("export", "enterprises", "--limit", "5", "--format", "json").json
    assert len(rows) == 5
    for row in rows:
        assert set(row) == ENTERPRISE
        assert row["is_synthetic"] is True
    codes = [row["uscc"] for row in rows]
    assert codes == sorted(codes)
    levels = [level for row in province("export", "enterprises").json for level in row["levels"]]
    assert levels
    assert {frozenset(level) for level in levels} == {
        frozenset(
            (
                "model",
                "claimed_level",
                "proven_level",
                "claimed_millipoints",
                "proven_millipoints",
            )
        )
    }
    city = {row["city"] for row in province("export", "enterprises", "--city", "441900").json}
    assert city == {"东莞市"}


def test_exports_in_every_format_hold_the_same(province, tmp_path):
    printed = province("export", "enterprises", "--limit", "7")
    for shape in ("json", "csv", "xlsx", "parquet"):
        path = tmp_path / f"enterprises.{shape}"
        assert province("export", "enterprises", "--limit", "7", "-o", path).status == 0
    codes = [row["uscc"] for row in printed.json]
    assert (tmp_path / "enterprises.json").read_text(encoding="utf-8") == printed.out
    with (tmp_path / "enterprises.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["uscc"] for row in csv.DictReader(file)] == codes
    table = pq.read_table(tmp_path / "enterprises.parquet")
    assert table["uscc"].to_pylist() == codes
    assert table.schema.metadata[b"lingnan.synthetic"] == b"true"
    book = CalamineWorkbook.from_path(str(tmp_path / "enterprises.xlsx"))
    rows = book.get_sheet_by_name("lingnan").to_python()
    assert [row[0] for row in rows[1:]] == codes
    assert "note" in book.sheet_names


def test_import(desk, write):
    file = write("again.csv", REGISTER)
    answer = desk("import", "register", file, "--format", "json")
    assert answer.json == {
        "file": str(file),
        "added": 0,
        "changed": 0,
        "unchanged": 3,
        "rejected": 0,
        "findings": {"error": 0, "warning": 0, "info": 0},
    }


def test_findings(desk, write):
    desk("import", "register", write("bad.csv", REGISTER.replace("C3484", "C9999")))
    found = desk.findings("--code", "REG-020")
    assert len(found) == 1
    assert set(found[0]) == FINDING
    assert found[0]["found_at"].endswith("+00:00")
    assert (found[0]["file"], found[0]["row"], found[0]["value"]) == ("bad.csv", 2, "C9999")
    rows = list(csv.DictReader(io.StringIO(desk("findings", "--format", "csv").out)))
    assert set(rows[0]) == FINDING


def test_evidence(province, assessed):
    rows = province("evidence", "show", assessed, "--format", "json").json
    shown = {
        "evidence_no",
        "subject_code",
        "indicator_code",
        "value",
        "unit",
        "fact_date",
        "period_start",
        "period_end",
        "grade",
        "source",
        "document",
        "segment_no",
        "action",
    }
    assert set(rows[0]) == shown
    assert {row["grade"] for row in rows} <= {1, 2, 3}
    traced = province("evidence", "trace", str(rows[0]["evidence_no"]), "--format", "json").json
    assert set(traced) == shown | {
        "recorded_at",
        "amends_no",
        "amended_by_no",
        "segment_rows",
        "chain_sha256",
        "rows_sha256",
        "file_sha256",
        "batch_id",
    }
    verdict = province("evidence", "verify", "--format", "json").json
    assert verdict["holds"] is True
    assert set(verdict) == {
        "holds",
        "segments",
        "rows",
        "broken_segment",
        "broken_file",
        "why",
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_programs_get_the_same_in_either_language(province, assessed, lang):
    for line in (
        ["progress", "--format", "csv"],
        ["progress", "--format", "json"],
        ["diagnose", assessed, "--format", "csv"],
        ["evidence", "show", assessed, "--format", "csv"],
        ["export", "enterprises", "--limit", "2", "--format", "csv"],
    ):
        assert province("--lang", lang, *line).out == province(*line).out


def test_csv_has_plain_values(province, assessed):
    rows = list(csv.DictReader(io.StringIO(province("progress", "--format", "csv").out)))
    assert [row["id"] for row in rows] == TARGETS
    assert rows[0]["goal"] == "50000"
    assert rows[0]["published_value"] == "29000"
    assert float(rows[0]["forecast_p10"]) <= float(rows[0]["forecast_p90"])
    told = list(csv.DictReader(io.StringIO(province("diagnose", assessed, "--format", "csv").out)))
    assert told[0]["grade"] in "123"


def test_a_run_says_what_pins_it(desk):
    first = desk("run", "--as-of", "2024-12-31", "--format", "json").json
    assert set(first) == {"run_id", "as_of", "pins", "outputs"}
    assert first["pins"]["pack_sha256"] == load_pack("guangdong").content_hash
    assert set(first["outputs"]) == {
        "out_score",
        "out_dimension",
        "out_peer",
        "out_level",
        "out_status",
        "out_progress",
        "out_forecast",
        "out_target",
        *("out_roadmap", "out_roadmap_step", "out_upgrade"),
        *("out_industry", "out_industry_package", "out_industry_wave"),
        *("out_park", "out_park_facility", "out_park_share"),
        *("out_chain", "out_chain_member"),
    }
    again = desk("run", "--as-of", "2024-12-31", "--lang", "en", "--no-roadmaps")
    assert f"Run {first['run_id'][:12]} as of 2024-12-31" in again.out
    assert f"lingnan --store {desk.store} progress" in again.out
