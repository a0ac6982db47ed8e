"""The demo: a sample province built, imported, run and explained, as a newcomer reads it."""

import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

from lingnan.cli.clock import actor, now, today
from lingnan.cli.demo_node import PREFIX, open_node
from lingnan.cli.demo_readers import DemoReader, open_readers
from lingnan.cli.demo_roadmaps import tell_roadmaps
from lingnan.cli.diagnosis_page import print_diagnosis
from lingnan.cli.output import Format, print_lines, progress
from lingnan.cli.progress_page import print_progress
from lingnan.cli.settings import Settings
from lingnan.kernel import Finding, ImportCounts, Text
from lingnan.packs import Pack, load_pack
from lingnan.store import Engine, Store

PACK = "guangdong"
_EVIDENCE_SHOWN = 6
_WORST_SHOWN = 5


def tour(settings: Settings, *, enterprises: int, seed: int, as_of: date) -> list[DemoReader]:
    """Build, import, run, explain; every step says how long it took. Answers who may sign in."""
    from lingnan.console.report import (
        build_city,
        build_enterprise,
        build_overview,
        load_city,
        load_enterprise,
        load_overview,
    )
    from lingnan.pipeline.answers import diagnosis_of, progress_of

    pack = load_pack(PACK)
    store = _build(settings, pack, enterprises=enterprises, seed=seed)
    _run(settings, store, pack, as_of)
    print_progress(settings, Format.table)
    answer = progress_of(store)
    worst = _tell_worst(settings, pack, answer)
    with store.engine() as engine:
        uscc = _telling_enterprise(engine, store, answer["run_id"])
        if uscc is not None:
            found = diagnosis_of(store, pack, uscc, today=today(), engine=engine)
            print_diagnosis(found, pack, settings, Format.table, evidence_rows=_EVIDENCE_SHOWN)
    lang = settings.lang
    pages = {"overview": build_overview(load_overview(store, pack, lang), lang)}
    if uscc is not None:
        pages[f"enterprise-{uscc}"] = build_enterprise(
            load_enterprise(store, pack, uscc, lang), lang
        )
    if worst is not None:
        pages[f"city-{worst}"] = build_city(load_city(store, pack, worst, lang), lang)
    folder = store.root / "reports"
    folder.mkdir(exist_ok=True)
    for name, page in pages.items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")
    print_lines([""])
    files = [folder / f"{name}.html" for name in pages]
    files += tell_roadmaps(settings, store, pack, uscc)
    _tell_where(settings, uscc, files)
    _make_node(settings, store, uscc, worst)
    return open_readers(store, pack, uscc=uscc, city=worst, at=now())


def _build(settings: Settings, pack: Pack, *, enterprises: int, seed: int) -> Store:
    from lingnan.sample import generate, load_into, write_files
    from lingnan.sources.published import import_pack_series

    start = time.monotonic()
    province = generate(pack, enterprises=enterprises, seed=seed)
    store = Store.create(
        settings.store_path, pack=PACK, synthetic=True, expansion=province.expansion
    )
    at = now()
    with progress(settings.say(Text("生成样本省", "building the sample province"))):
        receipt = load_into(store, pack, province, at)
        import_pack_series(store, pack, at=at, actor=actor())
        files = write_files(province, store.root / "files")
    _say(
        settings,
        start,
        Text(
            f"生成样本：企业 {enterprises:,} 家（一家代表 {province.expansion} 家），"
            f"证据 {receipt.evidence.added:,} 条；全部为虚构数据",
            f"Sample province: {enterprises:,} enterprises (one stands for {province.expansion}), "
            f"{receipt.evidence.added:,} evidence rows; everything in it is synthetic",
        ),
    )
    _import_files(settings, store, pack, files)
    return store


def _import_files(settings: Settings, store: Store, pack: Pack, files: Any) -> None:
    """Import what users would bring: a register with errors, a questionnaire, a cloud bill."""
    from lingnan.registry import import_register
    from lingnan.sources.cloud import import_bill, import_contracts
    from lingnan.sources.declared import import_answers

    told: dict[str, Any] = {"at": now(), "actor": actor()}
    steps: list[tuple[Path, Any]] = [
        (files.register_with_errors, lambda f: import_register(store, pack, f, **told)),
        (
            files.answers,
            lambda f: import_answers(store, pack, f, model_id="miit-sme-2024", **told),
        ),
        (
            files.bill,
            lambda f: import_bill(
                store,
                pack,
                f,
                vendor="sample-vendor-a",
                accounts=files.accounts,
                pushed_by_vendor=True,
                **told,
            ),
        ),
        (
            files.contracts,
            lambda f: import_contracts(store, pack, f, vendor="sample-vendor-b", **told),
        ),
    ]
    for file, work in steps:
        start = time.monotonic()
        counts, findings = work(file)
        _say(settings, start, _counted(file, counts, findings))


def _counted(file: Path, counts: ImportCounts, findings: list[Finding]) -> Text:
    name = file.name
    return Text(
        f"导入 {name}：新增 {counts.added:,}，变更 {counts.changed:,}，未变 {counts.unchanged:,}，"
        f"退回 {counts.rejected:,}，发现问题 {len(findings):,} 项",
        f"Imported {name}: {counts.added:,} added, {counts.changed:,} changed, "
        f"{counts.unchanged:,} unchanged, {counts.rejected:,} rejected, {len(findings):,} findings",
    )


def _run(settings: Settings, store: Store, pack: Pack, as_of: date) -> None:
    from lingnan.pipeline.run import run_all

    start = time.monotonic()
    with progress(settings.say(Text("运行", "running"))) as advance:
        run = run_all(store, pack, as_of=as_of, at=now(), advance=advance)
    _say(
        settings,
        start,
        Text(
            f"运行至 {as_of}，编号 {run.run_id[:12]}",
            f"Ran as of {as_of}, run {run.run_id[:12]}",
        ),
    )
    print_lines([""])


def _make_node(settings: Settings, store: Store, uscc: str | None, city: str | None) -> None:
    start = time.monotonic()
    made = open_node(settings, store, uscc=uscc, city=city, at=now())
    line = settings.line(f"node serve {made.folder}")
    print_lines([""])
    _say(
        settings,
        start,
        Text(
            f"标识节点 {PREFIX}（虚构）：企业前缀 {made.prefixes_count} 个，"
            f"标识 {made.identifiers_count} 个；启动节点：{line}",
            f"Identifier node {PREFIX} (synthetic): {made.prefixes_count} enterprise prefixes, "
            f"{made.identifiers_count} identifiers; serve it with: {line}",
        ),
    )


def _tell_worst(settings: Settings, pack: Pack, answer: dict[str, Any]) -> str | None:
    """Name the cities that make most of the first target's gap; returns the code of the worst."""
    target = answer["targets"][0]
    known = {city.code: city.name for city in pack.cities}
    rows = [row for row in target["cities"] if row["key"] in known and row["gap_proven"] > 0]
    rows = rows[:_WORST_SHOWN]
    if not rows:
        return None
    zh = "、".join(f"{known[r['key']].zh}（{r['gap_proven']:,.0f}）" for r in rows)
    en = ", ".join(f"{known[r['key']].en} ({r['gap_proven']:,.0f})" for r in rows)
    goal = pack.target(target["id"]).name
    print_lines(
        [
            settings.say(
                Text(
                    f"缺口最大的城市（{goal.zh}，证实口径）：{zh}",
                    f"Cities with the largest gap ({goal.en}, proven): {en}",
                )
            ),
            "",
        ]
    )
    return str(rows[0]["key"])


def _telling_enterprise(engine: Engine, store: Store, run_id: str) -> str | None:
    """An enterprise worth explaining: assessed, partly proven, claiming more than is proven."""
    from lingnan.store.runs import list_runs

    run = next(run for run in list_runs(store.database) if run.run_id == run_id)
    scores = engine.scan(store.lake, "out_score", run.outputs["out_score"])
    wanted = scores.filter(
        scores.model_id == "miit-sme-2024",
        scores.claimed_level >= 2,
        scores.claimed_level > scores.proven_level,
        scores.attested_count >= 8,
    )
    rows = engine.arrow(wanted.order_by("subject_code").limit(1))
    return rows["subject_code"][0].as_py() if rows.num_rows else None


def _tell_where(settings: Settings, uscc: str | None, files: list[Path]) -> None:
    lines = [
        settings.say(
            Text(
                "报告（可离线打开；Word 与 Excel 可修改后签发）：",
                "Reports (they open offline; Word and Excel can be edited and signed):",
            )
        )
    ]
    lines += [f"  {file.resolve()}" for file in files]
    lines.append(settings.say(Text("接着试试：", "Try next:")))
    lines += [
        f"  {settings.line(command)}"
        for command in ("findings", "progress --format json", "evidence verify")
    ]
    if uscc is not None:
        lines.append(f"  {settings.line(f'diagnose {uscc}')}")
        lines.append(f"  {settings.line(f'roadmap enterprise {uscc}')}")
    print_lines(lines)


def _say(settings: Settings, start: float, text: Text) -> None:
    sys.stdout.write(f"[{time.monotonic() - start:5.1f} s] {settings.say(text)}\n")
    sys.stdout.flush()
