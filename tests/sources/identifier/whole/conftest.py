"""One node with a second-level prefix (88.900, synthetic), served by two workers."""

import asyncio

import pytest

from lingnan.sources.identifier.client import KeyIdentity
from lingnan.sources.identifier.proof.key import make_private_key, public_key_of
from lingnan.sources.identifier.proof.key_record import encode_key
from lingnan.sources.identifier.wire.reference import Reference, encode_references
from lingnan.sources.identifier.wire.value import HandleValue

from .served import certify, make, serving

PREFIX = "88.900"
#: Users beside the administrator, by how they prove themselves.
KEYS = {kind: make_private_key(kind) for kind in ("RSA", "SM2")}


async def furnish(node):
    """Make one user for each kind of key and let it administer the prefix."""
    users = [node.admin]
    async with node.client(identity=node.identity) as client:
        for kind, key in KEYS.items():
            record = encode_key(public_key_of(key))
            await client.create(f"{PREFIX}/{kind}", [HandleValue(300, "HS_PUBKEY", record)])
            users.append(Reference(f"{PREFIX}/{kind}", 300))
        group = HandleValue(200, "HS_VLIST", encode_references(tuple(users)))
        await client.modify_values(f"0.NA/{PREFIX}", [group])


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    made = make(
        tmp_path_factory.mktemp("whole") / "node",
        PREFIX,
        certificate="tls.pem",
        certificate_key="tls-key.pem",
        limits={"requests_per_second": 1e9, "requests_burst": 1e9},
    )
    certify(made.folder)
    with serving(made):
        asyncio.run(furnish(made))
        yield made


@pytest.fixture(scope="session")
def identities(node):
    keys = {
        kind: KeyIdentity(Reference(f"{PREFIX}/{kind}", 300), key) for kind, key in KEYS.items()
    }
    return {"secret": node.identity} | keys
