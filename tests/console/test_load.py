"""Views from a store: a small province written by hand, with hand-worked counts.

Two cities, one sample enterprise standing for ten; what a run would write is written here, so that
the loaders are tested against the contract of the tables and not against the rooms that fill them.
"""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

import lingnan.registry  # noqa: F401  # declares its tables
from lingnan.console.errors import UnknownCity, UnknownEnterprise
from lingnan.console.report import (
    build_city,
    build_enterprise,
    build_overview,
    load_city,
    load_enterprise,
    load_overview,
)
from lingnan.diagnosis.store import PEER_SCHEMA, SCORE_SCHEMA
from lingnan.evidence import Fact, Grade, Ledger
from lingnan.kernel import Period
from lingnan.packs import load_pack
from lingnan.pipeline.errors import NoRun
from lingnan.programme import FORECAST_SCHEMA, PROGRESS_SCHEMA, STATUS_SCHEMA, TARGET_SCHEMA
from lingnan.registry import publish_snapshot
from lingnan.registry.store import note_change, registry_enterprise
from lingnan.store import Store
from lingnan.store.database import metadata
from lingnan.store.runs import Run, save_run

AS_OF = date(2023, 9, 30)
AT = datetime(2023, 10, 1, tzinfo=UTC)
USCC = "91440101MA5AAAAA0P"
MODEL = "miit-sme-2024"
HEADLINE = "above_scale_dx.launched"


@pytest.fixture(scope="module")
def pack():
    return load_pack("guangdong")


@pytest.fixture(scope="module")
def empty(tmp_path_factory, pack):
    """A store with one enterprise and its evidence, before any run."""
    store = Store.create(
        tmp_path_factory.mktemp("load") / "store", pack=pack.id, synthetic=True, expansion=10
    )
    metadata.create_all(store.database.engine)
    with store.database.begin() as connection:
        connection.execute(
            registry_enterprise.insert().values(
                uscc=USCC,
                name_zh="广州示例电器有限公司",
                name_en=None,
                region_code="440106",
                city_code="440100",
                industry_code="C3854",
                employees_count=320,
                revenue_cny=Decimal("50000000.00"),
                status="active",
                entity_type="legal_entity",
                is_synthetic=True,
            )
        )
        note_change(connection, registry_enterprise)
    publish_snapshot(store)
    Ledger(store).append(facts(), actor="tester", at=AT)
    Ledger(store).seal()
    return store


def facts():
    def fact(indicator, code, number, grade, day, source, unit=None, document=None):
        return Fact(
            USCC, indicator, code, number, unit, Period.day(day), day, grade, source, document
        )

    day = date(2023, 5, 1)
    return [
        fact(f"{MODEL}:Q01", "B,C,D", None, Grade.DECLARED, day, "declared"),
        fact(f"{MODEL}:Q01", "B", None, Grade.DECLARED, date(2022, 5, 1), "declared"),
        fact(f"{MODEL}:Q02", "C", None, Grade.ATTESTED, day, "document:x", document="D-1"),
        fact(f"{MODEL}:S01", "2", None, Grade.DECLARED, day, "declared"),
        fact(
            "dx_project_launched", None, Decimal(1), Grade.OBSERVED, day, "cloud:a", "flag", "I-1"
        ),
    ]


@pytest.fixture(scope="module")
def store(empty, pack):
    """The same store after a run that was written by hand."""
    lake = empty.lake
    outputs = {
        "out_target": lake.replace("out_target", target_table()),
        "out_progress": lake.replace("out_progress", progress_table()),
        "out_forecast": lake.replace("out_forecast", forecast_table()),
        "out_status": lake.replace("out_status", status_table()),
        "out_score": lake.replace("out_score", score_table()),
        "out_peer": lake.replace("out_peer", peer_table()),
    }
    pins = {
        "as_of": AS_OF.isoformat(),
        "evidence": str(Ledger(empty).version()),
        "registry_enterprise": str(lake.version("registry_enterprise")),
        "pack_sha256": pack.content_hash,
        "code": "0.1.0",
    }
    with empty.database.begin() as connection:
        save_run(connection, Run("abcdef0123456789", AS_OF, AT, pins, outputs))
    return empty


def target_table():
    detail = {
        "published_points": [
            {"as_of": "2021-06-30", "latest_as_of": None, "value": 17000, "is_confirmed": True},
            {"as_of": "2023-09-30", "latest_as_of": None, "value": 29000, "is_confirmed": True},
        ],
        "definitions": [
            {
                "id": HEADLINE,
                "name": {"zh": "启动", "en": "launched"},
                "is_headline": True,
                "is_confirmed": False,
                "claimed": 70,
                "proven": 30,
                "population": 110,
            }
        ],
        "views": {
            "published": {
                "forecast": {
                    "coverage": {"share": 0.8, "trials_count": 25, "how": "rolling_origin"}
                }
            }
        },
        "assumptions": [
            {"id": "forecast.saturation_share.above_scale_dx"},
            {"id": "forecast.pace_variation"},
        ],
        "cities": [
            {"key": "440100", "expected": 30_000, "is_stated": False, "population": 80},
            {"key": "440300", "expected": 20_000, "is_stated": True, "population": 30},
        ],
    }
    row = {
        "target_id": "above_scale_dx",
        "as_of": AS_OF,
        "expansion": 10,
        "definition_id": HEADLINE,
        "deadline": date(2025, 12, 31),
        "goal": 50_000,
        "claimed": 70,
        "proven": 30,
        "published_value": 29_000,
        "published_as_of": AS_OF,
        "basis": "published",
        "forecast_p10": 45_000.0,
        "forecast_p50": 48_000.0,
        "forecast_p90": 52_000.0,
        "probability": 0.3,
        "required_pace_per_month": 777.78,
        "actual_pace_per_month": 444.44,
        "pace_ratio": 1.75,
        "status": "off_track",
        "unconfirmed_json": json.dumps([{"zh": "口径未公开", "en": "rule not public"}]),
        "detail_json": json.dumps(detail),
    }
    return pa.Table.from_pylist([row], TARGET_SCHEMA)


def progress_table():
    def row(side, month, slice_, counted, population, city=None, cluster=None):
        return {
            "definition_id": HEADLINE,
            "side": side,
            "month": month,
            "slice": slice_,
            "city_code": city,
            "cluster_id": cluster,
            "size_class": None,
            "counted_count": counted,
            "population_count": population,
            "entered_count": 0,
            "dropped_count": 0,
        }

    july, august, september = date(2023, 7, 1), date(2023, 8, 1), date(2023, 9, 1)
    appliances = "smart-home-appliances"
    rows = [
        row("claimed", july, "total", 0, 11),
        row("claimed", august, "total", 6, 11),
        row("claimed", september, "total", 7, 11),
        row("proven", august, "total", 2, 11),
        row("proven", september, "total", 3, 11),
        row("claimed", august, "city", 3, 8, "440100"),
        row("claimed", september, "city", 4, 8, "440100"),
        row("proven", september, "city", 2, 8, "440100"),
        row("claimed", september, "city", 3, 3, "440300"),
        row("proven", september, "city", 1, 3, "440300"),
        row("claimed", september, "city", 1, 1, "unknown"),
        row("claimed", september, "city_cluster", 2, 5, "440100", appliances),
        row("proven", september, "city_cluster", 1, 5, "440100", appliances),
        row("claimed", september, "city_cluster", 1, 2, "440100", "none"),
    ]
    return pa.Table.from_pylist(rows, PROGRESS_SCHEMA)


def forecast_table():
    rows = [
        {
            "target_id": "above_scale_dx",
            "basis": basis,
            "month": date(2023, 10, 1),
            "p10": 29_100.0 + extra,
            "p50": 29_500.0 + extra,
            "p90": 30_000.0 + extra,
        }
        for basis, extra in (("published", 0), ("claimed", 1))
    ]
    return pa.Table.from_pylist(rows, FORECAST_SCHEMA)


def status_table():
    rows = [
        {
            "definition_id": HEADLINE,
            "subject_code": USCC,
            "side": side,
            "from_date": date(2023, 5, 1),
            "until_date": until,
        }
        for side, until in (("claimed", None), ("proven", date(2023, 8, 1)))
    ]
    return pa.Table.from_pylist(rows, STATUS_SCHEMA)


def score_table():
    row = {
        "subject_code": USCC,
        "model_id": MODEL,
        "claimed_level": 0,
        "proven_level": 0,
        "claimed_millipoints": 9_000,
        "proven_millipoints": 3_000,
        "top_missing_item": "Q01",
        "top_missing_lift_millipoints": 6_000,
        "primary_cluster_id": "smart-home-appliances",
        "size_class": "medium",
        "claimed_percentile": 40,
        "proven_percentile": 60,
    }
    return pa.Table.from_pylist([row], SCORE_SCHEMA)


def peer_table():
    rows = [
        {
            "model_id": MODEL,
            "cluster_id": "smart-home-appliances",
            "size_class": "medium",
            "dimension_id": dimension,
            "enterprises_count": 25,
            "claimed_p25": 5_000,
            "claimed_median": 10_000,
            "claimed_p75": 20_000,
            "proven_median": 2_000,
        }
        for dimension in ("*", "F")
    ]
    return pa.Table.from_pylist(rows, PEER_SCHEMA)


def test_overview_target(store, pack):
    view = load_overview(store, pack, "zh")
    assert [target.id for target in view.targets] == ["above_scale_dx"]
    target = view.targets[0]
    assert (target.claimed, target.proven, target.goal) == (70, 30, 50_000)
    assert target.comparator == "over"
    assert target.miss_probability == pytest.approx(0.7)
    assert target.published.value == 29_000
    assert [point.comparator for point in target.trajectory.published] == ["none", "none"]
    # sample counts times ten; the months before the first count are left out
    assert [(p.on, p.value) for p in target.trajectory.claimed] == [
        (date(2023, 8, 31), 60),
        (date(2023, 9, 30), 70),
    ]
    # only the basis that speaks
    assert [(p.on, p.p50) for p in target.trajectory.fan] == [(date(2023, 10, 31), 29_500.0)]
    assert [m.goal for m in target.milestones] == [30_000, 50_000]


def test_overview_explains_itself(store, pack):
    view = load_overview(store, pack, "zh")
    why = view.targets[0].explanation
    assert "须同时满足：当日存续；当日为规模以上工业企业；" in why.definition
    assert "gdii-3351242" in [source.id for source in why.sources]
    assert why.assumptions[0].value == "95%"
    assert why.assumptions[0].span == "85%–100%"
    assert why.assumptions[0].is_confirmed is False
    assert [mark.subject for mark in why.unconfirmed] == ["口径未公开"]
    assert why.method == "多个增长模型加权；在25次检验中，80%区间有80%包含实际值"
    versions = dict(view.stamp.table_versions)
    assert why.inputs[0] == f"out_target@{versions['out_target']}"
    assert [line.value for line in view.assumptions] == ["0.40"]


def test_overview_places(store, pack):
    view = load_overview(store, pack, "zh")
    assert len(view.cities) == 21
    guangzhou = next(city for city in view.cities if city.code == "440100")
    assert (guangzhou.short, guangzhou.group) == ("广州", "珠三角")
    assert (guangzhou.population, guangzhou.claimed, guangzhou.proven) == (80, 40, 20)
    assert (guangzhou.expected, guangzhou.is_stated) == (30_000, False)
    shaoguan = next(city for city in view.cities if city.code == "440200")
    assert (shaoguan.population, shaoguan.expected) == (0, None)
    assert [(c.cluster_id, c.population, c.claimed, c.proven) for c in view.cells] == [
        ("smart-home-appliances", 50, 20, 10)
    ]
    assert len(view.clusters) == 20


def test_stamp_names_run_pack_and_sample(store, pack):
    stamp = load_overview(store, pack, "en").stamp
    assert (stamp.region, stamp.run_id, stamp.expansion) == ("Guangdong", "abcdef0123456789", 10)
    assert stamp.is_synthetic
    assert stamp.as_of == AS_OF
    assert stamp.warning is None


def test_city(store, pack):
    view = load_city(store, pack, "440100", "zh")
    target = view.targets[0]
    assert [point.value for point in target.trajectory.claimed] == [30, 40]
    assert (target.claimed, target.proven, target.population) == (40, 20, 80)
    assert target.milestones == ()  # its part of the goal is a share, not stated by the city
    assert [(c.cluster_id, c.claimed) for c in view.cluster_counts] == [
        ("smart-home-appliances", 20)
    ]
    assert [level.claimed for level in view.levels] == [10, 0, 0, 0, 0]
    assert [(m.item, m.enterprises, m.lift_millipoints) for m in view.missing] == [
        ("网络建设", 10, 6_000)
    ]


def test_a_stated_city_target_is_a_milestone(store, pack):
    view = load_city(store, pack, "440300", "zh")
    assert [milestone.goal for milestone in view.targets[0].milestones] == [20_000]
    assert view.levels == ()


def test_unknown_city_lists_the_known_ones(store, pack):
    with pytest.raises(UnknownCity, match="440100"):
        load_city(store, pack, "110000", "zh")


def test_enterprise(store, pack):
    view = load_enterprise(store, pack, USCC, "zh")
    assert (view.name, view.city) == ("广州示例电器有限公司", "广州市")
    assert (view.size, view.is_above_scale) == ("中型", True)  # 320 heads, 50 million yuan
    assert "智能家电" in view.clusters
    [model] = view.models
    # Q01: B, C, D at 2 points each claimed; Q02: C is 3 points, attested
    assert (model.claimed.millipoints, model.proven.millipoints) == (9_000, 3_000)
    assert (model.claimed.percentile, model.proven.percentile) == (40, 60)
    assert model.claimed.next_level_name == "一级"
    assert model.claimed.missing[0] == "11.0分"  # level 1 from 20 points
    items = {item.id: item for item in model.items}
    assert items["Q01"].name == "网络建设"
    assert (items["Q01"].claimed, items["Q01"].proven, items["Q01"].full) == (6_000, 0, 8_000)
    assert items["Q01"].answer.startswith("B,C,D ")
    assert "智能化扩展余量" in items["Q01"].next_step
    assert (items["Q02"].claimed, items["Q02"].proven) == (3_000, 3_000)
    scenario = model.scenarios[0]
    assert (scenario.id, scenario.claimed, scenario.proven) == ("S01", 2, 0)
    assert {entry.item_id for entry in model.missing_proof} == {"Q01", "S01"}
    foundation = next(dim for dim in model.dimensions if dim.id == "F")
    assert (foundation.claimed, foundation.full, foundation.peer_median) == (9_000, 50_000, 10_000)
    assert model.peers.enterprises == 25
    assert model.peers.cluster == "智能家电"


def test_enterprise_evidence(store, pack):
    view = load_enterprise(store, pack, USCC, "zh")
    first = [line for line in view.models[0].evidence if line.item_id == "Q01"]
    assert [line.is_best for line in first] == [True, False]
    assert [line.is_fresh for line in first] == [True, False]  # 516 days against 400
    assert first[0].value.startswith("B,C,D ")
    [other] = view.other_evidence
    assert (other.item_id, other.value, other.grade) == ("dx_project_launched", "是", 3)
    assert other.document == "I-1"


def test_enterprise_is_counted_where_the_run_counts_it(store, pack):
    counted = load_enterprise(store, pack, USCC, "zh").counted
    first = counted[0]
    assert first.claimed_from == date(2023, 5, 1)
    assert first.proven_from is None  # its proof ended in August


def test_unknown_enterprise(store, pack):
    with pytest.raises(UnknownEnterprise, match="CON-002"):
        load_enterprise(store, pack, "914400000000000000", "zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_loaded_views_make_pages(store, pack, lang):
    pages = [
        build_overview(load_overview(store, pack, lang), lang),
        build_city(load_city(store, pack, "440100", lang), lang),
        build_enterprise(load_enterprise(store, pack, USCC, lang), lang),
    ]
    for page in pages:
        assert {"zh": "模拟数据", "en": "Synthetic data"}[lang] in page
        assert "abcdef012345" in page


def test_a_changed_pack_is_told(store, pack):
    from dataclasses import replace

    stamp = load_overview(store, replace(pack, content_hash="0" * 64), "zh").stamp
    assert stamp.warning == "本次运行后内容包已有改动，请重新运行。"


def test_nothing_was_run(tmp_path, pack):
    store = Store.create(tmp_path / "store", pack=pack.id)
    metadata.create_all(store.database.engine)
    for load in (
        lambda: load_overview(store, pack, "zh"),
        lambda: load_city(store, pack, "440100", "zh"),
    ):
        with pytest.raises(NoRun):
            load()
