"""Anticipated failures of the ledger."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class EvidenceError(LingnanError):
    """Any anticipated failure of the ledger."""


class BadFact(EvidenceError):
    """A fact contradicts the ledger's grammar."""

    code = "EVI-001"
    what = Text(
        "主体 {subject} 的指标 {indicator} 不合规则：{reason}。",
        "The fact about {subject}, indicator {indicator}, is malformed: {reason}.",
    )
    remedy = Text(
        "选项值与数值只填一项；期间止须晚于期间起；证明等级为 1、2、3。",
        "Give either an option or a number; the period must end after it starts; "
        "the grade is 1, 2 or 3.",
    )


class UnknownEvidence(EvidenceError):
    """No row has this number."""

    code = "EVI-002"
    what = Text("证据号 {evidence_no} 不存在。", "There is no evidence number {evidence_no}.")
    remedy = Text(
        "请用 lingnan evidence show <信用代码> 查出证据号。",
        "Look the number up with lingnan evidence show <USCC>.",
    )


class AlreadyAmended(EvidenceError):
    """The row was withdrawn or replaced before."""

    code = "EVI-003"
    what = Text(
        "证据 {evidence_no} 已被证据 {by_no} 撤回或更正。",
        "Evidence {evidence_no} was already withdrawn or replaced by {by_no}.",
    )
    remedy = Text("如需再改，请更正后一条。", "To change it again, correct the later row.")


class WrongSchema(EvidenceError):
    """A bulk table does not have the proposal columns."""

    code = "EVI-004"
    what = Text(
        "批量证据的列不符：{difference}。", "The bulk table has wrong columns: {difference}."
    )
    remedy = Text(
        "请按文档 docs/formats.md 给出全部列与类型。",
        "Give all columns with the types in docs/formats.md.",
    )


class BatchDiffers(EvidenceError):
    """A batch is resumed with other content than it started with."""

    code = "EVI-005"
    what = Text(
        "批次 {batch_id} 的第 {part} 段与先前写入的不同。",
        "Part {part} of batch {batch_id} differs from what was written before.",
    )
    remedy = Text(
        "文件在导入途中被改动。请以新文件重新导入。",
        "The file changed while it was imported. Import the new file as a new batch.",
    )


class ChainBroken(EvidenceError):
    """The ledger does not verify."""

    code = "EVI-006"
    what = Text(
        "证据链在第 {segment_no} 段断裂（{file}）：{why}。",
        "The evidence chain breaks at segment {segment_no} ({file}): {why}.",
    )
    remedy = Text(
        "该段之前的证据完好；请从备份恢复该文件后再验证。",
        "Everything before that segment is intact; restore the file from a backup "
        "and verify again.",
    )
    exit_code: ClassVar[int] = 3
