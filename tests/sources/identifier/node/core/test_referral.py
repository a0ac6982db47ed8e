"""The way from a national to a second-level to an enterprise node, and what ends it."""

import asyncio

import pytest

from lingnan.sources.identifier.proof.seckey import check_secret
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.referral import Referral
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest
from lingnan.sources.identifier.wire.codes import Flag, Operation, Response
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.site import SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue, select_values
from sources.identifier.node.core.kit import (
    ENTERPRISE,
    ROOT,
    SECOND,
    User,
    admin,
    secret,
    site,
    url,
)

RECURSIVE = Flag.RECURSIVE.value | Flag.PUBLIC_ONLY.value
NATIONAL, SECOND_LEVEL, ENTERPRISE_NODE = site(1001), site(1002), site(1003)


def site_value(kind, found, index=1):
    return HandleValue(index, kind, found.encode())


def ask(node, handle, *, flags=RECURSIVE, **more):
    return asyncio.run(node.ask(Operation.RESOLVE, ResolveRequest(handle), flags=flags, **more))


@pytest.fixture
def chain(make):
    """Three services; the enterprise 88.900.1 has a node of its own, 88.900.2 has none."""
    national = make(is_bare=True, prefixes=("88",), site=NATIONAL)
    national.put_all(
        {
            "0.NA/88": (url(),),
            "0.NA/88.900": (site_value("HS_SITE.PREFIX", SECOND_LEVEL),),
        }
    )
    second = make(site=SECOND_LEVEL)
    second.put_all(
        {
            "0.NA/88.900.1": (site_value("HS_SITE", ENTERPRISE_NODE), admin()),
            "0.NA/88.900.2": (site_value("HS_SITE", SECOND_LEVEL), admin()),
            "88.900.2/b": (url(2, "b"),),
        }
    )
    third = make(is_bare=True, prefixes=("88.900.1",), site=ENTERPRISE_NODE)
    third.put("88.900.1/a", url(1, "a"))
    return {1001: national, 1002: second, 1003: third}


def follow(chain, handle, start=1001):
    """Go along referrals as a client does; answer the codes met and the last answer."""
    codes, port = [], start
    for _ in range(5):
        got = ask(chain[port], handle)
        codes.append(got.code)
        if not isinstance(got.body, Referral):
            return codes, got
        assert got.body.handle == ""
        assert got.body.values is not None
        port = SiteInfo.decode(got.body.values[0].data).servers[0].interfaces[0].port
    raise AssertionError(codes)


def test_three_services(chain):
    codes, got = follow(chain, "88.900.1/a")
    assert codes == [303, 302, 1]
    assert got.body.values[0].data == b"a"
    # The prefix handle: the second-level node holds it and tells the site of the enterprise.
    codes, got = follow(chain, "0.NA/88.900.1")
    assert codes == [303, 1]
    assert SiteInfo.decode(got.body.values[0].data) == ENTERPRISE_NODE
    assert follow(chain, "88.900.2/b")[0] == [303, 1]
    assert follow(chain, "88.900.2/none")[0] == [303, 100]
    assert follow(chain, "88.900.3/none")[0] == [303, 100]
    assert follow(chain, "0.NA/88.900.1.7")[0] == [303, 100]
    assert follow(chain, "99.1/a")[0] == [301]
    assert follow(chain, "88.900.2/b", 1003)[0] == [301]


def test_a_request_may_forbid_referrals(chain):
    flags = RECURSIVE | Flag.NO_REFERRAL.value
    for port in (1001, 1002):
        assert ask(chain[port], "88.900.1/a", flags=flags).code == Response.NOT_RESPONSIBLE


def test_clients_before_2_10_get_no_prefix_referral(chain):
    for version in ((2, 3), (2, 9)):
        got = ask(chain[1001], "88.900.1/a", version=version)
        assert got.code == Response.NOT_RESPONSIBLE
        assert ask(chain[1002], "88.900.1/a", version=version).code == Response.SERVICE_REFERRAL
    assert ask(chain[1001], "88.900.1/a", version=(2, 10)).code == Response.PREFIX_REFERRAL


def test_changes_are_referred_too(chain):
    body = ValuesRequest("88.900.1/new", (url(),))
    got = asyncio.run(chain[1002].ask(Operation.CREATE_HANDLE, body, user=SECOND))
    assert got.code == Response.SERVICE_REFERRAL
    for operation in (Operation.DELETE_HANDLE,):
        got = asyncio.run(chain[1002].ask(operation, HandleRequest("88.900.1/new")))
        assert got.code == Response.SERVICE_REFERRAL
    got = asyncio.run(chain[1002].ask(Operation.LIST_HANDLES, HandleRequest("0.NA/88.900.1")))
    assert got.code == Response.SERVICE_REFERRAL


def test_service_handles_name_a_service_or_ourselves(make):
    node = make(service_handles=("88.900/SERVICE",))
    node.put("0.NA/88.900.4", HandleValue(1, "HS_SERV", b"88.900.4/SERVICE"))
    node.put("0.NA/88.900.5", HandleValue(1, "HS_SERV", b"88.900/service"))
    got = ask(node, "88.900.4/a")
    assert got.code == Response.SERVICE_REFERRAL
    assert got.body.values[0].data == b"88.900.4/SERVICE"
    assert ask(node, "88.900.5/a").code == Response.HANDLE_NOT_FOUND


def test_restricted_and_broken_sites_refer_nobody(node):
    hidden = HandleValue(1, "HS_SITE", ENTERPRISE_NODE.encode(), permissions=0x0C)
    node.put("0.NA/88.900.4", hidden)
    assert ask(node, "88.900.4/a").code == Response.HANDLE_NOT_FOUND


class Others:
    """Other services, as a resolver would reach them."""

    def __init__(self):
        self.records = {}
        self.asked = []
        self.fault = None

    async def values(self, handle, indexes, types, *, recursion):
        self.asked.append((handle, tuple(indexes), tuple(types), recursion))
        if self.fault is not None:
            raise self.fault
        found = self.records.get(handle)
        return None if found is None else select_values(found, indexes, types)

    async def verify(self, user, nonce, digest, proof):
        self.asked.append((user.handle, user.index))
        return check_secret(proof, b"synthetic secret", nonce, digest)


def test_for_clients_before_2_10_the_server_asks_itself(make):
    others = Others()
    others.records["88.900.1/a"] = (url(1, "a"),)
    node = make(is_bare=True, prefixes=("88",), site=NATIONAL, elsewhere=others)
    node.put("0.NA/88.900", site_value("HS_SITE.PREFIX", SECOND_LEVEL))
    got = ask(node, "88.900.1/a", version=(2, 9), recursion=9)
    assert (got.code, got.body.values[0].data) == (Response.SUCCESS, b"a")
    assert not got.message.flags & Flag.AUTHORITATIVE
    assert others.asked == [("88.900.1/a", (), (), 10)]
    assert ask(node, "88.900.1/none", version=(2, 9)).code == Response.HANDLE_NOT_FOUND
    got = ask(node, "88.900.1/a", version=(2, 9), recursion=10)
    assert got.code == Response.RECURSION_LIMIT
    others.fault = ConnectionError()
    assert ask(node, "88.900.1/a", version=(2, 9)).code == Response.ERROR
    # It must be wanted: without RECU an old client is told that we are not responsible.
    got = ask(node, "88.900.1/a", version=(2, 9), flags=Flag.PUBLIC_ONLY.value)
    assert got.code == Response.NOT_RESPONSIBLE
    assert ask(node, "99.1/a", version=(2, 9)).code == Response.NOT_RESPONSIBLE


def test_a_recursive_resolver_asks_for_everybody(make):
    others = Others()
    others.records["99.1/a"] = (url(1, "a"),)
    node = make(is_recursive=True, elsewhere=others)
    assert ask(node, "99.1/a").code == Response.SUCCESS
    flags = RECURSIVE | Flag.NO_REFERRAL.value
    assert ask(node, "99.1/a", flags=flags).code == Response.NOT_RESPONSIBLE


def test_administrators_and_groups_may_live_elsewhere(make):
    others = Others()
    node = make(elsewhere=others)
    foreign = User(Reference("77.1/ADMIN", 300))
    others.records["77.1/GROUP"] = (
        HandleValue(200, "HS_VLIST", encode_references((foreign.reference,))),
    )
    node.put("0.NA/88.900.6", admin(user=Reference("77.1/GROUP", 200)))
    body = ValuesRequest("88.900.6/a", (url(),))

    def create(user):
        return asyncio.run(node.ask(Operation.CREATE_HANDLE, body, user=user)).code

    assert create(User(foreign.reference, b"wrong")) == Response.AUTHENTICATION_FAILED
    assert create(foreign) == Response.SUCCESS
    assert ("77.1/ADMIN", 300) in others.asked
    # A user of our own who is not there is never looked for elsewhere.
    asked = len(others.asked)
    assert create(User(Reference("88.900/NOBODY", 300))) == Response.AUTHENTICATION_FAILED
    assert len(others.asked) == asked


def test_the_hash_gives_handles_to_servers_of_a_site(make):
    shared = site(1001, servers=2, serial=5, hash_option=2)
    first, second = make(site=shared, server_id=1), make(site=shared, server_id=2)
    handles = [f"88.900.1/{number}" for number in range(20)]
    for handle in handles:
        codes = sorted(ask(node, handle).code for node in (first, second))
        assert codes == [Response.HANDLE_NOT_FOUND, Response.NOT_RESPONSIBLE]
        stale = {ask(node, handle, serial=4).code for node in (first, second)}
        assert stale == {Response.HANDLE_NOT_FOUND, Response.OUT_OF_DATE_SITE}
    # The suffix of a minted handle is chosen by whoever is asked.
    body = ValuesRequest("88.900.1/", (url(),))
    flags = Flag.MINT_SUFFIX.value
    for node in (first, second):
        got = asyncio.run(node.ask(100, body, flags=flags, user=ENTERPRISE))
        assert got.code == Response.SUCCESS


def test_a_replica_takes_no_changes_and_is_not_authoritative(make):
    node = make(is_read_only=True, site=site(flags=0))
    node.put("88.900.1/a", url(), secret())
    assert not ask(node, "88.900.1/a").message.flags & Flag.AUTHORITATIVE
    body = ValuesRequest("88.900.1/b", (url(),))
    for version, code in (((2, 11), 7), ((3, 0), 7), ((2, 5), 7), ((2, 4), 303)):
        got = asyncio.run(node.send_plain(Operation.CREATE_HANDLE, body, version))
        assert got == code
    got = asyncio.run(node.ask(Operation.HOME_PREFIX, HandleRequest("0.NA/1"), user=ROOT))
    assert got.code == Response.READ_ONLY
