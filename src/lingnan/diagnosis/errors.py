"""Anticipated failures of the room, and the rules whose breaches become findings.

Not for problems of evidence files: the sources report those.
"""

from lingnan.kernel import LingnanError, Rule, Severity, Text


class DiagnosisError(LingnanError):
    """Any anticipated failure of the room."""


class ChoiceUnknown(DiagnosisError):
    """A model was asked to settle an open point in a way that it does not know."""

    code = "DIA-001"
    what = Text(
        "模型 {model} 没有选项 {choice}={value}。",
        "Model {model} has no choice {choice}={value}.",
    )
    remedy = Text("可用：{allowed}。", "Use one of: {allowed}.")


class EditionNotScorable(DiagnosisError):
    """An edition is known, but this tree cannot score it."""

    code = "DIA-002"
    what = Text(
        "模型 {model} 不能按版本 {edition} 计分：{reason}。",
        "Model {model} cannot be scored by edition {edition}: {reason}.",
    )
    remedy = Text("请改用版本 {allowed}。", "Use edition {allowed}.")


class ModelTooFine(DiagnosisError):
    """The weights of a model need larger whole numbers than the engines add up exactly."""

    code = "DIA-003"
    what = Text(
        "模型 {model} 的权重过细，节点 {node} 的分数无法用整数精确相加。",
        "The weights of model {model} are too fine: {node} does not fit whole numbers.",
    )
    remedy = Text("请使用位数更少的权重。", "Use weights with fewer digits.")


class SheetUnreadable(DiagnosisError):
    """An answer sheet is not the JSON it should be."""

    code = "DIA-004"
    what = Text("答卷 {file} 无法读取：{reason}。", "Answer sheet {file} cannot be read: {reason}.")
    remedy = Text(
        '请提供 UTF-8 的 JSON，如 {{"answers": {{"Q01": ["B"]}}, "scenarios": {{"S01": 2}}}}。',
        'Give JSON in UTF-8 such as {{"answers": {{"Q01": ["B"]}}, "scenarios": {{"S01": 2}}}}.',
    )


UNKNOWN_ITEM = Rule(
    "DIA-011",
    Severity.ERROR,
    Text("模型 {model} 没有题目 {field}", "model {model} has no item {field}"),
    Text("请改为以下之一：{allowed}", "use one of: {allowed}"),
)
UNKNOWN_OPTION = Rule(
    "DIA-012",
    Severity.ERROR,
    Text("{field} 没有选项“{value}”，本题未计分", "{field} has no option '{value}'; not counted"),
    Text("可选：{allowed}", "options: {allowed}"),
)
EXCLUSIVE_OPTION = Rule(
    "DIA-013",
    Severity.ERROR,
    Text(
        "{field} 的选项 {exclusive} 不能与其他选项同选（答为 {value}），本题未计分",
        "{field}: option {exclusive} excludes the others (answered {value}); not counted",
    ),
    Text(
        "只选 {exclusive}，或去掉 {exclusive}",
        "choose {exclusive} alone, or leave {exclusive} out",
    ),
)
SEVERAL_OPTIONS = Rule(
    "DIA-014",
    Severity.ERROR,
    Text(
        "{field} 是单选题，却答了 {value}，本题未计分",
        "{field} takes one option, not {value}; not counted",
    ),
    Text("从 {allowed} 中选一项", "choose one of {allowed}"),
)
SHARE_OUT_OF_RANGE = Rule(
    "DIA-015",
    Severity.ERROR,
    Text(
        "{field} 的比例 {value} 不在 0% 到 100% 之间，本题未计分",
        "{field}: the share {value} is not between 0 % and 100 %; not counted",
    ),
    Text("请写作“60%”，或直接填选项（{allowed}）", "write '60%', or give the option ({allowed})"),
)
LEVEL_OUT_OF_RANGE = Rule(
    "DIA-016",
    Severity.ERROR,
    Text(
        "场景 {field} 没有等级 {value}，未计", "scenario {field} has no level {value}; not counted"
    ),
    Text("请填整数 {allowed}", "give a whole number: {allowed}"),
)
NOT_AN_ANSWER = Rule(
    "DIA-017",
    Severity.ERROR,
    Text(
        "{field} 的答案“{value}”无法识别，未计", "{field}: '{value}' is not an answer; not counted"
    ),
    Text("请填选项代码，可选：{allowed}", "give option codes, from: {allowed}"),
)
ANSWERED_TWICE = Rule(
    "DIA-018",
    Severity.ERROR,
    Text(
        "答卷中 {field} 出现两次，取最后一次（{value}）",
        "{field} occurs twice; the last ({value}) counts",
    ),
    Text("每题只保留一个答案", "keep one answer per item"),
)
UNKNOWN_KEY = Rule(
    "DIA-019",
    Severity.ERROR,
    Text("答卷不认识的键 {field}", "the answer sheet has the unknown key {field}"),
    Text("只用 answers 和 scenarios", "use only answers and scenarios"),
)
UNANSWERED = Rule(
    "DIA-020",
    Severity.WARNING,
    Text(
        "{total} 题中有 {count} 题未答，按未得分计：{value}",
        "{count} of {total} items are unanswered and earn nothing: {value}",
    ),
    Text("补答后再看结果", "answer them before relying on the result"),
)
SHARE_READ = Rule(
    "DIA-021",
    Severity.WARNING,
    Text(
        "{field} 的数值 {value} 读作 {value}%，对应选项 {option}",
        "{field}: {value} is read as {value} %, which is option {option}",
    ),
    Text("请写明百分号：“{value}%”", "write the sign: '{value}%'"),
)
SHARE_AMBIGUOUS = Rule(
    "DIA-022",
    Severity.ERROR,
    Text(
        "{field} 的数值 {value} 可能是 {value}%，也可能是 {percent}%，本题未计分",
        "{field}: {value} may mean {value} % or {percent} %; not counted",
    ),
    Text(
        "请写明“{value}%”或“{percent}%”，或直接填选项（{allowed}）",
        "write '{value}%' or '{percent}%', or give the option ({allowed})",
    ),
)
OVERSTATED = Rule(
    "DIA-030",
    Severity.WARNING,
    Text(
        "{field} 自相矛盾：证据 {weak_no}（{weak_grade}，{weak_source}）为 {value}，"
        "而证据 {strong_no}（{strong_grade}，{strong_source}）为 {strong_value}",
        "{field} contradicts itself: evidence {weak_no} ({weak_grade}, {weak_source}) "
        "says {value}; evidence {strong_no} ({strong_grade}, {strong_source}) says {strong_value}",
    ),
    Text(
        "核对两份证据，更正或撤回不实的一份",
        "check both pieces of evidence; correct or withdraw the wrong one",
    ),
)
RULE_BROKEN = Rule(
    "DIA-031",
    Severity.WARNING,
    Text(
        "{lower} 为 {value}（证据 {lower_no}），"
        "高于 {upper} 的 {upper_value}（证据 {upper_no}）：{text}",
        "{lower} is {value} (evidence {lower_no}), above {upper} at {upper_value} "
        "(evidence {upper_no}): {text}",
    ),
    Text("核对两题的答案与证据", "check the answers and evidence of both items"),
)
VALUE_UNREADABLE = Rule(
    "DIA-032",
    Severity.ERROR,
    Text(
        "证据 {evidence_no} 的值“{value}”不是 {field} 的有效答案，未计",
        "evidence {evidence_no}: '{value}' is not an answer to {field}; not counted",
    ),
    Text("更正或撤回该证据，可选：{allowed}", "correct or withdraw it; options: {allowed}"),
)
