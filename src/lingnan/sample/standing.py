"""Evidence about entities: nodes that answer, providers that are listed, platforms recognised.

Not for the entities themselves.
"""

import numpy as np

from lingnan.evidence.model import Grade
from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.entity import Entity
from lingnan.sample.month import ENDS, MONTHS_COUNT, STARTS
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.vocabulary import AUDITOR, DECLARED, RESOLVER, Vocabulary

_YEARLY = 12
_QUARTERLY = 3


def entity_rows(found: list[Entity], assumed: Assumptions, words: Vocabulary, *, seed: int) -> Rows:
    """Evidence about entities; subjects are places in `found`.

    Nodes answer resolutions, quarter by quarter, with a log for a share of them; providers are
    listed yearly; platforms are recognised once.
    """
    rng = stream(seed, "entity-evidence")
    logged, noted = assumed.real("node_observed_share"), assumed.real("catalogue_attested_share")
    parts: list[tuple[int, int, int, Grade, str, str]] = []
    for place, entity in enumerate(found):
        proven = rng.random()
        begin = max(entity.start, int(ENDS[0]))
        if entity.kind == "identifier_node":
            grade, source, document = (
                (Grade.OBSERVED, RESOLVER, "resolution")
                if proven < logged
                else (Grade.DECLARED, DECLARED, "form")
            )
            indicator, step = "node_in_operation", _QUARTERLY
        elif entity.kind in ("provider", "platform"):
            grade, source, document = (
                (Grade.ATTESTED, AUDITOR, "notice")
                if proven < noted or entity.kind == "platform"
                else (Grade.DECLARED, DECLARED, "form")
            )
            is_platform = entity.kind == "platform"
            indicator = "platform_recognised" if is_platform else "provider_in_catalogue"
            step = MONTHS_COUNT if is_platform else _YEARLY
        else:
            continue
        first = int(np.searchsorted(STARTS, begin, side="right")) - 1
        parts += [
            (place, max(begin, int(ENDS[m])) if m > first else begin, words.indicators[indicator],
             grade, source, document)
            for m in range(first, MONTHS_COUNT, step)
        ]  # fmt: skip
    columns = list(zip(*parts, strict=True)) if parts else [()] * 6
    return rows(
        np.array(columns[0], dtype=np.int32),
        np.array(columns[1], dtype=np.int32),
        indicator=np.array(columns[2], dtype=np.int16),
        micro=MICRO,
        grade=np.array(columns[3], dtype=np.int8),
        source=np.array([words.source(name) for name in columns[4]], dtype=np.int8),
        document=np.array([words.documents[name] for name in columns[5]], dtype=np.int16),
    )
