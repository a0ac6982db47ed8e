"""The findings of one import; errors all stand, doubts and hints up to a limit of each kind.

Not for keeping them: that is store.findings.
"""

from collections import Counter
from typing import Any

from lingnan.kernel import Finding, Rule, Severity, Text

#: So many doubts and hints of one code stand one by one; the rest are one line with their number.
#: An error names a row that was kept out, and no such row is ever lost.
LISTED_PER_CODE = 20_000


class Journal:
    """Collects findings about one file and counts the rows it keeps out."""

    def __init__(self, file: str | None, *, listed_per_code: int = LISTED_PER_CODE) -> None:
        self._file = file
        self._limit = listed_per_code
        self._findings: list[Finding] = []
        self._counts: Counter[str] = Counter()
        self._rest: dict[str, Finding] = {}

    def add(
        self,
        rule: Rule,
        *,
        row: int | None = None,
        field: str | None = None,
        value: object = None,
        subject: str | None = None,
        **more: Any,
    ) -> None:
        """Note one problem at one place of the file."""
        self._counts[rule.code] += 1
        if rule.severity is Severity.ERROR or self._counts[rule.code] <= self._limit:
            found = rule.finding(
                file=self._file, row=row, field=field, value=value, subject=subject, **more
            )
            self._findings.append(found)
        elif rule.code not in self._rest:
            self._rest[rule.code] = rule.finding(file=self._file, field=field, **more)

    def take(self, findings: tuple[Finding, ...]) -> None:
        """Take over findings that another room already wrote."""
        self._findings.extend(findings)

    def count(self, rule: Rule) -> int:
        """How many findings of this kind were noted, spelled out or not."""
        return self._counts[rule.code]

    def findings(self) -> list[Finding]:
        """Every finding in the order noted, then one line for each kind that overflowed."""
        tails = []
        for code, sample in self._rest.items():
            left = self._counts[code] - self._limit
            tails.append(
                Finding(
                    code=code,
                    severity=sample.severity,
                    what=Text(
                        f"另有 {left} 处 {code} 类问题未逐条列出。",
                        f"{left} more findings {code} are not listed one by one.",
                    ),
                    remedy=sample.remedy,
                    file=self._file,
                )
            )
        return [*self._findings, *tails]
