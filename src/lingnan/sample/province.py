"""A synthetic province: generate it, read its tables, stream its evidence.

Everything in it is invented and says so: codes, names, `is_synthetic`, document ids. Not for
writing it anywhere: see file and load.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lingnan.evidence.table import PROPOSAL_SCHEMA
from lingnan.packs import Pack
from lingnan.sample.answer import answer_rows
from lingnan.sample.assumption import Assumptions
from lingnan.sample.chunk import CHUNK_ENTERPRISES, Chunk
from lingnan.sample.clause import Standard, clause_rows, standard
from lingnan.sample.cloud import cloud_rows
from lingnan.sample.entity import Entity, entities, entity_table
from lingnan.sample.equipment import equipment_rows
from lingnan.sample.errors import OutsideHorizon, TooFewEnterprises
from lingnan.sample.irregular import planted_table
from lingnan.sample.membership import membership_table
from lingnan.sample.month import FIRST_MONTH, LAST_DAY, day_number
from lingnan.sample.population import populate
from lingnan.sample.project import project_rows
from lingnan.sample.question import Question, questions
from lingnan.sample.register import name_table, register_table
from lingnan.sample.row import Words, joined, table
from lingnan.sample.scale import expansion_of
from lingnan.sample.standing import entity_rows
from lingnan.sample.story import Story, greatest_count, tell
from lingnan.sample.supply import supply_table
from lingnan.sample.vocabulary import DISCRETE, PROCESS, QUESTIONNAIRE, Vocabulary, vocabulary

LEAST_ENTERPRISES: Final = 200
#: Enterprises that cannot be counted at the end: closed, or trying cloud for free.
_RESERVE = 1.06


@dataclass(frozen=True, slots=True)
class SampleProvince:
    """A synthetic province as it is known on the day `until`.

    Attributes:
        enterprises_asked: how many there are in all; fewer are founded by an earlier day.
        expansion: how many enterprises one of these stands for; counts are shown times it.
        enterprises, names, memberships, entities, supplies: rows of the registry tables of these
            names.
        planted: subject_code, kind, group_no of what was made to look wrong.
    """

    pack: Pack
    enterprises_asked: int
    seed: int
    until: date
    expansion: int
    enterprises: pa.Table
    names: pa.Table
    memberships: pa.Table
    entities: pa.Table
    supplies: pa.Table
    planted: pa.Table
    _story: Story
    _entities: tuple[Entity, ...]
    _words: Vocabulary
    _asked: tuple[Question, ...]
    _standards: tuple[Standard, Standard]

    def evidence(self) -> Iterator[pa.Table]:
        """All evidence up to the day, some hundred thousand rows at a time.

        Shapes:
            yields: PROPOSAL_SCHEMA, ascending by subject_code over all tables; at most
                5,000,000 rows each.
        """
        words = self._words.words()
        people = self._story.people
        for number, start in enumerate(range(0, people.count, CHUNK_ENTERPRISES)):
            stop = min(start + CHUNK_ENTERPRISES, people.count)
            yield self._chunk(number, start, stop, words)
        assumed = Assumptions(self.pack)
        found = list(self._entities)
        given = entity_rows(found, assumed, self._words, seed=self.seed)
        subjects = pa.array([entity.subject for entity in found], pa.string())
        yield table(joined([given], until=day_number(self.until)), words, subjects)

    def evidence_of(self, subjects: Sequence[str]) -> pa.Table:
        """The evidence of some enterprises; only the parts of the province they lie in are made.

        Shapes:
            returns: PROPOSAL_SCHEMA, ascending by subject_code.
        """
        wanted = pa.array(sorted(set(subjects)), pa.string())
        people, words = self._story.people, self._words.words()
        places = pc.index_in(wanted, people.codes).drop_null().to_numpy()
        parts = [PROPOSAL_SCHEMA.empty_table()]
        for number in np.unique(places // CHUNK_ENTERPRISES).tolist():
            start = number * CHUNK_ENTERPRISES
            stop = min(start + CHUNK_ENTERPRISES, people.count)
            rows = self._chunk(number, start, stop, words)
            parts.append(rows.filter(pc.is_in(rows["subject_code"], wanted)))
        return pa.concat_tables(parts)

    def _chunk(self, number: int, start: int, stop: int, words: Words) -> pa.Table:
        chunk = Chunk(
            self._story, Assumptions(self.pack), self._words, self.seed, number, start, stop
        )
        parts = [
            *answer_rows(chunk, self._asked),
            *clause_rows(chunk, *self._standards),
            *project_rows(chunk),
            *equipment_rows(chunk),
            *cloud_rows(chunk),
        ]
        subjects = self._story.people.codes.slice(start, stop - start)
        return table(joined(parts, until=day_number(self.until)), words, subjects)


def generate(pack: Pack, *, enterprises: int, seed: int, until: date = LAST_DAY) -> SampleProvince:
    """Make a synthetic province of so many enterprises, known up to a day.

    The same pack, number and seed always make the same province; an earlier `until` shows the
    same one at an earlier time, in which enterprises founded later are absent.

    Raises:
        TooFewEnterprises, OutsideHorizon, MissingAssumption, MissingSeries.
    Limits: marginals are true, everything else is assumed (pack, `sample.*`); enterprises are
        independent of one another apart from supply, planted rings and shared accounts.
    """
    if enterprises < LEAST_ENTERPRISES:
        raise TooFewEnterprises(given=enterprises, least=LEAST_ENTERPRISES)
    if not FIRST_MONTH <= until <= LAST_DAY:
        raise OutsideHorizon(given=until, first=FIRST_MONTH, last=LAST_DAY)
    assumed = Assumptions(pack)
    needed = round(greatest_count(pack, assumed) * _RESERVE)
    expansion = expansion_of(assumed.count("universe_enterprises"), enterprises, needed)
    people = populate(pack, assumed, enterprises=enterprises, seed=seed, expansion=expansion)
    story = tell(pack, assumed, people, seed=seed, expansion=expansion)
    words = vocabulary(pack, story.planted.accounts_count)
    found = entities(pack, assumed, people, seed=seed)
    day = day_number(until)
    return SampleProvince(
        pack=pack,
        enterprises_asked=enterprises,
        seed=seed,
        until=until,
        expansion=expansion,
        enterprises=register_table(pack, people, seed=seed, until=day),
        names=name_table(people, seed=seed, until=day),
        memberships=membership_table(found, people, assumed, seed=seed, until=day),
        entities=entity_table(pack, found, people.codes, day),
        supplies=supply_table(found, people, assumed, seed=seed, until=day),
        planted=planted_table(story.planted, people.codes),
        _story=story,
        _entities=tuple(found),
        _words=words,
        _asked=questions(pack.model(QUESTIONNAIRE), assumed, words),
        _standards=(
            standard(pack.model(DISCRETE), words),
            standard(pack.model(PROCESS), words),
        ),
    )
