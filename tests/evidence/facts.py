from datetime import UTC, date, datetime
from decimal import Decimal

from lingnan.evidence import Fact, Grade
from lingnan.kernel import Period

AT = datetime(2023, 10, 1, 8, 0, tzinfo=UTC)


def fact(
    subject="91440101MA00000001",
    indicator="dx_project_launched",
    number="1",
    *,
    code=None,
    day=date(2023, 5, 10),
    grade=Grade.DECLARED,
    source="declared",
    document=None,
):
    return Fact(
        subject_code=subject,
        indicator_code=indicator,
        value_code=code,
        value_number=None if code is not None else Decimal(number),
        unit="1",
        period=Period.day(day),
        fact_date=day,
        grade=grade,
        source=source,
        document=document,
    )
