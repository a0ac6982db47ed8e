"""Hypothesis strategies for the values of the codec; used by several tests."""

from hypothesis import strategies as st

from lingnan.sources.identifier.wire.admin import AdminRecord
from lingnan.sources.identifier.wire.body import (
    challenge,
    change,
    failure,
    listing,
    name,
    referral,
    resolve,
    session,
    site_answer,
    transaction,
)
from lingnan.sources.identifier.wire.body.shape import Body
from lingnan.sources.identifier.wire.envelope import Envelope
from lingnan.sources.identifier.wire.public_key import DhKey, DsaKey, RsaKey, Sm2Key
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.site import Attribute, Interface, Server, SiteInfo
from lingnan.sources.identifier.wire.value import HandleValue

int1 = st.integers(0, 0xFF)
int2 = st.integers(0, 0xFFFF)
int4 = st.integers(0, 0xFFFFFFFF)
int8 = st.integers(0, 0xFFFFFFFFFFFFFFFF)
octets = st.binary(max_size=40)
text = st.text(max_size=12)
handles = st.builds("88.900.{}/{}".format, st.integers(1, 99), text)
references = st.builds(Reference, handles, int4)
indexes = st.lists(int4, max_size=4).map(tuple)
values = st.builds(
    HandleValue,
    index=st.integers(1, 0xFFFFFFFF),
    type=st.sampled_from(["URL", "名称", "HS_ADMIN", "X.y"]) | text,
    data=octets,
    ttl=int4,
    is_ttl_absolute=st.booleans(),
    timestamp=int4,
    permissions=int1,
    references=st.lists(references, max_size=2).map(tuple),
)
value_lists = st.lists(values, max_size=3).map(tuple)
admins = st.builds(AdminRecord, int2, handles, int4, st.sampled_from([b"", b"\0\0", b"ab"]))
numbers = st.integers(0, 1 << 600)
keys = st.one_of(
    st.builds(RsaKey, numbers, numbers, int2, st.booleans()),
    st.builds(DsaKey, numbers, numbers, numbers, numbers, int2),
    st.builds(DhKey, numbers, numbers, numbers, int2),
    st.builds(Sm2Key, octets, int2),
)
interfaces = st.builds(Interface, int1, int1, int4)
servers = st.builds(
    Server,
    int4,
    st.binary(min_size=16, max_size=16),
    keys.map(lambda key: key.encode()) | octets,
    st.lists(interfaces, max_size=2).map(tuple),
)
sites = st.builds(
    SiteInfo,
    serial=int2,
    servers=st.lists(servers, max_size=2).map(tuple),
    attributes=st.lists(st.builds(Attribute, text, text), max_size=2).map(tuple),
    flags=int1,
    hash_option=int1,
    protocol_major=int1,
    protocol_minor=int1,
    data_version=int2,
    hash_filter=octets,
)
envelopes = st.builds(
    Envelope,
    major=st.sampled_from([2, 3]),
    minor=int1,
    request_id=int4,
    length=st.integers(0, 262_144),
    session_id=int4,
    sequence=int4,
    suggested_major=st.integers(0, 31),
    suggested_minor=int1,
    is_compressed=st.booleans(),
    is_encrypted=st.booleans(),
    is_truncated=st.booleans(),
)
places = st.builds(transaction.Place, int1, int4, int4)
# A raw digest whose first octet looks like an algorithm code is told apart by its length alone.
digests = st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32)

#: For every class of body, values of it.
BODIES: dict[type[Body], st.SearchStrategy[Body]] = {
    resolve.ResolveRequest: st.builds(
        resolve.ResolveRequest, handles, indexes, st.lists(text, max_size=3).map(tuple)
    ),
    resolve.ResolveResponse: st.builds(resolve.ResolveResponse, handles, value_lists),
    change.ValuesRequest: st.builds(change.ValuesRequest, handles, value_lists),
    change.RemoveRequest: st.builds(change.RemoveRequest, handles, indexes),
    change.CreateResponse: st.builds(change.CreateResponse, st.none() | handles),
    name.HandleRequest: st.builds(name.HandleRequest, handles | st.just("/")),
    name.Nothing: st.builds(name.Nothing),
    site_answer.SiteResponse: st.builds(site_answer.SiteResponse, sites),
    listing.ListResponse: st.builds(listing.ListResponse, st.lists(handles, max_size=5).map(tuple)),
    failure.ErrorResponse: st.builds(failure.ErrorResponse, text, indexes),
    referral.Referral: st.builds(referral.Referral, st.just("") | handles, st.none() | value_lists),
    challenge.Challenge: st.builds(challenge.Challenge, octets),
    challenge.ChallengeAnswer: st.builds(challenge.ChallengeAnswer, text, references, octets),
    challenge.VerifyRequest: st.builds(
        challenge.VerifyRequest, references, octets, digests, octets
    ),
    challenge.VerifyResponse: st.builds(challenge.VerifyResponse, st.booleans()),
    challenge.LoginRequest: st.builds(challenge.LoginRequest, handles, int4),
    session.SessionSetupRequest: st.one_of(
        st.builds(session.SessionSetupRequest, st.sampled_from([1, 4]), int4, references, octets),
        st.builds(session.SessionSetupRequest, st.just(2), int4, references),
        st.builds(
            session.SessionSetupRequest,
            st.just(3),
            int4,
            references,
            st.just(b""),
            references,
        ),
    ),
    session.SessionSetupResponse: st.builds(
        session.SessionSetupResponse, st.integers(1, 4), octets
    ),
    session.KeyExchangeRequest: st.builds(session.KeyExchangeRequest, octets),
    transaction.TransactionsRequest: st.one_of(
        st.builds(transaction.TransactionsRequest, places, int8, int8),
        st.builds(transaction.TransactionsRequest, places, replication_state=text),
    ),
    transaction.TransactionsResponse: st.builds(transaction.TransactionsResponse, st.booleans()),
    transaction.NextTransactionResponse: st.builds(transaction.NextTransactionResponse, int8),
    transaction.DumpRequest: st.one_of(
        st.builds(transaction.DumpRequest, places),
        st.builds(transaction.DumpRequest, places, handles, int4),
    ),
}
