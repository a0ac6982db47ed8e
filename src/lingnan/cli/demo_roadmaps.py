"""The roadmaps of the demo: one of each path, the first told, all four written as documents.

Not for the rest of the tour (demo_tour).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lingnan.cli.clock import today
from lingnan.cli.roadmap_page import print_beginning
from lingnan.cli.settings import Settings
from lingnan.packs import Pack
from lingnan.store import Engine, Store
from lingnan.store.runs import Run, last_run

Answer = dict[str, Any]
_PACKAGES = 6


def tell_roadmaps(settings: Settings, store: Store, pack: Pack, uscc: str | None) -> list[Path]:
    """Tell the roadmap of one enterprise and write one document of each path; returns the files.

    Shapes: two files a path, Word and Excel, in the language of the tour.
    """
    run = last_run(store.database)
    if run is None or "out_roadmap" not in run.outputs:
        return []
    folder = store.root / "reports"
    folder.mkdir(exist_ok=True)
    files: list[Path] = []
    for name, answer in _answers(settings, store, pack, run, uscc):
        files += _write(settings, folder, name, answer)
    return files


def _answers(
    settings: Settings, store: Store, pack: Pack, run: Run, uscc: str | None
) -> Iterator[tuple[str, Answer]]:
    from lingnan.pipeline.ground import ground_of
    from lingnan.pipeline.group_answers import (
        ChainAsked,
        ParkAsked,
        chain_answer,
        industry_answer,
        park_answer,
    )
    from lingnan.pipeline.roadmaps import known_enterprise, with_model
    from lingnan.roadmap.answer import to_json
    from lingnan.roadmap.industry import Question, Scope
    from lingnan.roadmap.model import Request

    known = None if uscc is None else known_enterprise(store, pack, uscc, today=today())
    if known is not None and known.enterprise.revenue_cny is not None:
        answer = to_json(known.plan(with_model(Request(model_id=""), known)))
        print_beginning(answer, settings)
        yield f"roadmap-enterprise-{uscc}", answer
    with ground_of(store, pack) as ground:
        engine = ground.engine
        planning = ground.planning
        cluster = _first(engine, store, run, "out_industry", "cluster_id", "reached_after")
        if cluster is not None:
            question = Question(planning.level, planning.as_of, packages_count=_PACKAGES)
            found = industry_answer(ground, Scope(cluster_id=cluster), question)
            yield f"roadmap-industry-{cluster}", found
        park = _first(engine, store, run, "out_park", "park_id", "added_cny")
        if park is not None:
            yield f"roadmap-park-{park}", park_answer(ground, ParkAsked(park), is_exact=False)
        chain = _first(engine, store, run, "out_chain", "chain_id", "upgraded_count")
        if chain is not None:
            yield f"roadmap-chain-{chain}", chain_answer(ground, ChainAsked(chain, "proven"))


def _first(engine: Engine, store: Store, run: Run, name: str, key: str, most: str) -> str | None:
    """The group of which the run says most; null when it planned none."""
    if name not in run.outputs:
        return None
    table = engine.scan(store.lake, name, run.outputs[name])
    told = table.filter(table[most].notnull())
    order = [told[most].desc(), told.members_count.desc(), told[key]]
    rows = engine.arrow(told.order_by(order).limit(1))
    return str(rows[key][0].as_py()) if rows.num_rows else None


def _write(settings: Settings, folder: Path, name: str, answer: Answer) -> list[Path]:
    from lingnan.console import document

    build = {
        "enterprise": document.enterprise_document,
        "industry": document.industry_document,
        "park": document.park_document,
        "chain": document.chain_document,
    }[str(answer["path"])]
    made = build(answer, settings.lang)
    word, book = folder / f"{name}.docx", folder / f"{name}.xlsx"
    document.write_word(made, word)
    document.write_workbook(made, book)
    return [word, book]
