"""Anticipated failures of importing what somebody hands in; the whole file cannot be used."""

from lingnan.kernel import LingnanError, Text


class DeclaredError(LingnanError):
    """Any anticipated failure of this source."""


class NoFactDate(DeclaredError):
    """Neither the file nor the caller says when the form was filled."""

    code = "DEC-051"
    what = Text(
        "文件 {file} 没有填报日期列，也未指定填报日期。",
        "The file {file} has no column for the date it was filled, and no date was given.",
    )
    remedy = Text(
        "请增加“填报日期”列，或用 --fact-date 2023-09-30 指定。",
        "Add a column fact_date (填报日期), or name the day with --fact-date 2023-09-30.",
    )


class NoAnswerColumns(DeclaredError):
    """The header names no item of the model."""

    code = "DEC-052"
    what = Text(
        "文件 {file} 的表头中没有模型 {model} 的题目。",
        "The header of {file} names no item of the model {model}.",
    )
    remedy = Text(
        "宽表请以题号（如 {example}）为列名；长表请给出“题号”和“答案”两列。",
        "Head the columns with item ids such as {example}, or give the columns item and answer.",
    )


class ModelNotNamed(DeclaredError):
    """The file is a questionnaire, and more than one model could be meant."""

    code = "DEC-053"
    what = Text(
        "文件 {file} 是问卷，但不能确定属于哪个评测模型（{models}）。",
        "The file {file} is a questionnaire, but of which model cannot be told ({models}).",
    )
    remedy = Text("请用 --model 指明。", "Name the model with --model.")


class NotEvidence(DeclaredError):
    """The file is neither a questionnaire nor a list of evidence rows."""

    code = "DEC-054"
    what = Text(
        "文件 {file} 既不是问卷也不是证据清单：缺少列 {missing}；现有列：{found}。",
        "The file {file} is neither a questionnaire nor a list of evidence: it lacks {missing} "
        "and has {found}.",
    )
    remedy = Text(
        "证据清单须有 subject（主体）、indicator（指标）、value（值）三列。",
        "A list of evidence needs the columns subject, indicator and value.",
    )
