"""What the head of a file shows, as its page tells it."""

from collections.abc import Iterable
from typing import Final

from lingnan.console.pages.imports.context import ColumnLine, FindingLine, Look
from lingnan.console.pages.imports.read import SEVERITY
from lingnan.console.web.call import Call
from lingnan.console.work.importing.preview import Preview, preview_of
from lingnan.console.work.importing.settings import ImportSettings
from lingnan.console.work.upload import KeptUpload, path_of
from lingnan.kernel import Finding
from lingnan.store.tabular import Column

_VALUES: Final = 3
_FINDINGS: Final = 20


def preview(call: Call, kept: KeptUpload) -> Preview | None:
    """Look at the head of an upload; null when its content is gone."""
    path = path_of(call.store, kept.upload_id, kept.file_name)
    if not path.is_file():
        return None
    settings = ImportSettings.of(kept.argument)
    return preview_of(call.store, call.pack, path, settings, at=call.at)


def look_of(call: Call, found: Preview) -> Look:
    """Answer a preview as it is shown."""
    lang = call.lang
    columns = tuple(
        ColumnLine(
            place,
            each.header,
            each.column or "",
            tuple(row[place] or "" for row in found.rows[:_VALUES]),
        )
        for place, each in enumerate(found.columns)
    )
    findings = found.findings
    failure = found.failure
    return Look(
        columns=columns,
        fields=tuple((column.name, label_of(call, column)) for column in found.known),
        missing=tuple(label_of(call, column) for column in found.missing),
        findings=None if findings is None else finding_lines(call, findings[:_FINDINGS]),
        findings_count=0 if findings is None else len(findings),
        rows_count=len(found.rows),
        is_whole=found.is_whole,
        problem="" if failure is None else failure.message.in_(lang),
        advice="" if failure is None else failure.advice.in_(lang),
        code="" if failure is None else failure.code,
    )


def finding_lines(call: Call, findings: Iterable[Finding]) -> tuple[FindingLine, ...]:
    """Answer findings as rows."""
    return tuple(
        FindingLine(
            row="" if each.row is None else str(each.row),
            severity=each.severity.value,
            severity_name=call.tr.gettext(SEVERITY[each.severity.value]),
            code=each.code,
            field=each.field or "",
            value=each.value or "",
            what=each.what.in_(call.lang),
            remedy=each.remedy.in_(call.lang),
        )
        for each in findings
    )


def label_of(call: Call, column: Column) -> str:
    """Answer how a column is called in the reader's language."""
    is_zh = call.lang == "zh"
    words = [word for word in column.aliases if word.isascii() != is_zh]
    return words[0] if words else column.name
