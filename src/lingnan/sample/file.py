"""Files of the kind that users import, filled with the sample: for the demo, tests and tutorials.

The register is whole; the others are excerpts. Importing them after `load_into` repeats facts that
the store already has and changes no count. Not for filling a store: see load.
"""

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from lingnan.kernel import Text
from lingnan.sample.bill import account_table, bill_cast, bill_table
from lingnan.sample.form import answer_table
from lingnan.sample.messy import messy_register
from lingnan.sample.paper import register_paper
from lingnan.sample.paperwork import contract_table
from lingnan.sample.province import SampleProvince

NOTICE = Text(
    "本文件夹中的企业、答案、账单、合同均为合成数据，由内容包的样本假设生成，不是任何真实企业或统计数字。",
    "Every enterprise, answer, bill and contract in this folder is synthetic, made from the sample "
    "assumptions of the content pack; none is real, and nothing here is a statistic.",
)
_NOTICE_FILE = "SYNTHETIC-合成数据.txt"


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Where the files are.

    Attributes:
        answers: wide questionnaire; null before the first forms were filled.
        register_with_errors: GB18030, with deliberate mistakes; all other files are UTF-8.
        bill, accounts: FOCUS 1.0 bill of vendor A, and whose account is whose.
        contracts: contracts, payments and usage logs of vendor B, which has no FOCUS.
    """

    notice: Path
    register: Path
    register_with_errors: Path
    entities: Path
    memberships: Path
    network: Path
    answers: Path | None
    bill: Path
    accounts: Path
    contracts: Path
    published: Path


def write_files(province: SampleProvince, folder: Path) -> SampleFiles:
    """Write the files into a folder, which is made if need be; existing ones are replaced."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    notice = folder / _NOTICE_FILE
    notice.write_text(f"{NOTICE.zh}\n{NOTICE.en}\n", encoding="utf-8")
    paper = register_paper(province.pack, province.enterprises)
    messy = folder / "register_with_errors.csv"
    messy.write_bytes(_csv(messy_register(province, paper)).encode("gb18030"))
    answers = answer_table(province)
    cast = bill_cast(province)
    return SampleFiles(
        notice=notice,
        register=_write(folder / "register.csv", paper),
        register_with_errors=messy,
        entities=_write(folder / "entities.csv", province.entities.drop_columns(["is_synthetic"])),
        memberships=_write(folder / "memberships.csv", province.memberships),
        network=_write(folder / "network.csv", province.supplies),
        answers=None if answers is None else _write(folder / "answers.csv", answers),
        bill=_write(folder / "bill_vendor_a.csv", bill_table(province, cast)),
        accounts=_write(folder / "bill_vendor_a_accounts.csv", account_table(cast)),
        contracts=_write(folder / "contracts_vendor_b.csv", contract_table(province, cast)),
        published=_write(folder / "published.csv", _published(province)),
    )


def _write(path: Path, table: pa.Table) -> Path:
    pacsv.write_csv(table, path)
    return path


def _csv(table: pa.Table) -> str:
    sink = pa.BufferOutputStream()
    pacsv.write_csv(table, sink)
    text: str = sink.getvalue().to_pybytes().decode("utf-8")
    return text


def _published(province: SampleProvince) -> pa.Table:
    """The published points of the pack up to the day: the one file here that is not invented."""
    known = [point for point in province.pack.published if point.as_of <= province.until]
    return pa.table(
        {
            "target_id": [point.target_id for point in known],
            "region_code": [point.region_code for point in known],
            "as_of": pa.array([point.as_of for point in known], pa.date32()),
            "as_of_range": pa.array([point.as_of_range for point in known], pa.date32()),
            "value": pa.array([point.value for point in known], pa.int64()),
            "unit": [point.unit for point in known],
            "comparator": [point.comparator for point in known],
            "source": [";".join(point.source) for point in known],
        }
    )
