"""What the tests of the room share: the models of the pack, and a bench for the batch."""

from collections.abc import Iterator, Mapping
from datetime import date

import ibis
import pyarrow as pa
import pytest

from lingnan.diagnosis import (
    Model,
    answer_table,
    answered,
    build_model,
    distinct_answers,
    score_all,
)
from lingnan.evidence import EVIDENCE_SCHEMA, resolve
from lingnan.packs import Pack, load_pack

AS_OF = date(2023, 9, 30)
MIIT = "miit-sme-2024"
DISCRETE = "gbt-39116-2020-discrete"
PROCESS = "gbt-39116-2020-process"


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("guangdong")


@pytest.fixture(scope="session")
def miit(pack: Pack) -> Model:
    return build_model(pack.model(MIIT))


@pytest.fixture(scope="session")
def discrete(pack: Pack) -> Model:
    return build_model(pack.model(DISCRETE))


class Bench:
    """Scores rows of evidence with the batch engine."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.connection = ibis.duckdb.connect(threads=1, memory_limit="500MB")

    def freshness(self) -> ibis.Table:
        indicators = self.pack.indicators
        return ibis.memtable(
            pa.table(
                {
                    "indicator_code": [entry.code for entry in indicators],
                    "fresh_days": pa.array([e.fresh_days for e in indicators], pa.int32()),
                    "expires_days": pa.array([e.expires_days for e in indicators], pa.int32()),
                }
            )
        )

    def score(self, model: Model, rows: pa.Table, as_of: date = AS_OF) -> list[dict[str, object]]:
        """Rows of the ledger to scores."""
        dated = ibis.memtable(rows).mutate(as_of_date=ibis.literal(as_of))
        distinct = self.connection.to_pyarrow(distinct_answers(dated, model))
        answers = ibis.memtable(answer_table(distinct, model))
        best = resolve(
            answered(dated, answers, model),
            self.freshness(),
            keys=("subject_code", "item_no"),
            carry=("answer_no",),
        )
        found = self.connection.to_pyarrow(score_all(best, answers, model)).to_pylist()
        return sorted(found, key=lambda row: row["subject_code"])

    def score_sheets(
        self, model: Model, sheets: Mapping[str, Mapping[str, tuple[str, int]]]
    ) -> dict[str, dict[str, object]]:
        """Sheets by subject, item -> (code, grade), to scores by subject."""
        rows = [
            ledger_row(
                number,
                subject=subject,
                indicator=model.by_id[item].indicators[0],
                code=code,
                grade=grade,
            )
            for number, (subject, item, code, grade) in enumerate(
                (s, i, c, g) for s, sheet in sheets.items() for i, (c, g) in sheet.items()
            )
        ]
        found = self.score(model, pa.Table.from_pylist(rows, schema=EVIDENCE_SCHEMA))
        return {str(row["subject_code"]): row for row in found}


def ledger_row(
    evidence_no: int,
    *,
    indicator: str,
    code: str | None = None,
    number: object = None,
    subject: str = "S1",
    grade: int = 1,
    day: date = date(2023, 6, 1),
    source: str = "declared",
) -> dict[str, object]:
    """One row of the ledger."""
    from datetime import UTC, datetime, timedelta

    return {
        "evidence_no": evidence_no,
        "segment_no": 1,
        "subject_code": subject,
        "indicator_code": indicator,
        "value_code": code,
        "value_number": number,
        "unit": "share" if number is not None else "option",
        "period_start": day,
        "period_end": day + timedelta(days=1),
        "fact_date": day,
        "grade": grade,
        "source": source,
        "document": None,
        "action": 0,
        "amends_no": None,
        "recorded_at": datetime(2023, 9, 1, tzinfo=UTC),
    }


@pytest.fixture(scope="session")
def bench(pack: Pack) -> Iterator[Bench]:
    made = Bench(pack)
    yield made
    made.connection.disconnect()
