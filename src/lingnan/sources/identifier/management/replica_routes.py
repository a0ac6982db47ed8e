"""What replicas of the node fetch: what it is, a copy of the resolution file, changes since then.

All of it holds restricted values, keys and secrets among them, so it is for whoever may operate the
whole node, and over TLS (see serve). Not for the replica's side (see node.follower).
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, Final

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import FileResponse, Response

from lingnan.access import Permission, Target
from lingnan.kernel import Text
from lingnan.sources.identifier.business.actor import note
from lingnan.sources.identifier.management.call import Call
from lingnan.sources.identifier.management.errors import BodyMalformed
from lingnan.sources.identifier.management.route import Route
from lingnan.sources.identifier.records.environment import copy_file
from lingnan.sources.identifier.records.stream import read_stream
from lingnan.sources.identifier.records.truth import Truth
from lingnan.sources.identifier.reporting.retention import note_replica

_OPERATE: Final = Permission.IDENTIFIER_OPERATE
_NAME: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_OCTETS: Final = "application/octet-stream"
_DRAFT: Final = "copy-"
_LEFT_SECONDS: Final = 3_600
#: Records in one answer.
_RECORDS: Final = 5_000


async def describe(call: Call) -> dict[str, Any]:
    """Answer the prefixes of the node."""
    _ensure_whole(call)
    return {"prefixes": list(call.desk.registrar.prefixes)}


async def copy(call: Call) -> Response:
    """Answer one state of the resolution file. Raises: RecordsFull, Refused."""
    _ensure_whole(call)
    environment = call.desk.registrar.reader.environment
    for left in environment.folder.glob(f"{_DRAFT}*"):
        # Of a replica that went away in the middle.
        if call.at.timestamp() - left.stat().st_mtime > _LEFT_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=environment.folder))
    try:
        await run_in_threadpool(copy_file, environment, draft)
        with call.desk.database.begin() as connection:
            note(connection, call.actor, _OPERATE, "replica:copy", at=call.at)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    gone = BackgroundTask(shutil.rmtree, draft, ignore_errors=True)
    return FileResponse(draft / "data.mdb", media_type=_OCTETS, background=gone)


async def changes(call: Call) -> Response:
    """Answer the changes behind `after`, whose mark is `mark` (see records.stream).

    Raises: RecordsDiverged when the replica needs a copy; BodyMalformed, Refused.
    """
    _ensure_whole(call)
    after, mark = _number(call, "after"), _number(call, "mark")
    name = call.query("name")
    if _NAME.fullmatch(name) is None:
        raise BodyMalformed(reason=Text("name 不可用", "name is unusable"))
    truth = Truth(call.desk.database)
    octets = await run_in_threadpool(read_stream, truth, after, mark, records=_RECORDS)
    folder = call.desk.registrar.reader.environment.folder.parent
    note_replica(folder, name, after, call.at)
    return Response(octets, media_type=_OCTETS)


def _ensure_whole(call: Call) -> None:
    for prefix in call.desk.registrar.prefixes:
        call.ensure(_OPERATE, Target.handle(prefix))


def _number(call: Call, name: str) -> int:
    told = call.query(name)
    if not (told.isascii() and told.isdigit() and len(told) <= 20):
        raise BodyMalformed(reason=Text(f"{name} 不是数字", f"{name} is no number"))
    return int(told)


ROUTES: Final = (
    Route("GET", "/replica/v1/node", _OPERATE, describe),
    Route("GET", "/replica/v1/copy", _OPERATE, copy),
    Route("GET", "/replica/v1/changes", _OPERATE, changes),
)
