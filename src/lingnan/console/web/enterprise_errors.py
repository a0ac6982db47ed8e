"""Anticipated failures of the pages of one enterprise. Codes CON-050 to CON-059."""

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class NotConsented(ConsoleError):
    """A recipient asks for more of an enterprise than it consented to."""

    code = "CON-050"
    what = Text(
        "企业授权的数据不足以显示这项内容。",
        "What the enterprise consented to does not suffice to show this.",
    )
    remedy = Text(
        "请企业在“数据授权”中补充所需的数据范围。",
        "Ask the enterprise to add the data to its consent.",
    )


class TooManyFiles(ConsoleError):
    """A question has as many files as it may have."""

    code = "CON-051"
    what = Text(
        "每道题最多上传 {most} 个文件。", "At most {most} files may stand beside a question."
    )
    remedy = Text("请先移除不需要的文件。", "Remove one that is not needed first.")


class NothingChanged(ConsoleError):
    """A change was proposed that changes nothing."""

    code = "CON-052"
    what = Text("填写的内容与登记信息相同。", "What you entered is what the register holds.")
    remedy = Text("请修改需要更正的项目后再提交。", "Change what is to be corrected, then send it.")


class NothingToSubmit(ConsoleError):
    """A questionnaire was submitted without a new answer."""

    code = "CON-055"
    what = Text("没有可提交的新答案。", "There is no new answer to submit.")
    remedy = Text("请先作答或修改答案。", "Answer something, or change an answer, first.")


class AnswersUnfit(ConsoleError):
    """Answers of a questionnaire cannot be kept as evidence."""

    code = "CON-056"
    what = Text("以下题目的答案不可用：{items}。", "These answers cannot be used: {items}.")
    remedy = Text("请改正后重新提交。", "Correct them and submit again.")


class FileGone(ConsoleError):
    """A file is recorded, but no longer stands in the store's folder or is another one."""

    code = "CON-057"
    what = Text(
        "文件 {sha256} 不在存储中，或内容已变。",
        "The file {sha256} is not in the store, or not what it was.",
    )
    remedy = Text("请从备份恢复 uploads 文件夹。", "Restore the folder uploads from a backup.")
    exit_code = 3
