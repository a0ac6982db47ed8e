"""Plan a park or chain under conditions as a job; the answer is kept as a file of the job.

For what takes longer than a page may: proofs, and large groups. Not for who may ask (pages) nor for
planning itself (pipeline.group_answers).
"""

import gzip
import json
from collections.abc import Mapping
from typing import Any, Final

from lingnan.console.work.errand import Errand
from lingnan.console.work.errors import RunReplaced
from lingnan.pipeline.ground import Ground, ground_of
from lingnan.pipeline.group_answers import ChainAsked, ParkAsked, chain_answer, park_answer

PLAN: Final = "plan"
#: The file of the job: the answer as JSON, compressed.
ANSWER: Final = "answer.json.gz"
_LEVEL: Final = 5


def plan(errand: Errand) -> Mapping[str, Any]:
    """Answer the question of a job as of the run of its order.

    Raises: RunReplaced when there is another run; as park_answer, chain_answer.
    """
    told = errand.job.argument
    errand.advance(0.05)
    with ground_of(errand.store, errand.pack) as ground:
        if ground.run.run_id != told["run_id"]:
            raise RunReplaced
        errand.advance(0.2)
        answer = _answer(ground, told)
    errand.advance(0.95)
    text = json.dumps(answer, ensure_ascii=False, default=str, separators=(",", ":"))
    path = errand.made(ANSWER)
    draft = path.with_suffix(".tmp")
    draft.write_bytes(gzip.compress(text.encode(), _LEVEL, mtime=0))
    draft.replace(path)
    return {"file": ANSWER, "run_id": ground.run.run_id, "as_of": ground.run.as_of.isoformat()}


def _answer(ground: Ground, told: Mapping[str, Any]) -> Mapping[str, Any]:
    # Lists are tuples again, so that the question is the one that was asked.
    asked: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in told["asked"].items()
    }
    is_exact = bool(told["is_exact"])
    if told["kind"] == "park":
        return park_answer(ground, ParkAsked(**asked), is_exact=is_exact)
    asked["method"] = "exact" if is_exact else "bounded"
    return chain_answer(ground, ChainAsked(**asked))
