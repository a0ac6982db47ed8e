"""Enterprise prefixes: applications, reviews, allotments and what happens to them: /api/v1/prefix.

Names and numbers of people are shown to those who review, and masked in lists.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final

from lingnan.access import Permission, ScopeKind, Target, visible
from lingnan.access.errors import BadScope
from lingnan.kernel import Text, uscc
from lingnan.sources.identifier.business.allotment import (
    Allotment,
    allot,
    find_allotment,
    list_allotments,
)
from lingnan.sources.identifier.business.application import (
    Application,
    find_application,
    list_applications,
    resubmit,
    submit,
    withdraw,
)
from lingnan.sources.identifier.business.application_check import ApplicationForm, Document
from lingnan.sources.identifier.business.lifecycle import ALLOTMENT, APPLICATION
from lingnan.sources.identifier.business.prefix_step import (
    HOSTED,
    change_prefix,
    file_prefix,
    resume_prefix,
    revoke_prefix,
    suspend_prefix,
)
from lingnan.sources.identifier.business.review import DECISIONS, list_reviews, review
from lingnan.sources.identifier.business.table import prefix_allotment, prefix_application
from lingnan.sources.identifier.management.answer import both, finding_json
from lingnan.sources.identifier.management.call import Call, optional_of, text_of
from lingnan.sources.identifier.management.errors import BodyMalformed
from lingnan.sources.identifier.management.place import target_of_prefix
from lingnan.sources.identifier.management.route import Route
from lingnan.sources.identifier.wire.handle import prefix_handle

_READ = Permission.IDENTIFIER_READ
_APPLY, _REVIEW, _ALLOT = (
    Permission.IDENTIFIER_APPLY,
    Permission.IDENTIFIER_REVIEW,
    Permission.IDENTIFIER_ALLOT,
)
_TEXTS: Final = (
    *("uscc", "enterprise_name_zh", "industry_code"),
    *("legal_representative", "contact_name", "contact_mobile", "purpose"),
)


async def apply(call: Call) -> dict[str, Any]:
    """Apply for a prefix for one's own enterprise. Raises: ApplicationRefused, Refused."""
    told = await call.object()
    form = read_form(told)
    own = call.desk.registrar.prefixes
    parent = told.get("parent_prefix", own[0])
    if parent not in own:
        reason = Text(f"parent_prefix 应为 {own[0]}", f"parent_prefix is {own[0]}")
        raise BodyMalformed(reason=reason)
    call.ensure(_APPLY, _target(form.uscc, parent))
    made = submit(
        call.desk.database, form, parent, actor=call.actor, at=call.at, lookup=call.desk.lookup
    )
    return application_json(made)


async def apply_again(call: Call) -> dict[str, Any]:
    """Hand a returned application in again. Raises: NoApplication, StepRefused, Refused."""
    form = read_form(await call.object())
    before = _application(call, _APPLY)
    call.ensure(_APPLY, _target(form.uscc, before.parent_prefix))
    made = resubmit(
        call.desk.database,
        before.application_no,
        form,
        actor=call.actor,
        at=call.at,
        lookup=call.desk.lookup,
    )
    return application_json(made)


async def take_back(call: Call) -> dict[str, Any]:
    """Withdraw an application. Raises: NoApplication, StepRefused, Refused."""
    number = _application(call, _APPLY).application_no
    return application_json(withdraw(call.desk.database, number, actor=call.actor, at=call.at))


async def show(call: Call) -> dict[str, Any]:
    """Show an application with its reviews. Raises: NoApplication, Refused."""
    found = _application(call, _READ)
    reviews = [
        {
            "decision": each.decision,
            "reviewer": each.reviewer,
            "reason": each.reason,
            "at": each.at.isoformat(),
        }
        for each in list_reviews(call.desk.database, found.application_no)
    ]
    return application_json(found) | {"reviews": reviews}


async def show_all(call: Call) -> list[dict[str, Any]]:
    """Show the applications that who asks may see; people are masked."""
    table = prefix_application.c
    places = {ScopeKind.PREFIX: table.parent_prefix, ScopeKind.ENTERPRISE: table.uscc}
    conditions = [visible(call.who, _READ, places)]
    state = call.request.query_params.get("state")
    if state:
        conditions.append(table.state == state)
    found = list_applications(call.desk.database, *conditions)
    return [application_json(each, is_masked=True) for each in found]


async def decide(call: Call) -> dict[str, Any]:
    """Review an application: {decision: approve, reject or return, reason}.

    Raises: NoApplication, StepRefused, SameHands, OpenFindings, Refused.
    """
    form = await call.object()
    decision = text_of(form, "decision", most=20)
    if decision not in DECISIONS:
        listed = ", ".join(DECISIONS)
        reason = Text(f"decision 应为 {listed}", f"decision is one of {listed}")
        raise BodyMalformed(reason=reason)
    made = review(
        call.desk.database,
        _application(call, _REVIEW).application_no,
        decision,
        reviewer=call.actor,
        at=call.at,
        reason=optional_of(form, "reason"),
        lookup=call.desk.lookup,
    )
    return application_json(made)


async def give(call: Call) -> dict[str, Any]:
    """Allot the prefix: {number} or the next free one.

    Raises: NoApplication, StepRefused, NumberTaken, SameHands, Refused.
    """
    form = await call.object()
    made = allot(
        call.desk.database,
        _application(call, _ALLOT).application_no,
        actor=call.actor,
        at=call.at,
        number=optional_of(form, "number", most=40),
    )
    return allotment_json(made)


async def show_prefix(call: Call) -> dict[str, Any]:
    """Show one prefix with its number of identifiers. Raises: NoPrefix, Refused."""
    found = find_allotment(call.desk.database, call.request.path_params["prefix"])
    call.ensure(_READ, target_of_prefix(call, found.prefix))
    call.desk.registrar.reader.renew()
    count = call.desk.registrar.reader.count(found.prefix)
    return allotment_json(found) | {"identifiers_count": count}


async def show_prefixes(call: Call) -> list[dict[str, Any]]:
    """Show the prefixes that who asks may see."""
    table = prefix_allotment.c
    places = {ScopeKind.PREFIX: table.prefix, ScopeKind.ENTERPRISE: table.uscc}
    found = list_allotments(call.desk.database, visible(call.who, _READ, places))
    return [allotment_json(each) for each in found]


def _step(act: str) -> Callable[[Call], Any]:
    async def take(call: Call) -> dict[str, Any]:
        prefix = call.request.path_params["prefix"]
        call.ensure(_ALLOT, target_of_prefix(call, prefix))
        form = await call.object()
        database, actor, at = call.desk.database, call.actor, call.at
        if act == "file":
            number = text_of(form, "filing_no", most=80)
            made = file_prefix(database, prefix, filing_no=number, actor=actor, at=at)
        elif act == "change":
            made = change_prefix(
                database,
                prefix,
                site=_site(form),
                admin=optional_of(form, "admin"),
                enterprise_name_zh=optional_of(form, "enterprise_name_zh"),
                actor=actor,
                at=at,
            )
        elif act == "resume":
            made = resume_prefix(database, prefix, actor=actor, at=at)
        else:
            take_away = suspend_prefix if act == "suspend" else revoke_prefix
            made = take_away(database, prefix, reason=text_of(form, "reason"), actor=actor, at=at)
        settled = await call.settle(prefix_handle(prefix))
        return allotment_json(made) | {"is_shown": not settled.open}

    return take


def read_form(told: dict[str, Any]) -> ApplicationForm:
    """Read an application from JSON; members are named as in ApplicationForm.

    Raises: BodyMalformed.
    """
    papers = told.get("documents", [])
    if not isinstance(papers, list) or not all(isinstance(each, dict) for each in papers):
        raise BodyMalformed(reason=Text("documents 应为数组", "documents is no list"))
    documents = tuple(
        Document(
            text_of(each, "kind", most=40),
            text_of(each, "name", most=200),
            text_of(each, "sha256", most=64),
        )
        for each in papers[:20]
    )
    texts = {name: str(told.get(name) or "") for name in _TEXTS}
    return ApplicationForm(
        **texts,
        contact_email=optional_of(told, "contact_email"),
        asked_number=optional_of(told, "asked_number", most=40),
        documents=documents,
    )


def application_json(found: Application, *, is_masked: bool = False) -> dict[str, Any]:
    """Write an application; masked, people are told by their first character only."""
    form = found.form
    people = {
        name: getattr(form, name)
        for name in ("legal_representative", "contact_name", "contact_mobile", "contact_email")
    }
    if is_masked:
        people = {name: None if not told else told[0] + "***" for name, told in people.items()}
    return {
        "application_no": found.application_no,
        "state": found.state,
        "state_name": both(APPLICATION.states[found.state]),
        "parent_prefix": found.parent_prefix,
        "uscc": form.uscc,
        "enterprise_name_zh": form.enterprise_name_zh,
        "industry_code": form.industry_code,
        "purpose": form.purpose,
        "asked_number": form.asked_number,
        **people,
        "documents": [
            {"kind": each.kind, "name": each.name, "sha256": each.sha256} for each in form.documents
        ],
        "findings": [finding_json(each) for each in found.findings],
        "applicant": found.applicant,
        "submitted_at": found.submitted_at.isoformat(),
        "changed_at": found.changed_at.isoformat(),
    }


def allotment_json(found: Allotment) -> dict[str, Any]:
    """Write a prefix."""
    return {
        "prefix": found.prefix,
        "state": found.state,
        "state_name": both(ALLOTMENT.states[found.state]),
        "uscc": found.uscc,
        "enterprise_name_zh": found.enterprise_name_zh,
        "industry_code": found.industry_code,
        "application_no": found.application_no,
        "is_hosted": found.site_octets is None,
        "admin": found.admin_reference,
        "filing_no": found.filing_no,
        "reason": found.reason,
        "allotted_at": found.allotted_at.isoformat(),
        "filed_at": None if found.filed_at is None else found.filed_at.isoformat(),
        "changed_at": found.changed_at.isoformat(),
    }


def _application(call: Call, permission: Permission) -> Application:
    found = find_application(call.desk.database, call.request.path_params["application"])
    call.ensure(permission, _target(found.form.uscc, found.parent_prefix))
    return found


def _target(code: str, parent: str) -> Target:
    """Answer where an application lies: in its enterprise, and at the node's prefix."""
    at_node = Target.handle(parent)
    try:
        return Target.enterprise(uscc.normalise(code)) | at_node
    except BadScope:
        # The form will be refused for its code.
        return at_node


def _site(form: dict[str, Any]) -> bytes | None:
    """Answer the member `site`: base64 of an encoded HS_SITE, or ``hosted``."""
    told = optional_of(form, "site", most=20_000)
    if told is None or told == "hosted":
        return None if told is None else HOSTED
    try:
        return base64.b64decode(told, validate=True)
    except (binascii.Error, ValueError):
        raise BodyMalformed(reason=Text("site 不是 Base64", "site is no base64")) from None


_PATH: Final = "/api/v1/prefix/applications"
_ONE: Final = _PATH + "/{application}"
_PREFIX: Final = "/api/v1/prefix/allotments/{prefix}"
ROUTES: Final = (
    Route("POST", _PATH, _APPLY, apply),
    Route("GET", _PATH, _READ, show_all),
    Route("GET", _ONE, _READ, show),
    Route("PUT", _ONE, _APPLY, apply_again),
    Route("POST", f"{_ONE}/withdraw", _APPLY, take_back),
    Route("POST", f"{_ONE}/review", _REVIEW, decide),
    Route("POST", f"{_ONE}/allot", _ALLOT, give),
    Route("GET", "/api/v1/prefix/allotments", _READ, show_prefixes),
    Route("GET", _PREFIX, _READ, show_prefix),
    *(
        Route("POST", f"{_PREFIX}/{act}", ALLOTMENT.permission(act), _step(act))
        for act in ALLOTMENT.acts
    ),
)
