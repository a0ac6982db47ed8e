"""Enterprises of the sample province that tests of an enterprise's pages look at, and their names.

Helpers of tests, no tests.
"""

import re
from dataclasses import dataclass

from lingnan.access import Role

MODEL = "miit-sme-2024"
OFFICE = "province:440000"


@dataclass(frozen=True)
class Assessed:
    """An assessed enterprise with its row of out_score."""

    uscc: str
    city: str
    score: dict


def assessed(store, place=0):
    """The enterprises with most answers on the model, by place."""
    with store.engine() as engine:
        rows = engine.sql(
            """
            SELECT s.* , e.city_code FROM read_parquet($scores) s
            JOIN read_parquet($register) e ON e.uscc = s.subject_code
            WHERE s.model_id = $model AND s.claimed_millipoints > s.proven_millipoints
            ORDER BY s.answered_count DESC, s.claimed_millipoints DESC, s.subject_code LIMIT 20
            """,
            scores=store.lake.files("out_score"),
            register=store.lake.files("registry_enterprise"),
            model=MODEL,
        ).to_pylist()
    row = rows[place]
    return Assessed(row["subject_code"], row["city_code"], row)


def unassessed(store):
    """An active enterprise of known size and revenue that nobody assessed."""
    with store.engine() as engine:
        rows = engine.sql(
            """
            SELECT e.uscc FROM read_parquet($register) e
            WHERE e.status = 'active' AND e.revenue_cny > 5000000 AND e.employees_count > 20
              AND NOT EXISTS (SELECT 1 FROM read_parquet($evidence) v
                WHERE v.subject_code = e.uscc AND v.indicator_code LIKE 'miit%')
            ORDER BY e.uscc LIMIT 1
            """,
            evidence=store.lake.files("evidence"),
            register=store.lake.files("registry_enterprise"),
        ).to_pylist()
    return rows[0]["uscc"]


def owner(console, uscc, lang="en"):
    """A reader who acts for an enterprise."""
    return console.reader(Role.ENTERPRISE, f"enterprise:{uscc}", lang=lang)


def office(console, lang="en"):
    """A reader of the province's programme office."""
    return console.reader(Role.PROGRAMME_OFFICE, OFFICE, lang=lang)


def text_of(page):
    """The words of a page without its marks."""
    bare = re.sub(r"<script.*?</script>|<[^>]+>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", bare)


def field(page, name):
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    return found[1] if found else None
