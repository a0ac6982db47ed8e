"""Anticipated failures of keeping identifiers.

Not for the outcome of one change (exists, not found …): that is an `Outcome`, see change.
"""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text
from lingnan.sources.identifier.wire.codes import Response


class RecordsError(LingnanError):
    """Any anticipated failure of the records; exit code 3."""

    exit_code: ClassVar[int] = 3


class RecordsFull(RecordsError):
    """The disk or the map of the resolution file is full; the whole group was taken back."""

    code = "NOD-201"
    what = Text(
        "标识库 {path} 已满：{reason}。本组登记未写入任何内容。",
        "The identifier store {path} is full: {reason}. Nothing of this group was written.",
    )
    remedy = Text(
        "请释放磁盘空间，或调大映射上限后重试。",
        "Free disk space, or raise the map size, then try again.",
    )


class RecordsWriteFailed(RecordsError):
    """The database refused the group; nothing of it is acknowledged."""

    code = "NOD-202"
    what = Text(
        "写入标识库 {path} 失败：{reason}。", "Writing to the identifiers {path} failed: {reason}."
    )
    remedy = Text(
        "请检查数据库和磁盘后重试；已确认的登记没有丢失。",
        "Check database and disk, then try again; nothing acknowledged is lost.",
    )


class WriterRunning(RecordsError):
    """A second writer was started on the same identifiers."""

    code = "NOD-203"
    what = Text("{path} 已有写入进程。", "Another writer already owns {path}.")
    remedy = Text(
        "同一标识库只能有一个写入进程；请先停止另一个。",
        "One writer owns the identifiers; stop the other one first.",
    )


class RecordsDiverged(RecordsError):
    """The resolution file and the database do not belong to one history."""

    code = "NOD-204"
    what = Text(
        "解析库 {path} 停在变更 {held}，与数据库（{oldest}–{newest}）不是同一历史。",
        "The resolution file {path} stands at change {held}, which is not of the history of the "
        "database ({oldest}–{newest}).",
    )
    remedy = Text(
        "请由数据库重建解析库；副本请重新复制一份。",
        "Rebuild the resolution file from the database; a replica needs a fresh copy.",
    )


class BatchReused(RecordsError):
    """An idempotency key came back with another content."""

    code = "NOD-205"
    exit_code = 2
    what = Text(
        "幂等键 {key} 已用于另一批内容。", "The idempotency key {key} was used for another batch."
    )
    remedy = Text(
        "重试时请原样提交；新的批次请使用新的幂等键。",
        "Send the same content when you retry; use a new key for a new batch.",
    )


class BatchUnequal(RecordsError):
    """A batch has more names than values, or is too long."""

    code = "NOD-206"
    exit_code = 2
    what = Text(
        "批次有 {handles} 个标识、{values} 组标识值；每批 1 至 {limit} 个且两者须相等。",
        "The batch has {handles} handles and {values} value lists; 1 to {limit} of each, equal.",
    )
    remedy = Text("请拆分或更正后重新提交。", "Split or correct it and send it again.")


class RecordsMissing(RecordsError):
    """There is no resolution file to read."""

    code = "NOD-207"
    what = Text("{path} 没有解析库：{reason}。", "There is no resolution file at {path}: {reason}.")
    remedy = Text(
        "请先启动写入进程，或由数据库重建解析库。",
        "Start the writer first, or rebuild the file from the database.",
    )


class BackupBroken(RecordsError):
    """A backup lacks a file, or its files do not fit one another."""

    code = "NOD-208"
    what = Text("备份 {path} 不可用：{reason}。", "The backup {path} cannot be used: {reason}.")
    remedy = Text("请使用另一份备份。", "Use another backup.")


class BackupRefused(RecordsError):
    """A backup or a restore would write over something, or the database backs itself up."""

    code = "NOD-209"
    what = Text(
        "无法在 {path} 进行备份或恢复：{reason}。", "No backup or restore at {path}: {reason}."
    )
    remedy = Text(
        "请指定空目录；PostgreSQL 请用其自带工具备份，恢复后重建解析库。",
        "Name an empty folder; back PostgreSQL up by its own tools and rebuild after restoring.",
    )


class StreamBroken(RecordsError):
    """A replica got octets that are no stream of changes."""

    code = "NOD-210"
    what = Text(
        "变更流在第 {offset} 字节处无法读取：{reason}。",
        "The stream of changes cannot be read at octet {offset}: {reason}.",
    )
    remedy = Text("请重新取回该段变更。", "Fetch that part of the changes again.")


class BadValues(RecordsError):
    """A value list that cannot be kept: broken octets, index 0, an index twice, too many."""

    code = "NOD-211"
    exit_code = 2
    what = Text(
        "标识值 {indexes} 不可用：{reason}。", "The values {indexes} are unusable: {reason}."
    )
    remedy = Text(
        "请为每个标识值使用 1 以上且互不相同的索引。",
        "Give each value an index of its own, from 1 up.",
    )

    @property
    def response(self) -> Response:
        """Answer the code a server gives."""
        response = self.values["response"]
        return response if isinstance(response, Response) else Response.INVALID_VALUE

    @property
    def indexes(self) -> tuple[int, ...]:
        """Answer the indexes of the values at fault."""
        found = self.values["indexes"]
        return found if isinstance(found, tuple) else ()
