"""Keys made once for all tests of proofs, and the vectors of the reference encoder."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, rsa

from lingnan.sources.identifier.proof.key import make_private_key
from lingnan.sources.identifier.proof.sm2 import Sm2PrivateKey


@pytest.fixture(scope="session")
def vectors() -> Mapping[str, Any]:
    text = Path(__file__).with_name("vectors.json").read_text(encoding="utf-8")
    return {vector["name"]: vector for vector in json.loads(text)}


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    key = make_private_key("RSA")
    assert isinstance(key, rsa.RSAPrivateKey)
    return key


@pytest.fixture(scope="session")
def other_rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 1024)  # noqa: S505 - the smallest accepted


@pytest.fixture(scope="session")
def dsa_key() -> dsa.DSAPrivateKey:
    return dsa.generate_private_key(1024)  # noqa: S505 - the size of old keys


@pytest.fixture(scope="session")
def sm2_key() -> Sm2PrivateKey:
    return Sm2PrivateKey.generate()
