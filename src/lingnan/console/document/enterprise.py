"""The roadmap of one enterprise 一企一策 as a document, from its plain JSON answer.

Not for computing it (roadmap) and not for layout (word/, workbook/).
"""

from collections.abc import Mapping
from typing import Any

from lingnan.console.document.answer import Answer
from lingnan.console.document.frame import frame
from lingnan.console.document.model import (
    Band,
    Block,
    Document,
    Fact,
    Facts,
    Paragraph,
)
from lingnan.console.document.schedule import measure_table, plan_blocks
from lingnan.console.document.section import (
    cash_blocks,
    facts,
    level_blocks,
    limit_blocks,
)
from lingnan.console.document.sentence import (
    cash_sentence,
    certificate_sentence,
    level_sentence,
    result_sentence,
    shortfall_sentence,
)
from lingnan.console.document.words import (
    gap_words,
    level_words,
    money_words,
    size_words,
)
from lingnan.console.i18n import translator
from lingnan.kernel import Lang


def enterprise_document(answer: Mapping[str, Any], lang: Lang) -> Document:
    """Say what an enterprise is advised to do, when, for how much, and why.

    An answer that is not a plan (infeasible, nothing affordable, unassessed) gives a document that
    says so and what would do; sections without content are left out.

    Raises:
        AnswerUnfit: a value of the answer is of another kind than documented.
    """
    tr = translator(lang)
    _ = tr.gettext
    told = Answer(tr, answer)
    name = told.text("name") or told.text("subject")
    overview = _("Overview")
    parts = (
        (_("Summary"), overview, "", _summary(told)),
        (_("Schedule"), _("Schedule"), "", plan_blocks(told)),
        (_("The measures"), _("Measures"), "", measure_table(told)),
        (_("Money"), _("Cash flow"), cash_sentence(told), cash_blocks(told)),
        (_("Points and levels"), _("Levels"), level_sentence(told), level_blocks(told)),
        (_("Limits and further budget"), _("Limits"), "", limit_blocks(told)),
    )
    parties = (_("Adviser"), _("Enterprise"), _("Authority in charge"))
    title = _("Digital transformation roadmap of an enterprise")
    return frame(told, title, name, parts, parties)


def _summary(answer: Answer) -> tuple[Block, ...]:
    sentences = (
        result_sentence(answer),
        shortfall_sentence(answer),
        level_sentence(answer),
        certificate_sentence(answer),
    )
    blocks: list[Block] = [Paragraph(text, "finding") for text in sentences if text]
    return (*blocks, Facts(_who(answer)), Facts(_what(answer)))


def _who(answer: Answer) -> tuple[Fact, ...]:
    tr = answer.tr
    _ = tr.gettext
    subject = answer.text("subject")
    return facts(
        Fact(_("Enterprise"), answer.text("name"), is_wide=True),
        Fact(_("Unified social credit code"), subject),
        Fact(_("Size"), size_words(tr, answer.text("size_class"))),
        Fact(_("City"), answer.text("city")),
        Fact(_("Cluster"), answer.text("cluster")),
        Fact(
            _("Assessment model"), answer.text("model_title") or answer.text("model"), is_wide=True
        ),
    )


def _what(answer: Answer) -> tuple[Fact, ...]:
    tr = answer.tr
    _ = tr.gettext
    budget, limits, totals = (answer.part(key) for key in ("budget", "limits", "totals"))
    is_plan = bool(answer.rows("schedule"))
    none = Band(None, None, None)
    return facts(
        Fact(_("Question"), _question(answer), is_wide=True),
        Fact(_("Planned from"), answer.day("start"), "date"),
        Fact(_("Planned on the answers"), _side(answer)),
        Fact(_("Budget"), budget.whole("total_cny"), "money"),
        Fact(_("Budget from"), budget.text("source")),
        Fact(_("Measures at once, at most"), limits.whole("parallel"), "count"),
        Fact(_("Own staff, at most (full-time)"), limits.number("staff_fte"), "decimal"),
        Fact(_("Investment"), totals.band("cost") if is_plan else none, "band", is_wide=True),
        Fact(_("Running cost within the plan"), totals.whole("running_cny"), "money"),
        Fact(_("Subsidies within the plan"), totals.whole("subsidy_cny"), "money"),
        Fact(_("Net expenditure"), totals.whole("net_cny"), "money"),
        *(
            (
                Fact(_objective_name(answer), answer.whole("objective"), "money"),
                Fact(_bound_name(answer), answer.whole("bound"), "money"),
                Fact(_("Certified gap"), _gap(answer)),
            )
            if is_plan
            else ()
        ),
    )


def _question(answer: Answer) -> str:
    tr = answer.tr
    _ = tr.gettext
    if answer.text("question") == "level":
        pattern = _("{level} by {day} at the least cost")
        level, day = answer.whole("target_level"), answer.day("by")
        return pattern.format(level=level_words(tr, level), day=tr.day(day))
    if answer.text("question") == "value":
        budget = answer.part("budget").whole("total_cny")
        return _("the most value within {budget}").format(budget=money_words(tr, budget))
    return ""


def _side(answer: Answer) -> str:
    _ = answer.tr.gettext
    return {"claimed": _("Claimed"), "proven": _("Proven")}.get(answer.text("side"), "")


def _objective_name(answer: Answer) -> str:
    _ = answer.tr.gettext
    return _("Cost that counts") if answer.text("question") == "level" else _("Value of the plan")


def _bound_name(answer: Answer) -> str:
    _ = answer.tr.gettext
    if answer.text("question") == "level":
        return _("No schedule costs less than")
    return _("No schedule is worth more than")


def _gap(answer: Answer) -> str:
    gap = answer.number("gap")
    return "" if gap is None else gap_words(answer.tr, gap)
