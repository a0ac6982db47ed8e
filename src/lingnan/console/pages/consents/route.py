"""Consents of an enterprise, given and withdrawn, and who looked."""

from typing import Final
from urllib.parse import urlencode

from lingnan.access import Permission, Scope, ScopeKind, Target
from lingnan.access.consent import ALL, RECIPIENTS, consents_of, give_consent, withdraw_consent
from lingnan.access.errors import BadConsent, BadScope
from lingnan.console.pages.consents.context import ConsentsContext, LookersContext
from lingnan.console.pages.consents.look import looks_of
from lingnan.console.pages.consents.read import (
    consent_view,
    give_view,
    recipients_of,
    seers_of,
)
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.consented import indicator_groups
from lingnan.console.web.dossier import open_dossier
from lingnan.console.web.route import Route, Row, get
from lingnan.kernel import LingnanError, Text


def _consents(call: Call) -> Answer:
    return _page(call)


def _page(call: Call, problem: str = "") -> Shown:
    opened = open_dossier(call, Permission.CONSENTS_READ, "consents")
    uscc = opened.enterprise.uscc
    groups = indicator_groups(call.pack)
    names = dict(recipients_of(call))
    held = call.reach(Permission.CONSENTS_READ)
    shown = [
        consent_view(call, each, names, groups)
        for each in consents_of(call.store.database, uscc)
        # A recipient learns of its own consents only.
        if not opened.sight.is_by_consent or held.covers(Target(frozenset({each.recipient})))
    ]
    context = ConsentsContext(
        dossier=opened.dossier,
        seers=() if opened.sight.is_by_consent else seers_of(call, opened),
        live=tuple(each for each in shown if each.state == "live"),
        past=tuple(each for each in shown if each.state != "live"),
        give=give_view(call, problem) if call.may(Permission.CONSENTS_GIVE) else None,
    )
    return Shown(call.tr.gettext("Data consents"), context, 400 if problem else 200)


def _give(call: Call) -> Answer:
    uscc = call.parameters["uscc"]
    try:
        give_consent(
            call.desk.access,
            uscc,
            _recipient(call),
            indicators=_indicators(call),
            purpose=call.typed("purpose"),
            until=call.day("until", call.tr.gettext("Until")),
            actor=call.who.actor,
            at=call.at,
        )
    except LingnanError as failure:
        if failure.exit_code != 2:
            raise
        told = f"{failure.message.in_(call.lang)} {failure.advice.in_(call.lang)}"
        return _page(call, told)
    return Moved(f"/enterprises/{uscc}/consents")


def _recipient(call: Call) -> Scope:
    """The recipient of the form: a bank or provider that is registered today."""
    none = BadConsent(reason=Text("接收方不在名录中", "the recipient is not in the register"))
    try:
        scope = Scope.parse(call.typed("recipient"))
    except BadScope:
        raise none from None
    if scope.kind not in RECIPIENTS or scope not in dict(recipients_of(call)):
        raise none
    return scope


def _indicators(call: Call) -> set[str]:
    picked = set(call.form.get("group", ()))
    if ALL in picked:
        return {ALL}
    groups = indicator_groups(call.pack)
    return {code for group in groups if group.id in picked for code in group.codes}


def _withdraw(call: Call) -> Answer:
    uscc = call.parameters["uscc"]
    withdraw_consent(
        call.desk.access,
        uscc,
        call.parameters["consent_id"],
        actor=call.who.actor,
        at=call.at,
    )
    return Moved(f"/enterprises/{uscc}/consents")


def _lookers(call: Call) -> Answer:
    opened = open_dossier(call, Permission.AUDIT_READ, "lookers")
    told = call.asked("before")
    before = int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else None
    with_own = call.asked("own") == "1"
    uscc = opened.enterprise.uscc
    looks, last = looks_of(call, opened.enterprise, with_own=with_own, before=before)
    here = f"/enterprises/{uscc}/lookers"
    pairs = {"own": "1"} if with_own else {}
    earlier = f"{here}?{urlencode({**pairs, 'before': str(last)})}" if last else ""
    context = LookersContext(opened.dossier, looks, with_own, earlier, here)
    return Shown(call.tr.gettext("Who looked"), context)


_ALL: Final = "/enterprises/{uscc}/consents"
_ROW: Final[dict[str, ScopeKind | Row]] = {"uscc": ScopeKind.ENTERPRISE}
ROUTES: Final = (
    get(_ALL, Permission.CONSENTS_READ, _consents, uscc=ScopeKind.ENTERPRISE),
    Route("POST", _ALL, Permission.CONSENTS_GIVE, _give, _ROW),
    Route(
        "POST",
        f"{_ALL}/{{consent_id}}/withdraw",
        Permission.CONSENTS_GIVE,
        _withdraw,
        {**_ROW, "consent_id": Row.OWN},
    ),
    get(
        "/enterprises/{uscc}/lookers",
        Permission.AUDIT_READ,
        _lookers,
        uscc=ScopeKind.ENTERPRISE,
    ),
)
MENU: Final = ()
