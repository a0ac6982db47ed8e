"""Anticipated failures of reading a table file; the file is wrong as a whole."""

from lingnan.kernel import LingnanError, Text


class TableFileError(LingnanError):
    """Any anticipated failure of reading a table file."""


class FileMissing(TableFileError):
    """There is no file of this name, or it may not be opened."""

    code = "TAB-001"
    what = Text("无法打开文件 {file}：{reason}。", "The file {file} cannot be opened: {reason}.")
    remedy = Text("请检查路径和读取权限。", "Check the path and the permission to read it.")


class FileEmpty(TableFileError):
    """The file holds nothing to read."""

    code = "TAB-002"
    what = Text("文件 {file} 是空的。", "The file {file} is empty.")
    remedy = Text(
        "请重新导出：第 1 行为表头，其后每行一条记录。",
        "Export it again: a header in row 1, then one record a row.",
    )


class FormatUnknown(TableFileError):
    """The file is no table of a kind that can be read."""

    code = "TAB-003"
    what = Text(
        "文件 {file} 不是可读取的表格，看起来是{kind}。",
        "The file {file} is no table that can be read; it looks like {kind}.",
    )
    remedy = Text(
        "请另存为 XLSX、CSV（UTF-8）或 Parquet 后再导入。",
        "Save it as XLSX, CSV (UTF-8) or Parquet and import that.",
    )


class FileDamaged(TableFileError):
    """The file ends too early or its inside is broken."""

    code = "TAB-004"
    what = Text(
        "文件 {file} 已损坏或不完整：{reason}。", "The file {file} is damaged or cut off: {reason}."
    )
    remedy = Text(
        "请重新下载或重新导出；该文件未导入任何数据。",
        "Download or export it again; nothing was imported from it.",
    )


class FileLocked(TableFileError):
    """The workbook is protected by a password."""

    code = "TAB-005"
    what = Text("工作簿 {file} 有打开密码。", "The workbook {file} is protected by a password.")
    remedy = Text("请去除密码并另存后再导入。", "Remove the password, save it and import it again.")


class EncodingUnknown(TableFileError):
    """The text is neither UTF-8 nor GB18030."""

    code = "TAB-006"
    what = Text(
        "无法识别文件 {file} 的文字编码（可能是 {guess}）。",
        "The text encoding of {file} is not recognised (perhaps {guess}).",
    )
    remedy = Text(
        "请另存为“CSV UTF-8”或 XLSX 后再导入。", "Save it as CSV UTF-8 or as XLSX and import that."
    )


class ColumnMissing(TableFileError):
    """A column without which the rows mean nothing is not in the header."""

    code = "TAB-007"
    what = Text(
        "文件 {file} 第 {row} 行表头缺少必需的列：{missing}；现有列：{found}。",
        "The header in row {row} of {file} lacks required columns: {missing}; it has: {found}.",
    )
    remedy = Text(
        "请补上该列，表头可写作：{accepted}。", "Add the column; its header may read: {accepted}."
    )
