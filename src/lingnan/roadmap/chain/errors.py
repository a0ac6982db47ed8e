"""Anticipated failures of chain roadmaps. Not for doubtful data or edited plans (see rule)."""

from lingnan.kernel import LingnanError, Text


class ChainError(LingnanError):
    """Any anticipated failure of the chain path."""


class NetworkEmpty(ChainError):
    """A chain has no usable supply at all."""

    code = "CHA-001"
    what = Text(
        "产业链 {chain} 没有可用的供应关系。", "The chain {chain} has no supply that can be used."
    )
    remedy = Text(
        "请先导入供应网络：lingnan import network FILE。",
        "Import its supply network first: lingnan import network FILE.",
    )


class LeaderMissing(ChainError):
    """Nobody leads the chain, or the leader buys nothing in it."""

    code = "CHA-002"
    what = Text(
        "产业链 {chain} 没有链主，或链主“{leader}”在链上没有采购。",
        "The chain {chain} has no leader, or its leader “{leader}” buys nothing in it.",
    )
    remedy = Text(
        "请登记链主（产业链的运营单位，或成员角色“链主”），并导入其采购关系。",
        "Register the leader (operator of the chain, or a member with the role leader) and import "
        "what it buys.",
    )


class BudgetNegative(ChainError):
    """A budget below zero."""

    code = "CHA-003"
    what = Text("第 {wave} 批的预算为负：{value} 元。", "Wave {wave} has the budget {value} yuan.")
    remedy = Text(
        "预算须为不小于 0 的整数（元）。", "A budget is a whole number of yuan from 0 on."
    )


class WavesUnusable(ChainError):
    """The waves are no sequence in time, or have no number."""

    code = "CHA-004"
    what = Text("批次设置无法使用：{why}。", "The waves cannot be used: {why}.")
    remedy = Text(
        "至少设一批，期次递增，容量为不小于 0 的整数或留空。",
        "Give at least one wave, periods in rising order, capacities whole from 0 on or empty.",
    )


class WeightsUnusable(ChainError):
    """The weights of the share are none."""

    code = "CHA-005"
    what = Text("权重无法使用：{why}。", "The weights cannot be used: {why}.")
    remedy = Text(
        "采购额、订单、质量数据三项权重以百万分之一计，合计 1000000；传导比例不超过 900000。",
        "Spend, orders and quality data are in parts per million and make 1000000; what is passed "
        "on is at most 900000.",
    )


class PlanUnreadable(ChainError):
    """A document is no chain roadmap."""

    code = "CHA-006"
    what = Text(
        "该文件不是一链一策路线图：{field} 有误。", "This is no chain roadmap: {field} is wrong."
    )
    remedy = Text(
        "请用 lingnan roadmap chain --format json 的输出，只改批次中的企业名单。",
        "Use what lingnan roadmap chain --format json writes and edit only who is in which wave.",
    )
