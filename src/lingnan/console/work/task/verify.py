"""Verify the audit trail, or the chain of evidence, as a job: at forty million rows it takes long.

What is found wrong is an outcome, not a failure of the job. Not for how a chain is verified
(access.trail, evidence.verify).
"""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from lingnan.access import verify_trail
from lingnan.console.work.errand import Errand
from lingnan.evidence import Ledger
from lingnan.kernel import Text


def check_trail(errand: Errand) -> Mapping[str, Any]:
    """Recompute the chain of the audit trail; `known` is an entry and hash kept elsewhere."""
    told = errand.job.argument.get("known")
    known = None if told is None else (int(told[0]), str(told[1]))
    verdict = verify_trail(errand.store.database, known=known, advance=errand.advance)
    return {
        "holds": verdict.holds,
        "count": verdict.entries_count,
        "last": verdict.last_sha256,
        "broken": verdict.broken_entry_id,
        "why": _said(verdict.why),
    }


def check_evidence(errand: Errand) -> Mapping[str, Any]:
    """Recompute every digest of the evidence that is sealed."""
    verdict = Ledger(errand.store).verify(errand.advance)
    return {
        "holds": verdict.holds,
        "segments": verdict.segments_count,
        "count": verdict.rows_count,
        "broken": verdict.broken_segment_no,
        "file": None if verdict.broken_file is None else PurePath(verdict.broken_file).name,
        "why": _said(verdict.why),
    }


def _said(why: Text | None) -> dict[str, str] | None:
    return None if why is None else {"zh": why.zh, "en": why.en}
