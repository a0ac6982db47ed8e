"""Lists, prefixes, the site, the binary tunnel (Handle protocol facts §1.12, §1.15)."""

import pytest

from lingnan.sources.identifier.proof.seckey import answer_secret
from lingnan.sources.identifier.wire.body.challenge import Challenge, ChallengeAnswer
from lingnan.sources.identifier.wire.body.name import HandleRequest
from lingnan.sources.identifier.wire.body.resolve import ResolveRequest, ResolveResponse
from lingnan.sources.identifier.wire.codes import PLAIN_FLAGS, Flag, Operation, Response
from lingnan.sources.identifier.wire.digest import RequestDigest
from lingnan.sources.identifier.wire.envelope import ENVELOPE_LENGTH, Envelope
from lingnan.sources.identifier.wire.json_site import site_from_json
from lingnan.sources.identifier.wire.message import Message
from lingnan.sources.identifier.wire.octets import Reader
from lingnan.sources.identifier.wire.reference import Reference
from sources.identifier.node.http.served import ADMIN, ADMINISTRATOR, PRODUCT, SECRET, site

BASIC = ("300%3A" + ADMIN, SECRET.decode())
TOP = ("300%3A0.NA/88.900", "top")
MESSAGE = "application/x-hdl-message"


@pytest.fixture(scope="module")
def many(secure):
    """Five handles under a prefix of their own."""
    prefix = {"values": [ADMINISTRATOR]}
    assert secure.put("/api/handles/0.NA/88.900.5", json=prefix, auth=TOP).status_code == 201
    assert secure.post("/api/prefixes/88.900.5", auth=TOP).status_code == 200
    names = [f"88.900.5/n{number}" for number in range(5)]
    for name in names:
        answer = secure.put(f"/api/handles/{name}", json=[ADMINISTRATOR], auth=BASIC)
        assert answer.status_code == 201, answer.text
    return names


def test_whole_list(secure, many):
    answer = secure.get("/api/handles?prefix=88.900.5", auth=BASIC)
    assert answer.json() == {
        "responseCode": 1,
        "prefix": "88.900.5",
        "totalCount": "5",
        "handles": many,
    }


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("page=0&pageSize=2", slice(0, 2)),
        ("page=2&pageSize=2", slice(4, 5)),
        ("page=9&pageSize=2", slice(0, 0)),
        ("page=0&pageSize=0", slice(0, 0)),
    ],
)
def test_pages(secure, many, query, places):
    told = secure.get(f"/api/handles?prefix=0.NA/88.900.5&{query}", auth=BASIC).json()
    page, size = (int(part.partition("=")[2]) for part in query.split("&"))
    assert (told["totalCount"], told["page"], told["pageSize"]) == ("5", page, size)
    assert told["handles"] == many[places]


def test_going_on_behind_a_handle(secure, many):
    told = secure.get(
        "/api/handles", params={"prefix": "88.900.5", "pageSize": 2, "after": many[1]}, auth=BASIC
    ).json()
    assert told["handles"] == many[2:4]


def test_lists_that_are_refused(secure, plain, many):
    assert plain.get("/api/handles?prefix=88.900.5").status_code == 401
    assert plain.get("/api/handles?prefix=88.900.5&page=0&pageSize=2").status_code == 401
    answer = secure.get("/api/handles?prefix=88.900.5&page=x&pageSize=2", auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 4)
    answer = secure.get("/api/handles?prefix=99.1&page=0&pageSize=2", auth=BASIC)
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 301)
    answer = secure.get("/api/handles?prefix=88.900&page=0&pageSize=2", auth=BASIC)
    assert answer.status_code == 403
    answer = secure.get("/api/handles?prefix=88.900.5&page=99999999&pageSize=99", auth=BASIC)
    assert answer.status_code >= 400


def test_prefixes(secure, many):
    answer = secure.get("/api/prefixes", auth=TOP)
    told = answer.json()
    assert told["prefixes"][:2] == ["0.NA/88.900", "0.NA/88.900.1"]
    assert "0.NA/88.900.5" in told["prefixes"]
    assert told["totalCount"] == str(len(told["prefixes"]))
    assert secure.get("/api/prefixes", auth=BASIC).status_code == 403
    assert secure.get("/api/prefixes").status_code == 401


def test_homing_and_unhoming(secure):
    assert secure.post("/api/prefixes", json={"prefix": "88.900.6"}, auth=TOP).status_code == 200
    assert "0.NA/88.900.6" in secure.get("/api/prefixes", auth=TOP).json()["prefixes"]
    assert secure.delete("/api/prefixes?prefix=88.900.6", auth=TOP).status_code == 200
    assert "0.NA/88.900.6" not in secure.get("/api/prefixes", auth=TOP).json()["prefixes"]
    assert secure.delete("/api/prefixes/88.900.6", auth=TOP).status_code == 404
    assert secure.post("/api/prefixes", auth=TOP).status_code == 400
    assert secure.post("/api/prefixes/88.900.6", auth=BASIC).status_code == 403


def test_site(plain):
    told = plain.get("/api/site").json()
    assert told["responseCode"] == 1
    assert site_from_json(told["site"]) == site()


def test_unknown_room(plain):
    assert plain.get("/api/other").status_code == 404
    assert plain.get("/api/").status_code == 404
    assert plain.get("/api/handles").status_code == 400


def posted(client, request_id, operation, body, flags=0, session_id=0):
    """Post one binary message and answer the messages of the body."""
    octets = Message(operation, body=body.write(), flags=int(flags)).encode()
    envelope = Envelope(2, 11, request_id, len(octets), session_id=session_id)
    answer = client.post("/", content=envelope.encode() + octets, headers={"content-type": MESSAGE})
    assert (answer.status_code, answer.headers["content-type"]) == (200, MESSAGE)
    found, rest = [], answer.content
    while rest:
        head = Envelope.decode(rest)
        end = ENVELOPE_LENGTH + head.length
        found.append((head, Message.decode(rest[ENVELOPE_LENGTH:end])))
        rest = rest[end:]
    return found


def test_tunnel(plain, secure):
    for client in (plain, secure):
        ((envelope, message),) = posted(
            client, 7, Operation.RESOLVE, ResolveRequest(PRODUCT, (2,)), PLAIN_FLAGS
        )
        assert (envelope.request_id, message.response) == (7, Response.SUCCESS)
        body = ResolveResponse.read(Reader(message.body))
        assert (body.handle, body.values[0].data.decode()) == (PRODUCT, "数控机床主轴")


def test_challenge_through_the_tunnel_and_a_list_of_several_messages(secure, many):
    values = [ADMINISTRATOR]
    for number in range(5, 55):
        answer = secure.put(f"/api/handles/88.900.5/n{number}", json=values, auth=BASIC)
        assert answer.status_code in (200, 201)
    ((envelope, message),) = posted(
        secure, 8, Operation.LIST_HANDLES, HandleRequest("0.NA/88.900.5")
    )
    assert message.response == Response.AUTHENTICATION_NEEDED
    reader = Reader(message.body)
    digest = RequestDigest.read(reader, (2, 11))
    nonce = Challenge.read(reader).nonce
    proof = answer_secret(SECRET, nonce, digest.octets)
    body = ChallengeAnswer("HS_SECKEY", Reference(ADMIN, 300), proof)
    found = posted(secure, 9, Operation.CHALLENGE_ANSWER, body, session_id=envelope.session_id)
    assert [message.response for _, message in found] == [Response.SUCCESS] * 2
    assert [bool(message.flags & Flag.CONTINUED) for _, message in found] == [True, False]
    for name in [f"88.900.5/n{number}" for number in range(5, 55)]:
        assert secure.delete(f"/api/handles/{name}", auth=BASIC).status_code == 200


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"short",
        b"\x09" * 40,
        Envelope(2, 11, request_id=7, length=9).encode() + b"abcd",
        Envelope(2, 11, request_id=7, length=4, sequence=1).encode() + b"abcd",
    ],
)
def test_tunnel_with_what_is_no_message(plain, octets):
    answer = plain.post("/", content=octets, headers={"content-type": MESSAGE})
    assert (answer.status_code, answer.json()["responseCode"]) == (400, 4)
