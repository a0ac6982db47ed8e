"""Published figures: names, regions, dates; kept apart from what is counted."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from lingnan.evidence import Grade
from lingnan.sources.published import import_pack_series, import_series
from lingnan.sources.published.name import (
    find_region,
    find_target,
    read_comparator,
    read_count,
    read_date,
    read_kind,
)

HEADER = "as_of,region,target,value,unit,comparator,source"


def bring(world: Any, path: Any) -> Any:
    return import_series(*world.here, path, **world.by)


def test_own_format(world: Any) -> None:
    path = world.write(
        "series.csv",
        HEADER,
        "2023-09,440000,above_scale_dx,29000,家,,press",
        "2023-09-30,广东,企业上云用云,75万,,超过,press",
        "2022-02-28,广州,cloud_firms,100000,enterprise,,press",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.rejected, findings) == (3, 0, [])
    facts = {code: row.fact for code, row in world.last("region:440000").items()}
    transformed = facts["published.above_scale_dx"]
    assert (transformed.value_number, transformed.unit) == (29_000, "enterprise")
    assert (transformed.fact_date, transformed.grade) == (date(2023, 9, 30), Grade.DECLARED)
    assert (transformed.source, transformed.document) == ("published", "press")
    cloud = facts["published.cloud_firms"]
    assert (cloud.value_number, cloud.document) == (750_000, "press#comparator=over")
    assert world.rows("region:440100")[0].fact.value_number == 100_000
    again, _ = bring(world, path)
    assert (again.added, again.unchanged) == (0, 3)


def test_bad_rows(world: Any) -> None:
    path = world.write(
        "bad.csv",
        HEADER,
        "2023-09,湖南,above_scale_dx,1,,,s",
        "2023-09,广东,天气,1,,,s",
        "soon,广东,above_scale_dx,1,,,s",
        "2030-01,广东,above_scale_dx,1,,,s",
        "2023-09,广东,above_scale_dx,1.5,,,s",
        "2023-09,广东,above_scale_dx,1,亿元,,s",
        "2023-09,广东,above_scale_dx,1,,,",
        "2023-09,广东,above_scale_dx,1,,,",
        "2023-09,广东,above_scale_dx,2,,,s",
    )
    counts, findings = bring(world, path)
    assert (counts.added, counts.unchanged, counts.rejected) == (2, 1, 6)
    assert [(f.code, f.row) for f in findings] == [
        ("PUB-005", 2),
        ("PUB-006", 3),
        ("PUB-004", 4),
        ("PUB-004", 5),
        ("PUB-008", 6),
        ("PUB-009", 7),
        ("PUB-012", 8),
        ("PUB-012", 9),
        ("PUB-010", 9),
        ("PUB-011", 10),
    ]


def test_pack_series_is_written_once(world: Any) -> None:
    first, findings = import_pack_series(*world.here, **world.by)
    again, _ = import_pack_series(*world.here, **world.by)
    assert first.added == len(world.pack.published)
    assert (again.added, again.unchanged) == (0, first.added)
    doubtful = [point for point in world.pack.published if not point.is_confirmed]
    assert [f.code for f in findings] == ["PUB-013"] * len(doubtful)
    newest = max(world.pack.published_for("cloud_firms"), key=lambda point: point.as_of)
    fact = world.last("region:440000")["published.cloud_firms"].fact
    assert (fact.value_number, fact.fact_date) == (newest.value, newest.as_of)


def test_the_programme_s_own_series(world: Any, shared: Any) -> None:
    later = replace(world, at=datetime(2026, 3, 1, tzinfo=UTC))
    path = shared / "data" / "guangdong_programme_timeseries.csv"
    counts, findings = bring(later, path)
    # Ten of its 17 rows are reported, two of them about things that are no targets.
    assert (counts.added, counts.rejected) == (8, 9)
    told = [f.code for f in findings]
    assert told.count("PUB-001") == 7
    assert [(f.row, f.value) for f in findings if f.code == "PUB-002"] == [
        (2, "2021-12/2022-03"),
        (3, "2021-12/2022-03"),
    ]
    assert [f.value for f in findings if f.code == "PUB-006"] == [
        "工业互联网平台商服务商资源池",
        "数字贷授信",
    ]
    figures = {
        row.fact.fact_date: row.fact.value_number
        for row in later.rows("region:440000")
        if row.fact.indicator_code == "published.above_scale_dx"
    }
    assert figures == {date(2021, 12, 31): 21_000, date(2023, 9, 30): 29_000}
    assert later.rows("region:441900")[0].fact.value_number == 9_000
    assert later.rows("region:442000")[0].fact.fact_date == date(2025, 12, 9)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023-09", date(2023, 9, 30)),
        ("2019-Q1", date(2019, 3, 31)),
        ("2025", date(2025, 12, 31)),
        ("2025-12-09", date(2025, 12, 9)),
        ("2021-12/2022-03", date(2021, 12, 31)),
        ("2023/9/5", date(2023, 9, 5)),
    ],
)
def test_dates(text: str, day: date) -> None:
    dated = read_date(text)
    assert dated is not None
    assert (dated.day, dated.is_first_of_two) == (day, text.count("/") == 1)


def test_words(pack: Any) -> None:
    assert read_kind("reported(超)") == (True, "over")
    assert read_kind("plan") == (False, "none")
    assert read_kind(None) == (True, "none")
    assert read_comparator("左右") == "about"
    assert read_count("62.5万") == Decimal(625_000)
    assert read_count("-1") is None
    assert find_region(pack, "东莞") == "441900"
    assert find_region(pack, "广东省") == "440000"
    assert find_region(pack, "440300") == "440300"
    named = find_target(pack, "规上工业企业数字化转型累计")
    assert named is not None
    assert (named.target.id, named.is_started) == ("above_scale_dx", False)
    started = find_target(pack, "规上数字化转型启动")
    assert started is not None
    assert (started.target.id, started.is_started) == ("above_scale_dx", True)
    assert find_target(pack, "规上企业") is None
