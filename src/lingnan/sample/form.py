"""A filled questionnaire as a wide table: one row per enterprise, one column per item."""

from datetime import date
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence.model import Grade
from lingnan.sample.province import SampleProvince
from lingnan.sample.vocabulary import QUESTIONNAIRE

FORMS: Final = 300
_YEAR: Final = 2023


def answer_table(province: SampleProvince) -> pa.Table | None:
    """Forms filled in 2023, or in the last year before the day if that is earlier.

    Shapes:
        returns: 统一社会信用代码, 填报日期 and one column per item; at most FORMS rows, null when
            no form had been filled by the day.
    """
    year = min(_YEAR, province.until.year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    forms: dict[tuple[str, date], dict[str, str]] = {}
    for rows in province.evidence():
        mine = rows.filter(
            pc.and_(
                pc.and_(
                    pc.starts_with(rows["indicator_code"], f"{QUESTIONNAIRE}:"),
                    pc.equal(rows["grade"], int(Grade.DECLARED)),
                ),
                pc.and_(
                    pc.greater_equal(rows["fact_date"], first),
                    pc.less_equal(rows["fact_date"], last),
                ),
            )
        )
        for row in mine.to_pylist():
            key = (row["subject_code"], row["fact_date"])
            if key in forms or len(forms) < FORMS:
                item = row["indicator_code"].removeprefix(f"{QUESTIONNAIRE}:")
                forms.setdefault(key, {})[item] = row["value_code"]
        if len(forms) >= FORMS:
            break
    if not forms:
        return None
    items = [item.id for item in province.pack.model(QUESTIONNAIRE).items]
    columns = {
        "统一社会信用代码": pa.array([subject for subject, _ in forms]),
        "填报日期": pa.array([day for _, day in forms], pa.date32()),
    }
    for item in items:
        answers = [form.get(item) for form in forms.values()]
        columns[item] = pa.array(answers, pa.string())
    return pa.table(columns)
