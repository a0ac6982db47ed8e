from collections import Counter
from datetime import date
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from lingnan.evidence import PROPOSAL_SCHEMA
from lingnan.packs import Pack
from lingnan.sample import SampleProvince, generate

#: Freshness as the pack has it: cloud_use 183 days, cloud_spend_cny 92.
CLAIMED, PROVEN = 1, 2


def counted(province: SampleProvince, evidence: pa.Table, day: date, least: int) -> dict[str, int]:
    """Headline counts on a day, by the words of the definitions and of best evidence."""
    fresh = {item.code: item.fresh_days for item in province.pack.indicators}
    with duckdb.connect() as connection:
        connection.register("enterprise", province.enterprises)
        connection.register("evidence", evidence)
        connection.execute("CREATE MACRO fresh_days(code) AS CASE code"
                           f" WHEN 'cloud_use' THEN {fresh['cloud_use']}"
                           f" WHEN 'cloud_spend_cny' THEN {fresh['cloud_spend_cny']}"
                           " ELSE 1096 END")  # fmt: skip
        rows = connection.execute(
            """
            WITH best AS (
                SELECT subject_code, indicator_code,
                    arg_max(value_number, rank) AS number, arg_max(fact_date, rank) AS fact_date
                FROM (SELECT *, (grade, ($day - fact_date <= fresh_days(indicator_code))::int,
                                 fact_date) AS rank
                      FROM evidence WHERE fact_date <= $day AND grade >= $least)
                GROUP BY ALL),
            active AS (
                SELECT * FROM enterprise WHERE founded_date <= $day
                AND (closed_date IS NULL OR closed_date > $day))
            SELECT
                count(DISTINCT uscc) FILTER (
                    indicator_code IN ('cloud_use', 'cloud_spend_cny') AND number > 0
                    AND best.fact_date > $day - INTERVAL 12 MONTH),
                count(DISTINCT uscc) FILTER (
                    indicator_code = 'dx_project_launched' AND number = 1
                    AND above_scale_from <= $day
                    AND (above_scale_until IS NULL OR above_scale_until > $day))
            FROM best JOIN active ON uscc = subject_code
            """,
            {"day": day, "least": least},
        ).fetchone()
    assert rows is not None
    return {"cloud": rows[0] * province.expansion, "dx": rows[1] * province.expansion}


@pytest.mark.parametrize(
    ("day", "dx", "cloud"),
    [
        (date(2021, 6, 30), 17_000, 550_000),
        (date(2021, 12, 31), 21_000, 625_000),
        (date(2023, 9, 30), 29_000, 750_000),
        (date(2025, 8, 31), 44_000, None),
        (date(2025, 12, 31), 50_000, 900_000),
    ],
)
def test_claimed_totals_follow_the_published_series(
    province: SampleProvince, evidence: pa.Table, day: date, dx: int, cloud: int | None
) -> None:
    claimed = counted(province, evidence, day, CLAIMED)
    proven = counted(province, evidence, day, PROVEN)
    assert claimed["dx"] == pytest.approx(dx, rel=0.02)
    if cloud is not None:
        assert claimed["cloud"] == pytest.approx(cloud, rel=0.02)
    assert 0.2 * claimed["dx"] < proven["dx"] < 0.7 * claimed["dx"]
    assert 0.4 * claimed["cloud"] < proven["cloud"] < 0.7 * claimed["cloud"]


def test_more_than_was_published_is_more(province: SampleProvince, evidence: pa.Table) -> None:
    # 50,000 / 60 = 833.3; "over 50,000" needs 834 x 60 = 50,040
    assert counted(province, evidence, date(2025, 12, 31), CLAIMED)["dx"] == 50_040


def test_tables_are_proposals_in_order_of_subjects(evidence: pa.Table) -> None:
    assert evidence.schema.equals(PROPOSAL_SCHEMA)
    subjects = evidence["subject_code"].combine_chunks()
    assert pc.all(pc.less_equal(subjects[:-1], subjects[1:])).as_py()
    for column in PROPOSAL_SCHEMA:
        assert column.nullable or evidence[column.name].null_count == 0


def test_every_row_says_that_it_is_synthetic(evidence: pa.Table) -> None:
    assert pc.all(pc.starts_with(evidence["document"], "synthetic:")).as_py()
    sources = set(evidence["source"].unique().to_pylist())
    assert "declared" in sources
    assert {source for source in sources if source != "declared"} == {
        "document:sample-auditor",
        *(f"cloud:sample-vendor-{vendor}" for vendor in "abcd"),
        "factory:sample-gateway",
        "identifier:sample-resolver",
    }


def test_rows_fit_the_indicators_of_the_pack(pack: Pack, evidence: pa.Table) -> None:
    indicators = {item.code: item for item in pack.indicators}
    grouped = evidence.group_by(["indicator_code", "unit", "grade"]).aggregate(
        [("value_code", "count"), ("value_number", "count"), ("source", "count")]
    )
    names = {1: "declared", 2: "attested", 3: "observed"}
    for row in grouped.to_pylist():
        indicator = indicators[row["indicator_code"]]
        is_number = indicator.value_kind == "number"
        assert row["unit"] == (indicator.unit if is_number else None)
        assert row["value_number_count"] == (row["source_count"] if is_number else 0)
        assert row["value_code_count"] == (0 if is_number else row["source_count"])
        if indicator.code != "cloud_use":
            assert names[row["grade"]] in indicator.grades_possible, indicator.code


def test_answers_are_those_of_the_questionnaire(pack: Pack, evidence: pa.Table) -> None:
    pairs = evidence.filter(pc.is_valid(evidence["value_code"])).group_by(
        ["indicator_code", "value_code"]
    )
    models = {model.id: model for model in pack.models}
    seen = Counter[str]()
    for row in pairs.aggregate([]).to_pylist():
        model_id, item_id = row["indicator_code"].split(":")
        model, codes = models[model_id], row["value_code"].split(",")
        assert model.answer_problem(item_id, codes) is None
        assert model.canonical(item_id, codes) == row["value_code"]
        seen[row["indicator_code"]] += 1
    # each of the 31 items of the questionnaire is answered, in more than one way
    items = [f"miit-sme-2024:{item.id}" for item in models["miit-sme-2024"].items]
    assert len(items) == 31
    assert all(seen[item] > 1 for item in items if not item.endswith("Q11"))


def test_nothing_lies_after_the_day(pack: Pack, province: SampleProvince) -> None:
    day = date(2023, 9, 30)
    earlier = generate(pack, enterprises=2_000, seed=3, until=day)
    later = generate(pack, enterprises=2_000, seed=3)
    rows, all_rows = (pa.concat_tables(one.evidence()) for one in (earlier, later))
    assert pc.max(rows["fact_date"]).as_py() <= day
    # the earlier province is the later one, seen earlier
    assert rows.equals(all_rows.filter(pc.less_equal(all_rows["fact_date"], day)).combine_chunks())
    for name in ("founded_date", "closed_date", "above_scale_from", "above_scale_until"):
        assert pc.max(earlier.enterprises[name]).as_py() <= day
    assert earlier.enterprises.num_rows < later.enterprises.num_rows == 2_000


def test_an_exaggerated_answer_is_not_an_audited_one(evidence: pa.Table) -> None:
    # S01 of those who were audited: levels 0 to 4, declared higher on average than found
    item = evidence.filter(pc.equal(evidence["indicator_code"], "miit-sme-2024:S01"))
    audited = item.filter(pc.equal(item["grade"], 2))
    declared = item.filter(
        pc.and_(pc.equal(item["grade"], 1), pc.is_in(item["subject_code"], audited["subject_code"]))
    )
    found, said = (
        pc.mean(table["value_code"].cast(pa.int8())).as_py() for table in (audited, declared)
    )
    assert audited.num_rows > 50
    assert said > found + 0.1


def test_planted_rings_bought_the_same(province: SampleProvince, evidence: pa.Table) -> None:
    planted = province.planted
    ring = planted.filter(pc.equal(planted["kind"], "identical_purchase"))
    first = ring.filter(pc.equal(ring["group_no"], 1))["subject_code"]
    rows = evidence.filter(
        pc.and_(
            pc.is_in(evidence["subject_code"], first.combine_chunks()),
            pc.equal(evidence["indicator_code"], "cloud_spend_cny"),
        )
    )
    assert len(first) >= 10
    assert rows["value_number"].unique().to_pylist() == [Decimal("1980.000000")]
    assert rows["source"].unique().to_pylist() == ["cloud:sample-vendor-a"]
    assert {day.day for day in rows["fact_date"].to_pylist()} == {15}


def test_planted_accounts_serve_two(province: SampleProvince, evidence: pa.Table) -> None:
    shared = evidence.filter(pc.starts_with(evidence["document"], "synthetic:account:"))
    users = Counter(
        document.split(":")[2]
        for document, _ in {
            (row["document"], row["subject_code"])
            for row in shared.select(["document", "subject_code"]).to_pylist()
            if row["document"].endswith(":202506")
        }
    )
    assert users
    assert set(users.values()) <= {1, 2}
    assert 2 in users.values()


def test_planted_telemetry_contradicts_the_form(
    province: SampleProvince, evidence: pa.Table
) -> None:
    planted = province.planted
    gap = planted.filter(pc.equal(planted["kind"], "telemetry_gap"))["subject_code"]
    rows = evidence.filter(pc.is_in(evidence["subject_code"], gap.combine_chunks()))
    measured = rows.filter(
        pc.and_(
            pc.equal(rows["indicator_code"], "equipment_networked_share"),
            pc.equal(rows["grade"], 3),
        )
    )
    assert measured["value_number"].unique().to_pylist() == [Decimal("0.120000")]
    said = rows.filter(
        pc.and_(pc.equal(rows["indicator_code"], "miit-sme-2024:Q03"), pc.equal(rows["grade"], 1))
    )
    assert said["value_code"].unique().to_pylist() == ["E"]  # over 60 %


def test_the_ratio_lies_in_the_band_that_was_ticked(pack: Pack, evidence: pa.Table) -> None:
    # bands of Q02: A to 10 %, B to 20 %, C to 40 %, D to 60 %, E above; upper bounds inclusive
    uppers = [Decimal("0.1"), Decimal("0.2"), Decimal("0.4"), Decimal("0.6"), Decimal(1)]
    keys = ["subject_code", "fact_date", "grade"]
    form = evidence.filter(pc.less_equal(evidence["grade"], 2))
    answer, ratio = (
        form.filter(pc.equal(form["indicator_code"], code)).select([*keys, value])
        for code, value in (
            ("miit-sme-2024:Q02", "value_code"),
            ("equipment_digital_share", "value_number"),
        )
    )
    pairs = answer.join(ratio, keys).to_pylist()
    assert len(pairs) > 1_000
    for pair in pairs:
        band = next(n for n, upper in enumerate(uppers) if pair["value_number"] <= upper)
        assert pair["value_code"] == "ABCDE"[band]
