"""A small store with three registered enterprises, and files to import."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from lingnan.evidence import EvidenceRow, Ledger
from lingnan.kernel import uscc
from lingnan.packs import Pack, load_pack
from lingnan.store import Store


def make_uscc(number: int) -> str:
    """A valid code: market regulator, enterprise, Guangzhou, then a running number."""
    first = f"91440101{number:09d}"
    return first + uscc.check_character(first)


@dataclass(frozen=True)
class World:
    """A store, and the enterprises alpha, beta, gamma in its register; stranger is not in it."""

    folder: Path
    store: Store
    pack: Pack
    alpha: str = make_uscc(1)
    beta: str = make_uscc(2)
    gamma: str = make_uscc(3)
    stranger: str = make_uscc(99)
    model: str = "miit-sme-2024"
    at: datetime = datetime(2024, 12, 31, 1, 0, tzinfo=UTC)

    @property
    def here(self) -> tuple[Store, Pack]:
        """The first two arguments of every importer."""
        return self.store, self.pack

    @property
    def by(self) -> dict[str, Any]:
        """Who imports, and when."""
        return {"at": self.at, "actor": "tester"}

    def code(self, number: int) -> str:
        """A valid code by its running number."""
        return make_uscc(number)

    def register(
        self, codes: Sequence[str], *, employees: int = 50, revenue: int = 30_000_000
    ) -> None:
        """Make these enterprises the whole register."""
        names = {
            self.alpha: "广州甲一精密机械有限公司",
            self.beta: "广州乙二注塑有限公司",
            self.gamma: "东莞丙三电子有限公司",
        }
        columns = {
            "uscc": list(codes),
            "name_zh": [names.get(code, f"样本企业{code[-6:]}") for code in codes],
            "employees_count": pa.array([employees] * len(codes), pa.int64()),
            "revenue_cny": pa.array([Decimal(revenue)] * len(codes), pa.decimal128(18, 2)),
        }
        self.store.lake.replace("registry_enterprise", pa.table(columns))

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        """Write lines as a file."""
        path = self.folder / name
        path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
        return path

    def rows(self, subject: str) -> list[EvidenceRow]:
        """The rows about a subject that count, oldest fact first."""
        return Ledger(self.store).of_subject(subject)

    def last(self, subject: str) -> dict[str, EvidenceRow]:
        """The last row about a subject by indicator."""
        return {row.fact.indicator_code: row for row in self.rows(subject)}


@pytest.fixture(scope="session")
def pack() -> Pack:
    return load_pack("guangdong")


@pytest.fixture
def world(tmp_path: Path, pack: Pack) -> World:
    made = World(tmp_path, Store.create(tmp_path / "store", pack="guangdong"), pack)
    made.register([made.alpha, made.beta, made.gamma])
    return made


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the shared material; tests that need it are skipped without it."""
    default = Path(__file__).resolve().parents[3] / "shared"
    folder = Path(os.environ.get("LINGNAN_SHARED", default))
    if not folder.is_dir():
        pytest.skip("the shared material is not there")
    return folder


#: A line of a bill that shows use: 100 yuan of a virtual machine in September 2024.
LINE: dict[str, str] = {
    "BillingAccountId": "acc-1",
    "BillingAccountName": "",
    "SubAccountId": "",
    "SubAccountName": "",
    "BillingCurrency": "CNY",
    "BillingPeriodStart": "2024-09-01T00:00:00Z",
    "BillingPeriodEnd": "2024-10-01T00:00:00Z",
    "ChargePeriodStart": "2024-09-10T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "CommitmentDiscountStatus": "",
    "ConsumedQuantity": "10",
    "BilledCost": "100",
    "EffectiveCost": "100",
    "ListCost": "100",
    "InvoiceId": "",
    "InvoiceIssuerName": "阿里云",
    "ProviderName": "阿里云",
    "ResourceId": "",
    "ServiceCategory": "Compute",
    "ServiceName": "ECS",
    "SkuPriceId": "sku-1",
}


@dataclass(frozen=True)
class Biller:
    """Writes bills: each line is LINE with what differs."""

    world: World

    def write(self, name: str, *lines: dict[str, str], without: Sequence[str] = ()) -> Path:
        """Write a bill of these lines."""
        names = [key for key in LINE if key not in without]
        rows = [",".join((LINE | line)[key] for key in names) for line in lines]
        return self.world.write(name, ",".join(names), *rows)

    def month(self, month: int, **line: str) -> dict[str, str]:
        """A line billed and charged in a month of 2024."""
        later = f"2024-{month + 1:02d}" if month < 12 else "2025-01"
        return {
            "BillingPeriodStart": f"2024-{month:02d}-01T00:00:00Z",
            "BillingPeriodEnd": f"{later}-01T00:00:00Z",
            "ChargePeriodStart": f"2024-{month:02d}-10T00:00:00Z",
            **line,
        }


@pytest.fixture
def biller(world: World) -> Biller:
    return Biller(world)
