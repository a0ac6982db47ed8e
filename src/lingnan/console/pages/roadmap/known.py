"""An enterprise ready for planning, in a warm process: evidence read once, planners kept.

Quick answers and deep ones have planners of their own, so that a slider does not wait for an
analysis. Not for what is asked (ask).
"""

import logging
from collections import OrderedDict
from datetime import date
from threading import Lock, Thread
from typing import Final

from lingnan.console.web.basis import Basis, Wish, basis_at_once, rows_of
from lingnan.console.web.call import Call
from lingnan.console.web.desk import Desk
from lingnan.console.web.dossier import Opened
from lingnan.evidence import EvidenceRow
from lingnan.kernel import LingnanError, Text
from lingnan.packs import Pack
from lingnan.pipeline.roadmaps import Known
from lingnan.roadmap.enterprise import plan_enterprise
from lingnan.roadmap.model import Request, Subject
from lingnan.roadmap.planner import Planner, planner_of
from lingnan.sources.intake import china_day

_log: Final = logging.getLogger(__name__)
_KEPT: Final = 128
_lock: Final = Lock()
_rows: Final[OrderedDict[tuple[object, ...], tuple[EvidenceRow, ...]]] = OrderedDict()
_deep: Final[dict[str, Planner]] = {}


def known_of(call: Call, opened: Opened) -> tuple[Known, Basis]:
    """Answer what is known of the enterprise, and on which basis."""
    uscc, store = opened.enterprise.uscc, call.store
    wish: Wish = "run" if call.asked("basis") == "run" else ""
    if call.asked("basis") == "now":
        wish = "now"
    basis = basis_at_once(call.desk, uscc, at=call.at, wish=wish)
    # A run never changes, and what came in since is counted: equal keys are equal evidence.
    pins = dict(basis.run.pins) if basis.run else {}
    key = (str(store.root), uscc, basis.as_of, pins.get("evidence"), basis.newer_count)
    rows = _recall(key) if basis.run else None
    if rows is None:
        with call.desk.engine() as engine:
            rows = tuple(rows_of(store, engine, basis, uscc))
        _keep(key, rows)
    run_id = basis.run.run_id if basis.run and not basis.is_now else None
    known = Known(planner_of(call.pack), opened.enterprise, rows, basis.as_of, run_id)
    return known, basis


def deep_planner(pack: Pack) -> Planner:
    """The planner of analyses; one a pack and process."""
    with _lock:
        if pack.content_hash not in _deep:
            _deep.clear()
            _deep[pack.content_hash] = Planner(pack)
        return _deep[pack.content_hash]


def warm(pack: Pack, as_of: date) -> None:
    """Plan an enterprise that does not exist, so that nobody waits for compiling and tables."""
    for planner, is_deep in ((planner_of(pack), False), (deep_planner(pack), True)):
        model_id = planner.main_model()
        subject = Subject(
            uscc="",
            name=Text("", ""),
            size_class="small",
            city_code=pack.cities[0].code if pack.cities else pack.region_code,
            industry_code="C",
            cluster_id=None,
            revenue_cny=20_000_000,
            employees=50,
        )
        plan_enterprise(planner, subject, Request(model_id, with_analysis=is_deep), as_of)


def warm_in_background(desk: Desk) -> Thread:
    """Warm the planners of a desk's pack beside its first requests; answers the thread."""

    def work() -> None:
        run = desk.run
        try:
            warm(desk.pack, run.as_of if run else china_day(desk.clock()))
        except LingnanError as failure:
            _log.warning("%s", failure)

    thread = Thread(target=work, name="warm-roadmap", daemon=True)
    thread.start()
    return thread


def _recall(key: tuple[object, ...]) -> tuple[EvidenceRow, ...] | None:
    with _lock:
        found = _rows.get(key)
        if found is not None:
            _rows.move_to_end(key)
        return found


def _keep(key: tuple[object, ...], rows: tuple[EvidenceRow, ...]) -> None:
    with _lock:
        _rows[key] = rows
        while len(_rows) > _KEPT:
            _rows.popitem(last=False)
