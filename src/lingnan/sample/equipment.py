"""Telemetry: quarterly shares of digital and of networked equipment, measured by gateways.

For a share of the measured enterprises the planted contradiction: the form says all machines are
networked, the gateway sees few. Not for what the form says: see answer.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from lingnan.evidence.model import Grade
from lingnan.sample.chunk import Chunk
from lingnan.sample.month import ENDS, STARTS
from lingnan.sample.row import MICRO, Rows, rows
from lingnan.sample.story import maturity
from lingnan.sample.vocabulary import GATEWAY

DIGITAL: Final = "equipment_digital_share"
NETWORKED: Final = "equipment_networked_share"
MEASURES: Final = (DIGITAL, NETWORKED)
_QUARTER = 3


def equipment_chance(chunk: Chunk) -> NDArray[np.float32]:
    """What stays with an enterprise and its equipment, the same for gateways, forms and audits.

    Shapes:
        returns: enterprises of the chunk x MEASURES, to be added to maturity.
    """
    chance = chunk.stream("equipment-chance").standard_normal((chunk.count, 2), dtype=np.float32)
    return np.asarray(chance * np.float32(chunk.assumed.real("item_noise")))


def equipment_rows(chunk: Chunk) -> list[Rows]:
    """All telemetry of one chunk; gateways stay once they are there."""
    rng, planted = chunk.stream("equipment"), chunk.story.planted
    members = np.flatnonzero(chunk.of(planted.has_telemetry))
    begin = rng.integers(1, len(ENDS), len(members))
    counts = (len(ENDS) - 1 - begin) // _QUARTER + 1
    which = np.repeat(np.arange(len(members)), counts)
    nth = np.arange(len(which)) - (np.cumsum(counts) - counts)[which]
    month = begin[which] + _QUARTER * nth
    own = equipment_chance(chunk)[members]
    who, day = members[which], ENDS[month]
    alive = chunk.alive(who, day)
    which, who, day, month = which[alive], who[alive], day[alive], month[alive]
    level = maturity(chunk.story, chunk.assumed, who + chunk.start, day)
    digital, networked = np.clip(level[:, None] + own[which], 0, 1).T
    networked = np.minimum(networked, digital)
    gap = chunk.of(planted.is_gap)[who]
    networked[gap] = chunk.assumed.real("telemetry_gap_value")
    digital = np.maximum(digital, networked)
    return [
        rows(
            who,
            day,
            start=STARTS[month],
            end=day + 1,
            indicator=chunk.words.indicators[indicator],
            micro=np.rint(share * 10_000).astype(np.int64) * (MICRO // 10_000),
            grade=Grade.OBSERVED,
            source=chunk.words.source(GATEWAY),
            document=chunk.words.documents["telemetry"],
        )
        for indicator, share in ((DIGITAL, digital), (NETWORKED, networked))
    ]
