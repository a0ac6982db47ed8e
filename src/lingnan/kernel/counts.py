"""What an import did with its rows. Not for measuring progress towards targets."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Rows of one import by what became of them; the four add up to the rows read."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def __add__(self, other: "ImportCounts") -> "ImportCounts":
        return ImportCounts(
            added=self.added + other.added,
            changed=self.changed + other.changed,
            unchanged=self.unchanged + other.unchanged,
            rejected=self.rejected + other.rejected,
        )

    @property
    def total(self) -> int:
        """Answer how many rows were read."""
        return self.added + self.changed + self.unchanged + self.rejected

    def as_dict(self) -> dict[str, int]:
        """Answer the counts by name, for JSON and audit entries."""
        return asdict(self)
