"""Two scenarios side by side as the page tells them; worked out at once, or by a job.

Not for comparing them (programme.allocation.compare).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lingnan.console.charts import Chart, Column, Table
from lingnan.console.charts.chart import frame
from lingnan.console.charts.palette import MUTED, PROVEN, PUBLISHED, category_axis, value_axis
from lingnan.console.document.words import money_words
from lingnan.console.i18n import Translator
from lingnan.console.web.call import Call

Answer = Mapping[str, Any]


def names_of(call: Call, answer: Answer) -> tuple[str, str]:
    """Answer how the two scenarios are called."""
    first, second = (str(case["name"][call.lang]) for case in answer["cases"])
    return first, second


def finding(call: Call, answer: Answer) -> str:
    """Say in one sentence how the target differs in the end."""
    tr = call.tr
    _ = tr.gettext
    rows = answer["by_year"]
    if not rows:
        return ""
    first, second = names_of(call, answer)
    last = rows[-1]
    text = _("by {day} {first} proves {one}, {second} {two} ({shift})")
    clause = text.format(
        day=last["date"],
        first=first,
        one=tr.number(last["first"]),
        second=second,
        two=tr.number(last["second"]),
        shift=tr.signed(last["difference"]),
    )
    return tr.sentence([clause])


def reasons(call: Call, answer: Answer) -> tuple[str, ...]:
    """Say why the two differ; assumptions by their names."""
    names = {
        f"assumptions[{each.id}].value": each.name.in_(call.lang) for each in call.pack.assumptions
    }
    found = []
    for each in answer["why"]:
        told = str(each[call.lang])
        for path, name in names.items():
            if told.startswith(path):
                told = name + told.removeprefix(path)
        found.append(told)
    return tuple(found)


def course(call: Call, answer: Answer) -> Chart:
    """Draw the expected proven count at each year's end in both."""
    tr = call.tr
    _ = tr.gettext
    names = names_of(call, answer)
    rows = answer["by_year"]
    title = _("Expected proven count at each year's end")
    series = [
        {
            "type": "bar",
            "name": name,
            "data": [row[key] for row in rows],
            "itemStyle": {"color": colour},
            "barMaxWidth": 34,
        }
        for name, key, colour in zip(names, ("first", "second"), (PUBLISHED, PROVEN), strict=True)
    ]
    option = {
        "legend": {"top": 0, "left": 0, "itemGap": 18},
        "grid": {"left": 12, "right": 24, "top": 44, "bottom": 12, "containLabel": True},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "xAxis": category_axis(
            [row["date"] for row in rows], axisLabel={"color": MUTED, "fontSize": 11}
        ),
        "yAxis": value_axis(_("enterprises")),
        "series": series,
    }
    description = f"{title}. {finding(call, answer)}"
    return Chart(
        "compare",
        title,
        description,
        frame(description, option, has_decal=True),
        _years(tr, names, rows, title),
        320,
    )


def tables(call: Call, answer: Answer) -> tuple[Table, ...]:
    """Answer the money by city, and what a floor forgoes."""
    tr, lang = call.tr, call.lang
    _ = tr.gettext
    first, second = names_of(call, answer)
    rows = tuple(
        (
            row["city"][lang],
            money_words(tr, row["first_cny"]),
            money_words(tr, row["second_cny"]),
            tr.number(row["first_enterprises"]),
            tr.number(row["second_enterprises"]),
            tr.signed(row["second_enterprises"] - row["first_enterprises"]),
        )
        for row in answer["money_by_city"]
    )
    columns = (
        Column(_("City"), "text"),
        Column(_("Money: {name}").format(name=first)),
        Column(_("Money: {name}").format(name=second)),
        Column(_("Enterprises: {name}").format(name=first)),
        Column(_("Enterprises: {name}").format(name=second)),
        Column(_("Difference")),
    )
    return (Table(_("Money of all years by city"), columns, rows),)


def _years(
    tr: Translator, names: tuple[str, str], rows: Sequence[Mapping[str, Any]], title: str
) -> Table:
    _ = tr.gettext
    columns = (Column(_("By"), "short"), *(Column(name) for name in names), Column(_("Difference")))
    cells = tuple(
        (
            row["date"],
            tr.number(row["first"]),
            tr.number(row["second"]),
            tr.signed(row["difference"]),
        )
        for row in rows
    )
    return Table(title, columns, cells)
