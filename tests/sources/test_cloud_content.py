"""The content type of cloud rules, and the rules of the Guangdong pack."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from lingnan.packs.content.cloud import CloudRules


@pytest.fixture
def data(pack: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((pack.root / "cloud.yaml").read_text("utf-8"))
    return loaded


def test_editions_have_their_columns(pack: Any) -> None:
    rules = pack.cloud_rules
    counts = {v: len(rules.columns_of(v)) for v in ("1.0", "1.1", "1.2", "1.3")}
    assert counts == {"1.0": 43, "1.1": 50, "1.2": 57, "1.3": 64}
    assert "InvoiceId" not in {c.name for c in rules.columns_of("1.1")}
    assert "ProviderName" not in {c.name for c in rules.columns_of("1.3")}


def test_thresholds(pack: Any) -> None:
    numbers = pack.cloud_rules.thresholds
    assert (numbers.use_months_min.value, numbers.use_window_months.value) == (3, 6)
    assert str(numbers.unused_share_max.value) == "0.5"
    assert str(numbers.invoice_tolerance_share.value) == "0.01"
    assert str(numbers.payment_share_min.value) == "0.9"
    assert numbers.cluster_enterprises_min.value == 10
    assert [pack.cloud_rules.rule(f"V{n}").id for n in range(1, 12)] == [
        f"V{n}" for n in range(1, 12)
    ]


def test_the_list_agrees_with_the_shared_one(pack: Any, shared: Any) -> None:
    import csv

    with (shared / "data" / "focus_columns.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            for version, flag in (("1.0", "in_v1_0"), ("1.1", "in_v1_1"), ("1.2", "in_v1_2")):
                names = {c.name for c in pack.cloud_rules.columns_of(version)}
                assert (row["column"] in names) == (row[flag] == "1"), (row["column"], version)


def test_contradictions_are_refused(data: dict[str, Any]) -> None:
    data["thresholds"]["use_months_min"]["value"] = 7
    with pytest.raises(ValidationError, match="use_window_months"):
        CloudRules.model_validate(data)


def test_a_level_must_exist(data: dict[str, Any]) -> None:
    data["service_categories"][0]["level"] = 9
    with pytest.raises(ValidationError, match="depth_levels"):
        CloudRules.model_validate(data)


def test_columns_are_counted(data: dict[str, Any]) -> None:
    data["focus_columns"].pop()
    with pytest.raises(ValidationError, match=r"FOCUS 1\.0 has 43 columns but 42"):
        CloudRules.model_validate(data)


def test_unknown_keys_name_the_allowed_ones(data: dict[str, Any]) -> None:
    data["rules"][0]["efect"] = "reject"
    with pytest.raises(ValidationError, match=r"allowed: .*effect"):
        CloudRules.model_validate(data)
