import httpx
import pytest

from sources.identifier.node.http.served import Certificates, Served


@pytest.fixture(scope="session")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def served(tmp_path_factory, certificates):
    """One server for all tests; each changes handles of its own only."""
    made = Served(tmp_path_factory.mktemp("node"), certificates)
    yield made
    made.close()


@pytest.fixture(scope="session")
def secure(served, certificates):
    with httpx.Client(base_url=served.secure, verify=certificates.client_context()) as client:
        yield client


@pytest.fixture(scope="session")
def plain(served):
    with httpx.Client(base_url=served.plain) as client:
        yield client
