"""The last run of a store, and the stamp it puts on a page.

Not for starting runs (pipeline).
"""

from lingnan.console.i18n import translator
from lingnan.console.views import Stamp
from lingnan.kernel import Lang
from lingnan.kernel.region import PROVINCES
from lingnan.packs import Pack
from lingnan.store import Store
from lingnan.store.runs import Run

_INPUTS = (
    "evidence",
    "registry_enterprise",
    "registry_membership",
    "registry_entity",
    "registry_supply",
)


def stamp_of(store: Store, pack: Pack, run: Run, lang: Lang) -> Stamp:
    """Say which run, pack and tables a page shows."""
    _ = translator(lang).gettext
    inputs = [(name, int(run.pins[name])) for name in _INPUTS if run.pins.get(name, "-") != "-"]
    region = PROVINCES.get(pack.region_code)
    return Stamp(
        region=region.in_(lang) if region else pack.region_code,
        as_of=run.as_of,
        run_id=run.run_id,
        pack_id=pack.id,
        pack_title=pack.title.in_(lang),
        pack_version=pack.version,
        code_version=run.pins.get("code", ""),
        table_versions=(*inputs, *sorted(run.outputs.items())),
        is_synthetic=store.manifest.synthetic,
        expansion=store.manifest.expansion,
        warning=_("The content pack has changed since this run; please run again.")
        if run.pins.get("pack_sha256", pack.content_hash) != pack.content_hash
        else None,
    )


def version_of(run: Run, table: str) -> int | None:
    """Answer the version of a result or input table that the run pinned; null if it had none."""
    if table in run.outputs:
        return run.outputs[table]
    pinned = run.pins.get(table, "-")
    return None if pinned == "-" else int(pinned)


def inputs_of(run: Run, *tables: str) -> tuple[str, ...]:
    """Name tables with the versions that a result was read from: ``out_target@3``."""
    return tuple(
        f"{table}@{version_of(run, table)}"
        for table in tables
        if version_of(run, table) is not None
    )


def factor_of(store: Store, pack: Pack, definition_id: str) -> int:
    """Answer what counts of a definition are multiplied by: a sample's expansion, for enterprises.

    Registered entities (nodes, platforms, providers) are not sampled.
    """
    counts = pack.definition(definition_id).counts
    return store.manifest.expansion if counts == "enterprise" else 1
