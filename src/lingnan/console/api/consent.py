"""Routes of consents: given, withdrawn and listed by an enterprise; those a recipient holds."""

from typing import Any, Final

from lingnan.access import EVERYTHING, Permission, Scope, ScopeKind, Target, may
from lingnan.access.consent import (
    RECIPIENTS,
    Consent,
    consents_of,
    consents_to,
    give_consent,
    withdraw_consent,
)
from lingnan.access.errors import NoConsent
from lingnan.console.api.errors import NotPossible
from lingnan.console.api.roadmap import ensure_day
from lingnan.console.api.route import ApiRoute, Ask, Keyed, Reply
from lingnan.console.api.shape import consent as shape
from lingnan.console.i18n import N_
from lingnan.console.web.call import Call
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.route import Row
from lingnan.console.web.target import target_of
from lingnan.kernel import Text

_READ, _GIVE = Permission.CONSENTS_READ, Permission.CONSENTS_GIVE


def _of_enterprise(ask: Ask[None, None]) -> Reply:
    """All consents of an enterprise for itself; for a recipient those it was given."""
    call, uscc = ask.call, ask.call.parameters["uscc"]
    own = Target(
        frozenset(
            place for place in (call.target or Target()).places if place.kind not in RECIPIENTS
        )
    )
    is_whole = may(call.who, _READ, own)
    found = [
        each
        for each in consents_of(call.store.database, uscc)
        if is_whole or call.reach(_READ).covers(Target(own.places | {each.recipient}))
    ]
    return Reply({"items": [_record(each, call) for each in found]})


def _received(ask: Ask[None, None]) -> Reply:
    """The live consents to the banks and providers whose scopes the reader holds."""
    call, database = ask.call, ask.call.store.database
    held = call.reach(_READ)
    scopes = sorted(scope for scope in held.scopes if scope.kind in RECIPIENTS)
    found = [each for scope in scopes for each in consents_to(database, scope, at=call.at)]
    if held.narrow is not None and held.narrow != EVERYTHING:
        found = [each for each in found if _covers(call, each)]
    found.sort(key=lambda each: (each.given_at, each.consent_id), reverse=True)
    return Reply({"items": [_record(each, call) for each in found]})


def _covers(call: Call, consent: Consent) -> bool:
    target = target_of(call.store, ScopeKind.ENTERPRISE, consent.uscc, at=call.at)
    return target is not None and call.reach(_READ).covers(target)


def _give(ask: Ask[None, shape.ConsentGiven]) -> Reply:
    call, sent = ask.call, ask.body
    ensure_day("until", sent.until)
    recipient = Scope.parse(sent.recipient)
    if target_of(call.store, recipient.kind, recipient.key, at=call.at) is None:
        reason = Text("没有登记这一机构", "nobody is registered under it")
        raise NotPossible(field="recipient", value=sent.recipient, reason=reason)
    given = give_consent(
        call.desk.access,
        call.parameters["uscc"],
        recipient,
        indicators=sent.indicators,
        purpose=sent.purpose,
        until=sent.until,
        actor=call.who.actor,
        at=call.at,
    )
    return Reply(_record(given, call))


def _withdraw(ask: Ask[None, None]) -> Reply:
    call = ask.call
    try:
        found = withdraw_consent(
            call.desk.access,
            call.parameters["uscc"],
            call.parameters["consent_id"],
            actor=call.who.actor,
            at=call.at,
        )
    except NoConsent:
        raise NothingThere from None
    return Reply(_record(found, call))


def _record(consent: Consent, call: Call) -> dict[str, Any]:
    return {
        "consent_id": consent.consent_id,
        "uscc": consent.uscc,
        "recipient": str(consent.recipient),
        "indicators": list(consent.indicators),
        "purpose": consent.purpose,
        "until": consent.until,
        "given_at": consent.given_at,
        "given_by": consent.given_by,
        "withdrawn_at": consent.withdrawn_at,
        "is_live": consent.is_live(call.at),
    }


ROUTES: Final = (
    ApiRoute(
        "GET",
        "/enterprises/{uscc}/consents",
        _READ,
        _of_enterprise,
        N_("The consents an enterprise ever gave, the latest first"),
        shape.ConsentList,
        rows={"uscc": ScopeKind.ENTERPRISE},
    ),
    ApiRoute(
        "POST",
        "/enterprises/{uscc}/consents",
        _GIVE,
        _give,
        N_("Give a consent"),
        shape.Consent,
        rows={"uscc": ScopeKind.ENTERPRISE},
        body=shape.ConsentGiven,
        status=201,
        keyed=Keyed.MAY,
    ),
    ApiRoute(
        "DELETE",
        "/enterprises/{uscc}/consents/{consent_id}",
        _GIVE,
        _withdraw,
        N_("Withdraw a consent: it ends at once, and stays on record"),
        shape.Consent,
        rows={"uscc": ScopeKind.ENTERPRISE, "consent_id": Row.OWN},
    ),
    ApiRoute(
        "GET",
        "/consents",
        _READ,
        _received,
        N_("The consents that hold for the reader's bank or provider"),
        shape.ConsentList,
    ),
)
