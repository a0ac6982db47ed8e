"""What can go wrong when a sample province is made."""

from lingnan.kernel import LingnanError, Text


class MissingAssumption(LingnanError):
    """The pack lacks an assumption that the sample rests on."""

    code = "SAM-001"
    what = Text(
        "内容包“{pack}”没有样本假设“{id}”。", "Pack '{pack}' has no sample assumption '{id}'."
    )
    remedy = Text(
        "请在内容包的 sample.yaml 中补充该假设（值、单位、理由、来源）。",
        "Add it to the pack's sample.yaml with value, unit, reason and source.",
    )


class TooFewEnterprises(LingnanError):
    """Too few enterprises to give every published count a meaning."""

    code = "SAM-002"
    what = Text("样本企业数 {given} 过少。", "{given} enterprises are too few for a sample.")
    remedy = Text("请至少使用 {least} 家企业。", "Ask for at least {least} enterprises.")


class OutsideHorizon(LingnanError):
    """The sample has no story for the day it was asked to run until."""

    code = "SAM-003"
    what = Text(
        "截止日期 {given} 不在样本时间范围 {first} 至 {last} 内。",
        "The day {given} lies outside the sample's time, {first} to {last}.",
    )
    remedy = Text("请选择 {first} 至 {last} 之间的日期。", "Choose a day from {first} to {last}.")


class MissingSeries(LingnanError):
    """The pack lacks published figures that the sample has to follow."""

    code = "SAM-004"
    what = Text(
        "内容包“{pack}”缺少样本所需的公布数据：{what}。",
        "Pack '{pack}' lacks published figures that the sample follows: {what}.",
    )
    remedy = Text(
        "请在内容包中补充该数据后再生成样本。", "Add them to the pack, then make the sample."
    )


class StoreNotSynthetic(LingnanError):
    """Synthetic records must not mix with real ones."""

    code = "SAM-005"
    what = Text(
        "数据仓“{path}”未标为合成数据，或其放大倍数不是 {expansion}。",
        "Store '{path}' is not marked as synthetic with an expansion of {expansion}.",
    )
    remedy = Text(
        "请为样本新建数据仓：synthetic=True，expansion={expansion}。",
        "Create a store of its own for the sample: synthetic=True, expansion={expansion}.",
    )
