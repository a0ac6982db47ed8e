"""A small store with three registered enterprises, and files to import."""

import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from lingnan.evidence import EvidenceRow, Ledger
from lingnan.kernel import uscc
from lingnan.packs import Pack, load_pack
from lingnan.store import Store

AT = datetime(2024, 12, 31, 8, 0, tzinfo=UTC)
ACTOR = "tester"


def make_uscc(number: int) -> str:
    """A valid code: market regulator, enterprise, Guangzhou, then a running number."""
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


ALPHA, BETA, GAMMA = (make_uscc(number) for number in (1, 2, 3))
STRANGER = make_uscc(99)
NAMES = {
    ALPHA: "广州甲一精密机械有限公司",
    BETA: "广州乙二注塑有限公司",
    GAMMA: "东莞丙三电子有限公司",
}


def register(store: Store, codes: Sequence[str], **figures: object) -> None:
    """Put enterprises into the snapshot of the register."""
    count = len(codes)
    columns = {
        "uscc": list(codes),
        "name_zh": [NAMES.get(code, f"样本企业{code[-6:]}") for code in codes],
        "employees_count": pa.array([figures.get("employees_count", 50)] * count, pa.int64()),
        "revenue_cny": pa.array(
            [Decimal(str(figures.get("revenue_cny", 30_000_000)))] * count, pa.decimal128(18, 2)
        ),
    }
    store.lake.replace("registry_enterprise", pa.table(columns))


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("guangdong")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store.create(tmp_path / "store", pack="guangdong")
    register(made, [ALPHA, BETA, GAMMA])
    return made


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write lines as a file: write("a.csv", "x,y", "1,2")."""

    def put(name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    return put


@pytest.fixture
def rows_of(store: Store) -> Callable[..., dict[str, EvidenceRow]]:
    """The rows about a subject by indicator; the last one where an indicator has several."""

    def read(subject: str) -> dict[str, EvidenceRow]:
        return {row.fact.indicator_code: row for row in Ledger(store).of_subject(subject)}

    return read


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared material; tests that need it are skipped without it."""
    default = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("LINGNAN_SHARED", default))
    if not folder.is_dir():
        pytest.skip("the shared material is not there")
    return folder
