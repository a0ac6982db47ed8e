"""Why a subject code is not known: mistyped, or just not registered."""

from typing import Final

from lingnan.kernel import Rule, Text, uscc
from lingnan.sources.declared import rule

_REASONS: Final = {
    "length": Text("不是 18 位", "not 18 characters"),
    "alphabet": Text("含不允许的字符", "a character that codes never use"),
    "check": Text("校验位不符", "the check character does not fit"),
    "department": Text("登记管理部门代码不存在", "no such registering department"),
}


def subject_problem(code: str) -> tuple[Rule, Text | None]:
    """Answer the rule that an unknown subject code breaks, and the reason if it is malformed."""
    if ":" in code:
        return rule.UNKNOWN_SUBJECT, None
    found = uscc.problem(code)
    if found is None:
        return rule.UNKNOWN_SUBJECT, None
    return rule.MALFORMED_SUBJECT, _REASONS.get(found)
