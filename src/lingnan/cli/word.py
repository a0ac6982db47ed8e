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
VALUE_PROBLEM = {
    "option": Text("没有此选项", "there is no such option"),
    "exclusive": Text("排他选项不能与其他选项同选", "an option that excludes all others"),
    "several": Text("只能选一项", "it takes one option"),
    "ambiguous": Text("可能是比例也可能是百分数，请写明单位", "share or percentage? name the unit"),
    "range": Text("超出范围", "out of range"),
    "number": Text("不是数值", "no number"),
    "unit": Text("单位不符", "the unit does not fit"),
}
CHANGE = {
    "added": Text("新增", "added"),
    "removed": Text("删除", "removed"),
    "changed": Text("变更", "changed"),
}
