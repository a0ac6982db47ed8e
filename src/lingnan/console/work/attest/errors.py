"""Anticipated failures of attesting papers. Codes CON-170 to CON-179."""

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class PaperSettled(ConsoleError):
    """Somebody decided on the paper before."""

    code = "CON-170"
    what = Text("该材料已处理。", "This paper was decided on before.")
    remedy = Text("请刷新页面查看结果。", "Load the page again to see how.")


class IssuerIsSelf(ConsoleError):
    """The issuer named is the enterprise itself, or nobody."""

    code = "CON-171"
    what = Text(
        "出具单位是企业自身，企业自有材料不能作为第三方证明。",
        "The issuer is the enterprise itself; its own paper proves nothing.",
    )
    remedy = Text(
        "请填写材料上载明的第三方出具单位；没有的，请退回并说明理由。",
        "Name the third party that issued the paper; where there is none, refuse it and say why.",
    )


class PaperTakesNone(ConsoleError):
    """The fact can be proven by no paper."""

    code = "CON-172"
    what = Text("该项内容不能以材料证明。", "This item cannot be proven by a paper.")
    remedy = Text(
        "请退回并告知企业可用的证明方式。", "Refuse it and tell the enterprise what would prove it."
    )


class AnswerOvertaken(ConsoleError):
    """The declared fact is no longer in force."""

    code = "CON-173"
    what = Text(
        "企业已更正或撤回该项申报，本材料不再需要认定。",
        "The enterprise has changed or withdrawn this answer; the paper need not be attested.",
    )
    remedy = Text("请在列表中查看其最新申报。", "See its latest answers in the list.")
