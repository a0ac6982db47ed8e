"""The words for codes that several commands print. Not for programs: they get the codes."""

from lingnan.kernel import Severity, Text

SEVERITY = {
    Severity.ERROR: Text("错误", "error"),
    Severity.WARNING: Text("警告", "warning"),
    Severity.INFO: Text("提示", "info"),
}
STATE = {
    "ok": Text("正常", "ok"),
    "bad": Text("异常", "bad"),
    "none": Text("无", "none"),
}
ACTION = {
    "state": Text("陈述", "states"),
    "withdraw": Text("撤回", "withdraws"),
    "replace": Text("更正", "replaces"),
}
CHANGE = {
    "added": Text("新增", "added"),
    "removed": Text("删除", "removed"),
    "changed": Text("变更", "changed"),
}
