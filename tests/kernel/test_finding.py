"""A rule turns one bad place into one finding with the place in its words."""

import pytest

from lingnan.kernel import Finding, Rule, Severity, Text
from lingnan.kernel.finding import VALUE_LIMIT

RULE = Rule(
    code="TST-101",
    severity=Severity.ERROR,
    what=Text("{field} 的值 {value} 超过 {limit}", "{field} is {value}, above {limit}"),
    remedy=Text("请改正第 {row} 行", "Correct row {row}"),
)


def test_a_finding_carries_place_and_words() -> None:
    found = RULE.finding(
        file="a.csv", row=7, field="employees_count", value=12, subject="S1", limit=10
    )
    assert found == Finding(
        code="TST-101",
        severity=Severity.ERROR,
        what=Text("employees_count 的值 12 超过 10", "employees_count is 12, above 10"),
        remedy=Text("请改正第 7 行", "Correct row 7"),
        file="a.csv",
        row=7,
        field="employees_count",
        value="12",
        subject="S1",
    )


def test_an_unknown_place_is_null_and_shown_as_a_dash() -> None:
    found = RULE.finding(limit=10)
    assert (found.file, found.row, found.field, found.value, found.subject) == (None,) * 5
    assert found.what.en == "– is –, above 10"


def test_an_endless_cell_is_cut() -> None:
    found = RULE.finding(value="x" * (VALUE_LIMIT + 1), limit=10)
    assert found.value == "x" * (VALUE_LIMIT - 1) + "…"
    assert RULE.finding(value="x" * VALUE_LIMIT, limit=10).value == "x" * VALUE_LIMIT


def test_severities_are_plain_words() -> None:
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]


def test_a_rule_needs_a_code_of_the_common_form() -> None:
    with pytest.raises(ValueError, match="ABC-001"):
        Rule("nonsense", Severity.INFO, Text("甲", "a"), Text("乙", "b"))
