"""The roadmap of a park 一园一策 as a document: facilities, money, members, shares, checklist.

Not for computing it (roadmap.park) and not for layout (word/, workbook/).
"""

from collections.abc import Mapping
from typing import Any

from lingnan.console.document.answer import Answer
from lingnan.console.document.frame import binding_table, counts, frame
from lingnan.console.document.model import (
    Band,
    Bar,
    Bars,
    Block,
    CashFlow,
    CashPeriod,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Gantt,
    GanttRow,
    Paragraph,
    Table,
)
from lingnan.console.document.section import facts
from lingnan.console.document.words import gap_words, money_words, period_words, with_unit
from lingnan.console.i18n import Translator, translator
from lingnan.kernel import Lang

_ON_PAPER = 30
Rows = tuple[tuple[Cell, ...], ...]


def park_document(answer: Mapping[str, Any], lang: Lang) -> Document:
    """Say to a park which facilities to share, when, for how much, and who pays what.

    Beside the keys of the answer, `name`, `names` (code → name), `as_of`, `run_id` and `sources`
    are shown where given.

    Raises:
        AnswerUnfit: a value of the answer is of another kind than documented.
    """
    tr = translator(lang)
    _ = tr.gettext
    told = Answer(tr, answer)
    parts = (
        (_("Summary"), _("Overview"), "", _summary(told)),
        (_("Shared facilities"), _("Facilities"), "", _facilities(told)),
        (_("Money of the park"), _("Cash flow"), _cash_finding(told), _cash(told)),
        (_("Members of the park"), _("Member enterprises"), "", _members(told)),
        (_("Who pays what"), _("Shares"), "", _shares(told)),
        (_("Checklist"), _("Checklist"), "", _checklist(told)),
        (_("What holds the plan back"), _("Limits"), "", binding_table(told)),
    )
    parties = (_("Adviser"), _("Park operator"), _("Authority in charge"))
    title = _("Digital transformation roadmap of a park")
    return frame(told, title, told.text("name") or told.text("park"), parts, parties)


def _summary(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    is_level = answer.text("question") == "level"
    opened = [row for row in answer.rows("facilities") if row.flag("is_open")]
    members = answer.whole("members_count")
    if members is None:
        members = len(answer.rows("members"))
    cost = _cost(answer)
    if opened:
        clauses = [
            _("the park is advised to share {facilities}").format(
                facilities=tr.listing([row.text("name") for row in opened])
            ),
            _("expected cost {cost}").format(cost=money_words(tr, cost.expected)),
        ]
    else:
        clauses = [_("no shared facility pays under the conditions given")]
    if is_level:
        clauses.append(
            _("{reached} of {count} members reach the level").format(
                reached=tr.number(answer.whole("reached")), count=tr.number(members)
            )
        )
    else:
        clauses.append(
            _("the park adds {added} to the net gain of its {count} members").format(
                added=money_words(tr, answer.whole("added_cny")), count=tr.number(members)
            )
        )
    stage = {"new_park": _("new park"), "existing_park": _("existing park")}
    key = facts(
        Fact(_("Park"), answer.text("name") or answer.text("park"), is_wide=True),
        Fact(_("Stage"), stage.get(answer.text("stage"), answer.text("stage"))),
        Fact(_("Member enterprises"), members, "count"),
        Fact(_("Facilities shared"), len(opened), "count"),
        Fact(_("Members that reach the level"), answer.whole("reached"), "count"),
        Fact(_("Cost of the facilities"), cost, "band", is_wide=True),
        Fact(
            _("Cost that counts") if is_level else _("Net gain of all"),
            answer.whole("objective_cny"),
            "money",
        ),
        Fact(
            _("No plan costs less than") if is_level else _("No plan gains more than"),
            answer.whole("bound_cny"),
            "money",
        ),
        Fact(_("Certified gap"), gap_words(tr, answer.number("gap"))),
        Fact(_("Added by the park"), answer.whole("added_cny"), "money"),
    )
    sentences = (tr.sentence(clauses), _certificate(answer))
    return (*(Paragraph(text, "finding") for text in sentences if text), Facts(key))


def _certificate(answer: Answer) -> str:
    tr = answer.tr
    _ = tr.gettext
    gap = answer.number("gap")
    if gap is None:
        return ""
    if gap <= 0:
        return tr.sentence([_("it is proven that no other plan for the park is better")])
    text = _("it is proven that the plan is at most {gap} from the best possible")
    return tr.sentence([text.format(gap=gap_words(tr, gap))])


def _facilities(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    found = answer.rows("facilities")
    if not found:
        return ()
    bars = tuple(
        GanttRow(
            name=row.text("name"),
            group="",
            start=row.whole("start_period") or 0,
            finish=row.whole("service_period") or 0,
            cost_cny=row.whole("cost_expected_cny"),
        )
        for row in found
        if row.flag("is_open") and not row.flag("is_in_place")
    )
    periods = tuple(period_words(tr, name) for name in answer.texts("period_names"))
    rows: Rows = tuple(
        (
            row.text("name") or row.text("id"),
            _standing_of(answer, row),
            _period(answer, row.whole("service_period")),
            _cost(row),
            row.whole("members_served"),
            row.whole("capacity_members"),
            row.whole("saving_cny"),
        )
        for row in found
    )
    columns = (
        Column(_("Facility"), width=22),
        Column(_("Plan"), width=12),
        Column(_("In service from"), width=15),
        Column(with_unit(tr, _("Cost")), "band", 22),
        Column(_("Members served"), "count", 9),
        Column(_("Capacity"), "count", 8),
        Column(with_unit(tr, _("Members' savings")), "money", 13),
    )
    note = _("Cost: building, running over the years counted, and connections.")
    table = Table(_("Facilities"), columns, rows, note=note)
    if not bars or not periods:
        return (table,)
    shaded = _("Shaded: being built. Amounts: the expected cost of a facility.")
    return (Gantt(_("Building by half-year"), periods, bars, shaded, _("Facility")), table)


def _cash_finding(answer: Answer) -> str:
    """Say where the park's money is scarcest; "" without a balance."""
    tr = answer.tr
    known = [row for row in answer.rows("cash_flow") if row.whole("balance_cny") is not None]
    if not known:
        return ""
    least = min(known, key=lambda row: row.whole("balance_cny") or 0)
    text = tr.gettext(
        "at the expected prices the balance is lowest at the end of {period}: {balance}"
    )
    return tr.sentence(
        [
            text.format(
                period=period_words(tr, least.text("name") or least.text("period")),
                balance=money_words(tr, least.whole("balance_cny")),
            )
        ]
    )


def _cash(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    found = answer.rows("cash_flow")
    if not found:
        return ()
    names = [period_words(tr, row.text("name") or row.text("period")) for row in found]
    budget = counts(answer, "budget_cny")
    if len(budget) == len(found):
        periods = []
        for number, (row, name) in enumerate(zip(found, names, strict=True)):
            paid = (row.whole("building_cny") or 0) + (row.whole("connection_cny") or 0)
            periods.append(
                CashPeriod(
                    period=name,
                    budget=budget[number] - (budget[number - 1] if number else 0),
                    subsidy=0,
                    payments=Band(paid, paid, paid),
                    running=row.whole("running_cny") or 0,
                    balance=row.whole("balance_cny") or 0,
                )
            )
        note = _("Payments: building and connections.")
        return (CashFlow(_("Cash flow by period"), tuple(periods), note),)
    keys = ("building_cny", "connection_cny", "running_cny")
    titles = (_("Building"), _("Connections"), _("Running cost"))
    bars = tuple(
        Bar(name, tuple(row.whole(key) for key in keys))
        for row, name in zip(found, names, strict=True)
    )
    columns = (
        Column(_("Period"), width=28),
        *(Column(with_unit(tr, title), "money", 24) for title in titles),
    )
    rows: Rows = tuple((bar.name, *bar.values) for bar in bars)
    return (
        Bars(_("Payments of the park by period"), titles, bars),
        Table(_("Cash flow in figures"), columns, rows),
    )


def _members(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    names = {row.text("id"): row.text("name") for row in answer.rows("facilities")}
    rows: Rows = tuple(
        (
            answer.name_of(row.text("uscc")),
            tr.listing([names.get(code, code) for code in row.texts("connected")]) or None,
            row.whole("price_alone_cny"),
            row.whole("price_with_cny"),
            row.whole("saving_cny"),
            row.whole("gain_cny"),
        )
        for row in answer.rows("members")
    )
    if not rows:
        return ()
    columns = (
        Column(_("Member"), width=24, is_name=True),
        Column(_("Connected to"), width=24),
        Column(with_unit(tr, _("Price alone")), "money", 13),
        Column(with_unit(tr, _("Price with the park")), "money", 13),
        Column(with_unit(tr, _("Saving")), "money", 13),
        Column(with_unit(tr, _("Gain before shares")), "money", 13),
    )
    return (Table(_("What members pay and gain"), columns, rows, None, "", _ON_PAPER),)


def _shares(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    splits = answer.rows("splits")
    if not splits:
        return ()
    rules: Rows = tuple(
        (
            row.text("name") or row.text("rule"),
            row.text("what") or None,
            row.whole("total_cny"),
            _yes_no(answer.tr, row, "is_in_core"),
            len(row.texts("worse_than_alone")) if "worse_than_alone" in row.values else None,
        )
        for row in splits
    )
    columns = (
        Column(_("Rule"), width=18),
        Column(_("How it divides"), width=42),
        Column(with_unit(tr, _("Sum")), "money", 14),
        Column(_("No group gains by leaving"), width=14),
        Column(_("Members worse off than alone"), "count", 12),
    )
    codes = [row.text("rule") for row in splits]
    heads = (
        Column(_("Member"), width=28, is_name=True),
        *(Column(with_unit(tr, row.text("name") or row.text("rule")), "money", 16)
          for row in splits),
    )  # fmt: skip
    shares: Rows = tuple(
        (
            answer.name_of(row.text("uscc")),
            *(row.part("shares_cny").whole(code) for code in codes),
        )
        for row in answer.rows("members")
    )
    return (
        Table(_("Rules of sharing the cost"), columns, rules),
        Table(_("Shares of members by rule"), heads, shares, None, "", _ON_PAPER),
    )


def _checklist(answer: Answer) -> tuple[Block, ...]:
    tr = answer.tr
    _ = tr.gettext
    names = {row.text("id"): row.text("name") for row in answer.rows("facilities")}
    found = sorted(answer.rows("checklist"), key=lambda row: row.whole("sequence") or 10**6)
    rows: Rows = tuple(
        (
            row.whole("sequence"),
            names.get(row.text("facility")) or answer.name_of(row.text("facility")),
            _need(tr, row.text("need")),
            _standing(tr, row.text("standing")),
            row.number("members_having_share"),
            tr.listing([answer.name_of(code) for code in row.texts("missing")]) or None,
        )
        for row in found
    )
    if not rows:
        return ()
    columns = (
        Column(_("Order"), "count", 8),
        Column(_("Facility"), width=24),
        Column(_("Need"), width=12),
        Column(_("Standing"), width=16),
        Column(_("Measures members have"), "percent", 12),
        Column(_("Still missing"), width=28),
    )
    return (Table(_("What the park should have"), columns, rows),)


def _yes_no(tr: Translator, row: Answer, key: str) -> str | None:
    """Say yes or no; null where the answer does not tell."""
    _ = tr.gettext
    if row.values.get(key) is None:
        return None
    return _("yes") if row.flag(key) else _("no")


def _cost(row: Answer) -> Band:
    return Band(
        row.whole("cost_low_cny"), row.whole("cost_expected_cny"), row.whole("cost_high_cny")
    )


def _period(answer: Answer, period: int | None) -> str | None:
    names = answer.texts("period_names")
    if period is None:
        return None
    if 0 <= period < len(names):
        return period_words(answer.tr, names[period])
    return answer.tr.gettext("after the plan")


def _standing_of(answer: Answer, facility: Answer) -> str:
    _ = answer.tr.gettext
    if facility.flag("is_in_place"):
        return _("in place")
    return _("build") if facility.flag("is_open") else _("not built")


def _need(tr: Translator, need: str) -> str:
    _ = tr.gettext
    return {
        "required": _("required"),
        "recommended": _("recommended"),
        "optional": _("optional"),
    }.get(need, need)


def _standing(tr: Translator, standing: str) -> str:
    _ = tr.gettext
    return {
        "in_place": _("in place"),
        "shown": _("members have it"),
        "partly": _("in part"),
        "missing": _("missing"),
    }.get(standing, standing)
