"""Run the whole store as of a day, as a job. Not for what a run computes (pipeline)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from lingnan.console.work.errand import Errand
from lingnan.console.work.pack_archive import keep_pack
from lingnan.console.work.prepare import prepare_pages
from lingnan.pipeline.run import run_all

#: The share at which a run begins to write its tables.
_WRITTEN: Final = 0.97


def run(errand: Errand) -> Mapping[str, Any]:
    """Diagnose, count, forecast and plan as of the day of the job. Raises: what run_all raises."""
    keep_pack(errand.store, errand.pack)
    done = run_all(
        errand.store,
        errand.pack,
        as_of=date.fromisoformat(str(errand.job.argument["as_of"])),
        at=datetime.now(UTC),
        advance=errand.part(0.0, 0.98, hold_at=_WRITTEN),
        with_roadmaps=bool(errand.job.argument.get("with_roadmaps", True)),
    )
    prepare_pages(errand.store, errand.pack)
    return {"run_id": done.run_id, "as_of": done.as_of.isoformat()}
