"""Anticipated failures of deciding and entering a proposed change of the register."""

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class ChangeSettled(ConsoleError):
    """A proposed change was decided or taken back before."""

    code = "CON-053"
    what = Text("该变更申请已处理。", "This proposed change was settled before.")
    remedy = Text("请刷新页面查看结果。", "Load the page again to see how.")


class ChangeUnfit(ConsoleError):
    """A proposed change does not pass the checks of the register."""

    code = "CON-054"
    what = Text("变更未通过登记校验：{reason}", "The register's checks refuse the change: {reason}")
    remedy = Text("请改正后重新提交。", "Correct it and send it again.")


class ChangeOnItsWay(ConsoleError):
    """A change that is being entered into the register cannot be decided or taken back now."""

    code = "CON-160"
    what = Text(
        "该变更已被同意，正在写入名录。",
        "This change was accepted and is being entered into the register.",
    )
    remedy = Text("请等待任务完成后查看结果。", "Wait until its job is done, then look at it.")


class RowMoved(ConsoleError):
    """The register's row changed between the decision and its entry."""

    code = "CON-161"
    what = Text(
        "作出决定后，{uscc} 的登记信息又有变动，变更未写入。",
        "The row of {uscc} changed after the decision; the change was not entered.",
    )
    remedy = Text(
        "请在变更申请处核对最新登记信息，再次决定。",
        "Look at the row as it stands beside the proposed change, then decide again.",
    )
