"""Anticipated failures of products and projects. Codes CON-085 to CON-092."""

from lingnan.console.errors import ConsoleError
from lingnan.kernel import Text


class ProductUnfit(ConsoleError):
    """A product names nothing that can be delivered, or a price or day that cannot be."""

    code = "CON-085"
    what = Text("产品信息有误：{reason}。", "The product cannot be kept: {reason}.")
    remedy = Text("请改正后重新保存。", "Correct it and save it again.")


class NotPossibleNow(ConsoleError):
    """The project is not in a state in which this can be done."""

    code = "CON-086"
    what = Text(
        "项目当前状态为“{state}”，不能这样处理。", "The project is {state}; that cannot be."
    )
    remedy = Text("请刷新页面，按当前状态处理。", "Load the page again and go on from its state.")


class NoConsentGiven(ConsoleError):
    """A provider would name an enterprise that did not consent to it."""

    code = "CON-087"
    what = Text(
        "该企业未向本服务商授权，不能向其报价。",
        "This enterprise has not consented to this provider; no offer can be made to it.",
    )
    remedy = Text(
        "企业可在“服务商报价”页面请服务商报价，或在“数据授权”中授权。",
        "The enterprise can ask for an offer on its page of offers, or consent on its own.",
    )


class ReportNeeded(ConsoleError):
    """An acceptance is signed without its report."""

    code = "CON-088"
    what = Text("签署验收须上传验收报告。", "Signing the acceptance needs its report.")
    remedy = Text("请选择一个文件后再签署。", "Choose one file, then sign.")


class DayUnfit(ConsoleError):
    """A day of acceptance lies before the start of the project or in the future."""

    code = "CON-089"
    what = Text(
        "验收日期 {day} 应在项目启动之后、今天之前。",
        "The day of acceptance {day} lies between the start of the project and today.",
    )
    remedy = Text("请核对验收报告上的日期。", "Check the day on the report.")


class ReportChanged(ConsoleError):
    """The report is not the one that was shown to who signs."""

    code = "CON-090"
    what = Text(
        "验收报告在您查看之后已更换。", "The report of acceptance was changed after you read it."
    )
    remedy = Text("请重新查看报告后再确认。", "Read it again, then confirm.")


class TooManyProducts(ConsoleError):
    """A provider has as many products as it may have."""

    code = "CON-091"
    what = Text("每个服务商最多登记 {most} 个产品。", "A provider keeps at most {most} products.")
    remedy = Text("请先下架不再提供的产品。", "Withdraw those that are no longer offered.")
