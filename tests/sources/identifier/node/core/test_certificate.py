"""Certificates (HS_CERT) as identity: a chain to the trust root, here and elsewhere."""

import asyncio

import pytest

from lingnan.sources.identifier.proof.certificate import (
    Grant,
    Scope,
    Validity,
    write_certificate,
)
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.wire.body.change import ValuesRequest
from lingnan.sources.identifier.wire.codes import Operation, Response
from lingnan.sources.identifier.wire.reference import Reference
from lingnan.sources.identifier.wire.value import HandleValue
from sources.identifier.node.core.kit import NOW, User, admin, url
from sources.identifier.node.core.test_referral import Others

ROOT = Reference("0.0/0.0", 300)
PREFIX = Reference("0.NA/88.900", 302)
APP = Reference("88.900/APP", 303)
TIME = Validity(int(NOW) - 10, int(NOW) + 1_000)


@pytest.fixture(scope="module")
def keys():
    return {name: make_private_key("SM2") for name in ("root", "prefix", "app")}


def certificates(keys, *, time=TIME, grant=None):
    """Root, prefix and application, each vouched for by the one before."""

    def write(subject, key, grants, issuer, issuer_key):
        public = public_key_of(keys[key])
        text = write_certificate(
            subject,
            public,
            grants,
            issuer=issuer,
            issuer_key=keys[issuer_key],
            issued_at=int(NOW) - 10,
            validity=time,
        )
        return text.encode()

    everything = [Grant(Scope.EVERYTHING)]
    below = [grant or Grant(Scope.HANDLES_UNDER_THIS_PREFIX, "0.NA/88.900")]
    return {
        "root": write(ROOT, "root", everything, ROOT, "root"),
        "prefix": write(PREFIX, "prefix", below, ROOT, "root"),
        "app": write(APP, "app", [], PREFIX, "prefix"),
    }


def furnish(node, made):
    node.put("0.NA/88.900", HandleValue(402, "HS_CERT", made["prefix"]), admin(user=APP))
    node.put("88.900/APP", HandleValue(400, "HS_CERT", made["app"]))


def create(node, keys):
    user = User(Reference("88.900/APP", 400), key=keys["app"])
    body = ValuesRequest("88.900/a", (url(),))
    return asyncio.run(node.ask(Operation.CREATE_HANDLE, body, user=user)).code


def test_the_subject_of_a_trusted_certificate_is_proved(make, keys):
    made = certificates(keys)
    others = Others()
    others.records["0.0/0.0"] = (HandleValue(400, "HS_CERT", made["root"]),)
    node = make(trust_roots=(public_key_of(keys["root"]),), elsewhere=others)
    furnish(node, made)
    assert create(node, keys) == Response.SUCCESS
    assert node.audit[-1].user == Reference("88.900/APP", 400)
    # Another root, nobody to give the root's certificate, or a certificate out of its time.
    stranger = make(trust_roots=(public_key_of(keys["app"]),), elsewhere=others)
    furnish(stranger, made)
    assert create(stranger, keys) == Response.AUTHENTICATION_FAILED
    alone = make(trust_roots=(public_key_of(keys["root"]),))
    furnish(alone, made)
    assert create(alone, keys) == Response.AUTHENTICATION_FAILED
    node.clock.now += 2_000
    assert create(node, keys) == Response.AUTHENTICATION_FAILED


def test_a_certificate_is_worth_what_its_issuer_may_speak_for(make, keys):
    made = certificates(keys, grant=Grant(Scope.THIS_HANDLE, "88.900/OTHER"))
    others = Others()
    others.records["0.0/0.0"] = (HandleValue(400, "HS_CERT", made["root"]),)
    node = make(trust_roots=(public_key_of(keys["root"]),), elsewhere=others)
    furnish(node, made)
    assert create(node, keys) == Response.AUTHENTICATION_FAILED


def test_a_certificate_of_somebody_else_proves_nothing(make, keys):
    made = certificates(keys)
    others = Others()
    others.records["0.0/0.0"] = (HandleValue(400, "HS_CERT", made["root"]),)
    node = make(trust_roots=(public_key_of(keys["root"]),), elsewhere=others)
    furnish(node, made)
    node.put("88.900.1/THIEF", HandleValue(400, "HS_CERT", made["app"]))
    user = User(Reference("88.900.1/THIEF", 400), key=keys["app"])
    body = ValuesRequest("88.900/a", (url(),))
    got = asyncio.run(node.ask(Operation.CREATE_HANDLE, body, user=user))
    assert got.code == Response.AUTHENTICATION_FAILED
