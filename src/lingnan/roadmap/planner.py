"""What planning needs again and again, kept per pack: catalogues, settings, working memory.

A process keeps one `Planner` a pack (`planner_of`), so that a slider that moves re-plans in
milliseconds. Not for what is asked (request) or answered (enterprise).
"""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from threading import Lock

import numpy as np

from lingnan.diagnosis import Model, build_model, score
from lingnan.packs import Pack
from lingnan.roadmap.case import Case, empty_case
from lingnan.roadmap.catalogue import Catalogue, build_catalogue
from lingnan.roadmap.exact import solve_exactly
from lingnan.roadmap.highs import quiet_solver
from lingnan.roadmap.kernel.branch import Limits
from lingnan.roadmap.kernel.doors import fill_case
from lingnan.roadmap.kernel.given import Given, Scratch, scratch_for
from lingnan.roadmap.kernel.record import Work
from lingnan.roadmap.kernel.solve import CAREFUL, Solution, memory_for, solve
from lingnan.roadmap.model import Standing
from lingnan.roadmap.state import Flags, answers_of
from lingnan.roadmap.tables import Setting, set_up, with_nowhere

_KEPT_PACKS = 4
_KEPT_SCORES = 4_096


class Planner:
    """Catalogues, settings and memory of one pack, made when first asked for; for all threads."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._models: dict[str, Model] = {}
        self._catalogues: dict[str, Catalogue] = {}
        self._settings: dict[tuple[str, date, int, frozenset[str]], Setting] = {}
        self._scores: dict[tuple[object, ...], Standing] = {}
        self._memory: dict[Limits, Work] = {}
        self._scratch: dict[str, Scratch] = {}
        self._lock = Lock()

    def model(self, model_id: str) -> Model:
        """An assessment model, ready for scoring. Raises: PackLookupError."""
        if model_id not in self._models:
            self._models[model_id] = build_model(self.pack.model(model_id))
        return self._models[model_id]

    def catalogue(self, model_id: str) -> Catalogue:
        """The measures against a model. Raises: see build_catalogue."""
        if model_id not in self._catalogues:
            self._catalogues[model_id] = build_catalogue(self.pack, self.model(model_id))
        return self._catalogues[model_id]

    def setting(
        self, model_id: str, as_of: date, periods: int, selected: frozenset[str] = frozenset()
    ) -> Setting:
        """What all enterprises share over some half-years, with a city more (with_nowhere).

        Raises: HorizonOutOfRange.
        """
        key = (model_id, as_of, periods, selected)
        if key not in self._settings:
            catalogue = self.catalogue(model_id)
            made = set_up(self.pack, catalogue, as_of, periods, selected=selected)
            self._settings[key] = replace(made, tables=with_nowhere(made.tables))
        return self._settings[key]

    def fill(self, setting: Setting, given: Given, claimed: Flags, side: Flags) -> Case:
        """The case of one enterprise."""
        case = empty_case()
        model_id = setting.catalogue.model.id
        with self._lock:
            if model_id not in self._scratch:
                self._scratch[model_id] = scratch_for(setting.tables)
            fill_case(setting.tables, given, claimed, side, self._scratch[model_id], case)
        return case

    def solve(
        self, case: Case, level_index: int | None = None, limits: Limits = CAREFUL
    ) -> Solution:
        """Plan a case by the kernel."""
        with self._lock:
            if limits not in self._memory:
                self._memory[limits] = memory_for(limits)
            return solve(case, level_index=level_index, limits=limits, work=self._memory[limits])

    def solve_exactly(
        self, case: Case, level_index: int | None = None, *, seconds: float = 60.0
    ) -> Solution:
        """Plan a case by HiGHS."""
        quiet_solver()  # what it prints when first used would stand among answers
        return solve_exactly(case, level_index=level_index, seconds=seconds)

    def standing(self, setting: Setting, reached: Flags, known: dict[str, str]) -> Standing:
        """Level and points of a sheet that stands on reached steps, by the reference scorer."""
        steps = setting.catalogue.steps
        key = (steps.model.id, np.packbits(reached).tobytes(), tuple(sorted(known.items())))
        if key not in self._scores:
            found = score(steps.model, answers_of(steps, reached, known))
            if len(self._scores) >= _KEPT_SCORES:
                self._scores.clear()
            self._scores[key] = Standing(found.level, found.millipoints)
        return self._scores[key]

    def main_model(self) -> str:
        """The model that most measures of the catalogue raise answers of."""
        named = [
            name for measure in self.pack.measures for e in measure.effects for name in e.models
        ]
        return max((model.id for model in self.pack.models), key=named.count)


@lru_cache(maxsize=_KEPT_PACKS)
def _planner(key: "_Key") -> Planner:
    return Planner(key.pack)


class _Key:
    """A pack by its content: packs of equal hash share a planner."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return hash(self.pack.content_hash)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.pack.content_hash == self.pack.content_hash


def planner_of(pack: Pack) -> Planner:
    """The planner that this process keeps for a pack."""
    return _planner(_Key(pack))
