"""How the check of a roadmap file is told. Not for checking it."""

from collections.abc import Sequence
from pathlib import Path

from lingnan.cli.output import Format, print_lines, print_records
from lingnan.cli.settings import Settings
from lingnan.cli.word import SEVERITY
from lingnan.kernel import Finding, Severity, Text

_HEADINGS = {
    "severity": Text("程度", "severity"),
    "code": Text("编号", "code"),
    "what": Text("问题", "what"),
    "remedy": Text("处理", "what to do"),
}
_COLUMNS = {
    name: Text(name, name)
    for name in ("code", "severity", "field", "value", "row", "subject", "what", "remedy")
}


def print_findings(found: Sequence[Finding], file: Path, settings: Settings, form: Format) -> None:
    """Print every broken constraint, or that there is none."""
    if form is not Format.table:
        records = [
            {
                "code": each.code,
                "severity": str(each.severity),
                "field": each.field,
                "value": each.value,
                "row": each.row,
                "subject": each.subject,
                "what": each.what,
                "remedy": each.remedy,
            }
            for each in found
        ]
        print_records(records, _COLUMNS, form=form, lang=settings.lang)
        return
    if found:
        shown = [
            {
                "severity": SEVERITY[each.severity],
                "code": each.code,
                "what": each.what,
                "remedy": each.remedy,
            }
            for each in found
        ]
        print_records(shown, _HEADINGS, form=Format.table, lang=settings.lang)
    count = sum(each.severity is Severity.ERROR for each in found)
    if count:
        told = Text(
            f"{file.name}：不符合 {count} 处约束。", f"{file.name} breaks {count} constraints."
        )
    else:
        told = Text(f"{file.name}：符合全部约束。", f"{file.name} keeps every constraint.")
    print_lines([settings.say(told)])
