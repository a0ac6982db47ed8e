"""Anticipated failures of the register; problems of single rows are rules instead."""

from lingnan.kernel import LingnanError, Text


class RegistryError(LingnanError):
    """Any anticipated failure of the register."""


class KindUnknown(RegistryError):
    """An import was asked for something that the register does not keep."""

    code = "REG-001"
    what = Text("登记库没有类别“{kind}”。", "The register keeps no “{kind}”.")
    remedy = Text("可用的类别：{known}。", "It keeps: {known}.")


class PlaceMissing(RegistryError):
    """A register of enterprises has no column that says where they are."""

    code = "REG-002"
    what = Text(
        "文件 {file} 既没有行政区划代码列，也没有城市列；现有列：{found}。",
        "The file {file} has neither a region code nor a city column; it has: {found}.",
    )
    remedy = Text(
        "请补上“行政区划代码”（region_code）或“城市”（city）列。",
        "Add a column 行政区划代码 (region_code) or 城市 (city).",
    )


class SnapshotFailed(RegistryError):
    """The records were saved but their copy for computing was not."""

    code = "REG-003"
    exit_code = 3
    what = Text(
        "登记数据已保存，但写入数据湖快照失败：{reason}。",
        "The records are saved, but their snapshot in the lake could not be written: {reason}.",
    )
    remedy = Text(
        "请释放磁盘空间后重新导入同一文件：已保存的行不会重复，快照会补写。",
        "Free disk space and import the same file again: rows saved stay single, the snapshot "
        "is written then.",
    )
