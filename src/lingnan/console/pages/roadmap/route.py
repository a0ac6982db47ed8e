"""The roadmap of an enterprise: the page, the part that sliders bring, files, fixed choices."""

import json
from typing import Final
from urllib.parse import parse_qsl, urlencode

from lingnan.access import Permission, ScopeKind
from lingnan.console.charts import Table
from lingnan.console.document import enterprise_document
from lingnan.console.document.answer import Answer as Told
from lingnan.console.document.word.write import word_bytes
from lingnan.console.document.workbook.write import workbook_bytes
from lingnan.console.pages.roadmap.choice import KINDS, drop_choice, put_choice
from lingnan.console.pages.roadmap.context import PlanContext, RoadmapContext
from lingnan.console.pages.roadmap.page import (
    ask_view,
    choice_views,
    measure_names,
    plan_of,
    question_of,
)
from lingnan.console.pages.roadmap.view import charts_of, marginal_table
from lingnan.console.web.answer import Answer, Moved, Sent, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.dossier import open_dossier
from lingnan.console.web.errors import FormUnreadable, NothingThere
from lingnan.console.web.route import Route, Row, get
from lingnan.console.web.sheet import sent_table
from lingnan.kernel import Text
from lingnan.kernel.money import parse_cny
from lingnan.roadmap.case import MOST_PERIODS

_READ: Final = Permission.ROADMAP_READ
_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
_MEDIA: Final = {
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "json": "application/json",
}
_MOST_CNY: Final = 10**12


def _page(call: Call) -> Answer:
    opened = open_dossier(call, _READ, "roadmap")
    uscc = opened.enterprise.uscc
    question = question_of(call, opened)
    plan, answer = plan_of(call, uscc, question)
    ask = ask_view(call, uscc, question, answer)
    status = 400 if plan.problem else 200
    if call.is_piece:
        return Shown("", PlanContext(ask, plan), status)
    query = urlencode(question.wish.pairs())
    context = RoadmapContext(
        dossier=opened.dossier,
        basis=question.basis,
        basis_path=f"{ask.path}?{query}&",
        ask=ask,
        plan=plan,
        choices=choice_views(call.tr, question),
        measures=tuple(measure_names(call.tr, question.known)),
        may_choose=call.may(Permission.ROADMAP_PLAN) and call.may(Permission.REGISTRY_CHANGE),
        back=query,
    )
    return Shown(call.tr.gettext("Roadmap"), context, status)


def _file(call: Call) -> Answer:
    form = call.parameters["form"]
    if form not in _MEDIA:
        raise NothingThere
    opened = open_dossier(call, _READ, "roadmap")
    answer = question_of(call, opened).answer(is_deep=True)
    name = f"{opened.enterprise.uscc}-roadmap.{form}"
    if form == "json":
        content = json.dumps(answer, ensure_ascii=False, indent=2).encode()
    else:
        document = enterprise_document(answer, call.lang)
        content = word_bytes(document) if form == "docx" else workbook_bytes(document)
    return Sent(content, _MEDIA[form], name)


def _table(call: Call) -> Answer:
    opened = open_dossier(call, _READ, "roadmap")
    name = call.parameters["table"]
    answer = question_of(call, opened).answer(is_deep=name == "marginal")
    schedule, money, path = charts_of(call.tr, answer)
    tables: dict[str, Table | None] = {
        "schedule": schedule.table if schedule else None,
        "money": money.table if money else None,
        "path": path.table if path else None,
        "marginal": marginal_table(call.tr, Told(call.tr, answer)),
    }
    table = tables.get(name)
    if table is None:
        raise NothingThere
    return sent_table(f"{opened.enterprise.uscc}-roadmap-{name}.csv", table)


def _choose(call: Call) -> Answer:
    uscc = call.parameters["uscc"]
    # Parks and chains plan for their members, but do not choose for them.
    call.ensure(Permission.REGISTRY_CHANGE)
    measure, kind = call.typed("measure"), call.typed("choice")
    if measure not in {each.id for each in call.pack.measures}:
        raise FormUnreadable(reason=Text("没有选择项目", "no measure was chosen"))
    if kind == "free":
        drop_choice(call, uscc, measure)
    elif kind == "running":
        periods = call.whole(
            "periods", call.tr.gettext("Half-years left"), least=1, most=MOST_PERIODS
        )
        put_choice(call, uscc, measure, "running", periods, _price(call))
    else:
        wanted = next((each for each in KINDS if each == kind), None)
        if wanted is None:
            raise FormUnreadable(reason=Text("没有选择方式", "nothing was chosen for it"))
        put_choice(call, uscc, measure, wanted, None, None)
    back = urlencode(parse_qsl(call.typed("back")[:1000]))
    return Moved(f"/enterprises/{uscc}/roadmap?{back}#choices")


def _price(call: Call) -> int:
    label = call.tr.gettext("Still to pay")
    try:
        amount = parse_cny(call.typed("price") or "0")
    except ValueError:
        amount = None
    if amount is None or not 0 <= amount <= _MOST_CNY or amount != int(amount):
        reason = Text(
            f"“{label}”应为整数元，如 80000 或 8万", f"“{label}” is whole yuan: 80000, 8万"
        )
        raise FormUnreadable(reason=reason)
    return int(amount)


_ONE: Final = "/enterprises/{uscc}/roadmap"
_ROW: Final[dict[str, ScopeKind | Row]] = {"uscc": ScopeKind.ENTERPRISE}
ROUTES: Final = (
    get(_ONE, _READ, _page, uscc=ScopeKind.ENTERPRISE),
    Route("GET", f"{_ONE}/files/{{form}}", _READ, _file, {**_ROW, "form": Row.CONTENT}),
    Route("GET", f"{_ONE}/tables/{{table}}", _READ, _table, {**_ROW, "table": Row.CONTENT}),
    Route("POST", f"{_ONE}/choices", Permission.ROADMAP_PLAN, _choose, _ROW),
)
MENU: Final = ()
