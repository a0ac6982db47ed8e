"""Many identifiers from one file: good rows are registered, each bad one is told why.

A file that was registered before is answered as then (its content is the idempotency key).
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from lingnan.access import Permission
from lingnan.console.pages.node.application.read import problems_of
from lingnan.console.pages.node.context import Problem
from lingnan.console.pages.node.place import node_of, with_writer
from lingnan.console.pages.node.registration.read import batch_context
from lingnan.console.pages.node.registration.route import asked_template
from lingnan.console.web.answer import Answer, Shown
from lingnan.console.web.call import Call, Upload
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.failure import status_of
from lingnan.console.web.route import get, post
from lingnan.console.web.sheet import sent_csv
from lingnan.console.web.upload_check import TABLES, check_upload
from lingnan.kernel import Finding, LingnanError, Text
from lingnan.sources.identifier.business.errors import BatchSize
from lingnan.sources.identifier.business.registrar import MAX_ROWS, Registrar
from lingnan.sources.identifier.business.registration import (
    CallOutcome,
    RowOutcome,
    RowState,
    register_rows,
)
from lingnan.sources.identifier.business.row_file import FileRows, read_rows
from lingnan.sources.identifier.business.template import Template

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_PATH: Final = "/node/registrations/batch"
#: Rows of one file; larger ones are registered by lingnan node batch.
MOST_ROWS: Final = 100_000
_OCTETS: Final = 32 << 20
_SHOWN: Final = 200


def _ask(call: Call) -> Answer:
    place = node_of(call)
    template = asked_template(call, place, call.asked("template"))
    return Shown(call.tr.gettext("Register a file"), batch_context(call, place, template))


def _form(call: Call) -> Answer:
    """Answer an empty file with the columns of a template."""
    template = asked_template(call, node_of(call), call.asked("template"))
    if template is None:
        raise NothingThere
    items = [item.name for item in template.items if item.is_enabled]
    headings = (
        ["标识", "有效期至", *items] if call.lang == "zh" else ["handle", "valid_until", *items]
    )
    return sent_csv(f"{template.prefix}-{template.version}.csv", headings, (), call.lang)


def _take(call: Call) -> Answer:
    place = node_of(call)
    title = call.tr.gettext("Register a file")
    template = asked_template(call, place, call.typed("template"))
    try:
        if template is None:
            raise FormUnreadable(reason=Text("没有选择数据模板", "no template was chosen"))
        read = _read(call, template)
        outcome = _register(call, read, is_atomic=bool(call.typed("atomic")))
    except LingnanError as failure:
        context = batch_context(call, place, template, failure=failure)
        return Shown(title, context, status_of(failure))
    problems = _problems(call, read, outcome.rows)
    context = batch_context(
        call,
        place,
        template,
        finding=_told(call, outcome, len(problems)),
        problems=problems[:_SHOWN],
        problems_count=len(problems),
    )
    return Shown(title, context)


def _read(call: Call, template: Template) -> FileRows:
    uploads: Sequence[Upload] = call.files.get("rows", ())
    if not uploads:
        raise FormUnreadable(reason=Text("没有选择文件", "no file was chosen"))
    upload = uploads[-1]
    check_upload(upload, TABLES, most_octets=_OCTETS)
    with tempfile.TemporaryDirectory(prefix="lingnan-") as folder:
        path = Path(folder) / upload.file_name
        with path.open("wb") as file:
            shutil.copyfileobj(upload.file, file)
        found = read_rows(path, template, prefix=call.typed("prefix") or None)
    if not 1 <= len(found.rows) <= MOST_ROWS:
        raise BatchSize(count=len(found.rows), limit=MOST_ROWS)
    return found


def _register(call: Call, read: FileRows, *, is_atomic: bool) -> CallOutcome:
    if is_atomic and len(read.rows) > MAX_ROWS:
        raise BatchSize(count=len(read.rows), limit=MAX_ROWS)
    key = f"file:{read.sha256}:{int(is_atomic)}"

    async def work(registrar: Registrar) -> CallOutcome:
        done: list[RowOutcome] = []
        is_repeated = True
        for start in range(0, len(read.rows), MAX_ROWS):
            rows: list[Any] = read.rows[start : start + MAX_ROWS]
            part = await register_rows(
                registrar,
                call.who,
                rows,
                at=call.at,
                key=f"{key}:{start}",
                is_atomic=is_atomic,
                content=read.sha256.encode(),
            )
            done += part.rows
            is_repeated &= part.is_repeated
        return CallOutcome(tuple(done), is_repeated)

    return with_writer(call, work)


def _problems(call: Call, read: FileRows, rows: Sequence[RowOutcome]) -> tuple[Problem, ...]:
    """Answer what was wrong, each by the line that the spreadsheet shows."""
    found = [
        Problem(str(line), each.code, each.what, each.remedy)
        for line, row in zip(read.lines, rows, strict=True)
        for each in problems_of(call, row.findings)
    ]
    unread: list[Finding] = [each for each in read.findings if each.row is not None]
    return (*found, *problems_of(call, unread))


def _told(call: Call, outcome: CallOutcome, problems_count: int) -> str:
    _, number = call.tr.gettext, call.tr.number
    told = _(
        "{done} registered, {same} were there with the same content, {refused} refused, "
        "{held} held back."
    ).format(
        done=number(outcome.count(RowState.DONE)),
        same=number(outcome.count(RowState.SAME)),
        refused=number(outcome.count(RowState.REFUSED)),
        held=number(outcome.count(RowState.HELD)),
    )
    if outcome.is_repeated and not problems_count:
        return f"{told} {_('This file was registered before; the answer is that of then.')}"
    return told


ROUTES: Final = (
    get(_PATH, _REGISTER, _ask),
    get("/node/registrations/form.csv", _REGISTER, _form),
    post(_PATH, _REGISTER, _take, takes_files=True),
)
