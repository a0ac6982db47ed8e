from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from lingnan.evidence import Ledger
from lingnan.packs import Pack
from lingnan.registry import Registry, import_register
from lingnan.sample import SampleProvince, generate, load_into, write_files
from lingnan.sample.errors import StoreNotSynthetic
from lingnan.sources.cloud import import_bill
from lingnan.store import Store

AT = datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def small(pack: Pack) -> SampleProvince:
    return generate(pack, enterprises=1_000, seed=4)


def make_store(root: Path, expansion: int, *, synthetic: bool = True) -> Store:
    return Store.create(root, pack="guangdong", synthetic=synthetic, expansion=expansion)


@pytest.fixture(scope="module")
def store(pack: Pack, small: SampleProvince, tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = make_store(tmp_path_factory.mktemp("load") / "store", small.expansion)
    load_into(store, pack, small, AT)
    return store


def test_everything_comes_in_without_findings(
    pack: Pack, small: SampleProvince, tmp_path: Path
) -> None:
    receipt = load_into(make_store(tmp_path / "store", small.expansion), pack, small, AT)
    assert receipt.findings == ()
    tables = (small.enterprises, small.entities, small.memberships, small.supplies)
    assert receipt.registered.added == sum(table.num_rows for table in tables)
    assert receipt.registered.rejected == 0
    assert receipt.evidence.added == sum(table.num_rows for table in small.evidence())


def test_loading_again_changes_nothing(store: Store, pack: Pack, small: SampleProvince) -> None:
    receipt = load_into(store, pack, small, AT)
    assert (receipt.registered.added, receipt.registered.changed) == (0, 0)
    assert receipt.evidence.added == 0
    assert Registry(store).count() == small.enterprises.num_rows


def test_the_ledger_holds_and_speaks_of_registered_enterprises(
    store: Store, small: SampleProvince
) -> None:
    assert Ledger(store).verify().holds
    code = small.planted["subject_code"][0].as_py()
    enterprise = Registry(store).get(code)
    assert enterprise is not None
    assert enterprise.is_synthetic
    facts = [row.fact for row in Ledger(store).of_subject(code)]
    assert facts
    assert all((fact.document or "").startswith("synthetic:") for fact in facts)


def test_former_names_are_kept(store: Store, small: SampleProvince) -> None:
    former, later = (row for row in small.names.to_pylist()[:: small.names.num_rows // 2][:2])
    assert former["uscc"] == later["uscc"]
    assert former["until_date"] == later["from_date"]
    enterprise = Registry(store).get(former["uscc"])
    assert enterprise is not None
    assert enterprise.name_zh == later["name_zh"] != former["name_zh"]
    assert Registry(store).search(former["name_zh"], 5)


def test_the_messy_register_is_found_out_and_moves_nothing(
    store: Store, pack: Pack, small: SampleProvince, tmp_path: Path
) -> None:
    files = write_files(small, tmp_path)
    before = Registry(store).count()
    counts, findings = import_register(
        store, pack, files.register_with_errors, at=AT, actor="tester"
    )
    assert counts.added == 0
    # 6 + 3 + 2 codes, 4 cities, 3 industries, 3 headcounts, 2 dates, 2 names
    assert counts.rejected == 25
    assert Registry(store).count() == before
    codes = Counter(finding.code for finding in findings)
    assert codes["REG-014"] == 6  # check character
    assert codes["REG-018"] == 4  # city outside the province
    assert codes["REG-024"] == counts.changed == 5  # revenue in 万元, of closed enterprises


def test_the_bill_is_imported_and_what_was_planted_is_found(
    store: Store, pack: Pack, small: SampleProvince, tmp_path: Path
) -> None:
    files = write_files(small, tmp_path)
    counts, findings = import_bill(
        store,
        pack,
        files.bill,
        vendor="sample-vendor-a",
        at=AT,
        actor="tester",
        accounts=files.accounts,
        pushed_by_vendor=True,
    )
    # nothing is kept out but the lines of the shared account
    assert counts.rejected == files.bill.read_text(encoding="utf-8").count('"SAMPLE-A-99999",')
    codes = Counter(finding.code for finding in findings)
    assert codes["CLD-010"] == 2  # the shared account, once for each of its two enterprises
    trials = small.planted.filter(pc.equal(small.planted["kind"], "free_trial")).num_rows
    assert codes["CLD-013"] == min(trials, 8)  # free trials
    assert codes["CLD-024"] == 1  # the ring


def test_real_stores_are_refused(pack: Pack, small: SampleProvince, tmp_path: Path) -> None:
    store = make_store(tmp_path / "store", small.expansion, synthetic=False)
    with pytest.raises(StoreNotSynthetic):
        load_into(store, pack, small, AT)
    other = make_store(tmp_path / "other", small.expansion + 1)
    with pytest.raises(StoreNotSynthetic, match=str(small.expansion)):
        load_into(other, pack, small, AT)
