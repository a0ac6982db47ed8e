"""Sessions, the Handle scheme of authorisation, client certificates, verifications (§1.15)."""

import hashlib
import hmac
from base64 import b64decode, b64encode

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sources.identifier.node.http.served import (
    ADMIN,
    ADMINISTRATOR,
    PRODUCT,
    SECRET,
    SERVER_KEY,
    Served,
)

CNONCE = bytes(range(16))


def base64(octets):
    return b64encode(octets).decode()


def header(**fields):
    return {"authorization": "Handle " + ", ".join(f'{k}="{v}"' for k, v in fields.items())}


def begin(secure):
    answer = secure.post("/api/sessions")
    assert answer.status_code == 201
    assert answer.headers["location"] == "/api/sessions/this"
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def by_secret(told, **more):
    """The default of clients: PBKDF2, then HMAC-SHA1 over nonce and cnonce (facts §1.10)."""
    salt = b"salt"
    key = hashlib.pbkdf2_hmac("sha1", SECRET, salt, 1_000, 20)
    mac = hmac.digest(key, b64decode(told["nonce"]) + CNONCE, "sha1")
    fields = {
        "version": "0", "sessionId": told["sessionId"], "cnonce": base64(CNONCE),
        "id": f"300:{ADMIN}", "type": "HS_SECKEY", "alg": "PBKDF2-HMAC-SHA1",
        "signature": base64(mac), "salt": base64(salt), "iterations": "1000", "length": "160",
    }  # fmt: skip
    return header(**fields | more)


def test_a_session_proved_by_a_secret(secure):
    told = begin(secure)
    assert told["authenticated"] is False
    assert len(b64decode(told["nonce"])) == 16
    answer = secure.put("/api/sessions/this", headers=by_secret(told))
    assert answer.status_code == 200
    assert answer.json()["authenticated"] is True
    assert answer.json()["id"] == f"300:{ADMIN}"
    named = header(sessionId=told["sessionId"])
    values = secure.get(f"/api/handles/{PRODUCT}", headers=named).json()["values"]
    assert 3 in [value["index"] for value in values]
    answer = secure.put("/api/handles/88.900.1/session", json=[ADMINISTRATOR], headers=named)
    assert answer.status_code == 201
    assert secure.get("/api/sessions/this", headers=named).json()["id"] == f"300:{ADMIN}"
    answer = secure.delete("/api/sessions/this", headers=named)
    assert (answer.status_code, answer.content) == (204, b"")
    answer = secure.get(f"/api/handles/{PRODUCT}", headers=named)
    assert (answer.status_code, answer.json()["responseCode"]) == (403, 500)


def test_a_request_may_carry_the_whole_proof(secure):
    told = begin(secure)
    proof = by_secret(told)
    for _ in range(2):
        values = secure.get(f"/api/handles/{PRODUCT}", headers=proof).json()["values"]
        assert 3 in [value["index"] for value in values]


def test_a_session_proved_by_a_key(secure, certificates):
    told = begin(secure)
    signed = b64decode(told["nonce"]) + CNONCE
    signature = certificates.user_key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    fields = {
        "sessionId": told["sessionId"], "cnonce": base64(CNONCE), "id": f"301:{ADMIN}",
        "type": "HS_PUBKEY", "alg": "SHA-256", "signature": base64(signature),
    }  # fmt: skip
    answer = secure.put("/api/sessions/this", json=fields)
    assert answer.status_code == 200
    assert answer.json()["id"] == f"301:{ADMIN}"


def test_the_server_signs_too(secure):
    answer = secure.post("/api/sessions", headers=header(cnonce=base64(CNONCE)))
    told = answer.json()
    assert told["serverAlg"] == "SHA-256"
    SERVER_KEY.public_key().verify(
        b64decode(told["serverSignature"]),
        b64decode(told["nonce"]) + CNONCE,
        padding.PKCS1v15(),
        hashes.SHA256(),
    )


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"signature": base64(bytes(20))}, 401),
        ({"id": f"301:{ADMIN}"}, 401),
        ({"id": "300:88.900.1/absent"}, 401),
        ({"alg": "ROT13"}, 401),
        ({"iterations": "2000000"}, 401),
        ({"iterations": "x"}, 401),
        ({"type": "HS_OTHER"}, 401),
        ({"version": "9"}, 401),
        ({"cnonce": "!"}, 401),
        ({"sessionId": "guess"}, 403),
    ],
)
def test_wrong_proofs(secure, more, status):
    told = begin(secure)
    assert secure.put("/api/sessions/this", headers=by_secret(told, **more)).status_code == status
    named = header(sessionId=told["sessionId"])
    assert secure.get("/api/sessions/this", headers=named).json()["authenticated"] is False


def test_a_proof_is_good_for_its_session_only(secure):
    proof = by_secret(begin(secure), sessionId=begin(secure)["sessionId"])
    assert secure.put("/api/sessions/this", headers=proof).status_code == 401


def test_session_ids_are_long_and_unlike(secure):
    names = {begin(secure)["sessionId"] for _ in range(8)}
    assert len(names) == 8
    assert min(map(len, names)) >= 32


def test_no_sessions_in_clear(plain):
    answer = plain.post("/api/sessions")
    assert (answer.status_code, answer.json()["code"]) == (403, "NOD-384")


def test_session_paths(secure):
    assert secure.get("/api/sessions").status_code == 405
    assert secure.get("/api/sessions/other").status_code == 404
    assert secure.get("/api/sessions/this").status_code == 403


def test_client_certificate(served, certificates):
    context = certificates.client_context(
        certfile=certificates.client, keyfile=certificates.client_key
    )
    with httpx.Client(base_url=served.secure, verify=context) as client:
        # Without the word a certificate counts for nothing: pages cannot make a browser ask.
        values = client.get(f"/api/handles/{PRODUCT}").json()["values"]
        assert 3 not in [value["index"] for value in values]
        wanted = header(clientCert="true")
        values = client.get(f"/api/handles/{PRODUCT}", headers=wanted).json()["values"]
        assert 3 in [value["index"] for value in values]
        answer = client.put("/api/handles/88.900.1/cert", json=[ADMINISTRATOR], headers=wanted)
        assert (answer.status_code, answer.json()["responseCode"]) == (403, 400)
        answer = client.post("/api/sessions", headers=wanted)
        assert (answer.status_code, answer.json()["id"]) == (201, f"301:{ADMIN}")


def test_client_certificate_that_nobody_shows(secure):
    answer = secure.get(f"/api/handles/{PRODUCT}", headers=header(clientCert="true"))
    assert (answer.status_code, answer.json()["code"]) == (401, "NOD-385")


def verification(nonce, cnonce, secret=SECRET):
    data = nonce + cnonce
    return {
        "nonce": base64(nonce),
        "cnonce": base64(cnonce),
        "alg": "SHA-256",
        "signature": base64(hashlib.sha256(secret + data + secret).digest()),
    }


@pytest.mark.parametrize(
    ("path", "more"), [(f"300:{ADMIN}", {}), (ADMIN, {"index": "300"}), (f"300%3A{ADMIN}", {})]
)
def test_verification(secure, path, more):
    told = verification(b"n" * 16, b"c" * 32) | more
    answer = secure.get(f"/api/verifications/{path}", params=told)
    assert answer.status_code == 200
    assert answer.json()["responseCode"] == 1
    assert answer.json()["verificationResult"] is True
    told = verification(b"n" * 16, b"c" * 32, b"wrong") | more
    answer = secure.get(f"/api/verifications/{path}", params=told)
    assert answer.json()["verificationResult"] is False


def test_verifications_that_are_refused(secure, plain):
    told = verification(b"n" * 16, b"c" * 32)
    for path, parameters in (
        (ADMIN, told),
        (f"300:{ADMIN}", told | {"alg": "x"}),
        (f"300:{ADMIN}", told | {"index": "1"}),
        (f"300:{ADMIN}", {"nonce": "AA=="}),
        (f"300:{ADMIN}", told | {"signature": "?"}),
    ):
        answer = secure.get(f"/api/verifications/{path}", params=parameters)
        assert (answer.status_code, answer.json()["responseCode"]) == (400, 4)
    answer = secure.get("/api/verifications/300:88.900.1/absent", params=told)
    assert answer.json()["responseCode"] == 100
    assert plain.get(f"/api/verifications/300:{ADMIN}", params=told).status_code == 403


def test_certificate_of_a_stranger_is_refused_by_tls(served, certificates):
    context = certificates.client_context(
        certfile=certificates.stranger, keyfile=certificates.stranger_key
    )
    with (
        httpx.Client(base_url=served.secure, verify=context) as client,
        pytest.raises(httpx.TransportError),
    ):
        client.get(f"/api/handles/{PRODUCT}")


def test_certificate_without_the_key_of_the_handle(tmp_path_factory, certificates):
    """Known to TLS, yet the handle it names holds another key."""
    folder = tmp_path_factory.mktemp("stranger")
    made = Served(folder, certificates, known=certificates.stranger)
    try:
        context = certificates.client_context(
            certfile=certificates.stranger, keyfile=certificates.stranger_key
        )
        with httpx.Client(base_url=made.secure, verify=context) as client:
            answer = client.get(f"/api/handles/{PRODUCT}", headers=header(clientCert="true"))
            assert answer.status_code == 401
    finally:
        made.close()
