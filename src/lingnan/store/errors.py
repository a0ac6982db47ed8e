"""Anticipated failures of the store."""

from typing import ClassVar

from lingnan.kernel import LingnanError, Text


class StoreError(LingnanError):
    """Any anticipated failure of the store; exit code 3."""

    exit_code: ClassVar[int] = 3


class NoStore(StoreError):
    """The folder holds no store."""

    code = "STO-001"
    what = Text("{path} 不是岭南数据仓。", "{path} is no Lingnan store.")
    remedy = Text(
        "请先运行 lingnan init {path} --pack <内容包>，或用 --store 指明数据仓目录。",
        "Run lingnan init {path} --pack <pack> first, or name the store with --store.",
    )
    exit_code = 2


class StoreExists(StoreError):
    """`init` was asked to write over a store."""

    code = "STO-002"
    what = Text("{path} 已有数据仓。", "{path} already holds a store.")
    remedy = Text(
        "请换一个目录；不会覆盖已有数据。", "Choose another folder; nothing is overwritten."
    )
    exit_code = 2


class FolderNotEmpty(StoreError):
    """`init` was pointed at a folder with other files in it."""

    code = "STO-003"
    what = Text("{path} 不是空目录。", "The folder {path} is not empty.")
    remedy = Text("请指定新目录或空目录。", "Name a new or an empty folder.")
    exit_code = 2


class StoreFormat(StoreError):
    """The store was written by another format version."""

    code = "STO-004"
    what = Text(
        "{path} 的格式版本为 {found}，本程序支持 {expected}。",
        "The store {path} has format {found}; this program reads {expected}.",
    )
    remedy = Text("请使用与该数据仓相配的版本。", "Use the version of Lingnan that wrote it.")


class ManifestBroken(StoreError):
    """The manifest cannot be read."""

    code = "STO-005"
    what = Text(
        "数据仓清单 {path} 无法读取：{reason}。", "The manifest {path} is unreadable: {reason}."
    )
    remedy = Text("请从备份恢复该文件。", "Restore the file from a backup.")


class StoreWriteFailed(StoreError):
    """The disk is full or refuses to write."""

    code = "STO-006"
    what = Text("写入 {path} 失败：{reason}。", "Writing to {path} failed: {reason}.")
    remedy = Text(
        "请释放磁盘空间或检查权限后重试；已确认的数据没有丢失。",
        "Free disk space or check permissions and try again; nothing acknowledged is lost.",
    )


class TableMissing(StoreError):
    """A lake table was asked for before it was written."""

    code = "STO-007"
    what = Text("数据仓中没有表 {table}。", "The store has no table {table} yet.")
    remedy = Text("请先运行 lingnan run。", "Run lingnan run first.")


class TableUnreadable(StoreError):
    """A lake table's log or file is damaged."""

    code = "STO-008"
    what = Text("表 {table} 无法读取：{reason}。", "The table {table} is unreadable: {reason}.")
    remedy = Text(
        "请运行 lingnan evidence verify 查明受损的分段，再从备份恢复。",
        "Run lingnan evidence verify to find the damaged segment, then restore it from a backup.",
    )


class StoreBusy(StoreError):
    """Another process holds the lock for too long."""

    code = "STO-009"
    what = Text(
        "等待 {seconds} 秒后，另一进程仍占用 {path}。",
        "Another process still holds {path} after {seconds} s.",
    )
    remedy = Text("请稍后再试。", "Try again later.")


class ComputationFailed(StoreError):
    """The engine could not read a file or ran out of room."""

    code = "STO-010"
    what = Text("计算失败：{reason}。", "The computation failed: {reason}.")
    remedy = Text(
        "如涉及数据文件，请运行 lingnan evidence verify；如内存或磁盘不足，请腾出空间后重试。",
        "If it names a data file, run lingnan evidence verify; if memory or disk ran out, "
        "free some and try again.",
    )
