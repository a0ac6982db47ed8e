"""Rows of a registration judged: name, prefix, template, values, coding rule, validity.

A row is {"handle", "templateVersion", "value": [{"index", "type", "data": {"format", "value"}}]},
or "code" and "prefix" in place of the handle; "validUntil" and "readerScope" may stand beside.
Each bad row has its findings; good ones come ready to be stored. Not for registering them.

Source: Handle protocol facts §4.5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from lingnan.access import Identity, Permission
from lingnan.kernel import Finding, LingnanError, Rule
from lingnan.sources.identifier.business import rules
from lingnan.sources.identifier.business.compiled import CompiledTemplate, Heads, Problem
from lingnan.sources.identifier.business.registrar import Registrar
from lingnan.sources.identifier.business.template import RESTRICTED
from lingnan.sources.identifier.business.validity import read_end
from lingnan.sources.identifier.coding import problems as coding_problems
from lingnan.sources.identifier.coding import recognise, to_handle
from lingnan.sources.identifier.records.key import is_name
from lingnan.sources.identifier.records.stored import Stored

_SHOWN: Final = 120


@dataclass(slots=True)
class Judged:
    """What judging a call came to.

    Attributes:
        handles: of every row, in order; as good as known where a row is bad. findings: row, from
            0 → what is wrong. rows: numbers of the good rows, aligned with `names`, `values` and
            `templates`. ends: good row → until when it is valid.
    """

    handles: list[str] = field(default_factory=list)
    findings: dict[int, tuple[Finding, ...]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    values: list[Stored] = field(default_factory=list)
    templates: list[CompiledTemplate] = field(default_factory=list)
    ends: dict[int, datetime] = field(default_factory=dict)

    def refuse(self, row: int, rule: Rule, /, **place: Any) -> None:
        """Note one problem of a row."""
        self.findings[row] = (*self.findings.get(row, ()), rule.finding(row=row + 1, **place))


def judge_rows(
    registrar: Registrar,
    identity: Identity,
    rows: Sequence[Any],
    *,
    permission: Permission,
    at: datetime,
    is_partial: bool = False,
) -> Judged:
    """Judge all rows of a call; nothing is written.

    `is_partial`: rows change some values of identifiers that exist, so that required ones may be
    missing and names need no coding rule.
    """
    judged = Judged()
    named = [_name(judged, number, row) for number, row in enumerate(rows)]
    prefixes = {handle.partition("/")[0] for handle in named if handle}
    gates = registrar.gates(identity, permission, prefixes)
    pairs = {
        (handle.partition("/")[0], row["templateVersion"])
        for handle, row in zip(named, rows, strict=True)
        if handle and isinstance(row.get("templateVersion"), str)
    }
    templates = registrar.templates(pairs)
    timestamp = int(at.timestamp())
    heads: dict[int, Heads] = {}
    seen: set[str] = set()
    for number, (handle, row) in enumerate(zip(named, rows, strict=True)):
        if not handle:
            continue
        prefix, _, suffix = handle.partition("/")
        gate = gates[prefix]
        if gate is not None:
            judged.refuse(number, gate, field="handle", value=prefix)
            continue
        folded = handle.upper() if handle.isascii() else handle.encode().upper().decode()
        if folded in seen:
            judged.refuse(number, rules.HANDLE_TWICE, field="handle", value=handle)
            continue
        seen.add(folded)
        version = row.get("templateVersion")
        template = templates.get((prefix, version)) if isinstance(version, str) else None
        if template is None:
            judged.refuse(
                number,
                rules.TEMPLATE_UNKNOWN,
                field="templateVersion",
                value=None if version is None else str(version)[:_SHOWN],
                prefix=prefix,
            )
            continue
        ready = heads.get(id(template))
        if ready is None:
            ready = heads[id(template)] = template.heads(timestamp)
        values = row.get("value")
        encoded = template.encode(
            values if isinstance(values, list) else (values,),
            ready,
            is_restricted=row.get("readerScope") == RESTRICTED,
            is_partial=is_partial,
        )
        if isinstance(encoded, list):
            _note(judged, number, encoded)
            continue
        stored, texts = encoded
        if template.coding_rule is not None and not is_partial:
            wrong = coding_problems(template.coding_rule, suffix)
            if wrong:
                judged.refuse(
                    number,
                    rules.SUFFIX_WRONG,
                    field="handle",
                    value=suffix[:_SHOWN],
                    rule=template.coding_rule.name,
                    reason=wrong[0],
                )
                continue
        told = row.get("validUntil")
        if told is None and template.valid_until_index is not None:
            told = texts.get(template.valid_until_index)
        if told:
            end = read_end(told)
            if end is None or end <= at:
                judged.refuse(
                    number, rules.VALID_UNTIL_WRONG, field="validUntil", value=str(told)[:_SHOWN]
                )
                continue
            judged.ends[number] = end
        judged.rows.append(number)
        judged.names.append(handle)
        judged.values.append(stored)
        judged.templates.append(template)
    return judged


def _name(judged: Judged, number: int, row: Any) -> str:
    """Answer the handle of a row, or nothing when the row is refused already."""
    handle = row.get("handle") if isinstance(row, dict) else None
    if isinstance(row, dict) and handle is None and isinstance(row.get("code"), str):
        try:
            handle = to_handle(recognise(row["code"]), str(row.get("prefix") or ""))
        except LingnanError as problem:
            judged.handles.append("")
            shown = row["code"][:_SHOWN]
            judged.refuse(
                number, rules.CODE_WRONG, field="code", value=shown, reason=problem.message
            )
            return ""
    if not isinstance(handle, str):
        judged.handles.append("")
        judged.refuse(number, rules.ROW_MALFORMED, value=repr(row)[:_SHOWN])
        return ""
    judged.handles.append(handle)
    try:
        is_good = is_name(handle.encode().upper()) and handle.isprintable()
    except UnicodeEncodeError:
        is_good = False
    if not is_good:
        judged.refuse(number, rules.HANDLE_WRONG, field="handle", value=ascii(handle)[:_SHOWN])
        return ""
    return handle


def _note(judged: Judged, number: int, problems: list[Problem]) -> None:
    for rule, where, value, more in problems[:20]:
        shown = None if value is None else str(value)[:_SHOWN]
        judged.refuse(number, rule, field=where, value=shown, **more)
