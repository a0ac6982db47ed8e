"""Counts of chunks add up to the counts of the file."""

from lingnan.kernel import ImportCounts


def test_counts_add_up() -> None:
    total = sum(
        [ImportCounts(added=3, rejected=1), ImportCounts(changed=2, unchanged=5)], ImportCounts()
    )
    assert total == ImportCounts(added=3, changed=2, unchanged=5, rejected=1)
    assert total.total == 11
    assert total.as_dict() == {"added": 3, "changed": 2, "unchanged": 5, "rejected": 1}
