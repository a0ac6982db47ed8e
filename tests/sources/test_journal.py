"""The journal spells out a limited number of findings of a kind and counts the rest."""

from lingnan.sources.declared import rule
from lingnan.sources.journal import Journal


def test_doubts_overflow_into_one_line_with_their_number() -> None:
    journal = Journal("a.csv", listed_per_code=2)
    for row in range(2, 7):
        journal.add(rule.PERCENT_ASSUMED, row=row, field="subject")
    journal.add(rule.UNKNOWN_ITEM, row=9, value="x")
    findings = journal.findings()
    assert [(f.code, f.row) for f in findings] == [
        ("DEC-015", 2),
        ("DEC-015", 3),
        ("DEC-004", 9),
        ("DEC-015", None),
    ]
    assert "3" in findings[-1].what.zh
    assert journal.count(rule.PERCENT_ASSUMED) == 5


def test_no_rejected_row_is_ever_left_out() -> None:
    journal = Journal("a.csv", listed_per_code=2)
    for row in range(2, 7):
        journal.add(rule.NO_SUBJECT, row=row, field="subject")
    assert [f.row for f in journal.findings()] == [2, 3, 4, 5, 6]


def test_every_rule_speaks_both_languages_under_its_own_code() -> None:
    from lingnan.kernel import Rule
    from lingnan.sources.cloud import rule as cloud
    from lingnan.sources.published import rule as published

    rules = [each for m in (rule, cloud, published) for each in vars(m).values()]
    found = [each for each in rules if isinstance(each, Rule)]
    assert len({each.code for each in found}) == len(found) >= 70
    assert all(text.zh and text.en for each in found for text in (each.what, each.remedy))
