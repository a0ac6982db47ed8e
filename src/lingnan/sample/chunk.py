"""A run of enterprises whose evidence is made at one time, and what making it needs."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lingnan.sample.assumption import Assumptions, stream
from lingnan.sample.story import Story
from lingnan.sample.vocabulary import Vocabulary

#: Enterprises in one chunk; less than 2^16, so that sorting rows by enterprise takes linear time.
CHUNK_ENTERPRISES = 16_384


@dataclass(frozen=True, slots=True)
class Chunk:
    """The enterprises from `start` until `stop`; rows count them from 0."""

    story: Story
    assumed: Assumptions
    words: Vocabulary
    seed: int
    number: int
    start: int
    stop: int

    @property
    def count(self) -> int:
        """How many enterprises the chunk has."""
        return self.stop - self.start

    def stream(self, topic: str) -> np.random.Generator:
        """The random stream of a topic in this chunk."""
        return stream(self.seed, topic, self.number)

    def of(self, column: NDArray[Any]) -> NDArray[Any]:
        """The chunk's part of a column with one entry per enterprise."""
        return column[self.start : self.stop]

    def alive(self, who: NDArray[np.integer], day: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Whether enterprises of the chunk exist on days."""
        people = self.story.people
        return np.asarray(
            (self.of(people.founded)[who] <= day) & (self.of(people.closed)[who] > day)
        )
