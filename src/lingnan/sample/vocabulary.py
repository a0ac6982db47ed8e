"""The words that sample evidence is written in: indicators, sources, kinds of documents, values.

Not for what is said with them.
"""

from dataclasses import dataclass, field
from typing import Final

from lingnan.packs import Pack
from lingnan.sample.row import Words

QUESTIONNAIRE: Final = "miit-sme-2024"
DISCRETE: Final = "gbt-39116-2020-discrete"
PROCESS: Final = "gbt-39116-2020-process"

VENDORS: Final = ("a", "b", "c", "d")
DECLARED: Final = "declared"
AUDITOR: Final = "document:sample-auditor"
GATEWAY: Final = "factory:sample-gateway"
RESOLVER: Final = "identifier:sample-resolver"
CLOUD: Final = tuple(f"cloud:sample-vendor-{vendor}" for vendor in VENDORS)
SOURCES: Final = (DECLARED, AUDITOR, *CLOUD, GATEWAY, RESOLVER)

#: Kinds of documents; those after `single:` belong to one subject.
_SHARED: Final = ("form", *(f"bill:sample-vendor-{vendor}" for vendor in VENDORS), "telemetry")
_SINGLE: Final = (
    *("audit", "assessment", "project", "acceptance", "invoice", "contract"),
    *("platform", "resolution", "notice"),
)


@dataclass(slots=True)
class Vocabulary:
    """Places of words; new value codes may be added while the vocabulary is being set up."""

    indicators: dict[str, int]
    units: tuple[str | None, ...]
    documents: dict[str, int]
    codes: list[str] = field(default_factory=list)

    def add_codes(self, codes: list[str]) -> int:
        """Add value codes and answer the place of the first of them."""
        first = len(self.codes)
        self.codes += codes
        return first

    def source(self, name: str) -> int:
        """The place of a source."""
        return SOURCES.index(name)

    def words(self) -> Words:
        """The finished vocabularies."""
        single = tuple(kind in _SINGLE for kind in self.documents)
        return Words(
            indicators=tuple(self.indicators),
            units=self.units,
            codes=tuple(self.codes),
            sources=SOURCES,
            documents=tuple(self.documents),
            single=single,
        )


def vocabulary(pack: Pack, accounts: int) -> Vocabulary:
    """The words of a pack; `accounts` cloud accounts are shared by several enterprises.

    Numbers carry the unit of their indicator, chosen options none.
    """
    kinds = (*_SHARED, *_SINGLE, *(f"account:{number + 1:04d}" for number in range(accounts)))
    return Vocabulary(
        indicators={item.code: place for place, item in enumerate(pack.indicators)},
        units=tuple(item.unit if item.value_kind == "number" else None for item in pack.indicators),
        documents={kind: place for place, kind in enumerate(kinds)},
    )
