"""Answers kept for a run: in memory for every question, as files for those a page asks first.

The files can be deleted at any time; they are made again. Not for computing answers (depth).
"""

import gzip
import hashlib
import json
import shutil
import threading
import uuid
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

Json = dict[str, Any]
_FOLDER: Final = "console"
_PART: Final = "answers"
#: So many signs of answers are remembered, the least used forgotten first.
_REMEMBERED_SIGNS: Final = 30_000_000
_LEVEL: Final = 5
_memory: Final["OrderedDict[Path, tuple[int, Json]]"] = OrderedDict()
_lock: Final = threading.Lock()


def place_of(root: Path, run_id: str, name: str, asked: Mapping[str, object]) -> Path:
    """Answer where the answer to a question stands; equal questions have one place."""
    told = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(f"{name}\n{told}".encode()).hexdigest()
    return root / _FOLDER / _PART / run_id[:24] / f"{digest[:32]}.json.gz"


def read_kept(place: Path) -> Json | None:
    """Answer what was kept; null when nothing was, or it cannot be read."""
    with _lock:
        if place in _memory:
            _memory.move_to_end(place)
            return _memory[place][1]
    try:
        content = gzip.decompress(place.read_bytes())
        found = json.loads(content)
    except (OSError, EOFError, ValueError):
        return None
    if not isinstance(found, dict):
        return None
    _remember(place, found, len(content))
    return found


def keep(place: Path, answer: Mapping[str, Any], *, is_lasting: bool) -> Json:
    """Keep an answer and give it back as it will be read; `is_lasting`: as a file too.

    Limits: where the folder cannot be written, it is kept in memory alone.
    """
    text = json.dumps(answer, ensure_ascii=False, default=str, separators=(",", ":"))
    found: Json = json.loads(text)
    _remember(place, found, len(text))
    if is_lasting:
        with suppress(OSError):
            _write(place, gzip.compress(text.encode(), _LEVEL, mtime=0))
    return found


def _write(place: Path, content: bytes) -> None:
    folder = place.parent
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
    draft = folder / f".{uuid.uuid4().hex}.tmp"
    try:
        draft.write_bytes(content)
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)


def _remember(place: Path, answer: Json, signs: int) -> None:
    with _lock:
        _memory[place] = (signs, answer)
        _memory.move_to_end(place)
        while len(_memory) > 1 and sum(each for each, _ in _memory.values()) > _REMEMBERED_SIGNS:
            _memory.popitem(last=False)
