"""The search for identifiers, and what the forms of registration offer.

Not for one identifier (one) nor for what was typed (form).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from lingnan.access import Permission
from lingnan.console.pages.node.application.read import problems_of
from lingnan.console.pages.node.context import Problem, tabs_of
from lingnan.console.pages.node.place import NodePlace, reading
from lingnan.console.pages.node.prefix.read import visible_prefixes
from lingnan.console.pages.node.registration.context import (
    BatchContext,
    HandleRow,
    RegisterContext,
    RegistrationsContext,
)
from lingnan.console.pages.node.registration.form import fields_of
from lingnan.console.pages.node.right import READ, target_of_prefix
from lingnan.console.pages.node.template.read import open_prefixes, visible_templates
from lingnan.console.pages.node.word import Pair, link
from lingnan.console.web.call import Call
from lingnan.kernel import LingnanError
from lingnan.sources.identifier.business.template import Template
from lingnan.sources.identifier.records.reader import RecordReader
from lingnan.sources.identifier.wire.errors import WireError
from lingnan.sources.identifier.wire.handle import fold_text

_REGISTER: Final = Permission.IDENTIFIER_REGISTER
_ROWS: Final = 50
_BLANK: Final = dict.fromkeys(("prefix", "suffix", "code", "valid_until", "handle", "seen"), "")


def readable_prefixes(call: Call, place: NodePlace) -> tuple[Pair, ...]:
    """Answer the prefixes whose identifiers who asks may see."""
    own = [
        (each, f"{each} {call.tr.gettext('the node itself')}")
        for each in place.prefixes
        if call.may(READ, target_of_prefix(call, each, place.prefixes))
    ]
    others = [
        (each.prefix, f"{each.prefix} {each.enterprise_name_zh}") for each in visible_prefixes(call)
    ]
    return (*own, *others)


def list_context(
    call: Call, place: NodePlace, prefix: str, begin: str, after: str
) -> RegistrationsContext:
    """Answer the identifiers under a prefix whose names begin with a text."""
    tr = call.tr
    prefixes = readable_prefixes(call, place)
    known = {key for key, _ in prefixes}
    if prefix not in known:
        prefix = prefixes[0][0] if prefixes else ""
    rows: list[HandleRow] = []
    following = ""
    total = 0
    if prefix:
        with reading(place) as reader:
            total = reader.count(prefix)
            found = _handles(reader, prefix, begin, after)
            rows = [_row(call, reader, each) for each in found[:_ROWS]]
            if len(found) > _ROWS:
                following = link(
                    "/node/registrations", prefix=prefix, begin=begin, after=found[_ROWS - 1]
                )
    finding = tr.gettext("{count} identifiers stand under {prefix}.").format(
        count=tr.number(total), prefix=prefix
    )
    if not prefix:
        finding = tr.gettext("There is no prefix whose identifiers you may see.")
    return RegistrationsContext(
        tabs=tabs_of(call),
        finding=finding,
        prefix=prefix,
        begin=begin,
        prefixes=prefixes,
        rows=tuple(rows),
        next=following,
        templates=template_options(call, place),
        may_register=call.may(_REGISTER),
    )


def template_options(call: Call, place: NodePlace) -> tuple[Pair, ...]:
    """Answer the templates in use by which who asks may register."""
    return tuple(
        (f"{each.prefix}/{each.version}", f"{each.prefix}/{each.version} {each.name_zh}")
        for each in visible_templates(call, place)
        if each.is_enabled
    )


def prefixes_for(call: Call, place: NodePlace, template: Template) -> tuple[Pair, ...]:
    """Answer the prefixes under which a template serves and who asks may register.

    An enterprise without its own version uses that of the prefix above (registrar.templates).
    """
    folded = fold_text(template.prefix)
    return tuple(
        (prefix, label)
        for prefix, label in open_prefixes(call, place, _REGISTER)
        if fold_text(prefix) == folded or fold_text(prefix).rpartition(".")[0] == folded
    )


def register_context(
    call: Call,
    place: NodePlace,
    template: Template | None,
    values: dict[str, str],
    told: Mapping[str, str],
    *,
    failure: LingnanError | None = None,
    problems: tuple[Problem, ...] = (),
    is_change: bool = False,
) -> RegisterContext:
    """Answer the form of one identifier."""
    findings = failure.values.get("findings") if failure is not None else None
    if isinstance(findings, tuple):
        problems = problems_of(call, findings)
    chosen = "" if template is None else f"{template.prefix}/{template.version}"
    return RegisterContext(
        tabs=tabs_of(call),
        action="/node/registrations/edit" if is_change else "/node/registrations",
        chosen=chosen,
        templates=template_options(call, place),
        prefixes=() if template is None else prefixes_for(call, place, template),
        fields=() if template is None else fields_of(call, template, told),
        values=_BLANK | values,
        problem="" if failure is None else failure.render(call.lang),
        problems=problems,
        is_change=is_change,
    )


def batch_context(
    call: Call,
    place: NodePlace,
    template: Template | None,
    *,
    finding: str = "",
    failure: LingnanError | None = None,
    problems: tuple[Problem, ...] = (),
    problems_count: int = 0,
) -> BatchContext:
    """Answer the form of a file, and what came of one."""
    chosen = "" if template is None else f"{template.prefix}/{template.version}"
    return BatchContext(
        tabs=tabs_of(call),
        chosen=chosen,
        templates=template_options(call, place),
        prefixes=() if template is None else prefixes_for(call, place, template),
        form_csv=link("/node/registrations/form.csv", template=chosen) if chosen else "",
        finding=finding,
        problem="" if failure is None else failure.render(call.lang),
        problems=problems,
        problems_count=problems_count,
    )


def _handles(reader: RecordReader, prefix: str, begin: str, after: str) -> list[str]:
    """Answer the next handles under a prefix that begin with a text, one more than a page holds."""
    start = begin if fold_text(begin).startswith(fold_text(f"{prefix}/")) else f"{prefix}/{begin}"
    found: list[str] = []
    try:
        if not after and begin and reader.entry(start) is not None:
            found.append(start)
        behind = after or (start if begin else None)
        following: Iterable[str] = reader.handles(prefix, after=behind, limit=_ROWS + 1)
        for each in following:
            if begin and not fold_text(each).startswith(fold_text(start)):
                break
            found.append(each)
    except WireError:
        return []
    return found


def _row(call: Call, reader: RecordReader, handle: str) -> HandleRow:
    entry = reader.entry(handle)
    is_withheld = entry is None or entry.is_withheld
    state = call.tr.gettext("withheld") if is_withheld else call.tr.gettext("in use")
    return HandleRow(
        link("/node/registrations/one", handle=handle),
        handle if entry is None else entry.handle,
        call.tr.number(0 if entry is None else entry.revision),
        state,
    )
