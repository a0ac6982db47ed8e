"""Carriers: keys, certificate requests, activation, heartbeats, lost and retired."""

import asyncio
import base64
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from lingnan.access import list_entries
from lingnan.sources.identifier.business.carrier import (
    CarrierForm,
    activate_carrier,
    find_carrier,
    register_carrier,
    step_carrier,
)
from lingnan.sources.identifier.business.challenge import LIFE, make_challenge
from lingnan.sources.identifier.business.device_key import DeviceKey, read_device_key
from lingnan.sources.identifier.business.errors import (
    CarrierExists,
    CarrierKeyRefused,
    EntryInvalid,
    HeartbeatRefused,
    NoCarrier,
    ProofRefused,
    StepRefused,
)
from lingnan.sources.identifier.business.heartbeat import (
    Heartbeat,
    signed_octets,
    take_heartbeat,
)
from lingnan.sources.identifier.business.node_application import (
    NodeApplicationForm,
    change_application_entry,
    prove_application,
    register_application,
)
from lingnan.sources.identifier.business.wish import settle
from lingnan.sources.identifier.proof.der import BIT_STRING, OBJECT, SEQUENCE, pack, pack_integer
from lingnan.sources.identifier.proof.key_text import write_info, write_pem
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey, sign_sm2
from lingnan.sources.identifier.records.change import Create
from lingnan.sources.identifier.records.stored import prepare
from lingnan.sources.identifier.wire.value import HandleValue, encode_values
from sources.identifier.business.sample import AT, OPERATOR

HANDLE = "88.900.1/CHIP000000000001"
FORM = CarrierForm("chip", "电表", "测试电子制造有限公司", purpose="计量")
P256 = ec.derive_private_key(1234567, ec.SECP256R1())
SM2 = Sm2PrivateKey(987654321)


def pem(key):
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def sign(data, key=P256):
    return key.sign(data, ec.ECDSA(hashes.SHA256()))


def sm2_request(key, signer=None):
    name = pack(SEQUENCE)
    inside = pack(SEQUENCE, pack_integer(0), name, write_info(key.public), pack(0xA0))
    algorithm = pack(SEQUENCE, pack(OBJECT, bytes.fromhex("2a811ccf55018375")))
    signature = pack(BIT_STRING, b"\0", sign_sm2(signer or key, inside))
    body = base64.b64encode(pack(SEQUENCE, inside, algorithm, signature)).decode()
    return f"-----BEGIN CERTIFICATE REQUEST-----\n{body}\n-----END CERTIFICATE REQUEST-----\n"


def request(key):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "carrier")])
    made = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
    return made.public_bytes(Encoding.PEM).decode()


def test_keys_and_requests_of_each_kind():
    assert read_device_key(pem(P256.public_key())).kind == "P-256"
    assert read_device_key(request(P256)) == read_device_key(pem(P256.public_key()))
    assert read_device_key(write_pem(SM2.public)).kind == "SM2"
    assert read_device_key(sm2_request(SM2)) == read_device_key(write_pem(SM2.public))


def test_signatures_of_each_kind_hold_and_altered_ones_do_not():
    der = sign(b"data")
    r, s = decode_dss_signature(der)
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    key = read_device_key(pem(P256.public_key()))
    assert key.verifies(b"data", der)
    assert key.verifies(b"data", raw)
    assert not key.verifies(b"date", der)
    sm2 = read_device_key(write_pem(SM2.public))
    assert sm2.verifies(b"data", sign_sm2(SM2, b"data"))
    assert not sm2.verifies(b"data", der)
    assert not DeviceKey("P-256", b"broken").verifies(b"data", der)


@given(st.binary(max_size=80))
def test_no_octets_break_the_check_of_a_signature(octets):
    assert not read_device_key(pem(P256.public_key())).verifies(b"data", octets)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----",
        sm2_request(SM2, signer=Sm2PrivateKey(5)),
        pem(ec.derive_private_key(7, ec.SECP384R1()).public_key()),
        pem(ed25519.Ed25519PrivateKey.from_private_bytes(b"1" * 32).public_key()),
        pem(rsa.generate_private_key(65537, 1024).public_key()),  # noqa: S505
    ],
)
def test_keys_that_are_not_taken(text):
    with pytest.raises(CarrierKeyRefused):
        read_device_key(text)


def test_a_request_signed_by_another_key_is_not_taken():
    text = request(P256)
    body = bytearray(base64.b64decode("".join(text.split("\n")[1:-2])))
    body[-1] ^= 1
    damaged = base64.b64encode(bytes(body)).decode()
    with pytest.raises(CarrierKeyRefused):
        read_device_key(
            f"-----BEGIN CERTIFICATE REQUEST-----\n{damaged}\n-----END CERTIFICATE REQUEST-----"
        )


@pytest.fixture
def carrier(database, writer):
    values = prepare(encode_values((HandleValue(2000, "name", b"x"),)))
    writer.apply([Create(HANDLE, values)])
    return register_carrier(database, HANDLE, FORM, pem(P256.public_key()), actor=OPERATOR, at=AT)


def activated(database):
    nonce = make_challenge(database, HANDLE, at=AT)
    return activate_carrier(database, HANDLE, nonce, sign(nonce.encode()), at=AT)


def test_the_first_right_answer_activates(database, carrier):
    assert carrier.state == "registered"
    nonce = make_challenge(database, HANDLE, at=AT)
    signature = sign(nonce.encode())
    assert activate_carrier(database, HANDLE, nonce, signature, at=AT).state == "activated"
    # A challenge is answered once.
    with pytest.raises(ProofRefused):
        activate_carrier(database, HANDLE, nonce, signature, at=AT)
    last = list_entries(database, limit=1)[0]
    assert (last.actor, last.detail) == (f"carrier:{HANDLE}", "activate")


def test_wrong_late_foreign_and_unknown_answers_are_told_alike(database, carrier):
    nonce = make_challenge(database, HANDLE, at=AT)
    good = sign(nonce.encode())
    other = make_challenge(database, "88.900.1/unknown", at=AT)
    for handle, said, signature, at in (
        (HANDLE, nonce, sign(b"other"), AT),
        (HANDLE, nonce, good, AT + LIFE),
        (HANDLE, other, sign(other.encode()), AT),
        ("88.900.1/unknown", other, sign(other.encode()), AT),
        (HANDLE, "0" * 32, good, AT),
    ):
        with pytest.raises(ProofRefused):
            activate_carrier(database, handle, said, signature, at=at)
    # Software that returns the signature alone is understood too.
    assert activate_carrier(database, HANDLE, None, good, at=AT).state == "activated"


def test_many_challenges_do_not_fill_the_table(database, carrier):
    for _ in range(40):
        last = make_challenge(database, HANDLE, at=AT)
    from sqlalchemy import func, select

    from lingnan.sources.identifier.business.table import key_challenge

    with database.read() as connection:
        assert connection.scalar(select(func.count()).select_from(key_challenge)) == 32
    assert activate_carrier(database, HANDLE, last, sign(last.encode()), at=AT)


def beat(counter, telemetry=b'{"kWh": 5}', *, at=AT, key=P256):
    told = at.isoformat()
    return Heartbeat(
        HANDLE,
        counter,
        told,
        telemetry,
        sign(signed_octets(HANDLE, counter, told, telemetry), key),
    )


def test_heartbeats_count_once(database, carrier):
    with pytest.raises(HeartbeatRefused):
        take_heartbeat(database, beat(1), at=AT)
    activated(database)
    take_heartbeat(database, beat(3), at=AT)
    found = find_carrier(database, HANDLE)
    assert (found.counter, found.seen_at) == (3, AT)
    from dataclasses import replace

    refused = [
        beat(3),
        beat(2),
        beat(4, key=ec.derive_private_key(3, ec.SECP256R1())),
        replace(beat(4), telemetry=b"changed"),
        replace(beat(4), counter=5),
        beat(6, at=AT + timedelta(minutes=11)),
        beat(1 << 63),
        beat(0),
    ]
    for each in refused:
        with pytest.raises(HeartbeatRefused):
            take_heartbeat(database, each, at=AT)
    assert find_carrier(database, HANDLE).counter == 3
    with pytest.raises(NoCarrier):
        take_heartbeat(database, replace(beat(4), handle="88.900.1/none"), at=AT)


def test_of_two_heartbeats_with_one_counter_at_once_one_counts(database, carrier):
    activated(database)

    def send(_):
        try:
            take_heartbeat(database, beat(9), at=AT)
        except HeartbeatRefused:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1


def test_lost_is_withheld_found_is_back_retired_is_final(database, link, reader, carrier):
    activated(database)

    def shown():
        asyncio.run(settle(database, link))
        reader.renew()
        return reader.answer(HANDLE.encode().upper()) is not None

    step_carrier(database, HANDLE, "lose", actor=OPERATOR, at=AT, reason="失窃")
    assert not shown()
    with pytest.raises(ProofRefused):
        activated(database)
    with pytest.raises(HeartbeatRefused):
        take_heartbeat(database, beat(1), at=AT)
    step_carrier(database, HANDLE, "find", actor=OPERATOR, at=AT)
    assert shown()
    assert step_carrier(database, HANDLE, "retire", actor=OPERATOR, at=AT).state == "retired"
    assert not shown()
    with pytest.raises(StepRefused):
        step_carrier(database, HANDLE, "find", actor=OPERATOR, at=AT)
    with pytest.raises(CarrierExists):
        register_carrier(
            database, HANDLE.lower(), FORM, pem(P256.public_key()), actor=OPERATOR, at=AT
        )


@pytest.mark.parametrize(
    "form",
    [
        CarrierForm("card", "电表", "甲"),
        CarrierForm("chip", " ", "甲"),
        CarrierForm("chip", "电表", "甲" * 201),
        CarrierForm("chip", "电表", "甲", imei="1" * 41),
    ],
)
def test_forms_of_carriers_that_are_wrong(database, form):
    with pytest.raises(EntryInvalid):
        register_carrier(database, HANDLE, form, pem(P256.public_key()), actor=OPERATOR, at=AT)


def test_an_application_signs_in_with_its_key_until_it_is_disabled(database):
    handle = "88.900.1/App_erp"
    form = NodeApplicationForm("生产系统", 3, users_count=20, key_text=write_pem(SM2.public))
    register_application(database, handle, form, actor=OPERATOR, at=AT)
    nonce = make_challenge(database, handle, at=AT)
    found = prove_application(database, handle.upper(), None, sign_sm2(SM2, nonce.encode()), at=AT)
    assert (found.handle, found.name_zh, found.prefix) == (handle, "生产系统", "88.900.1")
    after = change_application_entry(
        database,
        handle,
        NodeApplicationForm("生产系统二", 3),
        is_enabled=False,
        actor=OPERATOR,
        at=AT,
    )
    assert (after.name_zh, after.key.kind) == ("生产系统二", "SM2")
    nonce = make_challenge(database, handle, at=AT)
    with pytest.raises(ProofRefused):
        prove_application(database, handle, nonce, sign_sm2(SM2, nonce.encode()), at=AT)
