"""Signing in by another issuer: to it and back. Not for what it says (access.oidc)."""

from lingnan.access.federated import sign_in_federated
from lingnan.console.pages.sign_in.carried import go_on
from lingnan.console.pages.sign_in.context import Carried, CodeContext, IssuerLink
from lingnan.console.web.answer import Answer, Moved, Shown
from lingnan.console.web.call import Call
from lingnan.console.web.cookie import flow_name, session_name
from lingnan.console.web.errors import NothingThere
from lingnan.console.web.way import way_of


def issuers_of(call: Call) -> tuple[IssuerLink, ...]:
    """The issuers of this console, as the sign-in page names them."""
    return tuple(
        IssuerLink(each.issuer_id, each.name.in_(call.lang))
        for each in call.desk.federation.settings
    )


def begin(call: Call) -> Answer:
    """Send the browser to an issuer."""
    issuer_id = _issuer_id(call)
    way = way_of(call.asked("next", "/"))
    begun = call.desk.federation.begin(issuer_id, way=way, at=call.at)
    return Moved(begun.address, {flow_name(is_secure=call.desk.is_secure): begun.cookie})


def come_back(call: Call) -> Answer:
    """Open a session for who came back, if an account is linked to him."""
    issuer_id = _issuer_id(call)
    name = flow_name(is_secure=call.desk.is_secure)
    answer = {each: call.asked(each) for each in call.query}
    claimed = call.desk.federation.complete(
        issuer_id, call.cookies.get(name, ""), answer, at=call.at
    )
    opened = sign_in_federated(
        call.desk.access,
        claimed.issuer,
        claimed.subject,
        has_second_factor=claimed.has_second_factor,
        at=call.at,
        origin=call.origin,
    )
    cookies = {session_name(is_secure=call.desk.is_secure): opened.token.reveal(), name: ""}
    carried = Carried(claimed.way)
    if not opened.is_complete:
        return Shown(call.tr.gettext("Second factor"), CodeContext(carried), cookies=cookies)
    return go_on(call, carried, cookies)


def _issuer_id(call: Call) -> str:
    found = call.parameters["issuer"]
    if not call.desk.federation.knows(found):
        raise NothingThere
    return found
