"""Findings: the filtered list, its file, settling and reopening."""

from typing import Final
from urllib.parse import urlencode

from lingnan.access import Permission
from lingnan.console.group.paging import paged_count
from lingnan.console.i18n import N_
from lingnan.console.pages.findings.context import FindingsContext
from lingnan.console.pages.findings.query import Filter, where_of
from lingnan.console.pages.findings.read import SEVERITY, STATE, counts, file_rows, lines
from lingnan.console.pages.findings.settle import reopen, settle
from lingnan.console.pages.findings.sort import SORTS
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.errors import FormUnreadable
from lingnan.console.web.menu import Entry
from lingnan.console.web.route import get, post
from lingnan.console.web.sheet import sent_csv
from lingnan.kernel import Text

_READ: Final = Permission.FINDINGS_READ
_SETTLE: Final = Permission.FINDINGS_SETTLE
_PAGE: Final = 50
_PATH: Final = "/findings"


def _findings(call: Call) -> Answer:
    tr, asked = call.tr, Filter.of(call)
    where = where_of(call, asked)
    if call.asked("form") == "csv":
        _ = tr.gettext
        headings = (
            _("Severity"),
            _("Kind of finding"),
            _("File"),
            _("Row"),
            _("Field"),
            _("Value"),
            _("Subject"),
            _("What happened"),
            _("What to do"),
            _("Found at"),
        )
        return sent_csv("findings.csv", headings, file_rows(call, where), call.lang)
    found = counts(call, asked)
    offset, pages = paged_count(call, sum(found.values()), _PAGE)
    told = asked.told()
    context = FindingsContext(
        sentence=_sentence(call, found),
        sorts=tuple(
            (each.id, tr.gettext(each.name), _address({**told, "sort": each.id})) for each in SORTS
        ),
        sort=asked.sort,
        what=next(tr.gettext(each.what) for each in SORTS if each.id == asked.sort),
        asked={name: getattr(asked, name) for name in Filter.__slots__},
        severities=tuple((key, tr.gettext(name)) for key, name in SEVERITY.items()),
        states=tuple((key, tr.gettext(name)) for key, name in STATE.items()),
        lines=lines(call, where, offset=offset, limit=_PAGE, is_one_file=bool(asked.batch)),
        pages=pages,
        may_settle=call.may(_SETTLE),
        here=_address({**told, "page": str(call.page_number())}),
        csv=_address({**told, "form": "csv"}),
    )
    return Shown(tr.gettext("Findings"), context)


def _settle(call: Call) -> Answer:
    ids = _ids(call)
    if call.typed("act") == "reopen":
        reopen(call, ids)
    else:
        settle(call, ids, call.text("remark", call.tr.gettext("Remark")))
    return Moved(_way(call.typed("here")))


def _sentence(call: Call, found: dict[str, int]) -> str:
    tr = call.tr
    clauses = [
        tr.gettext("{count} findings").format(count=tr.number(sum(found.values()))),
        tr.gettext("{errors} kept a row out, {warnings} are doubts, {infos} are remarks").format(
            errors=tr.number(found["error"]),
            warnings=tr.number(found["warning"]),
            infos=tr.number(found["info"]),
        ),
    ]
    return tr.sentence(clauses)


def _ids(call: Call) -> list[int]:
    said = [each for each in call.form.get("finding", ()) if each.isdecimal() and len(each) < 19]
    if not said:
        reason = Text("未选中任何问题", "no finding was chosen")
        raise FormUnreadable(reason=reason)
    return [int(each) for each in said]


def _way(said: str) -> str:
    return said if said == _PATH or said.startswith(f"{_PATH}?") else _PATH


def _address(told: dict[str, str]) -> str:
    return f"{_PATH}?{urlencode(told)}" if told else _PATH


ROUTES: Final = (
    get(_PATH, _READ, _findings),
    post("/findings/settle", _SETTLE, _settle),
)
MENU: Final = (Entry(_PATH, N_("Findings"), 68, _READ),)
